/** Placement in one heap: heuristics first, then search, until the peak equals the bound or the steps are spent. */
import { lowerBound } from './bound.ts'
import { Budget } from './budget.ts'
import {
  conflictLists,
  countConflicts,
  handBackLists,
  mostConflicts,
  CONFLICTS_PER_STEP,
  MANY_CONFLICTS,
  MOST_CONFLICTS,
} from './conflicts.ts'
import { searchExact } from './exact.ts'
import { Layer, type Fit } from './first-fit.ts'
import { alignUp, type Lists, type Model } from './model.ts'
import { itemOrders } from './orders.ts'
import { searchOrders, squeakyWheel } from './reorder.ts'
import { boxesOf, modelOfBoxes } from './boxes.ts'
import { laySkyline } from './skyline.ts'
import { searchPacking, type SearchResult } from './packing.ts'
import { isPacking, packingInstance } from './packing-instance.ts'
import { MOST_PILED } from './crowd-bound.ts'
import { isPile, pileUp } from './pile.ts'
import { solveSmall } from './small.ts'
import { MOST_SMALL_BLOCKS, smallInstance } from './small-instance.ts'
import { sortByKey } from '../../support/sort-by-key.ts'
import { ascending, float64Array, int32Array } from '../../../graph/typed-arrays.ts'

export interface HeapSolution {
  /** Offsets; null if nothing was found. */
  offset: Float64Array | null
  peak: number
  bound: number
  /** Whether `peak` is proven least, or without offsets, whether it is proven that no placement fits. */
  proven: boolean
  method: string
}

/** With so many blocks, the last tenth of a percent is not worth seconds. */
const CLOSE_ENOUGH = 1.001

/**
 * Number of orders before the packing search, which soon beats all of them where blocks are few or it has so many steps for each; with one
 * alignment for all blocks, only a skyline.
 */
const [ORDERS_BEFORE_PACKING, FEW_BLOCKS, STEPS_TO_BEAT_ORDERS] = [1, 64, 60]

/** Ratio of peak and bound from which several alignments at once are first fitted in better orders. */
const FAR = 1.01

/** Part of the steps for the small search; first fit in other orders and the packing search have the rest. */
const SMALL_SHARE = 3 / 4

/** Steps for the exact answer about a small pile, however little there is to gain. */
const PILE_STEPS = 2000

/** Number of blocks up to which exhaustive search usually ends, including the search over pairs. */
const MOST_EXACT_BLOCKS = 24

export function solveOneHeap(model: Model, budget: Budget): HeapSolution {
  const entries = countConflicts(model)
  // Where a heap may be too small for the blocks, lists may find the only placement.
  const most = enough(model) > model.limit ? MOST_CONFLICTS : mostConflicts(model.count)
  // Made on demand: with very many blocks, a skyline often meets the bound before any list is needed.
  const made: Lists[] = []
  const listConflicts = (): Lists | null => {
    if (model.conflicts === null && entries > most) return null
    return made[0] ?? (made[0] = conflictLists(model))
  }
  const solution = solve(model, { entries, most, listConflicts }, budget)
  for (const lists of made) handBackLists(model, lists)
  return solution
}

interface Conflicts {
  readonly entries: number
  /** Most entries that are listed. */
  readonly most: number
  readonly listConflicts: () => Lists | null
}

function solve(model: Model, { entries, most, listConflicts }: Conflicts, budget: Budget): HeapSolution {
  const hasMany = entries > MANY_CONFLICTS
  const needsLists = model.sections === null || (!model.singles && !hasMany)
  const bound = lowerBound(model, needsLists ? listConflicts() : null, budget)
  const solution: HeapSolution = { offset: null, peak: Infinity, bound, proven: false, method: 'none' }
  if (bound > model.limit) return { ...solution, proven: true }
  const packs = entries <= most && isPacking(model)
  const heuristics = hasMany
    ? skylines(model, entries, listConflicts, budget)
    : portfolio(model, entries, listConflicts, (packs || needsSmallSearch(model)) && budget.left > 0, budget)
  for (const { offset, method } of heuristics) {
    keepIfBetter(solution, model, offset, method)
    if (solution.proven || (hasMany && solution.peak <= CLOSE_ENOUGH * bound)) return solution
  }
  const piles = isPile(model, entries)
  if (piles) {
    const offset = pileUp(model, bound, budget)
    if (topOf(model, offset) <= model.limit) keepIfBetter(solution, model, offset, 'pile')
  }
  const isSmallPile = piles && model.count <= MOST_PILED && budget.left > 0
  if (solution.proven || (stepsLeft(solution, budget) === 0 && !isSmallPile)) return solution
  const conflicts = listConflicts()
  if (conflicts === null) return solution
  if (piles) {
    if (isSmallPile) improveBySmallSearch(model, conflicts, solution, budget, PILE_STEPS)
    return solution
  }
  if (needsSmallSearch(model)) improveBySmallSearch(model, conflicts, solution, budget)
  if (solution.proven) return solution
  if (packs) {
    // With several alignments, the packing search often fails far from the bound, where first fit does not.
    const isFar = solution.peak > FAR * bound && model.count > MOST_EXACT_BLOCKS
    if (isFar && model.align.some((alignment) => alignment !== model.align[0])) {
      improveByReordering(model, conflicts, solution, budget, Math.floor(budget.left / 3))
    }
    if (!solution.proven) improveByPacking(model, conflicts, solution, budget)
  } else {
    if (model.count <= MOST_EXACT_BLOCKS) improveExactly(model, conflicts, solution, budget)
    if (solution.proven || stepsLeft(solution, budget) === 0) return solution
    if (conflicts.values.length > MANY_CONFLICTS) improveBySqueaking(model, conflicts, solution, budget)
    else improveByReordering(model, conflicts, solution, budget)
  }
  return solution
}

/** Steps that are worth spending on the remaining gap. */
const stepsLeft = ({ offset, peak, bound }: HeapSolution, budget: Budget): number =>
  offset === null ? budget.left : budget.leftFor((peak - bound) / bound)

function topOf(model: Model, offset: Float64Array): number {
  let top = 0
  for (let i = 0; i < model.count; i++) top = Math.max(top, offset[i]! + model.size[i]!)
  return top
}

interface Laid {
  offset: Float64Array
  method: string
}

/**
 * Placements by skyline alone, for many conflicts, which first and best fit would have to examine one by one. The order by
 * crowds comes first, because it is usually the best. No skyline beats the bound of the groups as rigid boxes, so the attempts
 * end once it is met.
 */
function* skylines(model: Model, entries: number, listConflicts: () => Lists | null, budget: Budget): Generator<Laid> {
  const boxes = model.sections === null ? null : boxesOf(model)
  let tried = 0
  let least = Infinity
  if (boxes !== null) {
    const rigid = model.singles ? 0 : lowerBound(modelOfBoxes(model, boxes), null, budget)
    for (const { name, order } of itemOrders(model, null, 'crowd')) {
      budget.charge(model.count)
      const offset = laySkyline(model, boxes, order)
      if (offset === null) continue
      tried++
      least = Math.min(least, topOf(model, offset))
      yield { offset, method: `skyline by ${name}` }
      if (least <= rigid || budget.left === 0) return
    }
  }
  if (tried > 0) return
  yield* portfolio(model, entries, listConflicts, true, budget)
}

/** Placements by skyline and by first and best fit, in several orders; only a few where a packing search follows. */
function* portfolio(
  model: Model,
  entries: number,
  listConflicts: () => Lists | null,
  searchFollows: boolean,
  budget: Budget,
): Generator<Laid> {
  const boxes = model.sections === null ? null : boxesOf(model)
  const anywhere = int32Array(model.itemCount).fill(-1)
  let layer: Layer | null = null
  let tried = 0
  let hasFound = false
  const isSoonBeaten = model.count <= FEW_BLOCKS || budget.left > STEPS_TO_BEAT_ORDERS * model.count
  const orders = isSoonBeaten ? ORDERS_BEFORE_PACKING : Infinity
  const hasOneAlignment = model.align.every((alignment) => alignment === model.align[0])
  for (const { name, order } of itemOrders(model, model.sections === null ? listConflicts() : null)) {
    let suffices = false
    if (boxes !== null) {
      budget.charge(model.count)
      const offset = laySkyline(model, boxes, order)
      hasFound ||= offset !== null
      if (offset !== null) yield { offset, method: `skyline by ${name}` }
      suffices = offset !== null && searchFollows && hasOneAlignment
      if (tried === 0 && offset !== null && hasOneAlignment && model.singles && model.align[0]! > 1) {
        const last = laySkyline(model, boxes, leastPaddingFirst(model))
        budget.charge(model.count)
        if (last !== null) yield { offset: last, method: 'skyline by padding' }
      }
    }
    for (const fit of suffices ? [] : (['first', 'best'] as const)) {
      const conflicts: Lists | null = layer === null ? listConflicts() : null
      if (conflicts !== null) layer = new Layer(model, conflicts)
      if (layer === null) break
      budget.charge(model.count + Math.ceil(entries / CONFLICTS_PER_STEP))
      const layout = layer.lay(order, fit, 1, anywhere)
      hasFound ||= layout !== null
      if (layout !== null) yield { offset: layout.offset, method: `${fit} fit by ${name}` }
    }
    if (++tried === orders && searchFollows) break
    if (budget.isSpent && hasFound) break
  }
}

/** The blocks that rounding up makes grow most come last: on top of others, they are not rounded. */
function leastPaddingFirst({ itemCount, itemOf, size, align }: Model): Int32Array {
  const padding = float64Array(itemCount)
  for (let i = 0; i < size.length; i++) padding[itemOf[i]!] = alignUp(size[i]!, align[i]!) - size[i]!
  return sortByKey(ascending(itemCount), padding)
}

/** Whether the packing search, which is for many blocks of one alignment and intervals, is not the best that there is. */
const needsSmallSearch = ({ count, singles, sections, hasFixed, align }: Model): boolean =>
  singles &&
  count <= MOST_SMALL_BLOCKS &&
  (sections === null || hasFixed || align.some((alignment) => alignment !== align[0]))

function improveBySmallSearch(
  model: Model,
  conflicts: Lists,
  solution: HeapSolution,
  budget: Budget,
  leastSteps = 0,
): void {
  const instance = smallInstance(model, conflicts)
  if (instance === null) return
  const steps = Math.max(Math.ceil(stepsLeft(solution, budget) * SMALL_SHARE), Math.min(leastSteps, budget.left))
  const share = new Budget(steps, budget.isThrifty, model.count)
  const found = solveSmall(instance, solution.bound, peakToBeat(model, solution), share, leastSteps > 0)
  budget.charge(share.spent)
  adopt(solution, found, 'small search')
}

function improveByReordering(
  model: Model,
  conflicts: Lists,
  solution: HeapSolution,
  budget: Budget,
  steps = stepsLeft(solution, budget),
): void {
  const layer = new Layer(model, conflicts)
  const anywhere = int32Array(model.itemCount).fill(-1)
  let best: { order: Int32Array; fit: Fit; peak: number } | null = null
  for (const { order } of itemOrders(model, conflicts)) {
    for (const fit of ['first', 'best'] as const) {
      const layout = layer.lay(order, fit, 1, anywhere)
      if (layout !== null && (best === null || layout.peak < best.peak)) best = { order, fit, peak: layout.peak }
    }
  }
  if (best === null) return
  const found = searchOrders(model, conflicts, layer, best, solution.bound, steps, budget)
  if (found !== null) keepIfBetter(solution, model, found.offset, 'reordered first fit')
}

function improveBySqueaking(model: Model, conflicts: Lists, solution: HeapSolution, budget: Budget): void {
  for (const { order } of itemOrders(model, conflicts)) {
    const found = squeakyWheel(model, conflicts, new Layer(model, conflicts), order, solution.bound, budget)
    if (found !== null) keepIfBetter(solution, model, found.offset, 'squeaky wheel')
    return
  }
}

function keepIfBetter(solution: HeapSolution, model: Model, offset: Float64Array, method: string): void {
  const peak = topOf(model, offset)
  if (peak >= solution.peak) return
  solution.offset = offset
  solution.peak = peak
  solution.method = method
  solution.proven = peak <= solution.bound
}

function improveExactly(model: Model, conflicts: Lists, solution: HeapSolution, budget: Budget): void {
  const ceiling = peakToBeat(model, solution) - 1
  const exact = searchExact(model, conflicts, solution.bound, ceiling, budget)
  if (exact.offset !== null) {
    solution.offset = exact.offset
    solution.peak = exact.peak
    solution.method = 'exact'
  }
  solution.proven = exact.exhausted || solution.peak <= solution.bound
  if (exact.exhausted && solution.offset !== null) solution.bound = solution.peak
}

function improveByPacking(model: Model, conflicts: Lists, solution: HeapSolution, budget: Budget): void {
  const peak = peakToBeat(model, solution)
  const found = searchPacking(packingInstance(model, conflicts), model.life, solution.bound, peak, budget)
  adopt(solution, found, 'packing search')
}

/** The best peak so far, or one that is just out of reach. */
const peakToBeat = (model: Model, { offset, peak }: HeapSolution): number =>
  offset === null ? Math.min(model.limit, enough(model)) + 1 : peak

/** Takes over what a search found below the peak that it was given, and the bound that it raised. */
function adopt(solution: HeapSolution, { offset, peak, bound }: SearchResult, method: string): void {
  if (offset !== null) {
    solution.offset = offset
    solution.peak = peak
    solution.method = method
  }
  solution.bound = bound
  solution.proven = bound >= peak
}

/** A size in which everything fits if it fits at all: no gap that crosses all lifetimes needs to be as large as an alignment. */
function enough(model: Model): number {
  let sum = 0
  for (let i = 0; i < model.count; i++) {
    sum += model.size[i]! + model.align[i]!
    if (model.fixed[i]! >= 0) sum += model.fixed[i]!
  }
  return sum
}
