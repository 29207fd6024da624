/**
 * Components of a packing search: how a set of blocks falls apart into independent parts, and the parts that wait to be solved.
 */
import type { PackingInstance } from './packing-instance.ts'
import type { PackingSections } from './packing-sections.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

/**
 * Splits the part `blocks[from … to − 1]` at the boundaries within sections `first … end − 1` that no unplaced block crosses.
 * Sorts the blocks by piece and calls `onPiece` with the position of each piece; false, without a change, if there is only one.
 */
export type Splitter = (
  from: number,
  to: number,
  first: number,
  end: number,
  onPiece: (start: number, stop: number) => void,
) => boolean

export function createSplitter(instance: PackingInstance, sections: PackingSections, blocks: Int32Array): Splitter {
  const { count, low, sectionCount } = instance
  const { next, memberCount, beginning } = sections
  const cutAt = int32Array(sectionCount + 1)
  const bucketEnd = int32Array(sectionCount + 2)
  const bucketOf = int32Array(count)
  const scratch = int32Array(count)
  return (from, to, first, end, onPiece) => {
    let cuts = 0
    for (let s = next[first]!; s < end; s = next[s]!) if (memberCount[s] === beginning[s]) cutAt[cuts++] = s
    if (cuts === 0) return false
    bucketEnd.fill(0, 0, cuts + 2)
    let lowest = cuts
    let highest = 0
    for (let k = from; k < to; k++) {
      const i = blocks[k]!
      let bucket = 0
      let above = cuts
      while (bucket < above) {
        const middle = (bucket + above) >> 1
        if (cutAt[middle]! <= low[i]!) bucket = middle + 1
        else above = middle
      }
      bucketOf[i] = bucket
      bucketEnd[bucket + 1]!++
      if (bucket < lowest) lowest = bucket
      if (bucket > highest) highest = bucket
    }
    if (lowest >= highest) return false
    for (let b = 1; b <= cuts + 1; b++) bucketEnd[b]! += bucketEnd[b - 1]!
    for (let k = from; k < to; k++) scratch[k] = blocks[k]!
    for (let k = from; k < to; k++) blocks[from + bucketEnd[bucketOf[scratch[k]!]!]!++] = scratch[k]!
    for (let b = lowest, start = from; b <= highest; b++) {
      const stop = from + bucketEnd[b]!
      if (stop > start) onPiece(start, stop)
      start = stop
    }
    return true
  }
}

const NONE = -1

/**
 * A stack of waiting parts that can return to any earlier state: entries are linked, and stay unchanged while a choice point
 * refers to them by `top` and `length`.
 */
export class Agenda {
  top = NONE
  length = 0
  private entries: Int32Array

  constructor(count: number) {
    this.entries = int32Array(4 * (2 * count + 2))
  }

  get isEmpty(): boolean {
    return this.top === NONE
  }

  clear(): void {
    this.restore(NONE, 0)
  }

  restore(top: number, length: number): void {
    this.top = top
    this.length = length
  }

  /** A part of the blocks, and the number of choices that had been made when it was split off. */
  push(from: number, to: number, choices: number): void {
    if (this.length + 4 > this.entries.length) {
      const longer = int32Array(2 * this.entries.length)
      longer.set(this.entries)
      this.entries = longer
    }
    this.entries[this.length] = from
    this.entries[this.length + 1] = to
    this.entries[this.length + 2] = choices
    this.entries[this.length + 3] = this.top
    this.top = this.length
    this.length += 4
  }

  get from(): number {
    return this.entries[this.top]!
  }

  get to(): number {
    return this.entries[this.top + 1]!
  }

  get choices(): number {
    return this.entries[this.top + 2]!
  }

  /** Removes the top part. Its entry stays, for choice points that return to it. */
  pop(): void {
    this.top = this.entries[this.top + 3]!
  }
}
