/**
 * Phase 6, schedule: which pass runs in which submission on which queue, and in what order.
 *
 * Fewest submissions first (drain search). Inside a submission, objective `submissions` lays passes out in *levels*: a level
 * is what runs between two barriers, and the number of levels is the longest hazard chain, which no order beats. Passes with
 * slack take the end of it that keeps less memory alive. Objective `memory` orders pass by pass for the lowest peak instead.
 */
import type { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/forward-copies.ts'
import { timesByLevel, type Stream, type Times } from './level-times.ts'
import { timesForMemory } from './memory-times.ts'
import type { PassGroups } from './merge-render-passes.ts'
import { makeNodes, nodeEdges, type Nodes } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { minimumSubmissions } from './order/index.ts'
import { stagingLimit } from './staging-limit.ts'

export interface Schedule extends Nodes {
  readonly submissionCount: number
  readonly lowerBound: number
  readonly proven: boolean
  readonly submissionQueue: Int32Array
  /** −1 for host nodes. */
  readonly submissionOf: Int32Array
  /** For host nodes: how many submissions run before it. */
  readonly hostAfter: Int32Array
  /** Level time: nodes of one time run between the same two barriers. −1 for host nodes. */
  readonly time: Int32Array
  readonly timeCount: number
  /** Nodes of one time with different steps come one step after another. */
  readonly step: Int32Array
  /** Nodes by (submission, time, step, declared order); host nodes left out. */
  readonly order: Int32Array
  readonly barrierLowerBound: number
  /** All uploads together stage more than one submission may, so each submission has its own turn with staging. */
  readonly reusesStaging: boolean
  /** Dependencies between nodes: rows of successors. */
  readonly succStart: Int32Array
  readonly succ: Int32Array
}

export type Objective = 'submissions' | 'memory'

export function schedulePasses(
  graph: NormalGraph,
  values: Values,
  dependencies: Dependencies,
  live: Uint8Array,
  groups: PassGroups,
  objective: Objective,
  decisions: DecisionLog,
): Schedule {
  const nodes = makeNodes(graph, live, groups, decisions)
  const edges = nodeEdges(graph, dependencies, nodes, groups)
  const queueMask = new Uint8Array(nodes.nodeCount)
  for (let n = 0; n < nodes.nodeCount; n++) queueMask[n] = graph.queueMask[nodes.nodePass[n]!]!
  const staging = stagingLimit(graph, nodes)
  const found = minimumSubmissions({
    nodeCount: nodes.nodeCount,
    succStart: edges.start,
    succ: edges.target,
    queueMask,
    queueCount: graph.profile.queues.length,
    ...(staging ? { staging } : {}),
  })
  const submissionOf = new Int32Array(nodes.nodeCount).fill(-1)
  const hostAfter = new Int32Array(nodes.nodeCount).fill(-1)
  for (let n = 0; n < nodes.nodeCount; n++) {
    if (queueMask[n] === 0) hostAfter[n] = found.submissionOf[n]!
    else submissionOf[n] = found.submissionOf[n]!
  }
  if (found.submissionCount > 1)
    decisions.add(
      'CUT',
      [],
      [],
      `${found.submissionCount} submissions: ${cutReasons(graph, queueMask, staging !== undefined)}`,
    )
  const stream = {
    ...nodes,
    submissionOf,
    submissionQueue: Int32Array.from(found.submissionQueue),
    submissionCount: found.submissionCount,
  }
  const timed =
    objective === 'memory' ? timesForMemory(graph, values, stream, edges) : timesByLevel(graph, values, stream, edges)
  return {
    ...stream,
    lowerBound: found.lowerBound,
    proven: found.proven,
    hostAfter,
    time: timed.time,
    timeCount: timed.timeCount,
    step: timed.step,
    order: orderByTime(stream, timed),
    barrierLowerBound: timed.barrierLowerBound,
    reusesStaging: staging !== undefined,
    succStart: edges.start,
    succ: edges.target,
  }
}

const cutReasons = (graph: NormalGraph, queueMask: Uint8Array, staging: boolean): string => {
  const reasons: string[] = []
  const queues = new Set<number>()
  for (const mask of queueMask) if (mask !== 0) queues.add(mask)
  if (queues.size > 1) reasons.push('passes are bound to different queues')
  if (queueMask.includes(0)) reasons.push('host passes stand between device work')
  if (staging) reasons.push(`staging holds ${graph.profile.limits.stagingBytes} bytes`)
  return reasons.join('; ')
}

function orderByTime(stream: Stream, { time, step, timeCount }: Times): Int32Array {
  const start = new Int32Array(timeCount + 1)
  let count = 0
  for (let n = 0; n < stream.nodeCount; n++) {
    if (time[n]! < 0) continue
    start[time[n]! + 1]! += 1
    count += 1
  }
  for (let t = 0; t < timeCount; t++) start[t + 1]! += start[t]!
  const order = new Int32Array(count)
  for (let n = 0; n < stream.nodeCount; n++) if (time[n]! >= 0) order[start[time[n]!]!++] = n
  if (step.some((at) => at > 0)) order.sort((a, b) => time[a]! - time[b]! || step[a]! - step[b]! || a - b)
  return order
}
