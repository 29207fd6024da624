/** Orders of device nodes and the times they imply: pass by pass, or in levels under a memory limit. */
import { stepsOf, type Stream, type Times } from './level-times.ts'
import { isEmpty, type Edges } from './nodes.ts'
import type { OrderProblem } from './order-problem.ts'
import type { CappedLevels } from './order/index.ts'
import { int32Array, noIndices } from '../../graph/typed-arrays.ts'

/** Times of an order pass by pass, where every node has a time of its own. */
export function timesInOrder({ device }: OrderProblem, stream: Stream, order: Int32Array): Times {
  const time = noIndices(stream.nodeCount)
  // Empty nodes take no time.
  let at = 0
  for (const v of order) if (!isEmpty(stream, device[v]!)) time[device[v]!] = at++
  return { time, step: int32Array(stream.nodeCount), timeCount: at }
}

/** Times of levels, where all nodes of a level have one. */
export function timesOfLevels(
  { device }: OrderProblem,
  { stream, edges }: { stream: Stream; edges: Edges },
  { levelOf, levelCount }: CappedLevels,
): Times {
  const time = noIndices(stream.nodeCount)
  levelOf.forEach((level, v) => (time[device[v]!] = level))
  return { time, step: stepsOf(stream, edges, time), timeCount: levelCount }
}
