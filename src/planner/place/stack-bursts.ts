/**
 * Heaps that are filled and emptied again and again, as where uploads are used together: what is alive throughout lies at the bottom, and
 * the blocks of each burst above it, the one that saves most by not being rounded up on top.
 */
import { float64Array, int32Array } from '../../graph/typed-arrays.ts'
import type { SweptTimes } from './swept-tops.ts'

/**
 * Undefined where some blocks of a burst could share memory. O(n log n).
 *
 * @param bySpare blocks by what they save on top
 * @param groupOf blocks that are to lie side by side, all of which begin at one time
 */
export function stackBursts(
  times: SweptTimes,
  bySpare: Int32Array,
  heapOf: Int32Array,
  heapCount: number,
  groupOf: (block: number) => readonly number[] | undefined,
): { readonly offsets: Float64Array; readonly peaks: number[] } | undefined {
  const { byStart, starts, ends } = times
  const rank = int32Array(bySpare.length)
  for (let k = 0; k < bySpare.length; k++) rank[bySpare[k]!] = k
  const ofHeap: number[][] = []
  for (let h = 0; h < heapCount; h++) ofHeap.push([])
  for (const i of byStart) ofHeap[heapOf[i]!]!.push(i)
  const offsets = float64Array(bySpare.length)
  const peaks: number[] = []
  for (const own of ofHeap) {
    let last = -Infinity
    for (const i of own) last = Math.max(last, ends[i]!)
    const isLasting = (i: number): boolean => starts[i] === starts[own[0]!] && ends[i] === last && !groupOf(i)
    const stack = new Stack(times, offsets, rank, groupOf)
    stack.put(own.filter(isLasting))
    stack.bottom = stack.top
    let burst: number[] = []
    let [firstEnd, lastEnd] = [Infinity, -Infinity]
    for (const i of own) {
      if (isLasting(i)) continue
      if (starts[i]! >= lastEnd) {
        stack.put(burst)
        burst = []
        firstEnd = Infinity
      }
      burst.push(i)
      firstEnd = Math.min(firstEnd, ends[i]!)
      lastEnd = Math.max(lastEnd, ends[i]!)
      if (starts[i]! >= firstEnd) return undefined
    }
    stack.put(burst)
    peaks.push(stack.peak)
  }
  return { offsets, peaks }
}

class Stack {
  peak = 0
  top = 0
  /** Offset at which the next burst begins. */
  bottom = 0
  private readonly times: SweptTimes
  private readonly offsets: Float64Array
  private readonly rank: Int32Array
  private readonly groupOf: (block: number) => readonly number[] | undefined

  constructor(
    times: SweptTimes,
    offsets: Float64Array,
    rank: Int32Array,
    groupOf: (block: number) => readonly number[] | undefined,
  ) {
    this.times = times
    this.offsets = offsets
    this.rank = rank
    this.groupOf = groupOf
  }

  put(burst: number[]): void {
    const { times, offsets, rank, groupOf } = this
    this.top = this.bottom
    burst.sort((a, b) => rank[a]! - rank[b]!)
    for (const block of burst) {
      const members = groupOf(block) ?? [block]
      if (members.length > 1 && members[0] !== block) continue
      for (const i of members) {
        offsets[i] = this.top
        this.peak = Math.max(this.peak, this.top + times.blocks[i]!.sizeBytes)
        this.top += times.padded[i]!
      }
    }
  }
}
