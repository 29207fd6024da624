/** Assignment of items to heaps before anything is placed: a colouring of the `apart` rules, then a balance of live totals. */
import { assignExactly, isAssignable } from './assign-exactly.ts'
import type { Budget } from './budget.ts'
import { conflictLists } from './conflicts.ts'
import { HeapBalance } from './heap-balance.ts'
import { alignUp, type Model } from './model.ts'
import { itemOrders } from './orders.ts'
import { float64Array, int32Array, int32From, uint8Array } from '../../../graph/typed-arrays.ts'

const NONE = -1

/** Number of sections that are examined in the time of one step. */
const VISITS_PER_STEP = 500

/** A colouring of the items that `apart` rules connect, where neighbours have different colours; forced heaps fix colours. */
export interface Colouring {
  /** Colour of each item; NONE for items without `apart` rules and without a forced heap. */
  colour: Int32Array
  colours: number
  /** Items of each connected component, in breadth-first order. */
  components: number[][]
}

/**
 * Colours greedily in breadth-first order: with two colours where two suffice (bipartite components without forced heaps), and
 * seldom with one more than necessary elsewhere. Null if a forced heap contradicts an `apart` rule. O(items + rules × colours).
 */
export function colourApart(model: Model): Colouring | null {
  const { itemCount, apart, forcedHeap } = model
  const colour = int32From(forcedHeap)
  const components: number[][] = []
  const isSeen = uint8Array(itemCount)
  let colours = forcedHeap.reduce((most, heap) => Math.max(most, heap + 1), 0)
  // A component with a forced heap is coloured from there.
  const seeds = Array.from(forcedHeap.keys()).sort((a, b) => Number(forcedHeap[b]! >= 0) - Number(forcedHeap[a]! >= 0))
  for (const seed of seeds) {
    if (isSeen[seed] === 1 || apart.first[seed] === apart.first[seed + 1]) continue
    const component = [seed]
    isSeen[seed] = 1
    for (let k = 0; k < component.length; k++) {
      const item = component[k]!
      const taken = new Set<number>()
      for (let e = apart.first[item]!; e < apart.first[item + 1]!; e++) {
        const other = apart.values[e]!
        taken.add(colour[other]!)
        if (isSeen[other] === 1) continue
        isSeen[other] = 1
        component.push(other)
      }
      if (forcedHeap[item] !== NONE) {
        if (taken.has(forcedHeap[item]!)) return null
        continue
      }
      let free = 0
      while (taken.has(free)) free++
      colour[item] = free
      colours = Math.max(colours, free + 1)
    }
    components.push(component)
  }
  return { colour, colours, components }
}

/** Live totals of each heap over time, with alignments. Their peaks bound the sizes of the heaps from below. */
class Loads {
  readonly peak: Float64Array
  private readonly total: Float64Array[]
  private readonly size: Float64Array
  private readonly model: Model

  constructor(model: Model, heaps: number) {
    const sectionCount = model.sections === null ? 1 : model.sections.count
    this.model = model
    this.peak = float64Array(heaps)
    this.total = Array.from({ length: heaps }, () => float64Array(sectionCount))
    this.size = model.size.map((size, i) => alignUp(size, model.align[i]!))
  }

  get sum(): number {
    let sum = 0
    for (const peak of this.peak) sum += peak
    return sum
  }

  add(item: number, heap: number): void {
    this.change(item, heap, 1)
  }

  /** Takes an item off without updating the peak. */
  remove(item: number, heap: number): void {
    this.change(item, heap, -1)
  }

  private change(item: number, heap: number, sign: 1 | -1): void {
    const { members, sections } = this.model
    const total = this.total[heap]!
    let peak = this.peak[heap]!
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const from = sections === null ? 0 : sections.low[block]!
      const to = sections === null ? 1 : sections.high[block]!
      const by = sign * this.size[block]!
      for (let s = from; s < to; s++) if ((total[s]! += by) > peak) peak = total[s]!
    }
    this.peak[heap] = peak
  }

  /** The growth of a heap's peak when an item joins it. */
  growth(item: number, heap: number): number {
    const { members, sections } = this.model
    const total = this.total[heap]!
    let most = 0
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const from = sections === null ? 0 : sections.low[block]!
      const to = sections === null ? 1 : sections.high[block]!
      for (let s = from; s < to; s++) most = Math.max(most, total[s]! + this.size[block]!)
    }
    return Math.max(0, most - this.peak[heap]!)
  }
}

interface Assignment {
  heap: Int32Array
  loads: Loads
}

/** An assignment of items to so many heaps, and the sum of the heaps' largest live totals. */
export interface HeapsOfItems {
  readonly heap: Int32Array
  readonly heaps: number
  readonly sum: number
}

/** Part of the first steps in which all assignments of a few items are tried. */
const SHARE_OF_ALL = 1 / 2

/** Part of the first steps for a race of two, the best start and the fewest heaps; the one that wins it has the rest. */
const SHARE_OF_RACE = 1 / 2

/**
 * Assignments of items to each number of heaps from `fewest` to `most`. Each starts from the colouring, or from an order in which each item
 * takes the heap that grows least (as a buffer pool does), and may be searched for better ones (`heap-balance.ts`).
 */
export class HeapAssignments {
  /** Those that were made so far: of the fewest heaps, or of each number. */
  private readonly found: HeapsOfItems[] = []
  private readonly model: Model
  private readonly colouring: Colouring
  private readonly bound: number
  private readonly budget: Budget
  private readonly fewest: number
  private readonly most: number
  private readonly orders: readonly Int32Array[]
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
    this.colouring = colouring
    this.bound = bound
    this.budget = budget
    this.fewest = fewest
    this.most = most
    this.orders = ordersOf(model)
    for (let heaps = fewest; heaps <= most; heaps++)
      budget.charge(this.orders.length * Math.ceil((model.itemCount * heaps) / VISITS_PER_STEP))
    this.found.push(startOf(model, colouring, fewest, this.orders))
    const together = new Loads(model, 1)
    for (let item = 0; item < model.itemCount; item++) together.add(item, 0)
    this.leastSum = together.sum
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
    const { model, colouring, fewest, most, orders, found } = this
    if (found.length < most - fewest + 1) {
      for (let heaps = fewest + 1; heaps <= most; heaps++) found.push(startOf(model, colouring, heaps, orders))
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
    if (!this.hasTriedAll && isAssignable(this.model)) this.tryAll(Math.floor(steps * SHARE_OF_ALL))
    if (this.isProven) return
    if (this.searches.size === 0 && found.length > 1) {
      const other = Math.max(
        1,
        found.findIndex(({ heaps }) => heaps === this.fewest),
      )
      for (const k of [0, other]) this.improve(k, Math.floor((steps * SHARE_OF_RACE) / 2))
      found.sort(bySum)
    }
    for (let k = 0; k < found.length; k++) this.improve(k, most - budget.spent)
    found.sort(bySum)
  }

  /** Tries all assignments to any number of heaps. */
  private tryAll(steps: number): void {
    this.hasTriedAll = true
    const { model, found, bound, budget, most: heaps } = this
    const { heap, sum, isProven, visits } = assignExactly(model, found[0]!.heap, heaps, bound, steps * VISITS_PER_STEP)
    budget.charge(Math.ceil(visits / VISITS_PER_STEP))
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

const bySum = (a: HeapsOfItems, b: HeapsOfItems): number => a.sum - b.sum || a.heaps - b.heaps

function ordersOf(model: Model): Int32Array[] {
  // Orders of blocks without intervals are made of their conflicts.
  const conflicts = model.sections === null ? conflictLists(model) : null
  const orders: Int32Array[] = []
  for (const { name, order } of itemOrders(model, conflicts))
    if (name === 'size' || name === 'start' || name === 'area') orders.push(order)
  return orders
}

/** The best of the colouring and the orders. */
function startOf(model: Model, colouring: Colouring, heaps: number, orders: readonly Int32Array[]): HeapsOfItems {
  let best = spreadColours(model, colouring, heaps)
  for (const order of orders) {
    const tried = spread(model, order, heaps)
    if (tried !== null && tried.loads.sum < best.loads.sum) best = tried
  }
  return { heap: best.heap, heaps, sum: best.loads.sum }
}

/**
 * Colours become heaps: components with two colours are flipped where this lowers a peak, and items without a colour go where
 * they raise a peak least; larger items first.
 */
function spreadColours(model: Model, { colour, components }: Colouring, heaps: number): Assignment {
  const heap = int32Array(model.itemCount).fill(NONE)
  const loads = new Loads(model, heaps)
  const inComponent = uint8Array(model.itemCount)
  for (const component of components) for (const item of component) inComponent[item] = 1
  const units = [...components]
  for (let item = 0; item < model.itemCount; item++) if (inComponent[item] === 0) units.push([item])
  const bytes = units.map((unit) => unit.reduce((sum, item) => sum + itemSize(model, item), 0))
  const order = Array.from(units.keys()).sort((a, b) => bytes[b]! - bytes[a]! || a - b)
  for (const u of order) {
    const unit = units[u]!
    const isFree = unit.length === 1 && colour[unit[0]!] === NONE
    const canTurn = unit.every((item) => model.forcedHeap[item] === NONE && colour[item]! < 2)
    const turns = isFree ? heaps : canTurn ? Math.min(2, heaps) : 1
    const heapOf = (item: number, turn: number): number =>
      isFree ? turn : turn === 1 ? 1 - colour[item]! : colour[item]!
    let best = 0
    let least = Infinity
    for (let turn = 0; turn < turns; turn++) {
      const before = loads.peak.slice()
      for (const item of unit) loads.add(item, heapOf(item, turn))
      if (loads.sum < least) {
        least = loads.sum
        best = turn
      }
      for (const item of unit) loads.remove(item, heapOf(item, turn))
      loads.peak.set(before)
    }
    for (const item of unit) loads.add(item, (heap[item] = heapOf(item, best)))
  }
  return { heap, loads }
}

function itemSize(model: Model, item: number): number {
  let sum = 0
  for (let k = model.members.first[item]!; k < model.members.first[item + 1]!; k++) {
    sum += model.size[model.members.values[k]!]!
  }
  return sum
}

/**
 * Assigns the items of `order`, each to the heap that grows least, then to the smallest. Null if the `apart` rules leave none.
 */
function spread(model: Model, order: Int32Array, heaps: number): Assignment | null {
  const { itemCount, apart } = model
  const heap = int32Array(itemCount).fill(NONE)
  const loads = new Loads(model, heaps)
  const put = (item: number, h: number): void => {
    heap[item] = h
    loads.add(item, h)
  }
  for (const item of order) if (model.forcedHeap[item] !== NONE) put(item, model.forcedHeap[item]!)
  for (const item of order) {
    if (heap[item] !== NONE) continue
    let best = NONE
    let least = Infinity
    for (let h = 0; h < heaps; h++) {
      let isFree = true
      for (let e = apart.first[item]!; e < apart.first[item + 1]! && isFree; e++) isFree = heap[apart.values[e]!] !== h
      if (!isFree) continue
      const growth = loads.growth(item, h)
      if (growth > least || (growth === least && loads.peak[h]! >= loads.peak[best]!)) continue
      least = growth
      best = h
    }
    if (best === NONE) return null
    put(item, best)
  }
  return { heap, loads }
}
