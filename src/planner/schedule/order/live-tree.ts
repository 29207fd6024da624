// Hot path: typed arrays only.
import { float64Array, float64Slice } from '../../../graph/typed-arrays.ts'

/** Bytes at each position: additions to ranges, and the maximum over positions that are not removed. A segment tree. */
export class LiveTree {
  private readonly size: number
  private readonly added: Float64Array
  private readonly greatest: Float64Array

  private constructor(size: number, added: Float64Array, greatest: Float64Array) {
    this.size = size
    this.added = added
    this.greatest = greatest
  }

  static of(bytes: Float64Array, count: number): LiveTree {
    let size = 1
    while (size < count) size *= 2
    const added = float64Array(2 * size)
    const greatest = float64Array(2 * size).fill(-Infinity)
    for (let k = 0; k < count; k++) added[size + k] = greatest[size + k] = bytes[k]!
    for (let k = size - 1; k > 0; k--) greatest[k] = Math.max(greatest[2 * k]!, greatest[2 * k + 1]!)
    return new LiveTree(size, added, greatest)
  }

  copy(): LiveTree {
    return new LiveTree(this.size, float64Slice(this.added), float64Slice(this.greatest))
  }

  /** Makes it equal to another tree of the same size. */
  setTo(other: LiveTree): void {
    this.added.set(other.added)
    this.greatest.set(other.greatest)
  }

  get most(): number {
    return this.greatest[1]!
  }

  /** The maximum over the positions below `at`; −∞ where all of them are removed. */
  mostBefore(at: number): number {
    const { added, greatest } = this
    let most = -Infinity
    for (let k = at + this.size; k > 1; most += added[k]!) {
      if (k & 1 && greatest[k - 1]! > most) most = greatest[k - 1]!
      k >>= 1
    }
    return most
  }

  /** Adds to the positions from … to, both included. */
  add(from: number, to: number, bytes: number): void {
    if (bytes === 0 || from > to) return
    const { added, greatest } = this
    let low = from + this.size
    let high = to + this.size + 1
    const lowest = low
    const highest = high - 1
    for (; low < high; low >>= 1, high >>= 1) {
      if (low & 1) {
        added[low]! += bytes
        greatest[low]! += bytes
        low++
      }
      if (high & 1) {
        high--
        added[high]! += bytes
        greatest[high]! += bytes
      }
    }
    this.pull(lowest)
    this.pull(highest)
  }

  remove(at: number): void {
    this.greatest[this.size + at] = -Infinity
    this.pull(this.size + at)
  }

  /** Undoes `remove`. */
  restore(at: number): void {
    this.greatest[this.size + at] = this.added[this.size + at]!
    this.pull(this.size + at)
  }

  private pull(k: number): void {
    const { added, greatest } = this
    for (k >>= 1; k > 0; k >>= 1) {
      const left = greatest[2 * k]!
      const right = greatest[2 * k + 1]!
      greatest[k] = (left > right ? left : right) + added[k]!
    }
  }
}
