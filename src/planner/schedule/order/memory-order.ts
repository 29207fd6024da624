import { closeIn } from './memory/exact-order.ts'
import type { KnownOrder } from './memory/exact-order.ts'
import { firstKnown, improve } from './memory/improve.ts'
import { memoryModel, stretchModel, sweepOrder } from './memory/model.ts'
import type { MemoryModel, MemoryOrderProblem } from './memory/model.ts'
import { mostNodesOfSubsetProgram, subsetProgram } from './memory/subset-program.ts'

export type { MemoryOrderProblem } from './memory/model.ts'

export interface MemoryOrder {
  order: Int32Array
  peakBytes: number
  /** The peak in declared order (cluster by cluster, where there are clusters). */
  declaredPeakBytes: number
  /** No order has a peak below this. */
  lowerBoundBytes: number
  /** The peak meets the bound. */
  proven: boolean
  /** Work done, in visits of a node, an edge or a use. */
  steps: number
}

/** About half a second. */
const defaultBudgetSteps = 6_000_000
/** What the search may take before a small graph is solved set by set. */
const stepsPerSmall = 300_000

/**
 * Puts nodes into an order whose peak of live bytes is low; never above that of the declared order.
 *
 * Clusters are solved apart, the one with the highest peak first. Up to 20 nodes always exactly: is there an order within
 * a limit is answered by search (`searchWithinLimit`), and the limit closes in from both sides; where that does not
 * end soon, a dynamic program over all executed sets answers. Larger ones as far as
 * `budgetSteps` goes: orders by demand and list schedules, then minimum cuts at the peak and searches around it. The first
 * of these are near-linear and all that a graph of 10^5 nodes gets. `proven` where the peak meets a lower bound, which
 * comes from the largest node, from minimum cuts, or from a search that saw everything.
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
  const declaredPeakBytes = sweep.during.reduce((a, b) => Math.max(a, b), 0)
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
  const result = new Int32Array(p.nodeCount)
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

function declaredOrder({ nodeCount, clusterOf }: MemoryOrderProblem): Int32Array {
  const order = Int32Array.from({ length: nodeCount }, (_, v) => v)
  return clusterOf ? order.sort((a, b) => clusterOf[a]! - clusterOf[b]! || a - b) : order
}

/** Where each cluster starts in the declared order, and its end. */
function clusterStarts({ nodeCount, clusterOf }: MemoryOrderProblem, order: Int32Array): number[] {
  const starts: number[] = nodeCount > 0 ? [0] : []
  for (let k = 1; k < nodeCount; k++) if (clusterOf && clusterOf[order[k]!] !== clusterOf[order[k - 1]!]) starts.push(k)
  starts.push(nodeCount)
  return starts
}
