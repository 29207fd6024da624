/**
 * Assignment of items to heaps with the least sum of live totals, for a few items: depth-first, where the peaks so far and what the items
 * that are left must add to them stay below the best sum (branch and bound, Land & Doig 1960). The sum never falls as items are
 * added. Next comes always the item that must add most, then the largest (after Haralick & Elliott 1980, and Brélaz 1979 for colours): where
 * none can do without, the search ends at once. Exponential in the items; two dozen take some hundred nodes.
 */
import { itemTotals, type ItemTotals } from './item-totals.ts'
import { alignedSizes } from './live-totals.ts'
import { savedOnTop } from './saved-on-top.ts'
import { ascending, float64Array, int32Array, noIndices } from '../../../graph/typed-arrays.ts'
import { type Model } from './model.ts'

/** Number of items up to which such a search is worth its first steps. */
const mostAssignedItems = 24

/** Sections that are examined for an assignment of as small a sum which needs less. */
const visitsForTies = 5000

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
  itemCount <= mostAssignedItems && sections !== null && !forcedHeap.some((heap) => heap >= 0)

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
  /** Units that the topmost blocks of all heaps may save by not being rounded up. */
  readonly saved: number
}

class AssignmentSearch {
  best: Judged
  visits = 0
  isProven = false
  private readonly model: Model
  private readonly heaps: number
  private readonly sections: number
  private bound = 0
  private mostVisits = 0
  /** Most heaps of assignments with the same sum: what a topmost block saves is no reason to open another heap. */
  private mostHeaps = 0
  /** Whether assignments of the same sum are looked at. */
  private withTies = false
  readonly size: Float64Array
  private readonly items: ItemTotals
  /**
   * Items that are not assigned, of equals the first to come, as a ring through the number of all items: the one behind each, and the one before.
   * Items leave it and return in reverse order, as in Knuth's dancing links.
   */
  private readonly behind: Int32Array
  private readonly ahead: Int32Array
  /** Live totals, heap by heap. */
  readonly load: Float64Array
  readonly peak: Float64Array
  private readonly heap: Int32Array
  /** By heap and item: the peak of its sections of the heap, were it there; infinite where it cannot be. */
  private readonly need: Float64Array
  /** By item: the least that it adds to any heap, which that is, and the least that it adds to any other. */
  private readonly least: Float64Array
  private readonly leastIn: Int32Array
  private readonly second: Float64Array
  /** By depth: the heaps to try, what they would grow by, and the needs before. */
  private readonly tried: Int32Array
  private readonly grown: Float64Array
  private readonly before: Float64Array

  constructor(model: Model, known: Int32Array, heaps: number) {
    const { itemCount, sections } = model
    this.model = model
    this.heaps = heaps
    this.sections = sections!.count
    this.size = alignedSizes(model)
    this.items = itemTotals(model, this.size)
    this.behind = int32Array(itemCount + 1)
    this.ahead = int32Array(itemCount + 1)
    this.joinAll()
    this.load = float64Array(heaps * this.sections)
    this.peak = float64Array(heaps)
    this.heap = noIndices(itemCount)
    this.need = float64Array(heaps * itemCount)
    this.least = float64Array(itemCount)
    this.leastIn = int32Array(itemCount)
    this.second = float64Array(itemCount)
    this.tried = int32Array(itemCount * heaps)
    this.grown = float64Array(itemCount * heaps)
    this.before = float64Array(itemCount * itemCount)
    this.best = this.judged(known)
    for (let item = 0; item < itemCount; item++) {
      const own = this.needOf(item, 0)
      for (let h = 0; h < heaps; h++) this.need[h * itemCount + item] = own
    }
  }

  run(bound: number, mostVisits: number): void {
    this.bound = bound
    this.mostVisits = mostVisits
    this.assign(0, 0, 0)
    this.isProven = this.best.sum <= bound || this.visits <= mostVisits
    if (!this.isProven) return
    this.withTies = true
    this.mostHeaps = this.best.heaps - (this.canSave ? 0 : 1)
    this.mostVisits = this.visits + visitsForTies
    this.assign(0, 0, 0)
  }

  /** An assignment from elsewhere. */
  private judged(heap: Int32Array): Judged {
    for (let item = 0; item < heap.length; item++) this.change(item, heap[item]!, 1)
    let sum = 0
    for (let h = 0; h < this.heaps; h++) {
      for (let s = h * this.sections; s < (h + 1) * this.sections; s++)
        this.peak[h] = Math.max(this.peak[h]!, this.load[s]!)
      sum += this.peak[h]!
    }
    const judged = { heap, heaps: new Set(heap).size, sum, saved: this.savedBy(heap) }
    this.load.fill(0)
    this.peak.fill(0)
    return judged
  }

  private get canSave(): boolean {
    return this.size.some((size, i) => size !== this.model.size[i])
  }

  /** Units that the topmost blocks of all heaps save. */
  private savedBy(heap: Int32Array): number {
    let saved = 0
    for (let h = 0; h < this.heaps; h++) if (this.peak[h]! > 0) saved += savedOnTop(this.model, this, heap, h)
    return saved
  }

  /** Makes the ring of all items: large ones with many rules first. */
  private joinAll(): void {
    const { itemCount, members, apart } = this.model
    const weight = float64Array(itemCount)
    for (let item = 0; item < itemCount; item++) {
      for (let k = members.first[item]!; k < members.first[item + 1]!; k++)
        weight[item]! += this.size[members.values[k]!]!
      weight[item]! *= 1 + apart.first[item + 1]! - apart.first[item]!
    }
    const order = ascending(itemCount).sort((a, b) => weight[b]! - weight[a]! || a - b)
    for (let k = 0, last = itemCount; k <= itemCount; k++) {
      const item = k < itemCount ? order[k]! : itemCount
      this.behind[last] = item
      this.ahead[item] = last
      last = item
    }
  }

  /** Whether an assignment that begins with this sum in so many heaps may be better than the best so far. */
  private mayBe(sum: number, heaps: number): boolean {
    const { best, withTies } = this
    return sum < best.sum || (withTies && sum === best.sum && heaps <= this.mostHeaps)
  }

  private get isOver(): boolean {
    return this.visits > this.mostVisits || (!this.withTies && this.best.sum <= this.bound)
  }

  /** Assigns the items that are left, after so many, where so many heaps have items, and their peaks have this sum. */
  private assign(depth: number, used: number, sum: number): void {
    const { heap, heaps, peak, tried, grown, model } = this
    if (depth === model.itemCount) return this.keep(used, sum)
    const item = this.nextItem(used, sum)
    if (item < 0) return
    const first = depth * heaps
    let count = 0
    // Empty heaps are equal.
    for (let h = 0; h < heaps && h <= used; h++) {
      const by = Math.max(0, this.need[h * heap.length + item]! - peak[h]!)
      if (!this.mayBe(sum + by, Math.max(used, h + 1))) continue
      let k = first + count++
      for (; k > first && grown[k - 1]! > by; k--) {
        tried[k] = tried[k - 1]!
        grown[k] = grown[k - 1]!
      }
      tried[k] = h
      grown[k] = by
    }
    const { behind, ahead } = this
    behind[ahead[item]!] = behind[item]!
    ahead[behind[item]!] = ahead[item]!
    for (let k = first; k < first + count; k++) {
      const h = tried[k]!
      const next = sum + grown[k]!
      const nextUsed = Math.max(used, h + 1)
      if (this.isOver) break
      if (!this.mayBe(next, nextUsed)) continue
      const before = peak[h]!
      heap[item] = h
      peak[h] = before + grown[k]!
      this.enter(item, h, depth)
      this.assign(depth + 1, nextUsed, next)
      this.leave(item, h, depth)
      peak[h] = before
    }
    heap[item] = -1
    behind[ahead[item]!] = item
    ahead[behind[item]!] = item
  }

  /** The item that must add most to the peaks; −1 where what is left must add more than may be. */
  private nextItem(used: number, sum: number): number {
    const { behind, heap, heaps, peak, need, least, leastIn, second } = this
    const count = heap.length
    const open = Math.min(heaps, used + 1)
    // As `mayBe` has it for so many heaps.
    const bestSum = this.best.sum
    const mayEqual = this.withTies && used <= this.mostHeaps
    let next = -1
    let most = -1
    for (let item = behind[count]!; item < count; item = behind[item]!) {
      let one = Infinity
      let other = Infinity
      let at = 0
      for (let h = 0, n = item; h < open; h++, n += count) {
        const by = need[n]! - peak[h]!
        if (by < one) {
          other = one
          one = by
          at = h
        } else if (by < other) other = by
      }
      if (one < 0) one = 0
      if (other < 0) other = 0
      least[item] = one
      second[item] = other
      leastIn[item] = at
      if (mayEqual ? sum + one > bestSum : sum + one >= bestSum) return -1
      if (one <= most) continue
      most = one
      next = item
    }
    this.visits += count
    return this.hasPairAbove(used, sum) ? -1 : next
  }

  /** Whether two rivals, which are never in one heap, must together add more than may be. */
  private hasPairAbove(used: number, sum: number): boolean {
    const { behind, heap, heaps, least, leastIn, second } = this
    const { first, values } = this.model.apart
    for (let item = behind[heap.length]!; item < heap.length; item = behind[item]!) {
      for (let k = first[item]!; k < first[item + 1]!; k++) {
        const rival = values[k]!
        if (rival < item || heap[rival]! >= 0) continue
        const h = leastIn[item]!
        // Each of them may open a heap.
        const isOne = h === leastIn[rival] && (h < used || used === heaps - 1)
        const both = isOne
          ? Math.min(least[item]! + second[rival]!, second[item]! + least[rival]!)
          : least[item]! + least[rival]!
        if (!this.mayBe(sum + both, used)) return true
      }
    }
    return false
  }

  /** The peak of the sections of an item in a heap, were it there; infinite where that is above the limit. */
  private needOf(item: number, h: number): number {
    const { load, sections } = this
    const { low, high, own } = this.items
    const end = high[item]!
    let most = 0
    for (let s = low[item]!, l = h * sections + s, o = item * sections + s; s < end; s++) {
      const total = load[l++]! + own[o++]!
      if (total > most) most = total
    }
    this.visits += end - low[item]!
    return most > this.model.limit ? Infinity : most
  }

  private enter(item: number, h: number, depth: number): void {
    const { behind, heap, need, before } = this
    const { low, high } = this.items
    const { first, values } = this.model.apart
    const count = heap.length
    const base = h * count
    this.change(item, h, 1)
    for (let other = behind[count]!; other < count; other = behind[other]!)
      before[depth * count + other] = need[base + other]!
    for (let k = first[item]!; k < first[item + 1]!; k++) if (heap[values[k]!]! < 0) need[base + values[k]!] = Infinity
    const [from, to] = [low[item]!, high[item]!]
    for (let other = behind[count]!; other < count; other = behind[other]!)
      if (low[other]! < to && from < high[other]! && need[base + other]! < Infinity)
        need[base + other] = this.needOf(other, h)
  }

  private leave(item: number, h: number, depth: number): void {
    const { behind, heap, need, before } = this
    const count = heap.length
    this.change(item, h, -1)
    for (let other = behind[count]!; other < count; other = behind[other]!)
      need[h * count + other] = before[depth * count + other]!
  }

  private keep(heaps: number, sum: number): void {
    const { best, heap } = this
    const saved = this.savedBy(heap)
    this.visits += this.load.length
    if ((sum - best.sum || best.saved - saved || heaps - best.heaps) >= 0) return
    this.best = { heap: heap.slice(), heaps, sum, saved }
  }

  private change(item: number, h: number, sign: 1 | -1): void {
    const { load, sections } = this
    const { low, high, own } = this.items
    for (let s = low[item]!; s < high[item]!; s++) load[h * sections + s]! += sign * own[item * sections + s]!
  }
}
