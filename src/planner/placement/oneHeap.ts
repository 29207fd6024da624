/** Places everything in one heap: heuristics first, then search, until the peak equals the bound or the steps are gone. */
import { lowerBound } from './bound.ts'
import type { Budget } from './budget.ts'
import { conflictLists } from './conflicts.ts'
import { searchExact } from './exact.ts'
import { createLayer } from './firstFit.ts'
import type { Lists, Model } from './model.ts'
import { itemOrders } from './orders.ts'
import { isPacking, packingInstance, searchPacking } from './packing.ts'

export interface HeapSolution {
  /** Null if nothing was found. */
  offset: Float64Array | null
  peak: number
  bound: number
  /** True if `peak` is proven least, or, without offsets, if it is proven that no placement fits. */
  proven: boolean
  method: string
}

/** The packing search is soon better than any order, so few are tried before it. */
const ORDERS_BEFORE_PACKING = 1

/** Up to this many blocks the search over pairs is worth its steps. */
const MOST_EXACT_BLOCKS = 24

export function solveOneHeap(model: Model, budget: Budget): HeapSolution {
  const conflicts = conflictLists(model)
  const bound = lowerBound(model, conflicts)
  const solution: HeapSolution = { offset: null, peak: Infinity, bound, proven: false, method: 'none' }
  if (bound > model.limit) return { ...solution, proven: true }
  const packs = isPacking(model)
  const layer = createLayer(model, conflicts)
  const anywhere = new Int32Array(model.itemCount).fill(-1)
  let tried = 0
  for (const { name, order } of itemOrders(model, conflicts)) {
    for (const fit of ['first', 'best'] as const) {
      budget.charge(model.count)
      const layout = layer.lay(order, fit, 1, anywhere)
      if (layout === null || layout.peak >= solution.peak) continue
      solution.offset = layout.offset
      solution.peak = layout.peak
      solution.method = `${fit} fit by ${name}`
      if (solution.peak <= bound) return { ...solution, proven: true }
    }
    if (++tried === ORDERS_BEFORE_PACKING && packs && budget.left > 0) break
  }
  if (packs) {
    improveByPacking(model, conflicts, solution, budget)
  } else if (model.count <= MOST_EXACT_BLOCKS) {
    const ceiling = solution.offset === null ? Math.min(model.limit, enough(model)) : solution.peak - 1
    const exact = searchExact(model, conflicts, bound, ceiling, budget)
    if (exact.offset !== null) {
      solution.offset = exact.offset
      solution.peak = exact.peak
      solution.method = 'exact'
    }
    solution.proven = exact.exhausted || solution.peak <= bound
    if (exact.exhausted && solution.offset !== null) solution.bound = solution.peak
  }
  return solution
}

function improveByPacking(model: Model, conflicts: Lists, solution: HeapSolution, budget: Budget): void {
  const peak = solution.offset === null ? Math.min(model.limit, enough(model)) + 1 : solution.peak
  const packed = searchPacking(packingInstance(model, conflicts), model.life, solution.bound, peak, budget)
  if (packed.offset !== null) {
    solution.offset = packed.offset
    solution.peak = packed.peak
    solution.method = 'packing search'
  }
  solution.bound = packed.bound
  solution.proven = packed.bound >= packed.peak
}

/** If anything fits at all, something fits in this: no gap that crosses all lifetimes need be as large as an alignment. */
function enough(model: Model): number {
  let sum = 0
  for (let i = 0; i < model.count; i++) {
    sum += model.size[i]! + model.align[i]!
    if (model.fixed[i]! >= 0) sum += model.fixed[i]!
  }
  return sum
}
