/**
 * The common case of placement: a stream in which little is alive at a time. One sweep over time with best fit among the free
 * gaps; where its peak is the most bytes ever alive, it is optimal, and the solver need not build its model. With blocks that must be
 * apart there are as many heaps as they have colours, and each block takes the one that it makes grow least. Of blocks that begin
 * together, the one that saves most by not being rounded up comes last, on top.
 */
import { sortByKey } from '../support/sort-by-key.ts'
import type { PairedProblem } from './pairs.ts'
import type { PlacementBlock, PlacementResult } from './solver/index.ts'
import { emptyHeaps, mostAlive, sweepHeaps, type Swept, type SweptItems } from './sweep-heaps.ts'
import { sweepInShares } from './sweep-in-shares.ts'
import { colourItems, itemsApart } from './item-colours.ts'
import { stackBursts } from './stack-bursts.ts'
import { topsOf } from './swept-tops.ts'
import { ascending, float64Array, noIndices } from '../../graph/typed-arrays.ts'
import { roundUp } from '../../plan/multiples.ts'

/** Most free gaps: with more, this is not the easy case, and the list of gaps would make the sweep quadratic. */
const mostGapsAtFirst = 64
/** In very large problems with several heaps nothing else is near-linear. */
const mostGapsInHeaps = 1024

/** Number of blocks from which choosing the topmost one by its padding saves too little to be worth a search. */
const manyBlocks = 5000
/** Number of blocks from which nothing else is worth it either, where there are several heaps. */
const veryManyBlocks = 20_000

/**
 * The sweep's placement if it is optimal, else undefined; in large problems a placement that may not be. Groups of blocks that begin at one
 * time are laid side by side. O(n · (log n + gaps)).
 */
export function sweepBlocks(
  problem: PairedProblem,
  groups: readonly (readonly number[])[] = [],
): PlacementResult | undefined {
  const { blocks, apart } = problem
  const n = blocks.length
  if (n === 0) return undefined
  const { starts, ends, padded, mostSpare, isPlain } = sizesOf(blocks)
  if (!isPlain) return undefined
  const items = itemsOf(groups, starts)
  if (!items) return undefined
  const { itemOf, groupOf } = items
  const rules = apart.one.length > 0 ? itemsApart(n, apart, itemOf) : undefined
  const colours = rules && colourItems(n, rules)
  if (rules && !colours) return undefined
  // Three are only known to be needed where two will not do.
  const isLast = colours !== undefined && n > veryManyBlocks
  if (colours && colours.count > 3 && !isLast) return undefined
  const bySpares = mostSpare > 0 ? bySpare(blocks, padded, groups) : ascending(n)
  const byStart = sortByKey(bySpares, starts)
  const byEnd = sortByKey(ascending(n), ends)
  const times = { byStart, byEnd, starts, ends, padded, blocks }
  const mostLive = mostAlive(times)
  // Without padding, what needs more than is alive is proven by nothing, and the sweep need not come to its end.
  const mostBytes = mostSpare === 0 && !isLast ? mostLive : Infinity
  const limits = { mostBytes, mostGaps: isLast ? mostGapsInHeaps : mostGapsAtFirst }
  const heaps = emptyHeaps(colours?.count ?? 1)
  const found = sweepHeaps(times, items, heaps, limits, (first) =>
    colours ? colours.heapOf(itemOf[first]!, heaps, padded[first]!) : 0,
  )
  if (!found) return undefined
  const mayProve = mostSpare > 0 && (!colours || colours.count === 2)
  const areLeast = mayProve
    ? topsOf(times, found.heapOf, heaps.length, mostLive, (i) => !colours || colours.isInLargest(itemOf[i]!))
    : undefined
  let isLeast = areLeast?.(found.peaks) ?? false
  if (areLeast && !isLeast) {
    const stacked = stackBursts(times, bySpares, found.heapOf, heaps.length, groupOf)
    isLeast = stacked !== undefined && areLeast(stacked.peaks)
    if (isLeast) Object.assign(found, stacked)
  }
  const boundOf = (heapCount: number): number => Math.max(0, mostLive - mostSpare * heapCount)
  const placed = placedBy(found, problem, isLeast ? Infinity : boundOf(heaps.length))
  const slack = n > manyBlocks && !colours ? mostSpare : 0
  if (placed && placed.peakBytes - placed.lowerBoundBytes <= slack) return placed
  if (!rules || !isLast) return undefined
  const shared = sweepInShares(times, items, rules, heaps.length, mostLive, limits)
  const inShares = shared && placedBy(shared, problem, boundOf(shared.peaks.length))
  return placed && !(inShares && inShares.peakBytes < placed.peakBytes) ? placed : inShares
}

/**
 * The sweep's result; undefined where a heap exceeds the limit.
 *
 * @param bound of the bytes of so many heaps; infinite where the result is known to meet it
 */
function placedBy(
  { offsets, heapOf, peaks }: Swept,
  { heapLimitBytes = Infinity }: PairedProblem,
  bound: number,
): PlacementResult | undefined {
  if (peaks.some((peak) => peak > heapLimitBytes)) return undefined
  const peakBytes = peaks.reduce((sum, peak) => sum + peak, 0)
  const lowerBoundBytes = Math.min(peakBytes, bound)
  return {
    status: 'placed',
    offsets,
    heaps: heapOf,
    heapSizes: peaks,
    peakBytes,
    lowerBoundBytes,
    proven: peakBytes === lowerBoundBytes,
    steps: offsets.length,
    method: 'one sweep, best fit',
  }
}

/** Items, each laid as one: a group, named after its first block, or a block. Undefined where those of a group begin at several times. */
function itemsOf(groups: readonly (readonly number[])[], starts: Float64Array): SweptItems | undefined {
  const itemOf = ascending(starts.length)
  const group = noIndices(groups.length > 0 ? starts.length : 0)
  for (let g = 0; g < groups.length; g++)
    for (const i of groups[g]!) {
      if (starts[i] !== starts[groups[g]![0]!]) return undefined
      itemOf[i] = groups[g]![0]!
      group[i] = g
    }
  const groupOf = (i: number): readonly number[] | undefined => {
    const g = groups.length > 0 ? group[i]! : -1
    return g < 0 ? undefined : groups[g]
  }
  return { itemOf, groupOf }
}

/** Blocks by what they save on top; those of a group by what its last one saves. */
function bySpare(
  blocks: readonly PlacementBlock[],
  padded: Float64Array,
  groups: readonly (readonly number[])[],
): Int32Array {
  const spare = float64Array(blocks.length)
  for (let i = 0; i < blocks.length; i++) spare[i] = padded[i]! - blocks[i]!.sizeBytes
  for (const group of groups) for (const i of group) spare[i] = spare[group.at(-1)!]!
  return sortByKey(ascending(blocks.length), spare)
}

/** The times and sizes of every block that the sweep reads, as rows. */
function sizesOf(blocks: readonly PlacementBlock[]) {
  const n = blocks.length
  const starts = float64Array(n)
  const ends = float64Array(n)
  const padded = float64Array(n)
  const common = blocks[0]!.alignment ?? 1
  let isUniform = true
  let isPlain = true
  for (let i = 0; i < n; i++) {
    const { start, end, alignment = 1, fixedOffset, heap } = blocks[i]!
    if (fixedOffset !== undefined || heap !== undefined) isPlain = false
    starts[i] = start
    ends[i] = end
    if (alignment !== common) isUniform = false
  }
  let mostSpare = 0
  for (let i = 0; i < n; i++) {
    const { sizeBytes } = blocks[i]!
    // Where all blocks have one alignment, only the topmost of a heap can do without its padding.
    padded[i] = isUniform ? roundUp(sizeBytes, common) : sizeBytes
    if (padded[i]! - sizeBytes > mostSpare) mostSpare = padded[i]! - sizeBytes
  }
  return { starts, ends, padded, mostSpare, isPlain }
}
