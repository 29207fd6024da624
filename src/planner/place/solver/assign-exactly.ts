/**
 * Assignment of items to heaps with the least sum of live totals, for a few items: depth-first, larger items first, each into the heaps
 * whose peaks it raises least, where the sum of the peaks so far is below that of the best assignment (branch and bound, Land & Doig
 * 1960). The sum never falls as items are added. Exponential in the items; a dozen take some hundred nodes.
 */
import { ascending, float64Array, int32Array } from '../../../graph/typed-arrays.ts'
import { alignUp, type Model } from './model.ts'

/** Number of items up to which such a search is worth its first steps. */
export const MOST_ASSIGNED_ITEMS = 24

/** Sections that are examined for an assignment of as small a sum which needs less. */
const VISITS_FOR_TIES = 20_000

export interface ExactAssignment {
  /** The assignment with the least sum of peaks; among those in as few heaps, the one whose topmost blocks may save most. */
  readonly heap: Int32Array
  readonly heaps: number
  readonly sum: number
  /** Whether no assignment has a smaller sum. */
  readonly isProven: boolean
  /** Number of sections that were examined. */
  readonly visits: number
}

/** Whether the search knows all rules of a problem. */
export const isAssignable = ({ itemCount, sections, forcedHeap }: Model): boolean =>
  itemCount <= MOST_ASSIGNED_ITEMS && sections !== null && !forcedHeap.some((heap) => heap >= 0)

/**
 * @param known an assignment, from which the search starts
 * @param heaps most heaps
 * @param bound no sum is smaller
 */
export function assignExactly(
  model: Model,
  known: Int32Array,
  heaps: number,
  bound: number,
  mostVisits: number,
): ExactAssignment {
  const search = new AssignmentSearch(model, known, heaps)
  search.run(bound, mostVisits)
  const { best, visits } = search
  return { heap: best.heap, heaps: best.heaps, sum: best.sum, isProven: search.isProven, visits }
}

/** An assignment with what it is judged by. */
interface Judged {
  readonly heap: Int32Array
  readonly heaps: number
  readonly sum: number
  /** What the topmost blocks of all heaps may save by not being rounded up. */
  readonly saved: number
}

class AssignmentSearch {
  best: Judged
  visits = 0
  isProven = false
  private readonly model: Model
  private readonly heaps: number
  private bound = 0
  private mostVisits = 0
  /** Most heaps of assignments with the same sum: what a topmost block saves is no reason to open another heap. */
  private mostHeaps = 0
  /** Whether assignments of the same sum are looked at. */
  private withTies = false
  private readonly order: Int32Array
  private readonly size: Float64Array
  /** Live totals, heap by heap. */
  private readonly load: Float64Array
  private readonly peak: Float64Array
  private readonly heap: Int32Array
  /** By depth: the heaps to try, and the peaks that they would have. */
  private readonly tried: Int32Array
  private readonly grown: Float64Array

  constructor(model: Model, known: Int32Array, heaps: number) {
    const { itemCount, sections } = model
    this.model = model
    this.heaps = heaps
    this.size = model.size.map((size, i) => alignUp(size, model.align[i]!))
    this.order = this.largestFirst()
    this.load = float64Array(heaps * sections!.count)
    this.peak = float64Array(heaps)
    this.heap = int32Array(itemCount).fill(-1)
    this.tried = int32Array(itemCount * heaps)
    this.grown = float64Array(itemCount * heaps)
    this.best = this.judged(known)
  }

  run(bound: number, mostVisits: number): void {
    this.bound = bound
    this.mostVisits = mostVisits
    this.assign(0, 0, 0)
    this.isProven = this.best.sum <= bound || this.visits <= mostVisits
    if (!this.isProven) return
    this.withTies = true
    this.mostHeaps = this.best.heaps
    this.mostVisits = this.visits + VISITS_FOR_TIES
    this.assign(0, 0, 0)
  }

  /** An assignment from elsewhere. */
  private judged(heap: Int32Array): Judged {
    for (let item = 0; item < heap.length; item++) {
      this.peak[heap[item]!] = this.peakWith(item, heap[item]!)
      this.change(item, heap[item]!, 1)
    }
    const sum = this.peak.reduce((total, peak) => total + peak, 0)
    const judged = { heap, heaps: new Set(heap).size, sum, saved: this.savedBy(heap) }
    this.load.fill(0)
    this.peak.fill(0)
    return judged
  }

  /** What topmost blocks may save: in each heap, one that is alive in each section that is full. */
  private savedBy(heap: Int32Array): number {
    const { model, size, load } = this
    const { low, high, count } = model.sections!
    const spare = float64Array(load.length)
    for (let i = 0; i < model.count; i++) {
      const base = heap[model.itemOf[i]!]! * count
      for (let s = base + low[i]!; s < base + high[i]!; s++) spare[s] = Math.max(spare[s]!, size[i]! - model.size[i]!)
    }
    let saved = 0
    for (let h = 0; h < this.heaps; h++) {
      let least = Infinity
      for (let s = h * count; s < (h + 1) * count; s++)
        if (load[s] === this.peak[h] && spare[s]! < least) least = spare[s]!
      if (this.peak[h]! > 0) saved += least
    }
    return saved
  }

  private largestFirst(): Int32Array {
    const { itemCount, members, apart } = this.model
    const bytes = float64Array(itemCount)
    for (let item = 0; item < itemCount; item++)
      for (let k = members.first[item]!; k < members.first[item + 1]!; k++)
        bytes[item]! += this.size[members.values[k]!]!
    const rules = (item: number): number => apart.first[item + 1]! - apart.first[item]!
    return ascending(itemCount).sort((a, b) => bytes[b]! - bytes[a]! || rules(b) - rules(a) || a - b)
  }

  /** Whether an assignment that begins with this sum in so many heaps may be better than the best so far. */
  private mayBe(sum: number, heaps: number): boolean {
    const { best, withTies } = this
    return sum < best.sum || (withTies && sum === best.sum && heaps <= this.mostHeaps)
  }

  private get isOver(): boolean {
    return this.visits > this.mostVisits || (!this.withTies && this.best.sum <= this.bound)
  }

  /** Assigns the items from a depth on, where so many heaps have items, and their peaks have this sum. */
  private assign(depth: number, used: number, sum: number): void {
    const { model, heap, heaps, peak, tried, grown } = this
    if (depth === model.itemCount) return this.keep(used, sum)
    const item = this.order[depth]!
    const first = depth * heaps
    let count = 0
    // Empty heaps are equal.
    for (let h = 0; h < heaps && h <= used; h++) {
      if (this.hasRival(item, h)) continue
      const least = this.peakWith(item, h)
      const by = least - peak[h]!
      if (least > model.limit || !this.mayBe(sum + by, Math.max(used, h + 1))) continue
      let k = first + count++
      for (; k > first && grown[k - 1]! - peak[tried[k - 1]!]! > by; k--) {
        tried[k] = tried[k - 1]!
        grown[k] = grown[k - 1]!
      }
      tried[k] = h
      grown[k] = least
    }
    for (let k = first; k < first + count; k++) {
      const h = tried[k]!
      const before = peak[h]!
      const next = sum + grown[k]! - before
      const nextUsed = Math.max(used, h + 1)
      if (this.isOver) return
      if (!this.mayBe(next, nextUsed)) continue
      this.change(item, h, 1)
      peak[h] = grown[k]!
      heap[item] = h
      this.assign(depth + 1, nextUsed, next)
      this.change(item, h, -1)
      peak[h] = before
      heap[item] = -1
    }
  }

  private keep(heaps: number, sum: number): void {
    const { best, heap } = this
    const saved = this.savedBy(heap)
    this.visits += this.load.length
    if ((sum - best.sum || best.saved - saved || heaps - best.heaps) >= 0) return
    this.best = { heap: heap.slice(), heaps, sum, saved }
  }

  private hasRival(item: number, h: number): boolean {
    const { first, values } = this.model.apart
    for (let k = first[item]!; k < first[item + 1]!; k++) if (this.heap[values[k]!] === h) return true
    return false
  }

  /** The peak of a heap with the item in it. */
  private peakWith(item: number, h: number): number {
    const { members, sections } = this.model
    const isSingle = members.first[item + 1]! - members.first[item]! === 1
    if (!isSingle) this.change(item, h, 1)
    const base = h * sections!.count
    let most = this.peak[h]!
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const added = isSingle ? this.size[block]! : 0
      const end = base + sections!.high[block]!
      for (let s = base + sections!.low[block]!; s < end; s++) {
        const total = this.load[s]! + added
        if (total > most) most = total
      }
      this.visits += sections!.high[block]! - sections!.low[block]!
    }
    if (!isSingle) this.change(item, h, -1)
    return most
  }

  private change(item: number, h: number, sign: 1 | -1): void {
    const { members, sections } = this.model
    const base = h * sections!.count
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const by = sign * this.size[block]!
      const end = base + sections!.high[block]!
      for (let s = base + sections!.low[block]!; s < end; s++) this.load[s]! += by
    }
  }
}
