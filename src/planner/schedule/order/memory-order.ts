import { closeIn } from './memory/exact-order.ts'
import type { KnownOrder } from './memory/exact-order.ts'
import { firstKnown, improve } from './memory/improve.ts'
import { memoryModel, peakOf, stretchModel, sweepOrder } from './memory/model.ts'
import type { MemoryModel, MemoryOrderProblem } from './memory/model.ts'
import { mostNodesOfSubsetProgram, subsetProgram } from './memory/subset-program.ts'
import { declaredOrder } from './declared-order.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

export type { MemoryOrderProblem } from './memory/model.ts'

/** An order with few bytes alive, and what is known of its peak. */
export interface MemoryOrder {
  order: Int32Array
  peakBytes: number
  /** Peak of declared order (cluster by cluster, where there are clusters). */
  declaredPeakBytes: number
  /** Lower bound of the peak of any order. */
  lowerBoundBytes: number
  /** Whether the peak equals the bound. */
  proven: boolean
  /** Work done, in visits of a node, an edge or a use. */
  steps: number
}

/** About half a second. */
const defaultBudgetSteps = 6_000_000
/** Steps of the search before a small graph is solved over all executed sets. */
const stepsPerSmall = 300_000

/**
 * Finds an order of the nodes with a low peak of live bytes, which is never above that of declared order.
 *
 * Clusters are solved separately, the one with the highest peak first. Up to 20 nodes are always solved exactly: a search
 * (`LimitedSearch`) decides whether there is an order within a limit, and the limit is closed in from both sides; where
 * that takes too long, a dynamic program over all executed sets decides. Larger graphs are solved within `budgetSteps`: orders
 * by demand and list schedules, then minimum cuts at the peak and searches around it. The first of these are near-linear, and
 * all that a graph of 10^5 nodes gets. `proven` is set where the peak meets a lower bound, from the largest node, minimum cuts,
 * or an exhaustive search.
 *
 * Bytes must be whole numbers, so that sums of them are exact. Deterministic; ties go by declared order.
 */
export function orderForMemory(p: MemoryOrderProblem, options: { budgetSteps?: number } = {}): MemoryOrder {
  const budgetSteps = options.budgetSteps ?? defaultBudgetSteps
  const whole = memoryModel(p)
  const order = declaredOrder(p)
  const sweep = sweepOrder(whole, order)
  const starts = clusterStarts(p, order)
  const stretches = starts.slice(0, -1).map((from, k) => stretchModel(whole, sweep, from, starts[k + 1]!))
  const declaredPeakBytes = peakOf(sweep)
  const known = stretches.map((stretch) => firstKnown(stretch, budgetSteps))
  let steps = known.reduce((sum, k) => sum + k.steps, 0)
  for (;;) {
    const floor = known.reduce((most, k) => Math.max(most, k.lowerBoundBytes), 0)
    let worst = -1
    known.forEach((k, c) => {
      if (k.peakBytes > floor && (worst < 0 || k.peakBytes > known[worst]!.peakBytes)) worst = c
    })
    if (worst < 0) break
    const before = known[worst]!
    const stretch = stretches[worst]!
    if (stretch.nodeCount <= mostNodesOfSubsetProgram) known[worst] = solveSmall(stretch, before, floor)
    else if (steps < budgetSteps) known[worst] = improve(stretch, before, floor, budgetSteps - steps)
    else break
    steps += known[worst]!.steps - before.steps
    if (known[worst]!.peakBytes > floor && known[worst]!.lowerBoundBytes < known[worst]!.peakBytes) break
  }
  const peakBytes = known.reduce((most, k) => Math.max(most, k.peakBytes), 0)
  const lowerBoundBytes = known.reduce((most, k) => Math.max(most, k.lowerBoundBytes), 0)
  const result = int32Array(p.nodeCount)
  known.forEach((k, c) => k.order.forEach((v, i) => (result[starts[c]! + i] = order[starts[c]! + v]!)))
  return {
    order: result,
    peakBytes,
    declaredPeakBytes,
    lowerBoundBytes,
    proven: peakBytes === lowerBoundBytes,
    steps: Math.ceil(steps),
  }
}

function solveSmall(stretch: MemoryModel, known: KnownOrder, goodEnough: number): KnownOrder {
  const closer = closeIn(stretch, known, goodEnough, stepsPerSmall)
  if (closer.peakBytes <= Math.max(closer.lowerBoundBytes, goodEnough)) return closer
  const solved = subsetProgram(stretch)
  return { ...solved, steps: solved.steps + closer.steps }
}

/** Start of each cluster in declared order, and the end of the last. */
function clusterStarts({ nodeCount, clusterOf }: MemoryOrderProblem, order: Int32Array): number[] {
  const starts: number[] = nodeCount > 0 ? [0] : []
  for (let k = 1; k < nodeCount; k++) if (clusterOf && clusterOf[order[k]!] !== clusterOf[order[k - 1]!]) starts.push(k)
  starts.push(nodeCount)
  return starts
}
