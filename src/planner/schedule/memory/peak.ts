// Hot path: integer node and value ids and typed arrays only.
import type { MemoryModel } from './model.ts'

/** The most bytes alive together while the nodes run in this order. O(n + uses). */
export function peakOfOrder(model: MemoryModel, order: ArrayLike<number>): number {
  const { valueCount, valueBytes, useStart, holdStart, hold } = model
  const usesLeft = new Int32Array(valueCount)
  for (let x = 0; x < valueCount; x++) usesLeft[x] = useStart[x + 1]! - useStart[x]!
  let live = 0
  let peak = 0
  for (let k = 0; k < order.length; k++) {
    const v = order[k]!
    let freed = 0
    for (let h = holdStart[v]!; h < holdStart[v + 1]!; h++) {
      const x = hold[h]!
      if (usesLeft[x] === useStart[x + 1]! - useStart[x]!) live += valueBytes[x]!
      if (--usesLeft[x]! === 0) freed += valueBytes[x]!
    }
    if (live > peak) peak = live
    live -= freed
  }
  return peak
}
