/**
 * Several heaps: assigns blocks to heaps under `apart` rules, forced heaps and a limit per heap, with the fewest heaps first,
 * then the least sum of their sizes.
 *
 * Where the number of heaps is free (`anyHeaps`), bytes come first. What the topmost block of a heap saves by not being rounded up is
 * no reason to open another heap, so sizes are then compared in whole steps of the common alignment. Mostly the fewest heaps reach
 * the bound for any number; only where they do not are more of them tried.
 */
import { sortPart } from '../../support/sort-part.ts'
import { lowerBound, steppedBound } from './bound.ts'
import { Budget } from './budget.ts'
import {
  conflictLists,
  countConflicts,
  conflictsPerStep,
  handBackLists,
  manyConflicts,
  mostEntries,
  mostConflicts,
} from './conflicts.ts'
import { layInSlots } from './equal-slots.ts'
import { Layer } from './first-fit.ts'
import { colourApart, type Colouring } from './colour-apart.ts'
import { HeapAssignments, type HeapsOfItems } from './heap-assignment.ts'
import { commonAlignment, type Lists, type Model } from './model.ts'
import { laidInShares } from './lay-in-shares.ts'
import { partitionExactly, withoutEmptyHeaps, type HeapsSolution } from './heap-partition.ts'
import { solveOneHeap } from './one-heap.ts'
import { itemOrders } from './orders.ts'
import { restrict } from './restrict.ts'
import { float64Array, int32Array, int32From, int32Slice, noIndices } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Number of items up to which every assignment to heaps is tried. */
const mostPartitionedItems = 9

/** Number of blocks from which items are laid and assigned at once: a search for assignments costs too much for what it finds. */
const manyBlocks = 2500

/** Number of items up to which assignments that are no better in whole steps are placed too. */
const mostEqualledItems = 24

/** Number of heaps beyond the fewest that are tried. */
const moreHeaps = 3

/** Number of items up to which heaps are nearly always as small as their live totals, so that all depends on the assignment. */
const mostEasyItems = 60

/** Part of the steps for the assignment of items to heaps at first, where heaps are easy and elsewhere: their placement has the rest. */
const [shareWhereEasy, shareOfAssignment] = [1 / 2, 1 / 8]

/** Once heaps are as small as their live totals, the assignment has all steps but so many times those that the heaps took. */
const reserveFactor = 2

export function solveSeveralHeaps(model: Model, budget: Budget): HeapsSolution {
  const entries = countConflicts(model)
  // Lists take up to a hundred times the memory of the blocks: they are made where something reads them.
  const isListed = model.sections === null ? entries <= mostEntries : !model.singles && entries <= manyConflicts
  const conflicts = isListed ? conflictLists(model) : null
  const clique = apartClique(model)
  const bound = Math.max(lowerBound(model, conflicts, budget, Infinity), sizeOfItems(model, clique))
  const none: HeapsSolution = {
    offset: null,
    heap: noIndices(model.itemCount),
    heaps: 0,
    peak: Infinity,
    bound,
    proven: false,
    method: 'none',
  }
  const colouring = colourApart(model)
  if (colouring === null) return { ...none, proven: true }
  const forced = model.forcedHeap.reduce((most, heap) => Math.max(most, heap + 1), 1)
  // In breadth-first order two colours suffice wherever that is possible, so a third one without forced heaps is necessary.
  const needed = forced === 1 && colouring.colours > 2 ? 3 : 1
  const fewest = Math.max(forced, needed, clique.length, Math.ceil(bound / model.limit))
  if (fewest > model.maxHeaps) return { ...none, proven: true }
  if (model.itemCount <= mostPartitionedItems) {
    const exact = partitionExactly(model, fewest, none, budget)
    // Steps that end before the first placement say nothing of whether there is one.
    if (exact.offset !== null || exact.proven) return exact
  }
  const anyStepped = model.anyHeaps ? steppedBound(model, conflicts, budget) : Infinity
  let tight = Math.max(bound, lowerBound(model, conflicts, budget, fewest))
  if (fewest === 2 && colouring.colours === 2) tight = Math.max(tight, sidesBound(model, colouring, budget))
  const finish = (solution: HeapsSolution): HeapsSolution => {
    // Whatever is proven for the fewest heaps does not hold for more.
    const isBound = solution.heaps === fewest && steppedPeak(model, solution) <= anyStepped
    const own = solution.offset !== null && (isBound || (!model.anyHeaps && solution.heaps === fewest)) ? tight : bound
    return solution.offset === null ? solution : { ...solution, bound: own, proven: solution.peak <= own }
  }
  const colours = Math.max(fewest, colouring.colours)
  const known = { ...none, bound: tight }
  const isLaid = model.anyHeaps && forced === 1 && !model.hasFixed && model.count > manyBlocks
  let best = none
  if (isLaid && entries <= mostConflicts(model.count)) {
    const lists = conflicts ?? conflictLists(model)
    best = inShares(model, lists, colours, anyStepped, known, budget)
    if (lists !== conflicts) handBackLists(model, lists)
  }
  if (best.offset === null && colours <= model.maxHeaps)
    best = balanced(model, colouring, colours, anyStepped, known, budget)
  if (
    model.anyHeaps
      ? best.offset !== null
      : best.heaps === fewest && (best.peak <= tight || budget.suffices(best.peak, tight))
  )
    return finish(best)
  if (best.offset !== null && budget.isSpent) return finish(best)
  if (best.offset === null && entries > mostEntries) return finish(layInSlots(model, best))
  if (best.offset !== null && entries > mostConflicts(model.count)) return finish(best)
  return finish(layInHeaps(model, conflicts ?? conflictLists(model), fewest, best, budget))
}

/** The best placement by heap and offset at once, which needs no steps. */
function inShares(
  model: Model,
  conflicts: Lists,
  colours: number,
  least: number,
  none: HeapsSolution,
  budget: Budget,
): HeapsSolution {
  let best = none
  let stepped = Infinity
  for (const { offset, heap, heapSize, peak } of laidInShares(model, conflicts, colours, least, budget)) {
    const laid = { ...none, offset, heap, heaps: heapSize.length, peak, method: 'laid in shares' }
    const solution = withoutEmptyHeaps(model, laid)
    const own = steppedPeak(model, solution)
    if (own > stepped || (own === stepped && (solution.heaps - best.heaps || solution.peak - best.peak) >= 0)) continue
    best = solution
    stepped = own
    if (stepped <= least) break
  }
  if (best.offset !== null) budget.settle()
  return best
}

/**
 * A placement in heaps that are balanced by live totals: in so many colours, or where the number of heaps is free, in more. Where each
 * heap is as small as its live totals, the assignment is searched further.
 */
function balanced(
  model: Model,
  colouring: Colouring,
  colours: number,
  anyStepped: number,
  none: HeapsSolution,
  budget: Budget,
): HeapsSolution {
  const most = model.anyHeaps ? Math.min(model.maxHeaps, colours + moreHeaps) : colours
  // With hundreds of heaps, each item looks at all of them for each start, and is better laid where it fits.
  if (HeapAssignments.startingSteps(model, colours, most) > Math.max(budget.left, model.itemCount)) return none
  const least = model.anyHeaps ? anyStepped : none.bound
  const assignments = new HeapAssignments(model, colouring, { fewest: colours, most }, least, budget)
  let best = none
  let stepped = Infinity
  /** Places an assignment, and returns whether the heaps are as small as their live totals. */
  const place = ({ heap, heaps, sum }: HeapsOfItems): boolean => {
    const placed = solveEach(model, { ...none, heap, heaps, method: 'heaps balanced' }, budget)
    if (placed === null) return false
    const solution = model.anyHeaps ? withoutEmptyHeaps(model, placed) : placed
    const own = steppedPeak(model, solution)
    if (own < stepped || (own === stepped && (solution.heaps - best.heaps || solution.peak - best.peak) < 0)) {
      best = solution
      stepped = own
    }
    return own <= sum
  }
  const isDone = (): boolean => best.offset !== null && (budget.left === 0 || budget.suffices(stepped, least))
  const share = model.itemCount <= mostEasyItems ? shareWhereEasy : shareOfAssignment
  assignments.search(Math.floor(budget.left * share))
  for (let last = Infinity; assignments.best.sum < last;) {
    const before = budget.left
    if (!place(assignments.best)) break
    if (assignments.isProven) {
      budget.settle()
      return best
    }
    if (isDone()) break
    last = assignments.best.sum
    // Other heaps will take about as long.
    assignments.search(budget.left - reserveFactor * (before - budget.left))
  }
  // Where there are few items, other heaps of as many whole steps may save more of the last ones, or be fewer.
  const mayEqual = model.itemCount <= mostEqualledItems
  if (most === colours || isDone()) return best
  for (const one of assignments.all.slice(1)) {
    if (best.offset === null || one.sum < stepped || (mayEqual && one.sum === stepped)) place(one)
    if (isDone()) break
  }
  return best
}

/** Sum of the heaps' sizes, each in whole steps of the common alignment. */
function steppedPeak(model: Model, { offset, heap, heaps }: HeapsSolution): number {
  if (offset === null) return Infinity
  const step = commonAlignment(model)
  const size = float64Array(heaps)
  for (let block = 0; block < model.count; block++) {
    const h = heap[model.itemOf[block]!]!
    size[h] = Math.max(size[h]!, roundUp(offset[block]! + model.size[block]!, step))
  }
  return size.reduce((sum, one) => sum + one, 0)
}

/** A bound for two heaps: the two sides of each component of `apart` rules go to different heaps. */
function sidesBound(model: Model, { components, colour }: Colouring, budget: Budget): number {
  let bound = 0
  const largest = components.reduce((a, b) => (b.length > a.length ? b : a), [])
  for (const side of [0, 1]) {
    const items = Int32Array.from(largest.filter((item) => colour[item] === side)).sort()
    bound += lowerBound(restrict(model, items).model, null, budget)
  }
  return bound
}

/** A clique of the `apart` rules, greedily by largest degree: its items need a heap each. */
function apartClique(model: Model): number[] {
  const { apart, itemCount } = model
  const degree = (item: number): number => apart.first[item + 1]! - apart.first[item]!
  const order: number[] = []
  for (let item = 0; item < itemCount; item++) if (degree(item) > 0) order.push(item)
  const byDegree = (a: number, b: number): number => degree(b) - degree(a) || a - b
  order.sort(byDegree)
  let largest: number[] = []
  const meetings = int32Array(itemCount)
  for (const seed of order.slice(0, 32)) {
    // From here on, none has more rivals.
    if (degree(seed) < largest.length) break
    meetings.fill(0)
    const clique: number[] = []
    const rivals = int32Slice(apart.values, apart.first[seed], apart.first[seed + 1])
    sortPart(rivals, 0, rivals.length, byDegree)
    for (const item of [seed, ...rivals]) {
      if (meetings[item] !== clique.length) continue
      clique.push(item)
      for (let k = apart.first[item]!; k < apart.first[item + 1]!; k++) meetings[apart.values[k]!]!++
    }
    if (clique.length > largest.length) largest = clique
  }
  return largest
}

function sizeOfItems(model: Model, items: readonly number[]): number {
  let sum = 0
  for (const item of items) {
    for (let k = model.members.first[item]!; k < model.members.first[item + 1]!; k++) {
      sum += model.size[model.members.values[k]!]!
    }
  }
  return sum
}

/**
 * Lays items in several orders into heaps that open when needed; fewer heaps precede a smaller peak. The best result is then
 * solved again heap by heap.
 */
function layInHeaps(
  model: Model,
  conflicts: Lists,
  fewest: number,
  known: HeapsSolution,
  budget: Budget,
): HeapsSolution {
  const layer = new Layer(model, conflicts)
  const anywhere = noIndices(model.itemCount)
  const degree = (item: number): number => model.apart.first[item + 1]! - model.apart.first[item]!
  let best = known
  const consider = (order: Int32Array, fit: 'first' | 'best', method: string): void => {
    const most = best.offset === null ? Math.min(model.maxHeaps, fewest + model.itemCount) : best.heaps
    for (const heaps of most > fewest && best.offset !== null ? [most - 1, most] : [most]) {
      budget.charge(model.count + Math.ceil(conflicts.values.length / conflictsPerStep))
      const layout = layer.lay(order, fit, heaps, anywhere)
      if (layout === null) continue
      const used = layout.heapSize.length
      if (used > best.heaps && best.offset !== null) continue
      if (used === best.heaps && layout.peak >= best.peak) continue
      best = { ...known, offset: layout.offset, heap: layout.heap, heaps: used, peak: layout.peak, method }
      return
    }
  }
  const isLeast = (): boolean => best.heaps <= fewest && best.peak <= known.bound
  for (const { name, order } of itemOrders(model, conflicts)) {
    consider(order, 'first', `first fit by ${name}`)
    if (isLeast()) return best
    consider(order, 'best', `best fit by ${name}`)
    if (isLeast()) return best
    if (model.hasApart) {
      const apartFirst = order.slice().sort((a, b) => degree(b) - degree(a))
      consider(apartFirst, 'first', `first fit by apart rules and ${name}`)
    }
    if (budget.left === 0 && best.offset !== null) break
  }
  if (best === known || best.offset === null) return best
  const refined = solveEach(model, best, budget)
  if (refined === null || refined.peak >= best.peak) return best
  return { ...refined, method: `${best.method}, each heap solved again` }
}

/** Solves each heap on its own, with the assigned items; null if one of them finds no placement. */
function solveEach(model: Model, solution: HeapsSolution, budget: Budget): HeapsSolution | null {
  const offset = float64Array(model.count)
  let peak = 0
  for (let h = 0; h < solution.heaps; h++) {
    const items = itemsIn(solution.heap, h)
    if (items.length === 0) continue
    const part = restrict(model, items)
    const own = new Budget(Math.floor(budget.left / (solution.heaps - h)), budget.isThrifty, part.model.count)
    const solved = solveOneHeap(part.model, own)
    budget.charge(own.spent)
    if (solved.offset === null) return null
    peak += solved.peak
    part.blocks.forEach((block, i) => (offset[block] = solved.offset![i]!))
  }
  return { ...solution, offset, peak }
}

function itemsIn(heap: Int32Array, index: number): Int32Array {
  const items: number[] = []
  for (let item = 0; item < heap.length; item++) if (heap[item] === index) items.push(item)
  return int32From(items)
}
