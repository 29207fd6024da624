/** Live totals of the blocks of each item, by sections. */
import type { Model } from './model.ts'
import { float64Array, int32Array } from '../../../graph/typed-arrays.ts'

/** The sections of each item, and by item and section, its bytes. */
export interface ItemTotals {
  readonly low: Int32Array
  readonly high: Int32Array
  readonly own: Float64Array
}

/** @param size of each block, rounded up */
export function itemTotals({ itemCount, count, itemOf, sections }: Model, size: Float64Array): ItemTotals {
  const low = int32Array(itemCount).fill(sections!.count)
  const high = int32Array(itemCount)
  const own = float64Array(itemCount * sections!.count)
  for (let i = 0; i < count; i++) {
    const item = itemOf[i]!
    low[item] = Math.min(low[item]!, sections!.low[i]!)
    high[item] = Math.max(high[item]!, sections!.high[i]!)
    for (let s = sections!.low[i]!; s < sections!.high[i]!; s++) own[item * sections!.count + s]! += size[i]!
  }
  return { low, high, own }
}
