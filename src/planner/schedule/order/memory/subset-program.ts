// Hot path: executed sets as bit masks, typed arrays indexed by them.
import type { KnownOrder } from './exact-order.ts'
import type { MemoryModel } from './model.ts'
import { float64Array, int32Array, int8Array } from '../../../../graph/typed-arrays.ts'

/** Most nodes: 2^20 sets take about 20 MiB. */
export const mostNodesOfSubsetProgram = 20

/**
 * The least peak by a dynamic program over all executed sets, for small graphs whose search does not end. While `v` runs after
 * the set S, the live values are those that S and `v` have started, without those that S has finished; both are sums over
 * subsets, computed for all sets at once. O(n · 2^n).
 */
export function subsetProgram(model: MemoryModel): KnownOrder {
  const { nodeCount, predStart, pred, valueCount, valueBytes, useStart, use, heldBefore, heldAfter, baseBytes } = model
  const full = 2 ** nodeCount - 1
  const finished = float64Array(full + 1)
  // Bytes of the values whose users are all outside a set, stored at the complement of the set.
  const untouched = float64Array(full + 1)
  let all = baseBytes
  for (let x = 0; x < valueCount; x++) {
    let users = 0
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) users |= 1 << use[u]!
    all += valueBytes[x]!
    if (!heldAfter[x]) finished[users]! += valueBytes[x]!
    if (!heldBefore[x]) untouched[users]! += valueBytes[x]!
  }
  for (const table of [finished, untouched]) {
    for (let v = 0; v < nodeCount; v++) {
      const bit = 1 << v
      for (let set = 0; set <= full; set++) if (set & bit) table[set]! += table[set ^ bit]!
    }
  }
  const before = int32Array(nodeCount)
  for (let v = 0; v < nodeCount; v++) {
    for (let e = predStart[v]!; e < predStart[v + 1]!; e++) before[v]! |= 1 << pred[e]!
  }
  const peaks = float64Array(full + 1).fill(Infinity)
  const lastOf = int8Array(full + 1)
  peaks[0] = 0
  for (let set = 0; set < full; set++) {
    const sofar = peaks[set]!
    if (sofar === Infinity) continue
    for (let v = 0; v < nodeCount; v++) {
      if (set & (1 << v) || (before[v]! & set) !== before[v]) continue
      const next = set | (1 << v)
      const during = all - untouched[full ^ next]! - finished[set]!
      const peak = during > sofar ? during : sofar
      if (peak >= peaks[next]!) continue
      peaks[next] = peak
      lastOf[next] = v
    }
  }
  const order = int32Array(nodeCount)
  for (let set = full, k = nodeCount - 1; k >= 0; k--) {
    order[k] = lastOf[set]!
    set ^= 1 << order[k]!
  }
  return { order, peakBytes: peaks[full]!, lowerBoundBytes: peaks[full]!, steps: 3 * nodeCount * (full + 1) }
}
