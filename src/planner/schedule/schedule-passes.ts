/**
 * Schedules: the submission, queue and order of each pass.
 *
 * The number of submissions comes first (drain search). Inside a submission, objective `submissions` arranges passes in
 * *levels*: a level is what runs between two barriers, and the number of levels is the longest hazard chain, which no order can
 * beat. Passes with slack take the end of it at which less memory is alive. Objective `memory` orders pass by pass for the
 * lowest peak.
 */
import { counted } from '../../errors.ts'
import { passCode } from '../../graph/access.ts'
import type { MakespanReport } from '../../plan/types.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import { chainBound, orderByTime, type Stream, type Times } from './level-times.ts'
import type { PassGroups } from './merge-render-passes.ts'
import { isEmpty, isExternal, makeNodes, nodeEdges, type Edges, type Nodes } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { externalNodes, withExternal } from './external.ts'
import { withEmpty } from './place-empty.ts'
import { searchGraph } from './search-graph.ts'
import { minimumSubmissions } from './order/index.ts'
import { stagingLimit } from './staging-limit.ts'
import { ascending, int32Array, int32At, int32From, noIndices, uint8Array } from '../../graph/typed-arrays.ts'
import { lowestBit } from '../support/bits.ts'

/** Nodes with their submissions, queues and times: all that later phases know of order. */
export interface Schedule extends Nodes {
  readonly submissionCount: number
  readonly lowerBound: number
  readonly submissionQueue: Int32Array
  /** Submission of each node; −1 for host nodes. */
  readonly submissionOf: Int32Array
  /** By host node: the number of submissions before it. */
  readonly hostAfter: Int32Array
  /** Level time: nodes of one time run between the same two barriers. −1 for host nodes. */
  readonly time: Int32Array
  readonly timeCount: number
  readonly levelCount: number
  /** Step of each node: nodes of one time run step by step. */
  readonly step: Int32Array
  /** Nodes by (submission, time, step, declared order), without host nodes. */
  readonly order: Int32Array
  readonly barrierLowerBound: number
  /** Whether all uploads together stage more than one submission may, so that staging is reused by each submission. */
  readonly reusesStaging: boolean
  /** Dependencies between nodes, as rows of successors. */
  readonly succStart: Int32Array
  readonly succ: Int32Array
  /** Present in schedules that were cut for overlap. */
  readonly makespan: MakespanReport | undefined
}

/** Nodes in their submissions, before their order is chosen. */
export interface Prepared {
  readonly stream: Stream
  readonly edges: Edges
  readonly hostAfter: Int32Array
  readonly lowerBound: number
  readonly reusesStaging: boolean
  /** Present in nodes that were cut for overlap. */
  readonly makespan: MakespanReport | undefined
}

/** Cuts the live passes into the fewest submissions. */
export function prepareNodes(
  graph: NormalGraph,
  dependencies: Dependencies,
  live: Uint8Array,
  groups: PassGroups,
  decisions: DecisionLog,
): Prepared {
  const nodes = makeNodes(graph, live, groups, dependencies, decisions)
  const edges = nodeEdges(graph, dependencies, nodes, groups)
  const queueMask = queueMasks(graph, nodes)
  const staging = stagingLimit(graph, nodes)
  const external = externalNodes(graph, nodes)
  const queues = { mask: queueMask, count: graph.profile.queues.length }
  const { problem, nodeOf } = searchGraph(nodes, edges, queues, external, staging)
  const fewest = minimumSubmissions(problem)
  const between = nodeOf ? { ...fewest, submissionOf: int32At(fewest.submissionOf, nodeOf) } : fewest
  const all = external.length === 0 ? between : withExternal(external, nodes, queueMask, between)
  const found = withEmpty(nodes, edges, all)
  if (found.submissionCount > 1)
    decisions.add(
      'CUT',
      [],
      [],
      `${counted(found.submissionCount, 'submission')}: ${cutReasons(graph, nodes, staging !== undefined)}`,
    )
  const { lowerBound } = found
  const { stream, hostAfter } = assigned(nodes, queueMask, found)
  const reusesStaging = staging !== undefined
  return { stream, edges, hostAfter, lowerBound, reusesStaging, makespan: undefined }
}

/** Nodes of a device with one queue, in declared order, cut where a submission can stage no more. Nothing is searched for. */
export function prepareInTurn(
  graph: NormalGraph,
  dependencies: Dependencies,
  live: Uint8Array,
  decisions: DecisionLog,
): Prepared {
  const groups: PassGroups = { leader: ascending(live.length), followers: new Map() }
  const nodes = makeNodes(graph, live, groups, dependencies, decisions)
  const edges = nodeEdges(graph, dependencies, nodes, groups)
  const staging = stagingLimit(graph, nodes)
  const submissionOf = int32Array(nodes.nodeCount)
  let submissionCount = nodes.nodeCount > 0 ? 1 : 0
  let stagedBytes = 0
  for (let n = 0; n < nodes.nodeCount; n++) {
    const taken = staging?.takenBytes[n] ?? 0
    if (staging && stagedBytes + taken > staging.capacityBytes) {
      submissionCount += 1
      stagedBytes = 0
    }
    stagedBytes += taken
    submissionOf[n] = submissionCount - 1
  }
  const found = { submissionCount, submissionOf, submissionQueue: new Int32Array(submissionCount) }
  const lowerBound = Math.min(1, submissionCount)
  const { stream, hostAfter } = assigned(nodes, queueMasks(graph, nodes), found)
  const reusesStaging = staging !== undefined
  return { stream, edges, hostAfter, lowerBound, reusesStaging, makespan: undefined }
}

/**
 * The same nodes, cut where declared order changes queues: undefined where that takes more than `most` submissions, or changes
 * nothing. Passes with a choice take the queue of the run before them. Not for graphs with empty nodes.
 */
export function inDeclaredOrder(
  graph: NormalGraph,
  prepared: Prepared,
  most = prepared.stream.submissionCount,
): Prepared | undefined {
  const { stream, reusesStaging } = prepared
  const { nodeCount, submissionCount } = stream
  if (submissionCount < 2 || reusesStaging || stream.nodeOfEmpty.length > 0) return undefined
  const queueMask = queueMasks(graph, stream)
  const submissionOf = int32Array(nodeCount)
  const open: number[] = []
  let mustCut = true
  for (let n = 0; n < nodeCount; n++) {
    const mask = queueMask[n]!
    submissionOf[n] = open.length
    if (mask === 0) {
      mustCut = true
      continue
    }
    const isAlone = isExternal(graph, stream, n)
    if (mustCut || isAlone || (open.at(-1)! & mask) === 0) open.push(mask)
    else open[open.length - 1]! &= mask
    mustCut = isAlone
    submissionOf[n] = open.length - 1
  }
  if (open.length > most) return undefined
  const submissionQueue = open.map(lowestBit)
  const isSame = submissionOf.every(
    (s, n) => s === (queueMask[n] === 0 ? prepared.hostAfter[n] : stream.submissionOf[n]),
  )
  if (isSame && submissionQueue.every((queue, s) => queue === stream.submissionQueue[s])) return undefined
  return {
    ...prepared,
    ...assigned(stream, queueMask, { submissionCount: open.length, submissionOf, submissionQueue }),
  }
}

/** Nodes for other groups of render passes, in the submissions of the arrangement without merges. */
export function regroup(
  graph: NormalGraph,
  dependencies: Dependencies,
  live: Uint8Array,
  { groups, unmerged }: { readonly groups: PassGroups; readonly unmerged: Prepared },
  decisions: DecisionLog,
): Prepared {
  const nodes = makeNodes(graph, live, groups, dependencies, decisions)
  const submissionOf = int32Array(nodes.nodeCount)
  const hostAfter = int32Array(nodes.nodeCount)
  for (let n = 0, m = 0; n < nodes.nodeCount; n++, m++) {
    while (unmerged.stream.nodePass[m] !== nodes.nodePass[n]) m++
    submissionOf[n] = unmerged.stream.submissionOf[m]!
    hostAfter[n] = unmerged.hostAfter[m]!
  }
  const { submissionQueue, submissionCount } = unmerged.stream
  return {
    ...unmerged,
    stream: streamOf(nodes, submissionOf, submissionQueue, submissionCount),
    hostAfter,
    edges: nodeEdges(graph, dependencies, nodes, groups),
  }
}

/** By node: the queues on which it may run, as a mask; 0 for host nodes. */
export function queueMasks(graph: NormalGraph, nodes: Nodes): Uint8Array {
  const queueMask = uint8Array(nodes.nodeCount)
  // Empty nodes may run on any queue, because they run nothing.
  const anyQueue = (1 << graph.profile.queues.length) - 1
  for (let n = 0; n < nodes.nodeCount; n++)
    queueMask[n] = isEmpty(nodes, n) ? anyQueue : graph.queueMask[nodes.nodePass[n]!]!
  return queueMask
}

/** Nodes in the submissions of a solver, which numbers host nodes by the submissions before them. */
export function assigned(
  nodes: Nodes,
  queueMask: Uint8Array,
  found: { submissionCount: number; submissionOf: Int32Array; submissionQueue: ArrayLike<number> },
): Pick<Prepared, 'stream' | 'hostAfter'> {
  const { nodeCount } = nodes
  const submissionOf = noIndices(nodeCount)
  const hostAfter = noIndices(nodeCount)
  for (let n = 0; n < nodeCount; n++) {
    if (queueMask[n] === 0) hostAfter[n] = found.submissionOf[n]!
    else submissionOf[n] = found.submissionOf[n]!
  }
  return {
    stream: streamOf(nodes, submissionOf, int32From(found.submissionQueue), found.submissionCount),
    hostAfter,
  }
}

/** A literal with all fields named, as of a resolved graph (`resolved-graph.ts`). */
const streamOf = (
  { nodeCount, nodePass, memberStart, member, partBegin, partEnd, stagedBytes, nodeOfEmpty }: Nodes,
  submissionOf: Int32Array,
  submissionQueue: Int32Array,
  submissionCount: number,
): Stream => ({
  nodeCount,
  nodePass,
  memberStart,
  member,
  partBegin,
  partEnd,
  stagedBytes,
  nodeOfEmpty,
  submissionOf,
  submissionQueue,
  submissionCount,
})

/** The schedule in which each node runs at its time. */
export function scheduleAt(graph: NormalGraph, prepared: Prepared, timed: Times): Schedule {
  const { stream, edges, hostAfter, lowerBound, reusesStaging } = prepared
  return {
    nodeCount: stream.nodeCount,
    nodePass: stream.nodePass,
    memberStart: stream.memberStart,
    member: stream.member,
    partBegin: stream.partBegin,
    partEnd: stream.partEnd,
    stagedBytes: stream.stagedBytes,
    nodeOfEmpty: stream.nodeOfEmpty,
    submissionOf: stream.submissionOf,
    submissionQueue: stream.submissionQueue,
    submissionCount: stream.submissionCount,
    lowerBound,
    hostAfter,
    time: timed.time,
    timeCount: timed.timeCount,
    levelCount: timed.levelCount ?? timed.timeCount,
    step: timed.step,
    order: timed.order ?? orderByTime(stream, timed),
    barrierLowerBound: chainBound(graph, stream, edges),
    reusesStaging,
    succStart: edges.start,
    succ: edges.target,
    makespan: prepared.makespan,
  }
}

const cutReasons = (graph: NormalGraph, { nodePass }: Nodes, reusesStaging: boolean): string => {
  const reasons: string[] = []
  const queues = new Set<number>()
  for (const p of nodePass) if (p >= 0 && graph.passKind[p] !== passCode.external) queues.add(graph.queueMask[p]!)
  const hasHosts = queues.delete(0)
  if (graph.passKind.includes(passCode.external) && externalNodes(graph, { nodePass }).length > 0)
    reasons.push('external passes submit by themselves')
  if (queues.size > 1) reasons.push('passes are bound to different queues')
  if (hasHosts) reasons.push('host passes stand between device work')
  if (reusesStaging) reasons.push(`staging holds ${counted(graph.profile.limits.stagingBytes, 'byte')}`)
  return reasons.join('; ')
}
