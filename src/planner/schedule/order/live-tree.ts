// Hot path: typed arrays only.
import { float64Array, float64Slice } from '../../../graph/typed-arrays.ts'

/**
 * Bytes at each position: additions to ranges, and the maximum over positions that are not removed. A segment tree, of which each node
 * has the two numbers beside each other that are read together.
 */
export class LiveTree {
  private readonly size: number
  /** The maximum of tree node k at 2k, and what was added to all positions below it at 2k + 1. */
  private readonly node: Float64Array

  private constructor(size: number, node: Float64Array) {
    this.size = size
    this.node = node
  }

  static of(bytes: Float64Array, count: number): LiveTree {
    let size = 1
    while (size < count) size *= 2
    const node = float64Array(4 * size)
    for (let k = 0; k < size; k++) node[2 * (size + k)] = k < count ? bytes[k]! : -Infinity
    for (let k = 0; k < count; k++) node[2 * (size + k) + 1] = bytes[k]!
    for (let k = size - 1; k > 0; k--) node[2 * k] = Math.max(node[4 * k]!, node[4 * k + 2]!)
    return new LiveTree(size, node)
  }

  copy(): LiveTree {
    return new LiveTree(this.size, float64Slice(this.node))
  }

  /** Makes it equal to another tree of the same size. */
  setTo(other: LiveTree): void {
    this.node.set(other.node)
  }

  get most(): number {
    return this.node[2]!
  }

  /** The maximum over the positions below `at`; −∞ where all of them are removed. */
  mostBefore(at: number): number {
    const { node } = this
    let most = -Infinity
    for (let k = at + this.size; k > 1; most += node[2 * k + 1]!) {
      if (k & 1 && node[2 * k - 2]! > most) most = node[2 * k - 2]!
      k >>= 1
    }
    return most
  }

  /** Adds to the positions from … to, both included. */
  add(from: number, to: number, bytes: number): void {
    if (bytes === 0 || from > to) return
    const { node } = this
    let low = from + this.size
    let high = to + this.size + 1
    let lowest = low >> 1
    let highest = (high - 1) >> 1
    for (; low < high; low >>= 1, high >>= 1) {
      if (low & 1) {
        node[2 * low]! += bytes
        node[2 * low + 1]! += bytes
        low++
      }
      if (high & 1) {
        high--
        node[2 * high]! += bytes
        node[2 * high + 1]! += bytes
      }
    }
    for (; lowest !== highest; lowest >>= 1, highest >>= 1) {
      this.refresh(lowest)
      this.refresh(highest)
    }
    // The node where both ways meet may have been added to itself, so that it is no news that it has its value already.
    if (lowest > 0) this.refresh(lowest)
    this.refreshAbove(lowest)
  }

  remove(at: number): void {
    this.node[2 * (this.size + at)] = -Infinity
    this.refreshAbove(this.size + at)
  }

  /** Undoes `remove`. */
  restore(at: number): void {
    this.node[2 * (this.size + at)] = this.node[2 * (this.size + at) + 1]!
    this.refreshAbove(this.size + at)
  }

  /** Works out the nodes above one, up to the first that stays as it is. */
  private refreshAbove(k: number): void {
    for (k >>= 1; k > 0; k >>= 1) if (!this.refresh(k)) return
  }

  /** Works out a node from its children; false if it had the same value already. */
  private refresh(k: number): boolean {
    const { node } = this
    const left = node[4 * k]!
    const right = node[4 * k + 2]!
    const greatest = (left > right ? left : right) + node[2 * k + 1]!
    if (greatest === node[2 * k]) return false
    node[2 * k] = greatest
    return true
  }
}
