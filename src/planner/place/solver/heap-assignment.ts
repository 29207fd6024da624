/** Assignment of items to heaps before anything is placed: from a colouring of the `apart` rules to a balance of live totals. */
import { assignExactly, isAssignable } from './assign-exactly.ts'
import type { Budget } from './budget.ts'
import type { Colouring } from './colour-apart.ts'
import { conflictLists } from './conflicts.ts'
import { HeapBalance } from './heap-balance.ts'
import type { Model } from './model.ts'
import { alignedSizes, LiveTotals } from './live-totals.ts'
import { itemOrders } from './orders.ts'
import { sortByKey } from '../../support/sort-by-key.ts'
import { ascending, float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

const NONE = -1

/** Number of sections that are examined in the time of one step, by orders and by the exact search. */
const [visitsPerStep, exactVisitsPerStep] = [500, 250]

interface Assignment {
  heap: Int32Array
  loads: LiveTotals
}

/** An assignment of items to so many heaps, and the sum of the heaps' largest live totals. */
export interface HeapsOfItems {
  readonly heap: Int32Array
  readonly heaps: number
  readonly sum: number
}

/** Part of the first steps in which all assignments of a few items are tried. */
const shareOfAll = 1 / 2

/** Part of the first steps for a race of two, the best start and the fewest heaps; the one that wins it has the rest. */
const shareOfRace = 1 / 2

/**
 * Assignments of items to each number of heaps from `fewest` to `most`. Each starts from the colouring, or from an order in which each item
 * takes the heap that grows least (as a buffer pool does), and may be searched for better ones (`heap-balance.ts`).
 */
export class HeapAssignments {
  /** Assignments that were made so far: to the fewest heaps, or to each number. */
  private readonly found: HeapsOfItems[] = []
  private readonly model: Model
  private readonly colouring: Colouring
  /** By `alignedSizes`. */
  private readonly size: Float64Array
  private starts: Starts | undefined
  private readonly bound: number
  private readonly budget: Budget
  private readonly fewest: number
  private readonly most: number
  /** The largest live total of all items, which no assignment is below. */
  private readonly leastSum: number
  private readonly searches = new Map<number, HeapBalance>()
  private hasTriedAll = false
  /** The assignment that is proven to have the smallest sum. */
  private proven: HeapsOfItems | undefined

  constructor(
    model: Model,
    colouring: Colouring,
    { fewest, most }: { readonly fewest: number; readonly most: number },
    bound: number,
    budget: Budget,
  ) {
    this.model = model
    this.bound = bound
    this.budget = budget
    this.fewest = fewest
    this.most = most
    this.colouring = colouring
    this.size = alignedSizes(model)
    budget.charge(HeapAssignments.startingSteps(model, fewest, most))
    const together = new LiveTotals(model, 1, this.size)
    for (let item = 0; item < model.itemCount; item++) together.add(item, 0)
    this.leastSum = together.sum
    this.found.push(this.startIn(fewest))
  }

  /** Steps that all starts take. */
  static startingSteps({ itemCount }: Model, fewest: number, most: number): number {
    let steps = 0
    for (let heaps = fewest; heaps <= most; heaps++)
      steps += startingOrders.length * Math.ceil((itemCount * heaps) / visitsPerStep)
    return steps
  }

  /** The best start in so many heaps. There is only one assignment to one heap. */
  private startIn(heaps: number): HeapsOfItems {
    const { model, colouring, size, leastSum } = this
    if (heaps === 1) return { heap: int32Array(model.itemCount), heaps, sum: leastSum }
    this.starts ??= { colouring, units: unitsOf(model, colouring), orders: ordersOf(model), size }
    return startOf(model, this.starts, heaps, leastSum)
  }

  /** The assignment with the smallest sum. Mostly that is in the fewest heaps, and no less than all items together. */
  get best(): HeapsOfItems {
    if (this.proven) return this.proven
    return this.found[0]!.sum === this.leastSum ? this.found[0]! : this.all[0]!
  }

  /** Whether no assignment has a smaller sum than the best. */
  get isProven(): boolean {
    return this.proven !== undefined
  }

  /** One assignment for each number of heaps, the smallest sum first. */
  get all(): HeapsOfItems[] {
    const { fewest, most, found } = this
    if (found.length < most - fewest + 1) {
      for (let heaps = fewest + 1; heaps <= most; heaps++) found.push(this.startIn(heaps))
      found.sort(bySum)
    }
    return found
  }

  /** Searches for smaller sums with so many steps: for the best, and where no more is found for it, for the next. */
  search(steps: number): void {
    const { budget } = this
    if (budget.suffices(this.best.sum, this.bound)) return
    const found = this.all
    const most = budget.spent + steps
    if (!this.hasTriedAll && isAssignable(this.model)) this.tryAll(Math.floor(steps * shareOfAll))
    if (this.isProven) return
    if (this.searches.size === 0 && found.length > 1) {
      const other = Math.max(
        1,
        found.findIndex(({ heaps }) => heaps === this.fewest),
      )
      for (const k of [0, other]) this.improve(k, Math.floor((steps * shareOfRace) / 2))
      found.sort(bySum)
    }
    for (let k = 0; k < found.length; k++) this.improve(k, most - budget.spent)
    found.sort(bySum)
  }

  /** Tries all assignments to any number of heaps. */
  private tryAll(steps: number): void {
    this.hasTriedAll = true
    const { model, found, bound, budget, most: heaps } = this
    const mostVisits = steps * exactVisitsPerStep
    const { heap, sum, isProven, visits } = assignExactly(model, found[0]!.heap, heaps, bound, mostVisits)
    budget.charge(Math.ceil(visits / exactVisitsPerStep))
    const best = { heap, heaps, sum }
    if (isProven) this.proven = best
    else if (sum < found[0]!.sum) {
      found[found.findIndex((one) => one.heaps === heaps)] = best
      found.sort(bySum)
    }
  }

  private improve(k: number, steps: number): void {
    const { model, bound, budget, found, searches } = this
    const { heap, heaps, sum } = found[k]!
    if (budget.suffices(found[0]!.sum, bound) || steps < HeapBalance.leastSteps(model, heaps)) return
    const search = searches.get(heaps) ?? new HeapBalance(model, heap, heaps)
    searches.set(heaps, search)
    budget.charge(search.search(bound, steps))
    if (search.sum < sum) found[k] = { heap: search.best.slice(), heaps, sum: search.sum }
  }
}

/** The start of assignments, to any number of heaps. */
interface Starts {
  readonly colouring: Colouring
  readonly units: readonly (readonly number[])[]
  readonly orders: readonly Int32Array[]
  /** By `alignedSizes`. */
  readonly size: Float64Array
}

const bySum = (a: HeapsOfItems, b: HeapsOfItems): number => a.sum - b.sum || a.heaps - b.heaps

/** The orders from which assignments start. */
const startingOrders: readonly string[] = ['size', 'start', 'area']

function ordersOf(model: Model): Int32Array[] {
  // Orders of blocks without intervals are made of their conflicts.
  const conflicts = model.sections === null ? conflictLists(model) : null
  const isTried = (name: string): boolean => startingOrders.includes(name)
  return Array.from(itemOrders(model, conflicts, 'size', isTried), ({ order }) => order)
}

/** The best of the colouring and the orders; no sum is below `leastSum`. */
function startOf(
  model: Model,
  { units, colouring, orders, size }: Starts,
  heaps: number,
  leastSum: number,
): HeapsOfItems {
  const { heap, loads } = spreadColours(model, colouring, units, new LiveTotals(model, heaps, size), heaps)
  let best = { heap, heaps, sum: loads.sum }
  for (const order of orders) {
    if (best.sum <= leastSum) break
    best = spread(model, order, new LiveTotals(model, heaps, size), heaps, best.sum) ?? best
  }
  return best
}

/** Components of the colouring, and items without a colour, each by itself; the largest first. */
function unitsOf(model: Model, { components }: Colouring): readonly (readonly number[])[] {
  const inComponent = uint8Array(model.itemCount)
  for (const component of components) for (const item of component) inComponent[item] = 1
  const units = [...components]
  for (let item = 0; item < model.itemCount; item++) if (inComponent[item] === 0) units.push([item])
  const bytes = float64Array(units.length)
  units.forEach((unit, u) => (bytes[u] = unit.reduce((sum, item) => sum + itemSize(model, item), 0)))
  return Array.from(sortByKey(ascending(units.length), bytes, true), (u) => units[u]!)
}

/**
 * Colours become heaps: components with two colours are flipped where this lowers a peak, and items without a colour go where
 * they raise a peak least; larger items first.
 */
function spreadColours(
  model: Model,
  { colour }: Colouring,
  units: readonly (readonly number[])[],
  loads: LiveTotals,
  heaps: number,
): Assignment {
  const heap = int32Array(model.itemCount).fill(NONE)
  const put = (item: number, h: number): void => loads.add(item, (heap[item] = h))
  for (const unit of units) {
    const [item] = unit as [number]
    if (unit.length === 1 && colour[item] === NONE) put(item, leastGrown(model, loads, item, heaps))
    else {
      const canTurn = heaps > 1 && unit.every((one) => model.forcedHeap[one] === NONE && colour[one]! < 2)
      const turned = (one: number): number => 1 - colour[one]!
      const isTurned = canTurn && sumWith(loads, unit, turned) < sumWith(loads, unit, (one) => colour[one]!)
      for (const one of unit) put(one, isTurned ? turned(one) : colour[one]!)
    }
  }
  return { heap, loads }
}

/** The first heap that grows least by an item. */
function leastGrown({ members }: Model, loads: LiveTotals, item: number, heaps: number): number {
  // Blocks of a group may be alive together.
  const isGroup = members.first[item + 1]! - members.first[item]! > 1
  let best = 0
  let least = Infinity
  for (let h = 0; h < heaps && least > 0; h++) {
    const growth = isGroup ? sumWith(loads, [item], () => h) - loads.sum : loads.growth(item, h, least)
    if (growth >= least) continue
    least = growth
    best = h
  }
  return best
}

/** The sum of the peaks, were the items in those heaps too. */
function sumWith(loads: LiveTotals, items: readonly number[], heapOf: (item: number) => number): number {
  const before = loads.peak.slice()
  for (const item of items) loads.add(item, heapOf(item))
  const { sum } = loads
  for (const item of items) loads.remove(item, heapOf(item))
  loads.peak.set(before)
  return sum
}

function itemSize(model: Model, item: number): number {
  let sum = 0
  for (let k = model.members.first[item]!; k < model.members.first[item + 1]!; k++) {
    sum += model.size[model.members.values[k]!]!
  }
  return sum
}

/**
 * Assigns the items of `order`, each to the heap that grows least, then to the smallest. Null if the `apart` rules leave none, and once the
 * sum is not below `below`.
 *
 * @param loads of empty heaps
 */
function spread(model: Model, order: Int32Array, loads: LiveTotals, heaps: number, below: number): HeapsOfItems | null {
  const { itemCount, apart } = model
  const heap = int32Array(itemCount).fill(NONE)
  let sum = 0
  const put = (item: number, h: number): void => {
    const before = loads.peak[h]!
    heap[item] = h
    loads.add(item, h)
    sum += loads.peak[h]! - before
  }
  for (const item of order) if (model.forcedHeap[item] !== NONE) put(item, model.forcedHeap[item]!)
  for (const item of order) {
    if (sum >= below) return null
    if (heap[item] !== NONE) continue
    let best = NONE
    let least = Infinity
    for (let h = 0; h < heaps; h++) {
      let isFree = true
      for (let e = apart.first[item]!; e < apart.first[item + 1]! && isFree; e++) isFree = heap[apart.values[e]!] !== h
      if (!isFree) continue
      const growth = loads.growth(item, h, least)
      if (growth > least || (growth === least && loads.peak[h]! >= loads.peak[best]!)) continue
      least = growth
      best = h
    }
    if (best === NONE) return null
    put(item, best)
  }
  return sum < below ? { heap, heaps, sum } : null
}
