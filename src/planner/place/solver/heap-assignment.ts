/** Assignment of items to heaps before anything is placed: a colouring of the `apart` rules, then a balance of live totals. */
import type { Budget } from './budget.ts'
import { conflictLists } from './conflicts.ts'
import { alignUp, type Model } from './model.ts'
import { itemOrders } from './orders.ts'
import { seededRandom } from './ranking.ts'
import { float64Array, int32Array, int32From, uint8Array } from '../../../graph/typed-arrays.ts'

const NONE = -1

/** Attempts to move every item to another heap, once all items have one. */
const MOST_PASSES = 30

/** Most items that change heaps in one move. */
const MOST_CHAIN = 256

/** Passes without any gain after which the search ends. */
const MOST_QUIET = 12

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
  private readonly saved: Float64Array
  private readonly savedPeaks = [0, 0]

  constructor(model: Model, heaps: number) {
    const sectionCount = model.sections === null ? 1 : model.sections.count
    this.model = model
    this.peak = float64Array(heaps)
    this.total = Array.from({ length: heaps }, () => float64Array(sectionCount))
    this.saved = float64Array(2 * sectionCount)
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

  /** Moves an item without updating the peak, which `refresh` does. */
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

  refresh(heap: number): void {
    const total = this.total[heap]!
    let peak = 0
    for (let s = 0; s < total.length; s++) if (total[s]! > peak) peak = total[s]!
    this.peak[heap] = peak
  }

  /** Remembers two heaps as they are, for `restore`. */
  save(a: number, b: number): void {
    const { total, saved, peak } = this
    saved.set(total[a]!, 0)
    saved.set(total[b]!, total[b]!.length)
    this.savedPeaks[0] = peak[a]!
    this.savedPeaks[1] = peak[b]!
  }

  restore(a: number, b: number): void {
    const { total, saved, peak } = this
    const sections = total[a]!.length
    total[a]!.set(saved.subarray(0, sections))
    total[b]!.set(saved.subarray(sections))
    peak[a] = this.savedPeaks[0]!
    peak[b] = this.savedPeaks[1]!
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

/**
 * Assigns a heap to every item, so that the sum of the heaps' largest live totals is small. Starts from the colouring, and from
 * orders in which each item takes the heap that grows least (as a buffer pool does), and improves the best of them.
 */
export function assignHeaps(
  model: Model,
  colouring: Colouring,
  heaps: number,
  bound: number,
  budget: Budget,
): Int32Array {
  const coloured = spreadColours(model, colouring, heaps)
  let best = coloured
  // Orders of blocks without intervals are made of their conflicts.
  const conflicts = model.sections === null ? conflictLists(model) : null
  for (const { name, order } of itemOrders(model, conflicts)) {
    if (budget.suffices(best.loads.sum, bound)) return best.heap
    if (name !== 'size' && name !== 'start' && name !== 'area') continue
    const tried = spread(model, order, heaps, budget)
    if (tried !== null && tried.loads.sum < best.loads.sum) best = tried
  }
  const start = best.loads.sum
  exchange(model, best, heaps, bound, budget)
  if (best !== coloured && !budget.suffices(best.loads.sum, bound) && coloured.loads.sum < 2 * start) {
    exchange(model, coloured, heaps, bound, budget)
    if (coloured.loads.sum < best.loads.sum) best = coloured
  }
  return best.heap
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

function largestFirst(model: Model): Int32Array {
  const bytes = Float64Array.from({ length: model.itemCount }, (_, item) => itemSize(model, item))
  return Int32Array.from(bytes.keys()).sort((a, b) => bytes[b]! - bytes[a]! || a - b)
}

/**
 * Assigns the items of `order`, each to the heap that grows least, then to the smallest. Null if the `apart` rules leave none.
 */
function spread(model: Model, order: Int32Array, heaps: number, budget: Budget): Assignment | null {
  const { itemCount, apart } = model
  const heap = int32Array(itemCount).fill(NONE)
  const loads = new Loads(model, heaps)
  const put = (item: number, h: number): void => {
    heap[item] = h
    loads.add(item, h)
  }
  for (const item of order) if (model.forcedHeap[item] !== NONE) put(item, model.forcedHeap[item]!)
  budget.charge(Math.ceil((itemCount * heaps) / VISITS_PER_STEP))
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

/**
 * Moves items to other heaps while this lowers the sum or keeps it (by seeded chance), until the sum is `bound` or the passes
 * are over. Items that must be apart from a moved item move to the heap it left, and so on: a Kempe chain.
 */
function exchange(model: Model, { heap, loads }: Assignment, heaps: number, bound: number, budget: Budget): void {
  const { itemCount, apart, forcedHeap } = model
  const random = seededRandom(itemCount)
  const order = largestFirst(model)
  const chain = int32Array(MOST_CHAIN)
  const mark = int32Array(itemCount)
  let marks = 0
  const chainOf = (item: number, from: number, to: number): number => {
    marks++
    mark[item] = marks
    chain[0] = item
    let length = 1
    for (let k = 0; k < length; k++) {
      const moved = chain[k]!
      if (forcedHeap[moved] !== NONE) return 0
      const enters = heap[moved] === from ? to : from
      for (let e = apart.first[moved]!; e < apart.first[moved + 1]!; e++) {
        const other = apart.values[e]!
        if (heap[other] !== enters || mark[other] === marks) continue
        if (length === MOST_CHAIN) return 0
        mark[other] = marks
        chain[length++] = other
      }
    }
    return length
  }
  const swap = (length: number, from: number, to: number): void => {
    for (let k = 0; k < length; k++) heap[chain[k]!] = heap[chain[k]!] === from ? to : from
  }
  const swapLoads = (length: number, from: number, to: number): void => {
    loads.save(from, to)
    for (let k = 0; k < length; k++) {
      const item = chain[k]!
      const leaves = heap[item]!
      loads.remove(item, leaves)
      loads.add(item, leaves === from ? to : from)
    }
    loads.refresh(from)
    loads.refresh(to)
  }
  const sectionCount = model.sections === null ? 1 : model.sections.count
  // With two heaps, all items of a chain have the same chain, so one attempt per pass is enough.
  const triedIn = int32Array(itemCount).fill(NONE)
  let quiet = 0
  for (let pass = 0; pass < MOST_PASSES && quiet < MOST_QUIET; pass++) {
    const before = loads.sum
    for (const item of order) {
      for (let turn = 1; turn < heaps; turn++) {
        const sum = loads.sum
        if (budget.suffices(sum, bound)) return
        if (triedIn[item] === pass) continue
        const from = heap[item]!
        const to = (from + turn) % heaps
        const length = chainOf(item, from, to)
        if (length === 0) continue
        if (heaps === 2) for (let k = 0; k < length; k++) triedIn[chain[k]!] = pass
        if (!budget.spend(Math.ceil(((2 + length) * sectionCount) / VISITS_PER_STEP))) return
        swapLoads(length, from, to)
        if (loads.sum < sum || (loads.sum === sum && random() < 0.5)) {
          swap(length, from, to)
          break
        }
        loads.restore(from, to)
      }
    }
    quiet = loads.sum < before ? 0 : quiet + 1
  }
}
