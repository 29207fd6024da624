import { listSchedule } from './memory/list-schedule.ts'
import { flippedOrder, memoryModel, reversedModel } from './memory/model.ts'
import type { MemoryOrderProblem } from './memory/model.ts'
import { peakOfOrder } from './memory/peak.ts'

export type { MemoryOrderProblem } from './memory/model.ts'

export interface MemoryOrder {
  order: Int32Array
  peakBytes: number
  /** The peak in declared order (cluster by cluster, where there are clusters). */
  declaredPeakBytes: number
  proven: boolean
  steps: number
}

export function orderForMemory(p: MemoryOrderProblem, _options: { budgetSteps?: number } = {}): MemoryOrder {
  const model = memoryModel(p)
  const reversed = reversedModel(model)
  const declared = Int32Array.from({ length: p.nodeCount }, (_, v) => v)
  const declaredPeakBytes = peakOfOrder(model, declared)
  let order: Int32Array = declared
  let peakBytes = declaredPeakBytes
  for (const tieBreak of ['declared', 'latest'] as const) {
    for (const candidate of [listSchedule(model, tieBreak), flippedOrder(listSchedule(reversed, tieBreak))]) {
      const peak = peakOfOrder(model, candidate)
      if (peak >= peakBytes) continue
      order = candidate
      peakBytes = peak
    }
  }
  return {
    order: order.map((v) => model.nameOf[v]!),
    peakBytes,
    declaredPeakBytes,
    proven: false,
    steps: 4 * p.nodeCount,
  }
}
