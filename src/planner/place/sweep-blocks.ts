/**
 * The common case of placement: a stream in which little is alive at a time. One sweep over time with best fit among the free
 * gaps; where its peak is the most bytes ever alive, it is optimal, and the solver need not build its model.
 */
import type { PlacementProblem, PlacementResult } from './solver/index.ts'

/** With more free gaps than this the sweep is not the easy case, and its list of them would make it quadratic. */
const mostGaps = 64

/** The sweep's placement if it is optimal, else undefined. O(n log n). */
export function sweepBlocks(problem: PlacementProblem): PlacementResult | undefined {
  const { blocks } = problem
  const n = blocks.length
  if (n === 0 || problem.apart?.length || problem.conflicts || problem.heapLimitBytes !== undefined) return undefined
  if (blocks.some((block) => block.fixedOffset !== undefined || block.heap !== undefined)) return undefined
  const byStart = rank(n, (i) => blocks[i]!.start)
  const byEnd = rank(n, (i) => blocks[i]!.end)
  const offsets = new Float64Array(n)
  // Free gaps below the top, by offset; everything above `top` is free too.
  const gapBegin: number[] = []
  const gapEnd: number[] = []
  let top = 0
  let peak = 0
  let live = 0
  let mostLive = 0
  let leaving = 0
  for (const i of byStart) {
    const { start, sizeBytes, alignment = 1 } = blocks[i]!
    for (; leaving < n && blocks[byEnd[leaving]!]!.end <= start; leaving++) {
      const gone = byEnd[leaving]!
      live -= blocks[gone]!.sizeBytes
      release(offsets[gone]!, offsets[gone]! + blocks[gone]!.sizeBytes)
      if (gapBegin.length > mostGaps) return undefined
    }
    live += sizeBytes
    if (live > mostLive) mostLive = live
    let best = -1
    for (let g = 0; g < gapBegin.length; g++) {
      const at = Math.ceil(gapBegin[g]! / alignment) * alignment
      if (at + sizeBytes <= gapEnd[g]! && (best < 0 || gapEnd[g]! - gapBegin[g]! < gapEnd[best]! - gapBegin[best]!))
        best = g
    }
    if (best >= 0) {
      const at = Math.ceil(gapBegin[best]! / alignment) * alignment
      const [from, to] = [gapBegin[best]!, gapEnd[best]!]
      gapBegin.splice(best, 1)
      gapEnd.splice(best, 1)
      offsets[i] = at
      if (at > from) release(from, at)
      if (at + sizeBytes < to) release(at + sizeBytes, to)
    } else {
      const at = Math.ceil(top / alignment) * alignment
      if (at > top) release(top, at)
      offsets[i] = at
      top = at + sizeBytes
      if (top > peak) peak = top
    }
  }
  if (peak !== mostLive) return undefined
  return {
    status: 'placed',
    offsets,
    heaps: new Int32Array(n),
    heapSizes: [peak],
    peakBytes: peak,
    lowerBoundBytes: mostLive,
    proven: true,
    steps: n,
    method: 'one sweep, best fit',
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

/** Indices in ascending order of a whole-number key, ties by index: sorted as one typed array. */
function rank(n: number, key: (i: number) => number): Int32Array {
  const keys = new Float64Array(n)
  for (let i = 0; i < n; i++) keys[i] = key(i) * n + i
  keys.sort()
  const order = new Int32Array(n)
  for (let k = 0; k < n; k++) order[k] = keys[k]! % n
  return order
}
