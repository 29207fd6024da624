/**
 * Nodes: what the schedule puts in order. A node is a live pass, a run of render passes merged into one, or one staging-sized
 * part of an upload too large for one submission (FAULTS 30).
 */
import { passCode } from '../../graph/access.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import { GrowableFloat64, GrowableInt32 } from '../support/growable.ts'
import { roundUp } from '../../plan/multiples.ts'
import type { PassGroups } from './merge-render-passes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { spanOfBoxes, StagedRegion, stagingHeapBytes } from '../staging/staged-bytes.ts'

export interface Nodes {
  readonly nodeCount: number
  /** The pass of each node; the first of them where passes were merged. */
  readonly nodePass: Int32Array
  /** All passes of node n, in declared order: rows. */
  readonly memberStart: Int32Array
  readonly member: Int32Array
  /** Byte range of the pass's upload that this node carries, rows of texels tight; 0 … size for nearly all. */
  readonly partBegin: Float64Array
  readonly partEnd: Float64Array
  /** Bytes that the node's upload stages; 0 for others. */
  readonly stagedBytes: Float64Array
}

export function makeNodes(graph: NormalGraph, live: Uint8Array, groups: PassGroups, decisions: DecisionLog): Nodes {
  const { passes } = graph.graph
  const nodePass = new GrowableInt32(passes.length + 1)
  const memberStart = new GrowableInt32(passes.length + 2)
  const member = new GrowableInt32(passes.length + 1)
  const partBegin = new GrowableFloat64(passes.length + 1)
  const partEnd = new GrowableFloat64(passes.length + 1)
  const stagedBytes = new GrowableFloat64(passes.length + 1)
  memberStart.push(0)
  const add = (p: number, begin: number, end: number, staged: number) => {
    nodePass.push(p)
    member.push(p)
    if (groups.followers.size > 0) for (const follower of groups.followers.get(p) ?? []) member.push(follower)
    memberStart.push(member.length)
    partBegin.push(begin)
    partEnd.push(end)
    stagedBytes.push(staged)
  }
  for (let p = 0; p < passes.length; p++) {
    if (!live[p] || groups.leader[p] !== p) continue
    const a = graph.accessStart[p]!
    if (graph.passKind[p] !== passCode.upload || a === graph.accessStart[p + 1]) {
      add(p, 0, 0, 0)
      continue
    }
    const parts =
      graph.storageTexture[graph.accessStorage[a]!] === 1 ? addTexels(graph, p, add) : addBytes(graph, p, add)
    if (parts > 1)
      decisions.add(
        'SPLIT',
        [passes[p]!.id],
        [],
        `The upload stages more than the ${graph.profile.limits.stagingBytes} bytes that a submission may, and goes in ${parts} parts`,
      )
  }
  return {
    nodeCount: nodePass.length,
    nodePass: nodePass.toArray(),
    memberStart: memberStart.toArray(),
    member: member.toArray(),
    partBegin: partBegin.toArray(),
    partEnd: partEnd.toArray(),
    stagedBytes: stagedBytes.toArray(),
  }
}

type AddNode = (p: number, begin: number, end: number, staged: number) => void

/** The nodes of an upload to a buffer. @returns how many */
function addBytes(graph: NormalGraph, p: number, add: AddNode): number {
  const a = graph.accessStart[p]!
  const size = graph.accessEnd[a]! - graph.accessBegin[a]!
  const { stagingBytes, maxBufferBytes } = graph.profile.limits
  if (size <= stagingBytes && roundUp(size, 4) <= maxBufferBytes) {
    add(p, 0, size, size)
    return 1
  }
  const capacity = stagingHeapBytes(graph.profile, 'upload')
  for (let at = 0; at < size; at += capacity) add(p, at, Math.min(size, at + capacity), Math.min(size - at, capacity))
  return Math.ceil(size / capacity)
}

/** The nodes of an upload to a texture: rows and slices as far as they fit. @returns how many */
function addTexels(graph: NormalGraph, p: number, add: AddNode): number {
  const staged = new StagedRegion(graph, p, 'upload')
  const { sizeBytes } = staged
  const capacity = graph.profile.limits.stagingBytes
  let parts = 0
  for (let at = 0; at < sizeBytes; parts++) {
    const end = staged.partEnd(at, capacity)
    add(p, at, end, spanOfBoxes(staged.boxes(at, end)))
    at = end
  }
  return parts
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
  const isTexture = (p: number) => graph.storageTexture[graph.accessStorage[graph.accessStart[p]!]!] === 1
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
    // Parts of one texture's upload share its layers, and so the first layout: the first of them brings it, the others follow.
    if (nodePass[n - 1] !== nodePass[n])
      for (let m = n + 1; m < nodeCount && nodePass[m] === nodePass[n] && isTexture(nodePass[n]!); m++) {
        target.push(m)
        code.push(edgeCode.given)
      }
    start[n + 1] = target.length
  }
  return { start, target: target.toArray(), code: new Uint8Array(code.toArray()), findsBare }
}
