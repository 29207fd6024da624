/** Ways of a search for an order, in columns. */
import { float64Array, int32Array } from '../../../../graph/typed-arrays.ts'
import type { MemoryModel } from './model.ts'

/** Ways begun, which have executed as many nodes: columns, with a place for each way, or with one for each of its pools, values or nodes. */
export interface Ways {
  count: number
  /** By way: the nodes that have been executed, as bits of a number, and the bytes of all pools. */
  readonly key: Float64Array
  readonly bytes: Float64Array
  /** By way and pool: the most that has been alive, or will be in one node, and what is alive. */
  readonly most: Float64Array
  readonly live: Float64Array
  /** By way and value: users that have not been executed. By way and node: predecessors that have not. */
  readonly usesLeft: Int32Array
  readonly pending: Int32Array
  /** By way: the nodes that may be next, the first `readyCount` of its places. */
  readonly ready: Int32Array
  readonly readyCount: Int32Array
}

/** Room for so many ways. */
export function waysFor({ nodeCount, valueCount }: MemoryModel, poolCount: number, width: number): Ways {
  return {
    count: 0,
    key: float64Array(width),
    bytes: float64Array(width),
    most: float64Array(width * poolCount),
    live: float64Array(width * poolCount),
    usesLeft: int32Array(width * valueCount),
    pending: int32Array(width * nodeCount),
    ready: int32Array(width * nodeCount),
    readyCount: int32Array(width),
  }
}

/** Most ways that are followed at once. */
const mostWays = 4096

/** Most ways that may be kept: no more than the steps allow, and than there are orders. */
export function widthFor(nodeCount: number, stepsPerWay: number, mostSteps: number): number {
  const most = Math.min(mostWays, Math.max(1, Math.floor(mostSteps / stepsPerWay)))
  let orders = 1
  for (let n = 2; n <= nodeCount && orders < most; n++) orders *= n
  return Math.min(most, orders)
}
