/**
 * Phase 6, schedule: which pass runs in which submission on which queue, and in what order.
 *
 * Fewest submissions first (drain search). Inside a submission, objective `submissions` lays passes out in *levels*: a level
 * is what runs between two barriers, and the number of levels is the longest hazard chain, which no order beats. Passes with
 * slack take the end of it that keeps less memory alive. Objective `memory` orders pass by pass for the lowest peak instead.
 *
 * A *node* is a live pass, or one staging-sized part of an upload too large for one submission.
 */
import type { DecisionLog } from './decisions.ts'
import type { Dependencies } from './dependencies.ts'
import type { Values } from './forward-copies.ts'
import { toRows } from './growable.ts'
import { peakOfTimes } from './live-bytes.ts'
import type { NormalGraph } from './normalise.ts'
import { minimumSubmissions, orderForMemory } from './schedule/index.ts'

export interface Schedule {
  readonly nodeCount: number
  readonly nodePass: Int32Array
  /** Byte range of the pass's upload that this node carries; 0 … size for nearly all. */
  readonly partBegin: Float64Array
  readonly partEnd: Float64Array
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
  /** Nodes by (submission, time, declared order); host nodes left out. */
  readonly order: Int32Array
  readonly barrierLowerBound: number
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
  objective: Objective,
  decisions: DecisionLog,
): Schedule {
  const nodes = makeNodes(graph, live, decisions)
  const edges = nodeEdges(graph, dependencies, nodes)
  const queueMask =
    nodes.nodePass.length === 0 ? new Uint8Array(0) : Uint8Array.from(nodes.nodePass, (p) => graph.queueMask[p]!)
  const staging = stagingNeed(graph, nodes)
  const found = minimumSubmissions({
    nodeCount: nodes.nodeCount,
    succStart: edges.start,
    succ: edges.target,
    queueMask,
    queueCount: graph.profile.queues.length,
    ...(staging ? { stagingBytes: staging, stagingCapacityBytes: graph.profile.limits.stagingBytes } : {}),
  })
  const submissionOf = Int32Array.from(found.submissionOf, (s, n) => (queueMask[n] === 0 ? -1 : s))
  const hostAfter = Int32Array.from(found.submissionOf, (s, n) => (queueMask[n] === 0 ? s : -1))
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
    order: orderByTime(stream, timed.time, timed.timeCount),
    barrierLowerBound: timed.barrierLowerBound,
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

interface Nodes {
  nodeCount: number
  nodePass: Int32Array
  partBegin: Float64Array
  partEnd: Float64Array
}

/** FAULTS 30: an upload larger than staging becomes several nodes. */
function makeNodes(graph: NormalGraph, live: Uint8Array, decisions: DecisionLog): Nodes {
  const { passes } = graph.graph
  const capacity = graph.profile.limits.stagingBytes - (graph.profile.limits.stagingBytes % 256)
  const nodePass: number[] = []
  const partBegin: number[] = []
  const partEnd: number[] = []
  for (let p = 0; p < passes.length; p++) {
    if (!live[p]) continue
    const pass = passes[p]!
    const first = graph.accessStart[p]!
    const last = graph.accessStart[p + 1]! - 1
    const buffer =
      pass.kind === 'upload' &&
      graph.resources[graph.storageResource[graph.accessStorage[first]!]!]!.layout === undefined
    const size = last >= first ? graph.accessEnd[last]! - graph.accessBegin[first]! : 0
    if (!buffer || size <= capacity) {
      nodePass.push(p)
      partBegin.push(0)
      partEnd.push(size)
      continue
    }
    for (let at = 0; at < size; at += capacity) {
      nodePass.push(p)
      partBegin.push(at)
      partEnd.push(Math.min(size, at + capacity))
    }
    decisions.add(
      'SPLIT',
      [pass.id],
      [],
      `The upload is larger than the ${capacity} bytes of staging and goes in ${Math.ceil(size / capacity)} parts`,
    )
  }
  return {
    nodeCount: nodePass.length,
    nodePass: Int32Array.from(nodePass),
    partBegin: Float64Array.from(partBegin),
    partEnd: Float64Array.from(partEnd),
  }
}

interface Edges {
  start: Int32Array
  target: Int32Array
  /** 1 where the edge is a hazard on memory, or must separate levels all the same. */
  separates: Uint8Array
}

function nodeEdges(graph: NormalGraph, dependencies: Dependencies, { nodeCount, nodePass }: Nodes): Edges {
  const passCount = graph.graph.passes.length
  const firstNode = new Int32Array(passCount + 1)
  for (let n = 0; n < nodeCount; n++) firstNode[nodePass[n]! + 1]! += 1
  for (let p = 0; p < passCount; p++) firstNode[p + 1]! += firstNode[p]!
  const from: number[] = []
  const to: number[] = []
  const kind: number[] = []
  const passLike = (p: number) => {
    const k = graph.graph.passes[p]!.kind
    return k === 'compute' || k === 'render' || k === 'custom'
  }
  const { hazardStart, hazard, start, successor } = dependencies
  for (let n = 0; n < nodeCount; n++) {
    const p = nodePass[n]!
    const emit = (q: number, separates: number) => {
      for (let m = firstNode[q]!; m < firstNode[q + 1]!; m++) {
        from.push(n)
        to.push(m)
        kind.push(separates)
      }
    }
    for (let e = hazardStart[p]!; e < hazardStart[p + 1]!; e++) emit(hazard[e]!, 1)
    if (start === hazardStart) continue
    // Rows of all dependencies begin with the hazards, in the same order; the rest is pure order.
    const pure = start[p]! + (hazardStart[p + 1]! - hazardStart[p]!)
    for (let e = pure; e < start[p + 1]!; e++) emit(successor[e]!, passLike(p) && passLike(successor[e]!) ? 0 : 1)
  }
  // Nodes are visited in order, so the edges are already grouped by source.
  const rows = toRows(nodeCount, Int32Array.from(from), Int32Array.from(to))
  return { start: rows.start, target: rows.target, separates: Uint8Array.from(kind) }
}

/** Upload bytes of each node, where all together exceed what one submission can stage. */
function stagingNeed(graph: NormalGraph, nodes: Nodes): Float64Array | undefined {
  let total = 0
  const need = new Float64Array(nodes.nodeCount)
  for (let n = 0; n < nodes.nodeCount; n++) {
    if (graph.graph.passes[nodes.nodePass[n]!]!.kind !== 'upload') continue
    // Staging offsets are aligned to 256 at worst.
    need[n] = Math.ceil((nodes.partEnd[n]! - nodes.partBegin[n]!) / 256) * 256
    total += need[n]!
  }
  return total > graph.profile.limits.stagingBytes ? need : undefined
}

interface Stream extends Nodes {
  submissionOf: Int32Array
  submissionQueue: Int32Array
  submissionCount: number
}

interface Times {
  time: Int32Array
  timeCount: number
  barrierLowerBound: number
}

/** Levels per queue stream: as few as the longest hazard chain, slack used for memory. O(nodes + edges). */
function timesByLevel(graph: NormalGraph, values: Values, stream: Stream, edges: Edges): Times {
  const { nodeCount, submissionOf } = stream
  const early = new Int32Array(nodeCount)
  const depth = new Int32Array(stream.submissionCount)
  for (let n = 0; n < nodeCount; n++) {
    const s = submissionOf[n]!
    if (s < 0) continue
    if (early[n]! >= depth[s]!) depth[s] = early[n]! + 1
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      if (submissionOf[m] === s && early[m]! < early[n]! + edges.separates[e]!)
        early[m] = early[n]! + edges.separates[e]!
    }
  }
  const late = new Int32Array(nodeCount)
  for (let n = nodeCount - 1; n >= 0; n--) {
    const s = submissionOf[n]!
    if (s < 0) continue
    let level = depth[s]! - 1
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      if (submissionOf[m] === s) level = Math.min(level, late[m]! - edges.separates[e]!)
    }
    late[n] = level
    // Uploads go together at the earliest, so that they are one transfer.
    if (graph.graph.passes[stream.nodePass[n]!]!.kind === 'upload') late[n] = early[n]!
  }
  const base = new Int32Array(stream.submissionCount + 1)
  for (let s = 0; s < stream.submissionCount; s++) base[s + 1] = base[s]! + depth[s]!
  const timeCount = base[stream.submissionCount]!
  let best: Int32Array | undefined
  let bestPeak = Infinity
  for (const levels of [early, late]) {
    const time = Int32Array.from(levels, (level, n) => (submissionOf[n]! < 0 ? -1 : base[submissionOf[n]!]! + level))
    const peak = peakOfTimes(graph, values, stream, time, timeCount)
    if (peak < bestPeak) {
      best = time
      bestPeak = peak
    }
  }
  const barrierLowerBound = graph.profile.rules.explicitBarriers ? chainBound(stream, edges) : 0
  return { time: best!, timeCount, barrierLowerBound }
}

/** Barriers that no order of these submissions can do without: per queue, the longest hazard chain minus one. */
function chainBound(stream: Stream, edges: Edges): number {
  const chain = new Int32Array(stream.nodeCount)
  const most = new Map<number, number>()
  for (let n = 0; n < stream.nodeCount; n++) {
    const s = stream.submissionOf[n]!
    if (s < 0) continue
    const queue = stream.submissionQueue[s]!
    most.set(queue, Math.max(most.get(queue) ?? 0, chain[n]!))
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      const t = stream.submissionOf[m]!
      if (t >= 0 && stream.submissionQueue[t] === queue && edges.separates[e] && chain[m]! <= chain[n]!)
        chain[m] = chain[n]! + 1
    }
  }
  let sum = 0
  for (const length of most.values()) sum += length
  return sum
}

/** One pass per time, in the order with the lowest peak; neighbouring transfers without a hazard share a time. */
function timesForMemory(graph: NormalGraph, values: Values, stream: Stream, edges: Edges): Times {
  const { nodeCount, submissionOf } = stream
  const use = valueUses(graph, values, stream)
  const clusterOf = Int32Array.from(submissionOf, (s) => s)
  const device: number[] = []
  const index = new Int32Array(nodeCount).fill(-1)
  for (let n = 0; n < nodeCount; n++) {
    if (submissionOf[n]! < 0) continue
    index[n] = device.length
    device.push(n)
  }
  const from: number[] = []
  const to: number[] = []
  for (const n of device) {
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      if (index[edges.target[e]!]! < 0) continue
      from.push(index[n]!)
      to.push(index[edges.target[e]!]!)
    }
  }
  const rows = toRows(device.length, Int32Array.from(from), Int32Array.from(to))
  const found = orderForMemory({
    nodeCount: device.length,
    succStart: rows.start,
    succ: rows.target,
    clusterOf: Int32Array.from(device, (n) => clusterOf[n]!),
    valueCount: use.valueBytes.length,
    valueBytes: use.valueBytes,
    useStart: use.useStart,
    use: use.use.map((n) => index[n]!),
  })
  const time = new Int32Array(nodeCount).fill(-1)
  found.order.forEach((k, at) => (time[device[k]!] = at))
  return {
    time,
    timeCount: device.length,
    barrierLowerBound: graph.profile.rules.explicitBarriers ? chainBound(stream, edges) : 0,
  }
}

/** The nodes that use each transient value, with its bytes. */
function valueUses(graph: NormalGraph, values: Values, stream: Nodes) {
  const valueBytes = new Float64Array(values.valueCount)
  const from: number[] = []
  const to: number[] = []
  for (let n = 0; n < stream.nodeCount; n++) {
    const p = stream.nodePass[n]!
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
      const info = graph.resources[graph.storageResource[graph.accessStorage[a]!]!]!
      if (info.lifetime !== 'transient') continue
      valueBytes[values.accessValue[a]!] = info.sizeBytes
      from.push(values.accessValue[a]!)
      to.push(n)
    }
  }
  const rows = toRows(values.valueCount, Int32Array.from(from), Int32Array.from(to))
  return { valueBytes, useStart: rows.start, use: rows.target }
}

function orderByTime(stream: Stream, time: Int32Array, timeCount: number): Int32Array {
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
  return order
}
