/** Values that nodes share, and the bytes of them that are alive together. */
import { float64Array, int32Array, noIndices } from '../../../graph/typed-arrays.ts'
import { largestSum } from '../../support/largest-sum.ts'

/** Values by number, with their bytes and their users. */
export interface ValueUses {
  valueCount: number
  valueBytes: Float64Array
  /** The nodes that use value `x`: `use[useStart[x]] … use[useStart[x + 1] − 1]`. It is alive from the first to the last of them in an order. */
  useStart: Int32Array
  use: Int32Array
}

interface Users extends ValueUses {
  nodeCount: number
}

/** The most bytes alive while one node of an order runs. O(uses + nodes). */
export function peakInOrder({ nodeCount, valueCount, valueBytes, useStart, use }: Users, order: Int32Array): number {
  const position = int32Array(nodeCount)
  for (let at = 0; at < order.length; at++) position[order[at]!] = at
  const change = float64Array(nodeCount + 1)
  for (let x = 0; x < valueCount; x++) {
    if (useStart[x] === useStart[x + 1]) continue
    let first = nodeCount
    let last = -1
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
      const at = position[use[u]!]!
      if (at < first) first = at
      if (at > last) last = at
    }
    change[first]! += valueBytes[x]!
    change[last + 1]! -= valueBytes[x]!
  }
  return largestSum(change)
}

/** The most bytes that one node uses, which any order needs. O(uses). */
export function bytesOfLargestNode({ nodeCount, valueCount, valueBytes, useStart, use }: Users): number {
  const bytes = float64Array(nodeCount)
  const lastValue = noIndices(nodeCount)
  let most = 0
  for (let x = 0; x < valueCount; x++)
    for (let u = useStart[x]!; u < useStart[x + 1]!; u++) {
      const v = use[u]!
      // A node may be among the users of a value more than once.
      if (lastValue[v] === x) continue
      lastValue[v] = x
      most = Math.max(most, (bytes[v]! += valueBytes[x]!))
    }
  return most
}
