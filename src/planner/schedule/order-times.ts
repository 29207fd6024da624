/** Orders of device nodes and the times they imply: pass by pass, or in levels under a memory limit. */
import { stepsOf, type Stream, type Times } from './level-times.ts'
import { isEmpty, type Edges } from './nodes.ts'
import type { OrderProblem } from './order-problem.ts'
import { orderForMemory, type CappedLevels, type MemoryOrderProblem } from './order/index.ts'
import { float64Array, int32Array } from '../../graph/typed-arrays.ts'

/** Declared order, submission by submission. */
export function declaredOrder({ nodeCount, clusterOf }: OrderProblem): Int32Array {
  const order = int32Array(nodeCount)
  for (let v = 0; v < nodeCount; v++) order[v] = v
  for (let v = 1; v < nodeCount; v++)
    if (clusterOf[v]! < clusterOf[v - 1]!) return order.sort((a, b) => clusterOf[a]! - clusterOf[b]! || a - b)
  return order
}

/** The order with the lowest peak that a search of so many steps finds; graphs of up to 20 nodes are solved whatever it takes. */
export const memoryOrder = (problem: OrderProblem, budgetSteps: number): Int32Array =>
  orderForMemory(problem, { budgetSteps }).order

/** Times of an order pass by pass, where every node has a time of its own. */
export function timesInOrder({ device }: OrderProblem, stream: Stream, order: Int32Array): Times {
  const time = int32Array(stream.nodeCount).fill(-1)
  // Empty nodes take no time.
  let at = 0
  for (const v of order) if (!isEmpty(stream, device[v]!)) time[device[v]!] = at++
  return { time, step: int32Array(stream.nodeCount), timeCount: at }
}

export function timesOfLevels(
  { device }: OrderProblem,
  { stream, edges }: { stream: Stream; edges: Edges },
  { levelOf, levelCount }: CappedLevels,
): Times {
  const time = int32Array(stream.nodeCount).fill(-1)
  levelOf.forEach((level, v) => (time[device[v]!] = level))
  return { time, step: stepsOf(stream, edges, time), timeCount: levelCount }
}

/** The most bytes alive at one of some times; nodes without a time do not count. O(uses + times). */
export function peakInOrder(
  {
    nodeCount,
    valueCount,
    valueBytes,
    useStart,
    use,
  }: Pick<MemoryOrderProblem, 'nodeCount' | 'valueCount' | 'valueBytes' | 'useStart' | 'use'>,
  order: Int32Array,
): number {
  const position = int32Array(nodeCount)
  order.forEach((v, at) => (position[v] = at))
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
  let now = 0
  let most = 0
  for (let at = 0; at < change.length; at++) most = Math.max(most, (now += change[at]!))
  return most
}

/** The most bytes that one node uses, which any order needs. O(uses). */
export function bytesOfLargestNode({
  nodeCount,
  valueCount,
  valueBytes,
  useStart,
  use,
}: Pick<MemoryOrderProblem, 'nodeCount' | 'valueCount' | 'valueBytes' | 'useStart' | 'use'>): number {
  const bytes = float64Array(nodeCount)
  const lastValue = int32Array(nodeCount).fill(-1)
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
