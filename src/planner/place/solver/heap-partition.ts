/** Assignments of items to heaps, all of them: for a handful of items, whose sets are solved once each. */
import { steppedBound } from './bound.ts'
import type { Budget } from './budget.ts'
import { commonAlignment, type Model } from './model.ts'
import { solveOneHeap, type HeapSolution } from './one-heap.ts'
import { restrict } from './restrict.ts'
import { float64Array, int32Array, int32From, uint8Array } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

export interface HeapsSolution {
  /** Offsets; null if nothing was found. */
  offset: Float64Array | null
  /** Heap of each item. */
  heap: Int32Array
  heaps: number
  peak: number
  bound: number
  /** Whether heaps and peak are proven least, or without offsets, whether it is proven that no placement exists. */
  proven: boolean
  method: string
}

/**
 * Every assignment of items to the fewest heaps that do, and where that does not meet the bound, to any number of them. Equal
 * heaps count once, and each set of items that shares a heap is solved once.
 */
export function partitionExactly(model: Model, fewest: number, none: HeapsSolution, budget: Budget): HeapsSolution {
  const { itemCount } = model
  const sets = new ItemSets(model, budget)
  const most = Math.min(model.maxHeaps, fewest + itemCount)
  const anyStepped = model.anyHeaps ? steppedBound(model, null, budget) : Infinity
  let best: HeapSets | null = null
  for (let heaps = fewest; heaps <= most && best === null; heaps++) {
    best = bestPartition(model, sets, heaps)
    if (best === null && !sets.complete) return none
  }
  if (best === null) return { ...none, proven: sets.complete }
  if (best.stepped > anyStepped && best.heaps.length < most) {
    const more = bestPartition(model, sets, most)
    if (more !== null && more.stepped < best.stepped) best = more
  }
  const offset = float64Array(model.count)
  const heap = int32Array(itemCount)
  best.heaps.forEach((set, h) => {
    const items = itemsOf(model, set)
    for (const item of items) heap[item] = h
    const solved = sets.solve(set)
    restrict(model, items).blocks.forEach((block, i) => (offset[block] = solved.offset![i]!))
  })
  const { peak } = best
  // Where the number of heaps is free, whole steps come first, so other sets in as many heaps may be smaller.
  const bound = sets.complete ? best.least : none.bound
  const proven = peak <= bound
  const found = { offset, heap, heaps: best.heaps.length, peak, bound, proven, method: 'exact, by heaps' }
  return model.anyHeaps ? withoutEmptyHeaps(model, found) : found
}

/** Items of each heap as sets of bits, with the sum of the heaps' sizes, and the same in whole steps of alignment. */
interface HeapSets {
  readonly heaps: Int32Array
  readonly peak: number
  readonly stepped: number
  /** The least sum of any sets in as many heaps. */
  readonly least: number
}

function itemsOf({ itemCount }: Model, set: number): Int32Array {
  const items: number[] = []
  for (let item = 0; item < itemCount; item++) if ((set >> item) & 1) items.push(item)
  return int32From(items)
}

/** Most units of the size and the alignment of a block of which every search can count the steps. */
const mostAlone = 2 ** 29

/** The solutions of sets of items that share a heap, each made once. */
class ItemSets {
  /** Whether every solution so far is proven least. */
  complete = true
  private readonly solved = new Map<number, HeapSolution>()

  private readonly model: Model
  private readonly budget: Budget

  constructor(model: Model, budget: Budget) {
    this.model = model
    this.budget = budget
  }

  solve(set: number): HeapSolution {
    const known = this.solved.get(set)
    if (known !== undefined) return known
    const solution = this.alone(set) ?? solveOneHeap(restrict(this.model, itemsOf(this.model, set)).model, this.budget)
    this.solved.set(set, solution)
    if (!solution.proven) this.complete = false
    return solution
  }

  /** The solution of `solveOneHeap` for a single block, which lies at the bottom, for the same step; undefined for other sets. */
  private alone(set: number): HeapSolution | undefined {
    const { singles, hasFixed, sections, size, align, members, limit } = this.model
    if ((set & (set - 1)) !== 0 || !singles || hasFixed || sections === null) return undefined
    const block = members.values[31 - Math.clz32(set)]!
    const most = Math.min(limit, mostAlone)
    if (!(size[block]! > 0 && size[block]! <= most && align[block]! <= mostAlone)) return undefined
    const { budget } = this
    budget.charge(1)
    // It asks whether there are steps for a search.
    void budget.left
    return { offset: float64Array(1), peak: size[block]!, bound: size[block]!, proven: true, method: 'alone' }
  }
}

/** The partition into at most so many heaps with the least sum; in whole steps and then in the fewest heaps where their number is free. */
function bestPartition(model: Model, known: ItemSets, heaps: number): HeapSets | null {
  const { itemCount, forcedHeap, apart, anyHeaps } = model
  const step = commonAlignment(model)
  const isForced = uint8Array(heaps)
  for (let item = 0; item < itemCount; item++) if (forcedHeap[item]! >= 0) isForced[forcedHeap[item]!] = 1
  const sets = int32Array(heaps)
  let best: Omit<HeapSets, 'least'> | null = null
  let bestUsed = Infinity
  /** By number of heaps: the least sum in so many. */
  const least = float64Array(heaps + 1).fill(Infinity)
  const compare = (): void => {
    let [peak, stepped, used] = [0, 0, 0]
    for (const set of sets) {
      if (set === 0) continue
      const solved = known.solve(set)
      peak += solved.peak
      stepped += roundUp(solved.peak, step)
      used++
    }
    // No heap holds one of the sets.
    if (peak === Infinity) return
    least[used] = Math.min(least[used]!, peak)
    const order =
      best === null ? -1 : anyHeaps ? stepped - best.stepped || used - bestUsed || peak - best.peak : peak - best.peak
    if (order >= 0) return
    best = { heaps: sets.slice(), peak, stepped }
    bestUsed = used
  }
  const assign = (item: number): void => {
    if (item === itemCount) return compare()
    let rivals = 0
    for (let k = apart.first[item]!; k < apart.first[item + 1]!; k++) rivals |= 1 << apart.values[k]!
    let triedEmpty = false
    for (let h = 0; h < heaps; h++) {
      if (forcedHeap[item]! >= 0 && forcedHeap[item] !== h) continue
      if ((sets[h]! & rivals) !== 0) continue
      // Empty heaps that no block names are equal.
      if (sets[h] === 0 && isForced[h] === 0) {
        if (triedEmpty) continue
        triedEmpty = true
      }
      sets[h]! |= 1 << item
      assign(item + 1)
      sets[h]! &= ~(1 << item)
    }
  }
  assign(0)
  return best && { ...(best as Omit<HeapSets, 'least'>), least: least[bestUsed]! }
}

/** Heaps that nothing was put into are not there, unless a block names one behind them. */
export function withoutEmptyHeaps({ forcedHeap }: Model, solution: HeapsSolution): HeapsSolution {
  const isKept = uint8Array(solution.heaps).fill(
    1,
    0,
    forcedHeap.reduce((most, heap) => Math.max(most, heap + 1), 0),
  )
  for (const heap of solution.heap) isKept[heap] = 1
  if (!isKept.includes(0)) return solution
  const renamed = int32Array(solution.heaps)
  let heaps = 0
  for (let h = 0; h < solution.heaps; h++) renamed[h] = isKept[h] === 1 ? heaps++ : -1
  return { ...solution, heap: solution.heap.map((h) => renamed[h]!), heaps }
}
