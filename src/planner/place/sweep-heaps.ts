/** The sweep over time itself: blocks leave heaps and are laid in them in the order of their times. Hot: typed arrays and integer ids. */
import { float64Array, noIndices } from '../../graph/typed-arrays.ts'
import { SweptHeap } from './swept-heap.ts'
import type { SweptTimes } from './swept-tops.ts'

/** Items that are laid as one: a group of blocks, named after its first, or a block. */
export interface SweptItems {
  readonly itemOf: Int32Array
  /** The group of a block, if it is in one. */
  groupOf(block: number): readonly number[] | undefined
}

export interface Swept {
  readonly offsets: Float64Array
  readonly heapOf: Int32Array
  /** Bytes of each heap. */
  readonly peaks: number[]
}

/** A loop: `Array.from` with a length takes many times as long, a fiftieth of a small plan. */
export function emptyHeaps(count: number): SweptHeap[] {
  const heaps = new Array<SweptHeap>(count)
  for (let h = 0; h < count; h++) heaps[h] = new SweptHeap()
  return heaps
}

/** The most bytes alive at a time, in whole steps. O(blocks). */
export function mostAlive({ byStart, byEnd, starts, ends, padded }: SweptTimes): number {
  let [live, most, leaving] = [0, 0, 0]
  for (let k = 0; k < byStart.length; k++) {
    const start = starts[byStart[k]!]!
    for (; ends[byEnd[leaving]!]! <= start; leaving++) live -= padded[byEnd[leaving]!]!
    live += padded[byStart[k]!]!
    if (live > most) most = live
  }
  return most
}

/** Limits that end a sweep: bytes of all heaps together, and free gaps in one of them. */
export interface SweepLimits {
  readonly mostBytes: number
  readonly mostGaps: number
}

/**
 * Undefined where the heaps exceed the limits, or an item finds no heap. O(blocks · gaps).
 *
 * @param heapFor the heap of an item that begins with this block, −1 for none; it is told which heap each block is in
 */
export function sweepHeaps(
  times: SweptTimes,
  { groupOf }: SweptItems,
  heaps: readonly SweptHeap[],
  { mostBytes, mostGaps }: SweepLimits,
  heapFor: (first: number, heapOf: Int32Array) => number,
): Swept | undefined {
  const { byStart, byEnd, starts, ends, padded, blocks } = times
  const n = blocks.length
  const heapOf = noIndices(n)
  const offsets = float64Array(n)
  let bytes = 0
  let leaving = 0
  const one = [0]
  for (let k = 0; k < n; k++) {
    const first = byStart[k]!
    const start = starts[first]!
    for (; leaving < n && ends[byEnd[leaving]!]! <= start; leaving++) {
      const gone = byEnd[leaving]!
      const heap = heaps[heapOf[gone]!]!
      heap.release(offsets[gone]!, offsets[gone]! + padded[gone]!)
      if (heap.gapCount > mostGaps) return undefined
    }
    if (heapOf[first]! >= 0) continue
    one[0] = first
    const members = groupOf(first) ?? one
    const h = heapFor(first, heapOf)
    if (h < 0) return undefined
    for (let m = 0; m < members.length; m++) heapOf[members[m]!] = h
    const heap = heaps[h]!
    const { peak } = heap
    heap.lay(members, blocks, padded, offsets)
    bytes += heap.peak - peak
    if (bytes > mostBytes) return undefined
  }
  return { offsets, heapOf, peaks: heaps.map(({ peak }) => peak) }
}
