/**
 * The common case of placement: a stream in which little is alive at a time. One sweep over time with best fit among the free
 * gaps; where its peak is the most bytes ever alive, it is optimal, and the solver need not build its model.
 */
import { sortByKey } from './solver/radix.ts'
import { identity } from '../support/growable.ts'
import type { PlacementProblem, PlacementResult } from './solver/index.ts'

/** With more free gaps than this the sweep is not the easy case, and its list of them would make it quadratic. */
const mostGaps = 64

/** From so many blocks on, what choosing the topmost block by its padding could still save is not worth a search. */
const manyBlocks = 5000

/**
 * The sweep's placement if it is optimal (in large problems: to less than one alignment), else undefined. Groups of blocks that begin
 * at one time are laid side by side. O(n log n).
 */
export function sweepBlocks(
  problem: PlacementProblem,
  groups: readonly (readonly number[])[] = [],
): PlacementResult | undefined {
  const { blocks } = problem
  const n = blocks.length
  if (n === 0 || problem.apart?.length || problem.conflicts || problem.heapLimitBytes !== undefined) return undefined
  const starts = new Float64Array(n)
  const ends = new Float64Array(n)
  const padded = new Float64Array(n)
  const common = blocks[0]!.alignment ?? 1
  let isUniform = true
  for (let i = 0; i < n; i++) {
    const { start, end, alignment = 1, fixedOffset, heap } = blocks[i]!
    if (fixedOffset !== undefined || heap !== undefined) return undefined
    starts[i] = start
    ends[i] = end
    if (alignment !== common) isUniform = false
  }
  let mostSpare = 0
  for (let i = 0; i < n; i++) {
    const { sizeBytes } = blocks[i]!
    // Of blocks with one alignment, only the topmost can do without its padding.
    padded[i] = isUniform ? Math.ceil(sizeBytes / common) * common : sizeBytes
    if (padded[i]! - sizeBytes > mostSpare) mostSpare = padded[i]! - sizeBytes
  }
  const groupOf = groups.length > 0 ? new Int32Array(n).fill(-1) : undefined
  for (let g = 0; g < groups.length; g++)
    for (const i of groups[g]!) {
      if (starts[i] !== starts[groups[g]![0]!]) return undefined
      groupOf![i] = g
    }
  const isLaid = new Uint8Array(groups.length)
  const byStart = sortByKey(identity(n), starts)
  const byEnd = sortByKey(identity(n), ends)
  const offsets = new Float64Array(n)
  // Free gaps below the top, by offset; everything above `top` is free too.
  const gapBegin: number[] = []
  const gapEnd: number[] = []
  let top = 0
  let peak = 0
  let live = 0
  let mostLive = 0
  let leaving = 0
  const one = [0]
  for (let k = 0; k < n; k++) {
    const first = byStart[k]!
    const start = starts[first]!
    for (; leaving < n && ends[byEnd[leaving]!]! <= start; leaving++) {
      const gone = byEnd[leaving]!
      live -= padded[gone]!
      release(offsets[gone]!, offsets[gone]! + blocks[gone]!.sizeBytes)
      if (gapBegin.length > mostGaps) return undefined
    }
    live += padded[first]!
    if (live > mostLive) mostLive = live
    const g = groupOf === undefined ? -1 : groupOf[first]!
    if (g >= 0) {
      if (isLaid[g] === 1) continue
      isLaid[g] = 1
    } else one[0] = first
    lay(g < 0 ? one : groups[g]!)
  }
  const lowerBoundBytes = mostLive - mostSpare
  const slack = n > manyBlocks ? mostSpare : 0
  if (peak - lowerBoundBytes > slack) return undefined
  return {
    status: 'placed',
    offsets,
    heaps: new Int32Array(n),
    heapSizes: [peak],
    peakBytes: peak,
    lowerBoundBytes,
    proven: peak === lowerBoundBytes,
    steps: n,
    method: 'one sweep, best fit',
  }

  /** Puts blocks side by side into the smallest gap that holds them all, or on top. */
  function lay(members: readonly number[]): void {
    let best = -1
    for (let g = 0; g < gapBegin.length; g++) {
      if (gapEnd[g]! - gapBegin[g]! < blocks[members[0]!]!.sizeBytes) continue
      if (best >= 0 && gapEnd[g]! - gapBegin[g]! >= gapEnd[best]! - gapBegin[best]!) continue
      if (endAt(members, gapBegin[g]!) <= gapEnd[g]!) best = g
    }
    let from = top
    let to = Infinity
    if (best >= 0) {
      from = gapBegin[best]!
      to = gapEnd[best]!
      gapBegin.splice(best, 1)
      gapEnd.splice(best, 1)
    }
    for (let m = 0; m < members.length; m++) {
      const i = members[m]!
      const { sizeBytes, alignment = 1 } = blocks[i]!
      const at = Math.ceil(from / alignment) * alignment
      offsets[i] = at
      const before = from
      from = at + sizeBytes
      if (to === Infinity) top = from
      if (at > before) release(before, at)
    }
    if (to === Infinity) {
      if (top > peak) peak = top
    } else if (from < to) release(from, to)
  }

  function endAt(members: readonly number[], from: number): number {
    let end = from
    for (let m = 0; m < members.length; m++) {
      const { sizeBytes, alignment = 1 } = blocks[members[m]!]!
      end = Math.ceil(end / alignment) * alignment + sizeBytes
    }
    return end
  }

  /** Gives [from, to) back: joined with its neighbours, or with the free space above the top. */
  function release(from: number, to: number): void {
    if (to === top) {
      top = from
      const last = gapEnd.length - 1
      if (last >= 0 && gapEnd[last] === top) {
        top = gapBegin[last]!
        gapBegin.pop()
        gapEnd.pop()
      }
      return
    }
    let g = 0
    while (g < gapBegin.length && gapBegin[g]! < from) g++
    const joinsBefore = g > 0 && gapEnd[g - 1] === from
    const joinsAfter = g < gapBegin.length && gapBegin[g] === to
    if (joinsBefore && joinsAfter) {
      gapEnd[g - 1] = gapEnd[g]!
      gapBegin.splice(g, 1)
      gapEnd.splice(g, 1)
    } else if (joinsBefore) gapEnd[g - 1] = to
    else if (joinsAfter) gapBegin[g] = from
    else {
      gapBegin.splice(g, 0, from)
      gapEnd.splice(g, 0, to)
    }
  }
}
