/**
 * Nodes of the schedule: a live pass, a group of merged render passes, one part of an upload that is too large for one
 * submission (fault 30), or an empty node, which only stands for order (`order-edges.ts`).
 */
import { tooManyUploadParts } from '../../errors.ts'
import { passCode } from '../../graph/access.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import { GrowableFloat64, GrowableInt32, GrowableUint8 } from '../support/growable.ts'
import { roundUp } from '../../plan/multiples.ts'
import type { PassGroups } from './merge-render-passes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { StagedRegion, stagingHeapBytes } from '../staging/staged-bytes.ts'
import { int32Array, noIndices, uint8Array } from '../../graph/typed-arrays.ts'

/** Nodes by number, in declared order. */
export interface Nodes {
  readonly nodeCount: number
  /** The pass of each node, and the first one of merged passes; −1 for empty nodes. */
  readonly nodePass: Int32Array
  /** All passes of node n in declared order, as rows. */
  readonly memberStart: Int32Array
  readonly member: Int32Array
  /** Byte range of the pass's upload that a node carries, with tight rows; 0 … size for nearly all. */
  readonly partBegin: Float64Array
  readonly partEnd: Float64Array
  /** Bytes that the upload of a node stages; 0 for others. */
  readonly stagedBytes: Float64Array
  /** Node of each empty node of the dependencies. */
  readonly nodeOfEmpty: Int32Array
}

/** Whether the node is an external pass, which another engine submits. */
export const isExternal = (graph: NormalGraph, { nodePass }: Pick<Nodes, 'nodePass'>, n: number): boolean =>
  nodePass[n]! >= 0 && graph.passKind[nodePass[n]!] === passCode.external

/** Whether a node runs nothing, and stands for order only. */
export const isEmpty = ({ nodePass }: Pick<Nodes, 'nodePass'>, n: number): boolean => nodePass[n]! < 0

/** By node: which of the empty nodes it is, −1 for none of them; undefined where there are none. */
export function emptyOfNodes({
  nodeCount,
  nodeOfEmpty,
}: Pick<Nodes, 'nodeCount' | 'nodeOfEmpty'>): Int32Array | undefined {
  if (nodeOfEmpty.length === 0) return undefined
  const emptyOf = noIndices(nodeCount)
  for (let empty = 0; empty < nodeOfEmpty.length; empty++) emptyOf[nodeOfEmpty[empty]!] = empty
  return emptyOf
}

/** Most parts that all uploads of a graph may be cut into, beyond one each: a profile of little staging is no bomb. */
const mostUploadParts = 16_384

/** @throws MemkitError OVER_LIMIT where uploads would go in more parts than `mostUploadParts` */
export function makeNodes(
  graph: NormalGraph,
  live: Uint8Array,
  groups: PassGroups,
  { emptyAfter }: Dependencies,
  decisions: DecisionLog,
): Nodes {
  const { passes } = graph.graph
  let spareParts = mostUploadParts
  // Mostly all passes are alive, and a node each.
  const nodePass = new GrowableInt32(passes.length)
  const memberStart = new GrowableInt32(passes.length + 1)
  const member = new GrowableInt32(passes.length)
  const partBegin = new GrowableFloat64(passes.length)
  const partEnd = new GrowableFloat64(passes.length)
  const stagedBytes = new GrowableFloat64(passes.length)
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
  const nodeOfEmpty = int32Array(emptyAfter.length)
  const addEmpty = (empty: number) => {
    nodeOfEmpty[empty] = nodePass.push(-1)
    memberStart.push(member.length)
    partBegin.push(0)
    partEnd.push(0)
    stagedBytes.push(0)
  }
  // Directly after the last pass before it, so that every edge leads to a later node, with merged passes as well.
  const first = noIndices(emptyAfter.length > 0 ? passes.length : 0)
  const next = int32Array(emptyAfter.length)
  for (let empty = emptyAfter.length - 1; empty >= 0; empty--) {
    next[empty] = first[emptyAfter[empty]!]!
    first[emptyAfter[empty]!] = empty
  }
  for (let p = 0; p < passes.length; p++) {
    if (live[p] && groups.leader[p] === p) {
      const parts = addPass(graph, p, spareParts, add)
      spareParts -= parts - 1
      if (parts > 1)
        decisions.add(
          'SPLIT',
          [passes[p]!.id],
          [],
          `The upload stages more than the ${graph.profile.limits.stagingBytes} bytes that a submission may, and goes in ${parts} parts`,
        )
    }
    if (emptyAfter.length > 0) for (let empty = first[p]!; empty >= 0; empty = next[empty]!) addEmpty(empty)
  }
  return {
    nodeCount: nodePass.length,
    nodePass: nodePass.toArray(),
    memberStart: memberStart.toArray(),
    member: member.toArray(),
    partBegin: partBegin.toArray(),
    partEnd: partEnd.toArray(),
    stagedBytes: stagedBytes.toArray(),
    nodeOfEmpty,
  }
}

type AddNode = (p: number, begin: number, end: number, staged: number) => void

/**
 * Adds the nodes of a pass.
 *
 * @param spareParts how many nodes more than one it may have
 * @returns the number of nodes
 */
function addPass(graph: NormalGraph, p: number, spareParts: number, add: AddNode): number {
  const a = graph.accessStart[p]!
  if (graph.passKind[p] === passCode.upload && a < graph.accessStart[p + 1]!)
    return graph.instanceTexture[graph.accessInstance[a]!] === 1
      ? addTexels(graph, p, spareParts, add)
      : addBytes(graph, p, spareParts, add)
  add(p, 0, 0, 0)
  return 1
}

/** Adds the nodes of an upload to a buffer. @returns their number */
function addBytes(graph: NormalGraph, p: number, spareParts: number, add: AddNode): number {
  const a = graph.accessStart[p]!
  const size = graph.accessEnd[a]! - graph.accessBegin[a]!
  const { stagingBytes, maxBufferBytes } = graph.profile.limits
  if (size <= stagingBytes && roundUp(size, 4) <= maxBufferBytes) {
    add(p, 0, size, size)
    return 1
  }
  const capacity = stagingHeapBytes(graph.profile, 'upload')
  const parts = Math.ceil(size / capacity)
  if (parts - 1 > spareParts) throw tooManyParts(graph, p)
  for (let at = 0; at < size; at += capacity) add(p, at, Math.min(size, at + capacity), Math.min(size - at, capacity))
  return parts
}

/** Adds the nodes of an upload to a texture, cut at rows and slices. @returns their number */
function addTexels(graph: NormalGraph, p: number, spareParts: number, add: AddNode): number {
  const staged = new StagedRegion(graph, p, 'upload')
  const { sizeBytes } = staged
  const capacity = graph.profile.limits.stagingBytes
  let parts = 0
  if (Math.ceil(sizeBytes / capacity) - 1 > spareParts) throw tooManyParts(graph, p)
  for (let at = 0; at < sizeBytes; parts++) {
    if (parts > spareParts) throw tooManyParts(graph, p)
    const end = staged.partEnd(at, capacity)
    add(p, at, end, staged.span(at, end))
    at = end
  }
  return parts
}

const tooManyParts = (graph: NormalGraph, p: number) =>
  tooManyUploadParts(graph.graph.passes[p]!.id, graph.profile.limits.stagingBytes, mostUploadParts, `passes[${p}]`)

/** Edges between nodes as rows, each to a later node. */
export interface Edges {
  readonly start: Int32Array
  readonly target: Int32Array
  /** Kind of each edge, one of `edgeCode`. */
  readonly code: Uint8Array
  /** 1 for nodes that always need a barrier before them, because only a barrier gives texels their first layout. */
  readonly findsNoLayout: Uint8Array
}

/** The means by which an edge keeps two nodes in order. */
export const edgeCode = {
  /** No means: commands of one level are in this order anyway. */
  given: 0,
  /** A barrier, because of a hazard on memory. */
  barrier: 1,
  /** The order of commands: the nodes are in two steps of a level. */
  step: 2,
} as const

/** Order of the commands of one level: transfers of one kind become one command, and other passes stay as declared. */
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

/** The means by which the edge from pass p to pass q keeps an order that no byte demands. */
function orderCode({ passKind }: NormalGraph, p: number, q: number): number {
  const [first, second] = [rankOf(passKind[p]!), rankOf(passKind[q]!)]
  return first < second || (first === second && first === passRank) ? edgeCode.given : edgeCode.step
}

/** The edges where each pass is one node, and there are no others: those of the dependencies as they are. */
function edgesOfPasses(graph: NormalGraph, dependencies: Dependencies): Edges {
  const { start, successor, hazardEnd, findsNoLayout } = dependencies
  const code = uint8Array(successor.length)
  for (let p = 0; p + 1 < start.length; p++) {
    for (let e = start[p]!; e < hazardEnd[p]!; e++) code[e] = edgeCode.barrier
    for (let e = hazardEnd[p]!; e < start[p + 1]!; e++) code[e] = orderCode(graph, p, successor[e]!)
  }
  return { start, target: successor, code, findsNoLayout }
}

/** The dependencies as edges between nodes, each with the means that keeps it. O(nodes + dependencies). */
export function nodeEdges(graph: NormalGraph, dependencies: Dependencies, nodes: Nodes, groups: PassGroups): Edges {
  const { nodeCount, nodePass, memberStart, member, nodeOfEmpty } = nodes
  const passCount = graph.graph.passes.length
  const firstNode = int32Array(passCount + 1)
  let isNodePerPass = nodeCount === passCount && member.length === passCount && nodeOfEmpty.length === 0
  for (let n = nodeCount - 1; n >= 0; n--) {
    isNodePerPass &&= nodePass[n] === n
    if (nodePass[n]! >= 0) firstNode[nodePass[n]!] = n
  }
  if (isNodePerPass) return edgesOfPasses(graph, dependencies)
  const start = int32Array(nodeCount + 1)
  // Most passes are one node, so there are about as many edges.
  const target = new GrowableInt32(dependencies.successor.length)
  const code = new GrowableUint8(dependencies.successor.length)
  const { hazardEnd, successor } = dependencies
  const findsNoLayout = uint8Array(nodeCount)
  const isTexture = (p: number) => graph.instanceTexture[graph.accessInstance[graph.accessStart[p]!]!] === 1
  const add = (n: number, vertex: number, kept: number) => {
    if (vertex >= passCount) {
      target.push(nodeOfEmpty[vertex - passCount]!)
      code.push(kept)
      return
    }
    const q = groups.leader[vertex]!
    if (q === nodePass[n]) return
    for (let m = firstNode[q]!; nodePass[m] === q; m++) {
      target.push(m)
      code.push(kept)
    }
  }
  const addVertex = (n: number, vertex: number) => {
    // The edge into an empty node keeps the order, so the edges out of it need nothing further.
    const isPass = vertex < passCount
    const pure = hazardEnd[vertex]!
    for (let e = dependencies.start[vertex]!; e < pure; e++)
      add(n, successor[e]!, isPass ? edgeCode.barrier : edgeCode.given)
    for (let e = pure; e < dependencies.start[vertex + 1]!; e++) {
      const q = successor[e]!
      add(n, q, !isPass ? edgeCode.given : q < passCount ? orderCode(graph, vertex, q) : edgeCode.step)
    }
  }
  const vertexOf = int32Array(nodeOfEmpty.length > 0 ? nodeCount : 0)
  nodeOfEmpty.forEach((n, empty) => (vertexOf[n] = passCount + empty))
  for (let n = 0; n < nodeCount; n++) {
    if (isEmpty(nodes, n)) addVertex(n, vertexOf[n]!)
    for (let k = memberStart[n]!; k < memberStart[n + 1]!; k++) {
      if (dependencies.findsNoLayout[member[k]!] === 1) findsNoLayout[n] = 1
      addVertex(n, member[k]!)
    }
    // Parts of a texture's upload share its layers, and so the first layout: the first part brings it, and the others follow.
    if (!isEmpty(nodes, n) && (n === 0 || nodePass[n - 1] !== nodePass[n]))
      for (let m = n + 1; m < nodeCount && nodePass[m] === nodePass[n] && isTexture(nodePass[n]!); m++) {
        target.push(m)
        code.push(edgeCode.given)
      }
    start[n + 1] = target.length
  }
  return { start, target: target.toArray(), code: code.toArray(), findsNoLayout }
}
