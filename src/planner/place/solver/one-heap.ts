/** Placement in one heap: heuristics first, then search, until the peak equals the bound or the steps are spent. */
import { lowerBound } from './bound.ts'
import { Budget } from './budget.ts'
import { conflictLists, countConflicts, handBackLists, mostConflicts, manyConflicts, mostEntries } from './conflicts.ts'
import { boxesOf, layBoxes, modelOfBoxes } from './boxes.ts'
import { searchExact } from './exact.ts'
import { Layer, type Fit } from './first-fit.ts'
import type { Lists, Model } from './model.ts'
import { itemOrders } from './orders.ts'
import { searchOrders, squeakyWheel } from './reorder.ts'
import { searchPacking, type SearchResult } from './packing.ts'
import { isPacking, packingInstance } from './packing-instance.ts'
import { mostPiled } from './crowd-bound.ts'
import { isPile, pileUp } from './pile.ts'
import { portfolio, skylines, topOf } from './portfolio.ts'
import { laySkyline } from './skyline.ts'
import { solveSmall } from './small.ts'
import { mostSmallBlocks, smallInstance } from './small-instance.ts'
import { noIndices } from '../../../graph/typed-arrays.ts'

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
const closeEnough = 1.001

/** Ratio of peak and bound from which several alignments at once are first fitted in better orders. */
const FAR = 1.01

/**
 * Where several alignments leave a gap of so few steps of the coarsest, the packing search has so many steps for each block before the
 * small search: it meets the bound soon, or hardly ever. It must be no more than a part of the steps that are left.
 */
const [stepsFromBound, stepsToMeet, partToMeet] = [2, 14, 3 / 4]

/** Part of the steps for the small search; first fit in other orders and the packing search have the rest. */
const smallShare = 3 / 4

/** Number of items up to which groups are laid as rigid boxes first, with so many steps for each item. */
const [mostBoxes, stepsInBoxes] = [128, 32]

/** Steps for the exact answer about a small pile, however little there is to gain. */
const pileSteps = 2000

/** Number of blocks up to which exhaustive search usually ends, including the search over pairs. */
const mostExactBlocks = 24

export function solveOneHeap(model: Model, budget: Budget): HeapSolution {
  const share = boxesBudget(model, budget)
  const inBoxes = share && layInBoxes(model, share)
  const solution = inBoxes ?? solveItems(model, budget)
  // Steps spent on boxes are charged afterwards, so that a failed attempt leaves the others as many.
  if (share) budget.charge(share.spent)
  return solution
}

function solveItems(model: Model, budget: Budget): HeapSolution {
  const entries = countConflicts(model)
  // Where a heap may be too small for the blocks, lists may find the only placement.
  const most = enough(model) > model.limit ? mostEntries : mostConflicts(model.count)
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
  const hasMany = entries > manyConflicts
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
    if (solution.proven || (hasMany && solution.peak <= closeEnough * bound)) return solution
  }
  const piles = isPile(model, entries)
  if (piles) {
    const offset = pileUp(model, bound, budget)
    if (topOf(model, offset) <= model.limit) keepIfBetter(solution, model, offset, 'pile')
  }
  const isSmallPile = piles && model.count <= mostPiled && budget.left > 0
  if (solution.proven || (stepsLeft(solution, budget) === 0 && !isSmallPile)) return solution
  const conflicts = listConflicts()
  if (conflicts === null) return solution
  if (piles) {
    if (isSmallPile) improveBySmallSearch(model, conflicts, solution, budget, pileSteps)
    return solution
  }
  if (needsSmallSearch(model)) {
    const steps = stepsToMeet * model.count
    if (packs && isNearInSteps(model, solution) && steps <= partToMeet * stepsLeft(solution, budget))
      improveByPacking(model, conflicts, solution, budget, new Budget(steps, false, model.count))
    if (!solution.proven) improveBySmallSearch(model, conflicts, solution, budget)
  }
  if (solution.proven) return solution
  if (packs) {
    // With several alignments, the packing search often fails far from the bound, where first fit does not.
    const isFar = solution.peak > FAR * bound && model.count > mostExactBlocks
    if (isFar && model.align.some((alignment) => alignment !== model.align[0])) {
      improveByReordering(model, conflicts, solution, budget, Math.floor(budget.left / 3))
    }
    if (!solution.proven) improveByPacking(model, conflicts, solution, budget)
  } else {
    if (model.count <= mostExactBlocks) improveExactly(model, conflicts, solution, budget)
    if (solution.proven || stepsLeft(solution, budget) === 0) return solution
    if (conflicts.values.length > manyConflicts) improveBySqueaking(model, conflicts, solution, budget)
    else improveByReordering(model, conflicts, solution, budget)
  }
  return solution
}

/** Steps for groups as rigid boxes, or a single one for heuristics alone where a search has too few; undefined where nothing is tried. */
function boxesBudget({ singles, sections, hasFixed, itemCount }: Model, budget: Budget): Budget | undefined {
  if (singles || sections === null || hasFixed || itemCount > mostBoxes) return undefined
  const steps = stepsInBoxes * itemCount
  return new Budget(budget.left >= steps ? steps : 1, false, itemCount)
}

/**
 * A placement of groups as rigid boxes at the bound that blocks have which are not rigid: boxes are single blocks, for which there are
 * better searches. Undefined where they do not meet it, which says nothing of others.
 */
function layInBoxes(model: Model, budget: Budget): HeapSolution | undefined {
  const boxes = boxesOf(model)
  if (boxes === null) return undefined
  const rigid = modelOfBoxes(model, boxes)
  const bound = lowerBound(model, null, budget)
  if (bound > model.limit || lowerBound(rigid, null, budget) > bound) return undefined
  // The search begins with the order by size.
  for (const { name, order } of itemOrders(model, null, 'life', (one) => one === 'life' || one === 'crowd')) {
    budget.charge(model.itemCount)
    const offset = laySkyline(model, boxes, order)
    if (offset && topOf(model, offset) <= bound)
      return { offset, peak: bound, bound, proven: true, method: `skyline by ${name}` }
  }
  const { offset, peak, method } = solveOneHeap(rigid, budget)
  if (offset === null || peak > bound) return undefined
  return { offset: layBoxes(model, offset), peak, bound, proven: true, method: `boxes, ${method}` }
}

/** Steps that are worth spending on the remaining gap. */
const stepsLeft = ({ offset, peak, bound }: HeapSolution, budget: Budget): number =>
  offset === null ? budget.left : budget.leftFor((peak - bound) / bound)

/** Whether the packing search, which is for many blocks of one alignment and intervals, is not the best that there is. */
const needsSmallSearch = ({ count, singles, sections, hasFixed, align }: Model): boolean =>
  singles &&
  count <= mostSmallBlocks &&
  (sections === null || hasFixed || align.some((alignment) => alignment !== align[0]))

/** Whether there are more blocks than exhaustive search is for, and the peak is near the bound in steps of the coarsest alignment. */
const isNearInSteps = ({ count, align }: Model, { peak, bound }: HeapSolution): boolean =>
  count > mostExactBlocks && peak - bound <= stepsFromBound * align.reduce((most, one) => Math.max(most, one), 0)

function improveBySmallSearch(
  model: Model,
  conflicts: Lists,
  solution: HeapSolution,
  budget: Budget,
  leastSteps = 0,
): void {
  const instance = smallInstance(model, conflicts)
  if (instance === null) return
  const steps = Math.max(Math.ceil(stepsLeft(solution, budget) * smallShare), Math.min(leastSteps, budget.left))
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
  const anywhere = noIndices(model.itemCount)
  let best: { order: Int32Array; fit: Fit; peak: number } | null = null
  for (const { order } of itemOrders(model, conflicts)) {
    for (const fit of ['first', 'best'] as const) {
      const layout = layer.lay(order, fit, 1, anywhere)
      if (layout !== null && (best === null || layout.peak < best.peak)) best = { order, fit, peak: layout.peak }
    }
  }
  if (best === null) return
  const found = searchOrders(model, conflicts, layer, best, { bound: solution.bound, steps, budget })
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
  solution.proven = exact.isComplete || solution.peak <= solution.bound
  if (exact.isComplete && solution.offset !== null) solution.bound = solution.peak
}

/** @param share the steps of the budget that the search may take */
function improveByPacking(
  model: Model,
  conflicts: Lists,
  solution: HeapSolution,
  budget: Budget,
  share = budget,
): void {
  const peak = peakToBeat(model, solution)
  const found = searchPacking(packingInstance(model, conflicts), model.life, solution.bound, peak, share)
  if (share !== budget) budget.charge(share.spent)
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
