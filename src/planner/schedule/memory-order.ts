import { closeIn } from './memory/exact-order.ts'
import type { KnownOrder } from './memory/exact-order.ts'
import { listSchedule } from './memory/list-schedule.ts'
import { largestFootprint } from './memory/lower-bound.ts'
import { flippedOrder, memoryModel, peakOfOrder, reversedModel, stretchModel, sweepOrder } from './memory/model.ts'
import type { MemoryModel, MemoryOrderProblem } from './memory/model.ts'

export type { MemoryOrderProblem } from './memory/model.ts'

export interface MemoryOrder {
  order: Int32Array
  peakBytes: number
  /** The peak in declared order (cluster by cluster, where there are clusters). */
  declaredPeakBytes: number
  lowerBoundBytes: number
  /** No order has a lower peak. */
  proven: boolean
  steps: number
}

const defaultBudgetSteps = 20_000_000
/** Graphs up to this size are always solved exactly, whatever the budget. */
const alwaysExact = 20

export function orderForMemory(p: MemoryOrderProblem, options: { budgetSteps?: number } = {}): MemoryOrder {
  const budgetSteps = options.budgetSteps ?? defaultBudgetSteps
  const whole = memoryModel(p)
  const order = declaredOrder(p)
  const sweep = sweepOrder(whole, order)
  const starts = clusterStarts(p, order)
  const stretches = starts.slice(0, -1).map((from, k) => stretchModel(whole, sweep, from, starts[k + 1]!))
  const declaredPeakBytes = sweep.during.reduce((a, b) => Math.max(a, b), 0)
  const known = stretches.map(firstOrder)
  let steps = known.reduce((sum, k) => sum + k.steps, 0)
  for (;;) {
    const floor = known.reduce((most, k) => Math.max(most, k.lowerBoundBytes), 0)
    let worst = -1
    known.forEach((k, c) => {
      if (k.peakBytes > floor && (worst < 0 || k.peakBytes > known[worst]!.peakBytes)) worst = c
    })
    if (worst < 0) break
    const before = known[worst]!
    const budget = stretches[worst]!.nodeCount <= alwaysExact ? Infinity : budgetSteps - steps
    if (budget <= 0) break
    known[worst] = closeIn(stretches[worst]!, before, floor, budget)
    steps += known[worst]!.steps - before.steps
    if (known[worst]!.peakBytes > floor && known[worst]!.lowerBoundBytes < known[worst]!.peakBytes) break
  }
  const peakBytes = known.reduce((most, k) => Math.max(most, k.peakBytes), 0)
  const lowerBoundBytes = known.reduce((most, k) => Math.max(most, k.lowerBoundBytes), 0)
  const result = new Int32Array(p.nodeCount)
  known.forEach((k, c) => k.order.forEach((v, i) => (result[starts[c]! + i] = order[starts[c]! + v]!)))
  return { order: result, peakBytes, declaredPeakBytes, lowerBoundBytes, proven: peakBytes === lowerBoundBytes, steps }
}

/** The best of the declared order and the list schedules, forwards and backwards. */
function firstOrder(model: MemoryModel): KnownOrder {
  const lowerBoundBytes = largestFootprint(model)
  let order: Int32Array = Int32Array.from({ length: model.nodeCount }, (_, v) => v)
  let peakBytes = peakOfOrder(model, order)
  let steps = model.nodeCount
  if (peakBytes === lowerBoundBytes) return { order, peakBytes, lowerBoundBytes, steps }
  const reversed = reversedModel(model)
  for (const tieBreak of ['declared', 'latest'] as const) {
    for (const backwards of [false, true]) {
      const found = listSchedule(backwards ? reversed : model, tieBreak)
      steps += found.steps
      if (found.peakBytes >= peakBytes) continue
      order = backwards ? flippedOrder(found.order) : found.order
      peakBytes = found.peakBytes
    }
  }
  return { order, peakBytes, lowerBoundBytes, steps }
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
