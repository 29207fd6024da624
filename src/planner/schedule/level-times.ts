/** Levels with the fewest barriers: everything between two barriers has one time. */
import { passCode } from '../../graph/access.ts'
import type { Values } from '../analyse/values.ts'
import { handBack } from '../support/reused-memory.ts'
import { peakOfTimes } from './live-bytes.ts'
import { edgeCode, emptyOfNodes, isEmpty, type Edges, type Nodes } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { int32Array } from '../../graph/typed-arrays.ts'

/** Nodes with the submission that each is in, −1 for host nodes, and the queue of each submission. */
export interface Stream extends Nodes {
  readonly submissionOf: Int32Array
  readonly submissionQueue: Int32Array
  readonly submissionCount: number
}

/** Times of nodes: what has one time runs between the same two barriers; −1 for host nodes. */
export interface Times {
  readonly time: Int32Array
  /** Order among the nodes of one time whose commands must be consecutive without a hazard between them; 0 for most. */
  readonly step: Int32Array
  readonly timeCount: number
  /** Number of levels, where nodes of one level have several times. */
  readonly levelCount?: number
  /** The nodes as `orderByTime` has them, where that is known. */
  readonly order?: Int32Array
}

/** Levels of each queue's stream: as few as the longest hazard chain, where slack is used to save memory. O(nodes + edges). */
export function timesByLevel(graph: NormalGraph, values: Values, stream: Stream, edges: Edges): Times {
  const { nodeCount, submissionOf } = stream
  const early = int32Array(nodeCount)
  const depth = int32Array(stream.submissionCount)
  const hasFirstLayouts = graph.profile.rules.explicitBarriers && edges.findsNoLayout.includes(1)
  const hasSeveralQueues = usesSeveralQueues(stream)
  for (let n = 0; n < nodeCount; n++) {
    const s = submissionOf[n]!
    if (s < 0) continue
    // A first layout needs a barrier; on one queue, a barrier of an earlier submission suffices.
    if (hasFirstLayouts && edges.findsNoLayout[n] === 1 && early[n] === 0 && (hasSeveralQueues || s === 0)) early[n] = 1
    if (early[n]! >= depth[s]! && !isEmpty(stream, n)) depth[s] = early[n]! + 1
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      const least = early[n]! + Number(edges.code[e] === edgeCode.barrier)
      if (submissionOf[m] === s && early[m]! < least) early[m] = least
    }
  }
  const late = int32Array(nodeCount)
  for (let n = nodeCount - 1; n >= 0; n--) {
    const s = submissionOf[n]!
    if (s < 0) continue
    // An empty node takes no level.
    let level = isEmpty(stream, n) ? depth[s]! : depth[s]! - 1
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      if (submissionOf[m] === s) level = Math.min(level, late[m]! - Number(edges.code[e] === edgeCode.barrier))
    }
    late[n] = level
    // Uploads move together to the earliest level, so that they are one transfer.
    if (graph.passKind[stream.nodePass[n]!] === passCode.upload) late[n] = early[n]!
  }
  const base = int32Array(stream.submissionCount + 1)
  for (let s = 0; s < stream.submissionCount; s++) base[s + 1] = base[s]! + depth[s]!
  const timeCount = base[stream.submissionCount]!
  let hasSlack = false
  for (let n = 0; n < nodeCount; n++) {
    const s = submissionOf[n]!
    if (early[n] !== late[n] && !isEmpty(stream, n)) hasSlack = true
    early[n] = s < 0 ? -1 : base[s]! + early[n]!
    late[n] = s < 0 ? -1 : base[s]! + late[n]!
  }
  const peak = (time: Int32Array) => peakOfTimes(graph, values, stream, time, timeCount)
  const time = hasSlack && peak(late) < peak(early) ? late : early
  handBack(time === late ? early : late)
  return { time, step: stepsOf(stream, edges, time), timeCount }
}

/** Whether submissions are on more than one queue. */
export function usesSeveralQueues({ submissionQueue }: Pick<Stream, 'submissionQueue'>): boolean {
  for (let s = 1; s < submissionQueue.length; s++) if (submissionQueue[s] !== submissionQueue[0]) return true
  return false
}

/** Order of nodes without a hazard, where the order of commands in a level does not provide it. */
export function stepsOf({ nodeCount }: Stream, edges: Edges, time: Int32Array): Int32Array {
  const step = int32Array(nodeCount)
  if (!edges.code.includes(edgeCode.step)) return step
  for (let n = 0; n < nodeCount; n++) {
    if (time[n]! < 0) continue
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      const least = step[n]! + Number(edges.code[e] === edgeCode.step)
      if (time[m] === time[n] && step[m]! < least) step[m] = least
    }
  }
  return step
}

/** Nodes by (time, step, declared order), without host nodes and empty ones. */
export function orderByTime(stream: Stream, { time, step, timeCount }: Times): Int32Array {
  const start = int32Array(timeCount + 1)
  let count = 0
  let hasSteps = false
  for (let n = 0; n < stream.nodeCount; n++) {
    if (step[n]! > 0) hasSteps = true
    if (time[n]! < 0 || isEmpty(stream, n)) continue
    start[time[n]! + 1]! += 1
    count += 1
  }
  for (let t = 0; t < timeCount; t++) start[t + 1]! += start[t]!
  const order = int32Array(count)
  for (let n = 0; n < stream.nodeCount; n++) if (time[n]! >= 0 && !isEmpty(stream, n)) order[start[time[n]!]!++] = n
  if (hasSteps) order.sort((a, b) => time[a]! - time[b]! || step[a]! - step[b]! || a - b)
  return order
}

/**
 * A lower bound of the barriers for any order of these submissions: per queue, the most hazards on a chain, where edges that
 * only order nodes are part of chains too, and a texture's first layout is a hazard with everything before it.
 */
export function chainBound(graph: NormalGraph, stream: Stream, edges: Edges): number {
  if (!graph.profile.rules.explicitBarriers) return 0
  const queueCount = graph.profile.queues.length
  const chain = int32Array(stream.nodeCount)
  // An empty node is on no queue, and part of the chains of all queues: a row of numbers for each of them.
  const emptyOf = emptyOfNodes(stream)
  const chainsOfEmpty = int32Array(stream.nodeOfEmpty.length * queueCount)
  const most = int32Array(queueCount)
  const follow = (m: number, queue: number, least: number) => {
    const t = stream.submissionOf[m]!
    if (t < 0) return
    const empty = emptyOf ? emptyOf[m]! : -1
    if (empty >= 0) {
      const at = empty * queueCount + queue
      if (chainsOfEmpty[at]! < least) chainsOfEmpty[at] = least
    } else if (stream.submissionQueue[t] === queue && chain[m]! < least) chain[m] = least
  }
  // With several queues, the barrier of another one may be the first.
  const hasFirstLayouts = edges.findsNoLayout.includes(1) && !usesSeveralQueues(stream)
  for (let n = 0; n < stream.nodeCount; n++) {
    const s = stream.submissionOf[n]!
    if (s < 0) continue
    const empty = emptyOf ? emptyOf[n]! : -1
    const queue = stream.submissionQueue[s]!
    if (hasFirstLayouts && edges.findsNoLayout[n] === 1 && chain[n] === 0) chain[n] = 1
    if (empty < 0 && chain[n]! > most[queue]!) most[queue] = chain[n]!
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const by = Number(edges.code[e] === edgeCode.barrier)
      if (empty >= 0)
        for (let q = 0; q < queueCount; q++) follow(edges.target[e]!, q, chainsOfEmpty[empty * queueCount + q]! + by)
      else follow(edges.target[e]!, queue, chain[n]! + by)
    }
  }
  let bound = 0
  for (let q = 0; q < queueCount; q++) bound += most[q]!
  return bound
}
