/**
 * Canonical order of blocks: searches break ties by index, so all orders in which the same blocks may be given are mapped to
 * one, and give the same answer.
 */
import { sortAgain, sortByKey } from '../../support/sort-by-key.ts'
import type { PlacementProblem } from './types.ts'
import { ascending, float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'
import { handBack } from '../../support/reused-memory.ts'

/** Rounds of refinement, in which equal blocks are told apart by the blocks that rules connect them to. */
const mostRounds = 16

/**
 * Indices of the blocks by start, end, size and other properties. Where rules name blocks, those that are still equal are
 * ordered by their neighbours, and the neighbours of these (colour refinement, Weisfeiler & Leman 1968). Blocks that remain
 * equal keep the given order, which rarely makes a difference. O(n), and O(rules) per round.
 */
export function canonicalOrder(problem: PlacementProblem): Int32Array {
  const { blocks, conflicts, apart, groups } = problem
  const count = blocks.length
  const [heap, fixedOffset, alignment] = [float64Array(count), float64Array(count), float64Array(count)]
  const [size, end, start] = [float64Array(count), float64Array(count), float64Array(count)]
  for (let i = 0; i < count; i++) {
    const block = blocks[i]!
    heap[i] = block.heap ?? -1
    fixedOffset[i] = block.fixedOffset ?? -1
    alignment[i] = block.alignment ?? 1
    size[i] = -block.sizeBytes
    end[i] = block.end
    start[i] = block.start
  }
  const keys = [heap, fixedOffset, alignment, size]
  if (conflicts === undefined) keys.push(end, start)
  let order = ascending(count)
  for (const key of keys) order = sortAgain(order, key)
  const joined = [conflicts, apart, groups].some((rules) => rules !== undefined && rules.length > 0)
  if (joined) order = refine(problem, order, keys)
  handBack(...keys)
  return order
}

function refine(problem: PlacementProblem, sorted: Int32Array, keys: readonly Float64Array[]): Int32Array {
  const count = sorted.length
  const order = sorted
  /** Position of the first of the blocks that are equal to each one, and whether there are others. */
  const kind = float64Array(count)
  const isShared = uint8Array(count)
  /** Starts of the runs of blocks that are equal, where there are several, and their ends. */
  let runs: number[] = []
  const classify = (differ: (a: number, b: number) => boolean): number => {
    let kinds = 0
    runs = []
    const first = int32Array(count)
    for (let k = 0, from = 0; k < count; k++) {
      if (k === 0 || differ(order[k - 1]!, order[k]!)) {
        if (k - from > 1) runs.push(from, k)
        from = k
        kinds++
      }
      first[k] = from
    }
    if (count > 0 && first[count - 1]! < count - 1) runs.push(first[count - 1]!, count)
    for (let k = 0; k < count; k++) kind[order[k]!] = first[k]!
    isShared.fill(0)
    for (let r = 0; r < runs.length; r += 2) for (let k = runs[r]!; k < runs[r + 1]!; k++) isShared[order[k]!] = 1
    handBack(first)
    return kinds
  }
  let kinds = classify((a, b) => {
    // Blocks side by side differ mostly in what they were sorted by last.
    for (let k = keys.length - 1; k >= 0; k--) if (keys[k]![a] !== keys[k]![b]) return true
    return false
  })
  const around = float64Array(count)
  for (let round = 0; round < mostRounds && kinds < count; round++) {
    around.fill(0)
    for (const [rule, pairs] of [problem.conflicts, problem.apart].entries()) {
      for (const [a, b] of pairs ?? []) {
        if (isShared[a]) around[a]! += mixed(kind[b]!, rule)
        if (isShared[b]) around[b]! += mixed(kind[a]!, rule)
      }
    }
    for (const group of problem.groups ?? []) {
      let all = 0
      for (let k = 0; k < group.length; k++) all += mixed(kind[group[k]!]!, 2 + k)
      for (let k = 0; k < group.length; k++) around[group[k]!]! += mixed(all, 2 + k)
    }
    for (let r = 0; r < runs.length; r += 2) {
      const run = order.subarray(runs[r], runs[r + 1])
      run.set(sortByKey(run, around))
    }
    const before = kinds
    kinds = classify((a, b) => kind[a] !== kind[b] || around[a] !== around[b])
    if (kinds === before) break
  }
  handBack(kind, around)
  return order
}

/** A pseudo-random number below 2^32: sums of a few million of them are exact, and hardly ever equal by accident. */
function mixed(value: number, salt: number): number {
  let hash = (value % 0xffffffff) ^ Math.imul(salt + 1, 0x9e3779b9)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The same problem with its blocks in another order. */
export function inOrder(problem: PlacementProblem, order: Int32Array): PlacementProblem {
  const place = int32Array(order.length)
  for (let k = 0; k < order.length; k++) place[order[k]!] = k
  const pairsOf = (pairs: PlacementProblem['apart']): [number, number][] | undefined =>
    pairs?.map(([a, b]) => [place[a]!, place[b]!])
  const { conflicts, apart, groups, heapLimitBytes, maxHeaps } = problem
  const blocks = new Array<PlacementProblem['blocks'][number]>(order.length)
  for (let k = 0; k < order.length; k++) blocks[k] = problem.blocks[order[k]!]!
  const moved: PlacementProblem = { blocks }
  if (conflicts !== undefined) moved.conflicts = pairsOf(conflicts)!
  if (apart !== undefined) moved.apart = pairsOf(apart)!
  if (groups !== undefined) moved.groups = groups.map((group) => group.map((i) => place[i]!))
  if (heapLimitBytes !== undefined) moved.heapLimitBytes = heapLimitBytes
  if (maxHeaps !== undefined) moved.maxHeaps = maxHeaps
  return moved
}
