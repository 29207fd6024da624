/**
 * Several heaps: which block goes to which, under `apart` rules, forced heaps and a limit per heap. Fewest heaps first,
 * then the least sum of their sizes.
 */
import { lowerBound } from './bound.ts'
import type { Budget } from './budget.ts'
import { conflictLists } from './conflicts.ts'
import { createLayer } from './firstFit.ts'
import type { Lists, Model } from './model.ts'
import { solveOneHeap, type HeapSolution } from './oneHeap.ts'
import { itemOrders } from './orders.ts'
import { restrict } from './restrict.ts'

export interface HeapsSolution {
  /** Null if nothing was found. */
  offset: Float64Array | null
  /** Heap of each item. */
  heap: Int32Array
  heaps: number
  peak: number
  bound: number
  /** True if heaps and peak are proven least, or, without offsets, if it is proven that no placement exists. */
  proven: boolean
  method: string
}

/** Up to this many items every assignment to heaps is tried. */
const MOST_PARTITIONED_ITEMS = 9

export function solveSeveralHeaps(model: Model, budget: Budget): HeapsSolution {
  const conflicts = conflictLists(model)
  const bound = Math.max(lowerBound(model, conflicts, true), apartBound(model))
  const none: HeapsSolution = {
    offset: null,
    heap: new Int32Array(model.itemCount).fill(-1),
    heaps: 0,
    peak: Infinity,
    bound,
    proven: false,
    method: 'none',
  }
  let fewest = Math.max(1, ...model.forcedHeap.map((heap) => heap + 1), apartClique(model).length)
  fewest = Math.max(fewest, Math.ceil(bound / model.limit))
  if (fewest > model.maxHeaps) return { ...none, proven: true }
  if (model.itemCount <= MOST_PARTITIONED_ITEMS) return partitionExactly(model, fewest, none, budget)
  const most = Math.min(model.maxHeaps, fewest + model.itemCount)
  for (let heaps = fewest; heaps <= most; heaps++) {
    const found = layInHeaps(model, conflicts, heaps, budget)
    if (found === null) continue
    const refined = refine(model, { ...none, ...found }, budget)
    return { ...refined, proven: heaps === fewest && refined.peak <= bound }
  }
  return none
}

/** Largest-degree-first greedy clique of the apart rules: these items need a heap each. */
function apartClique(model: Model): number[] {
  const { apart, itemCount } = model
  const degree = (item: number): number => apart.first[item + 1]! - apart.first[item]!
  const order = Array.from({ length: itemCount }, (_, item) => item).filter((item) => degree(item) > 0)
  order.sort((a, b) => degree(b) - degree(a) || a - b)
  let largest: number[] = []
  const meetings = new Int32Array(itemCount)
  for (const seed of order.slice(0, 32)) {
    meetings.fill(0)
    const clique: number[] = []
    for (const item of [seed, ...order]) {
      if (meetings[item] !== clique.length || (item === seed && clique.length > 0)) continue
      clique.push(item)
      for (let k = apart.first[item]!; k < apart.first[item + 1]!; k++) meetings[apart.values[k]!]!++
    }
    if (clique.length > largest.length) largest = clique
  }
  return largest
}

/** Items that are pairwise apart fill a heap each. */
function apartBound(model: Model): number {
  let sum = 0
  for (const item of apartClique(model)) {
    for (let k = model.members.first[item]!; k < model.members.first[item + 1]!; k++) {
      sum += model.size[model.members.values[k]!]!
    }
  }
  return sum
}

function layInHeaps(
  model: Model,
  conflicts: Lists,
  heaps: number,
  budget: Budget,
): Pick<HeapsSolution, 'offset' | 'heap' | 'heaps' | 'peak' | 'method'> | null {
  const layer = createLayer(model, conflicts)
  const anywhere = new Int32Array(model.itemCount).fill(-1)
  const degree = (item: number): number => model.apart.first[item + 1]! - model.apart.first[item]!
  let best: ReturnType<typeof layInHeaps> = null
  const consider = (order: Int32Array, fit: 'first' | 'best', method: string): void => {
    budget.charge(model.count)
    const layout = layer.lay(order, fit, heaps, anywhere)
    if (layout === null || (best !== null && layout.peak >= best.peak)) return
    best = { offset: layout.offset, heap: layout.heap, heaps, peak: layout.peak, method }
  }
  for (const { name, order } of itemOrders(model, conflicts)) {
    consider(order, 'first', `first fit by ${name}, ${heaps} heaps`)
    consider(order, 'best', `best fit by ${name}, ${heaps} heaps`)
    if (!model.hasApart) continue
    const apartFirst = order.slice().sort((a, b) => degree(b) - degree(a))
    consider(apartFirst, 'first', `first fit by apart rules and ${name}, ${heaps} heaps`)
  }
  return best
}

/** Solves each heap again on its own, with its items as they are. */
function refine(model: Model, solution: HeapsSolution, budget: Budget): HeapsSolution {
  const offset = solution.offset!.slice()
  let peak = 0
  for (let h = 0; h < solution.heaps; h++) {
    const items = itemsIn(solution.heap, h)
    const part = restrict(model, items)
    const solved = solveOneHeap(part.model, budget)
    let before = 0
    part.blocks.forEach((block) => (before = Math.max(before, solution.offset![block]! + model.size[block]!)))
    if (solved.offset === null || solved.peak >= before) {
      peak += before
      continue
    }
    peak += solved.peak
    part.blocks.forEach((block, i) => (offset[block] = solved.offset![i]!))
  }
  if (peak >= solution.peak) return solution
  return { ...solution, offset, peak, method: `${solution.method}, each solved again` }
}

function itemsIn(heap: Int32Array, index: number): Int32Array {
  const items: number[] = []
  for (let item = 0; item < heap.length; item++) if (heap[item] === index) items.push(item)
  return Int32Array.from(items)
}

/** Every assignment of items to heaps, alike heaps counted once; each set of items that shares a heap is solved once. */
function partitionExactly(model: Model, fewest: number, none: HeapsSolution, budget: Budget): HeapsSolution {
  const { itemCount, forcedHeap, apart } = model
  const solved = new Map<number, HeapSolution>()
  let complete = true
  const solve = (set: number): HeapSolution => {
    let solution = solved.get(set)
    if (solution === undefined) {
      const items = Int32Array.from({ length: itemCount }, (_, item) => item).filter((item) => (set >> item) & 1)
      solution = solveOneHeap(restrict(model, items).model, budget)
      solved.set(set, solution)
      if (!solution.proven) complete = false
    }
    return solution
  }
  const forced = new Set(forcedHeap.filter((heap) => heap >= 0))
  const most = Math.min(model.maxHeaps, fewest + itemCount)
  for (let heaps = fewest; heaps <= most; heaps++) {
    const sets = new Int32Array(heaps)
    let best = Infinity
    let bestSets: Int32Array | null = null
    const assign = (item: number): void => {
      if (item === itemCount) {
        let sum = 0
        for (const set of sets) if (set !== 0) sum += solve(set).peak
        if (sum < best) {
          best = sum
          bestSets = sets.slice()
        }
        return
      }
      let rivals = 0
      for (let k = apart.first[item]!; k < apart.first[item + 1]!; k++) rivals |= 1 << apart.values[k]!
      let triedEmpty = false
      for (let h = 0; h < heaps; h++) {
        if (forcedHeap[item]! >= 0 && forcedHeap[item] !== h) continue
        if ((sets[h]! & rivals) !== 0) continue
        // Empty heaps that nobody names are alike.
        if (sets[h] === 0 && !forced.has(h)) {
          if (triedEmpty) continue
          triedEmpty = true
        }
        sets[h]! |= 1 << item
        assign(item + 1)
        sets[h]! &= ~(1 << item)
      }
    }
    assign(0)
    if (bestSets === null) {
      if (!complete) return none
      continue
    }
    const offset = new Float64Array(model.count)
    const heap = new Int32Array(itemCount)
    ;(bestSets as Int32Array).forEach((set, h) => {
      if (set === 0) return
      const items = Int32Array.from({ length: itemCount }, (_, item) => item).filter((item) => (set >> item) & 1)
      for (const item of items) heap[item] = h
      const part = restrict(model, items)
      part.blocks.forEach((block, i) => (offset[block] = solve(set).offset![i]!))
    })
    const bound = complete ? best : none.bound
    return { offset, heap, heaps, peak: best, bound, proven: complete || best <= bound, method: 'exact, by heaps' }
  }
  return { ...none, proven: complete }
}
