/**
 * Search for an assignment of items to heaps with a small sum of the heaps' largest live totals, which bound their sizes from below.
 *
 * Heaps have capacities, whose sum is a goal below the best sum so far. What exceeds them is lowered by tabu search (Glover 1989), one
 * item at a time from a moment at which its heap is too full, as TabuCol (Hertz and de Werra 1987) does with the colours of a graph: most
 * moves change no peak, but nearly all change the excess. Once there is none, the goal is lowered. O(sections × heaps) for an
 * iteration, beside the lifetimes of the items that it looks at.
 */
import { float64Array, int32Array } from '../../../graph/typed-arrays.ts'
import { HeapLoads } from './heap-loads.ts'
import type { Lists, Model } from './model.ts'
import { seededRandom } from './ranking.ts'

/** Most items that change heaps in one move. */
const mostChain = 12

/** Number of sections that are examined in the time of one step. */
const visitsPerStep = 100

/** Time of an iteration, and of looking at an item, in sections. */
const [visitsPerIteration, visitsPerItem] = [40, 10]

/** Iterations without a lower excess after which a goal is given up: so many, and so many for each item. */
const [somePatience, patiencePerItem] = [50, 2]

/** Iterations in which an item does not return to a heap, at least, and at most so many more. */
const [leastTenure, mostMoreTenure] = [2, 5]

/** Share of the gap that a goal takes off: at first and at most, and at least. */
const [mostShare, leastShare] = [1 / 2, 1 / 64]

export class HeapBalance {
  /** The best assignment so far. */
  readonly best: Int32Array
  /** Its sum of peaks. */
  sum = Infinity
  private readonly model: Model
  private readonly heaps: number
  private readonly loads: HeapLoads
  private readonly alive: Lists
  private readonly heap: Int32Array
  private readonly bestPeaks: Float64Array
  private readonly chain = int32Array(mostChain)
  private readonly mark: Int32Array
  private marks = 0
  private readonly tabuUntil: Int32Array
  private iteration = 0
  private share = mostShare
  private readonly random: () => number
  /** Move of the iteration. */
  private item = -1
  private to = -1

  constructor(model: Model, heap: Int32Array, heaps: number) {
    const { itemCount } = model
    this.model = model
    this.heaps = heaps
    this.best = heap.slice()
    this.heap = heap.slice()
    this.loads = new HeapLoads(model, heaps)
    this.bestPeaks = float64Array(heaps)
    this.mark = int32Array(itemCount)
    this.tabuUntil = int32Array(itemCount * heaps)
    this.random = seededRandom(itemCount)
    this.alive = this.itemsAlive()
    this.loads.set(heap)
    this.keep()
  }

  /** Fewest steps that such a search needs to begin. */
  static leastSteps({ count, itemCount, sections }: Model, heaps: number): number {
    if (sections === null) return Math.ceil((heaps * (1 + itemCount) + 2 * count) / visitsPerStep)
    let visits = heaps * (sections.count + itemCount)
    for (let i = 0; i < count; i++) visits += 2 * (sections.high[i]! - sections.low[i]!)
    return Math.ceil(visits / visitsPerStep)
  }

  /** Searches until the sum is at most `bound`, it has taken so many steps, or nothing is found any more; returns the steps taken. */
  search(bound: number, mostSteps: number): number {
    const before = this.loads.visits
    const most = before + mostSteps * visitsPerStep
    while (this.sum > bound && this.share >= leastShare && this.loads.visits < most) {
      const cut = Math.max(1, Math.floor((this.sum - bound) * this.share))
      this.heap.set(this.best)
      this.loads.set(this.heap)
      this.loads.cutCapacities(this.bestPeaks, cut)
      const { sum } = this
      this.lowerExcess(sum - cut, most)
      if (this.sum < sum) this.share = Math.min(mostShare, this.share * 1.5)
      else this.share = cut === 1 ? 0 : this.share / 2
    }
    return Math.ceil((this.loads.visits - before) / visitsPerStep)
  }

  private itemsAlive(): Lists {
    const { model } = this
    const { low, high, sections } = this.loads
    const first = int32Array(sections + 1)
    for (let i = 0; i < model.count; i++) for (let s = low[i]!; s < high[i]!; s++) first[s + 1]!++
    for (let s = 0; s < sections; s++) first[s + 1]! += first[s]!
    const values = int32Array(first[sections]!)
    const next = first.slice()
    for (let i = 0; i < model.count; i++) for (let s = low[i]!; s < high[i]!; s++) values[next[s]!++] = model.itemOf[i]!
    this.loads.visits += values.length
    return { first, values }
  }

  /** Keeps the assignment if its sum is the best so far. */
  private keep(): void {
    const { heaps, bestPeaks } = this
    const peaks = Float64Array.from({ length: heaps }, (_, h) => this.loads.peakOf(h))
    const sum = peaks.reduce((a, b) => a + b, 0)
    if (sum >= this.sum) return
    this.sum = sum
    bestPeaks.set(peaks)
    this.best.set(this.heap)
  }

  private lowerExcess(goal: number, mostVisits: number): void {
    const patience = somePatience + patiencePerItem * this.model.itemCount
    let total = this.loads.totalExcess()
    let least = total
    let quiet = 0
    while (quiet < patience && this.loads.visits < mostVisits) {
      this.iteration++
      this.loads.visits += visitsPerIteration
      const h = this.heapByExcess(total)
      this.findMove(h, this.fullestSection(h), least - total)
      quiet++
      if (this.item < 0) continue
      this.move(h)
      this.loads.passRoomOn()
      total = this.loads.totalExcess()
      // No heap is fuller than its capacity by more than its excess.
      if (goal + total < this.sum) this.keep()
      if (total <= 0) return
      if (total >= least) continue
      least = total
      quiet = 0
    }
  }

  /** A heap with excess, by chance in proportion to it. */
  private heapByExcess(total: number): number {
    const { heaps } = this
    const { excess } = this.loads
    let left = this.random() * total
    let last = 0
    for (let h = 0; h < heaps; h++) {
      if (excess[h]! <= 0) continue
      last = h
      if (left < excess[h]!) return h
      left -= excess[h]!
    }
    return last
  }

  /** The fullest section of a heap, the first of them from a random one on. */
  private fullestSection(h: number): number {
    const { load, sections } = this.loads
    const from = Math.floor(this.random() * sections)
    let fullest = from
    for (let k = 0; k < sections; k++) {
      const s = from + k < sections ? from + k : from + k - sections
      if (load[h * sections + s]! > load[h * sections + fullest]!) fullest = s
    }
    this.loads.visits += sections
    return fullest
  }

  /** Finds the item of a section that leaves its heap for another with the least excess; what must be apart from it goes the other way. */
  private findMove(h: number, section: number, wanted: number): void {
    const { alive, heap, heaps, tabuUntil, iteration } = this
    this.item = -1
    let least = Infinity
    let ties = 0
    for (let k = alive.first[section]!; k < alive.first[section + 1]!; k++) {
      const item = alive.values[k]!
      this.loads.visits += visitsPerItem
      if (heap[item] !== h) continue
      let leaving = NaN
      for (let to = 0; to < heaps; to++) {
        if (to === h) continue
        const length = this.chainOf(item, h, to)
        if (length === 0) continue
        let grown = 0
        if (length === 1) {
          if (Number.isNaN(leaving)) leaving = this.loads.wouldGrow(item, h, -1)
          grown = leaving + this.loads.wouldGrow(item, to, 1)
        } else grown = this.tryChain(length, h, to)
        if (tabuUntil[item * heaps + to]! > iteration && grown >= wanted) continue
        if (grown > least) continue
        if (grown < least) ties = 0
        else if (this.random() * (ties + 1) >= 1) continue
        ties++
        least = grown
        this.item = item
        this.to = to
      }
    }
  }

  /** Items that change between two heaps if one of them does (a Kempe chain); 0 if it cannot, or they are too many. */
  private chainOf(item: number, from: number, to: number): number {
    const { heap, chain, mark } = this
    const { apart, forcedHeap } = this.model
    const marks = ++this.marks
    mark[item] = marks
    chain[0] = item
    let length = 1
    for (let k = 0; k < length; k++) {
      const moved = chain[k]!
      if (forcedHeap[moved]! >= 0) return 0
      const enters = heap[moved] === from ? to : from
      for (let e = apart.first[moved]!; e < apart.first[moved + 1]!; e++) {
        const other = apart.values[e]!
        if (heap[other] !== enters || mark[other] === marks) continue
        if (length === mostChain) return 0
        mark[other] = marks
        chain[length++] = other
      }
      this.loads.visits += apart.first[moved + 1]! - apart.first[moved]!
    }
    return length
  }

  private tryChain(length: number, from: number, to: number): number {
    const { chain, heap } = this
    const { excess } = this.loads
    const [excessFrom, excessTo] = [excess[from]!, excess[to]!]
    let grown = 0
    for (let k = 0; k < length; k++) {
      const item = chain[k]!
      const leaves = heap[item]!
      grown += this.loads.change(item, leaves, -1)
      grown += this.loads.change(item, leaves === from ? to : from, 1)
    }
    for (let k = 0; k < length; k++) {
      const item = chain[k]!
      const leaves = heap[item]!
      this.loads.change(item, leaves === from ? to : from, -1)
      this.loads.change(item, leaves, 1)
    }
    excess[from] = excessFrom
    excess[to] = excessTo
    return grown
  }

  private move(from: number): void {
    const { chain, heap, heaps, tabuUntil, iteration, to } = this
    const length = this.chainOf(this.item, from, to)
    for (let k = 0; k < length; k++) {
      const item = chain[k]!
      const leaves = heap[item]!
      const enters = leaves === from ? to : from
      this.loads.change(item, leaves, -1)
      this.loads.change(item, enters, 1)
      heap[item] = enters
      tabuUntil[item * heaps + leaves] = iteration + leastTenure + Math.floor(this.random() * mostMoreTenure)
    }
  }
}
