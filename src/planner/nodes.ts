/**
 * Nodes: what the schedule puts in order. A node is a live pass, a run of render passes merged into one, or one staging-sized
 * part of an upload too large for one submission (FAULTS 30).
 */
import { passCode } from '../graph/access.ts'
import type { DecisionLog } from './decisions.ts'
import type { Dependencies } from './dependencies.ts'
import { GrowableFloat64, GrowableInt32 } from './growable.ts'
import type { PassGroups } from './merge-render-passes.ts'
import type { NormalGraph } from './normalise.ts'

export interface Nodes {
  readonly nodeCount: number
  /** The pass of each node; the first of them where passes were merged. */
  readonly nodePass: Int32Array
  /** All passes of node n, in declared order: rows. */
  readonly memberStart: Int32Array
  readonly member: Int32Array
  /** Byte range of the pass's upload that this node carries; 0 … size for nearly all. */
  readonly partBegin: Float64Array
  readonly partEnd: Float64Array
}

export function makeNodes(graph: NormalGraph, live: Uint8Array, groups: PassGroups, decisions: DecisionLog): Nodes {
  const { passes } = graph.graph
  const capacity = graph.profile.limits.stagingBytes - (graph.profile.limits.stagingBytes % 256)
  const nodePass = new GrowableInt32(passes.length + 1)
  const memberStart = new GrowableInt32(passes.length + 2)
  const member = new GrowableInt32(passes.length + 1)
  const partBegin = new GrowableFloat64(passes.length + 1)
  const partEnd = new GrowableFloat64(passes.length + 1)
  memberStart.push(0)
  const add = (p: number, begin: number, end: number) => {
    nodePass.push(p)
    member.push(p)
    if (groups.followers.size > 0) for (const follower of groups.followers.get(p) ?? []) member.push(follower)
    memberStart.push(member.length)
    partBegin.push(begin)
    partEnd.push(end)
  }
  for (let p = 0; p < passes.length; p++) {
    if (!live[p] || groups.leader[p] !== p) continue
    const first = graph.accessStart[p]!
    const last = graph.accessStart[p + 1]! - 1
    const size = last >= first ? graph.accessEnd[last]! - graph.accessBegin[first]! : 0
    const splits =
      graph.passKind[p] === passCode.upload &&
      size > capacity &&
      graph.storageTexture[graph.accessStorage[first]!] === 0
    if (!splits) {
      add(p, 0, size)
      continue
    }
    for (let at = 0; at < size; at += capacity) add(p, at, Math.min(size, at + capacity))
    decisions.add(
      'SPLIT',
      [passes[p]!.id],
      [],
      `The upload is larger than the ${capacity} bytes of staging and goes in ${Math.ceil(size / capacity)} parts`,
    )
  }
  return {
    nodeCount: nodePass.length,
    nodePass: nodePass.toArray(),
    memberStart: memberStart.toArray(),
    member: member.toArray(),
    partBegin: partBegin.toArray(),
    partEnd: partEnd.toArray(),
  }
}

export interface Edges {
  start: Int32Array
  target: Int32Array
  /** One of `edgeCode`. */
  code: Uint8Array
  /** 1 for nodes that need a barrier before them, whatever came before: only a barrier gives texels their first layout. */
  findsBare: Uint8Array
}

/** What keeps two nodes in order. */
export const edgeCode = {
  /** Nothing has to: commands of one level come in this order anyway. */
  given: 0,
  /** A barrier, for a hazard on memory. */
  barrier: 1,
  /** Its place in the order of commands: they go in two steps of a level. */
  step: 2,
} as const

/** In which order the commands of one level come; transfers of one kind become one command, passes stay as declared. */
const rankOf = (kind: number): number => {
  switch (kind) {
    case passCode.upload:
      return 0
    case passCode.fill:
      return 1
    case passCode.copy:
      return 2
    case passCode.readback:
      return 4
    default:
      return passRank
  }
}
const passRank = 3

export function nodeEdges(graph: NormalGraph, dependencies: Dependencies, nodes: Nodes, groups: PassGroups): Edges {
  const { nodeCount, nodePass, memberStart, member } = nodes
  const passCount = graph.graph.passes.length
  const firstNode = new Int32Array(passCount + 1)
  for (let n = 0; n < nodeCount; n++) firstNode[nodePass[n]! + 1]! += 1
  for (let p = 0; p < passCount; p++) firstNode[p + 1]! += firstNode[p]!
  const start = new Int32Array(nodeCount + 1)
  const target = new GrowableInt32()
  const code = new GrowableInt32()
  const orderCode = (p: number, q: number): number => {
    const [first, second] = [rankOf(graph.passKind[p]!), rankOf(graph.passKind[q]!)]
    return first < second || (first === second && first === passRank) ? edgeCode.given : edgeCode.step
  }
  const { hazardStart, hazard, successor } = dependencies
  const findsBare = new Uint8Array(nodeCount)
  const add = (n: number, pass: number, kept: number) => {
    const q = groups.leader[pass]!
    if (q === nodePass[n]) return
    for (let m = firstNode[q]!; m < firstNode[q + 1]!; m++) {
      target.push(m)
      code.push(kept)
    }
  }
  for (let n = 0; n < nodeCount; n++) {
    for (let k = memberStart[n]!; k < memberStart[n + 1]!; k++) {
      const p = member[k]!
      if (dependencies.findsBare[p] === 1) findsBare[n] = 1
      for (let e = hazardStart[p]!; e < hazardStart[p + 1]!; e++) add(n, hazard[e]!, edgeCode.barrier)
      if (dependencies.start === hazardStart) continue
      // Rows of all dependencies begin with the hazards, in the same order; the rest is pure order.
      const pure = dependencies.start[p]! + (hazardStart[p + 1]! - hazardStart[p]!)
      for (let e = pure; e < dependencies.start[p + 1]!; e++) add(n, successor[e]!, orderCode(p, successor[e]!))
    }
    start[n + 1] = target.length
  }
  return { start, target: target.toArray(), code: new Uint8Array(code.toArray()), findsBare }
}

/** Upload bytes of each node, where all together exceed what one submission can stage. */
export function stagingNeed(graph: NormalGraph, nodes: Nodes): Float64Array | undefined {
  let total = 0
  const need = new Float64Array(nodes.nodeCount)
  for (let n = 0; n < nodes.nodeCount; n++) {
    if (graph.passKind[nodes.nodePass[n]!] !== passCode.upload) continue
    // Staging offsets are aligned to 256 at worst.
    need[n] = Math.ceil((nodes.partEnd[n]! - nodes.partBegin[n]!) / 256) * 256
    total += need[n]!
  }
  return total > graph.profile.limits.stagingBytes ? need : undefined
}
