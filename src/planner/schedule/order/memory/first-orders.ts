import { demandOrder } from './demand-order.ts'
import { memoryListSchedule } from './list-schedule.ts'
import { flippedOrder, peakOfOrder, reversedModel } from './model.ts'
import type { MemoryModel } from './model.ts'
import { ascending } from '../../../../graph/typed-arrays.ts'

/** An order with its peak, and the steps that it took. */
export interface FoundOrder {
  order: Int32Array
  peakBytes: number
  steps: number
}

/**
 * The given order, the orders by demand, and the list schedules, each forwards and backwards, cheapest first, up to one that meets
 * the bound.
 */
export function firstOrders(model: MemoryModel, budgetSteps = Infinity, lowerBoundBytes = 0): FoundOrder[] {
  const asItStands: Int32Array = ascending(model.nodeCount)
  const measured = (order: Int32Array, steps: number): FoundOrder => {
    return { order, peakBytes: peakOfOrder(model, order), steps: steps + model.nodeCount + model.use.length }
  }
  const found = [measured(asItStands, 0)]
  let reversed: MemoryModel | undefined
  const demandSteps = model.nodeCount + model.succ.length + model.use.length
  const makers: ((m: MemoryModel) => { order: Int32Array; steps: number })[] = [
    (m) => ({ order: demandOrder(m), steps: demandSteps }),
    (m) => memoryListSchedule(m, 'declared'),
    (m) => memoryListSchedule(m, 'latest'),
  ]
  let steps = 0
  for (const make of makers) {
    for (const isBackwards of [false, true]) {
      if (steps > budgetSteps || found.at(-1)!.peakBytes <= lowerBoundBytes) return found
      const made = make(isBackwards ? (reversed ??= reversedModel(model)) : model)
      found.push(measured(isBackwards ? flippedOrder(made.order) : made.order, made.steps))
      steps += found.at(-1)!.steps
    }
  }
  return found
}

/** The first of the orders with the lowest peak. */
export function lowestPeak<T extends { peakBytes: number }>(orders: readonly T[]): T {
  return orders.reduce((best, other) => (other.peakBytes < best.peakBytes ? other : best))
}
