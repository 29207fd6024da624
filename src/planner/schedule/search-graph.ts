/**
 * The nodes as the search for the fewest submissions sees them. External passes have no queue there, as host passes have none. An
 * empty node is two: what stands before it on queues meets in one that any queue takes, right behind the last of them, and what
 * stands before it outside of queues meets in one outside of them. So neither opens a submission, and none is cut for them.
 */
import { float64Array, int32Array, noIndices, uint8Array, uint8Slice } from '../../graph/typed-arrays.ts'
import { GrowableInt32 } from '../support/growable.ts'
import { isEmpty, type Edges, type Nodes } from './nodes.ts'
import type { StagingLimit, SubmissionProblem } from './order/index.ts'

const onQueues = 1
const outside = 2

/** The problem of the search, and how its nodes are those of the schedule. */
export interface SearchGraph {
  readonly problem: SubmissionProblem
  /** By node: its node in the problem; undefined where they are the same. */
  readonly nodeOf: Int32Array | undefined
}

/** O(nodes + edges). @param external nodes that have no queue here */
export function searchGraph(
  nodes: Nodes,
  edges: Edges,
  queues: { readonly mask: Uint8Array; readonly count: number },
  external: readonly number[],
  staging: StagingLimit | undefined,
): SearchGraph {
  const { nodeCount } = nodes
  const mask = external.length > 0 ? uint8Slice(queues.mask) : queues.mask
  for (const n of external) mask[n] = 0
  const asItIs = (queueMask: Uint8Array): SearchGraph => ({
    problem: { nodeCount, succStart: edges.start, succ: edges.target, queueMask, queueCount: queues.count, staging },
    nodeOf: undefined,
  })
  if (nodes.nodeOfEmpty.length === 0) return asItIs(mask)
  const before = whatStandsBefore(nodes, edges, mask)
  const maskOf = (n: number): number => (isEmpty(nodes, n) && (before[n]! & onQueues) === 0 ? 0 : mask[n]!)
  const isTwo = (n: number): boolean => before[n] === (onQueues | outside)
  const nodeOf = int32Array(nodeCount)
  let count = 0
  for (let n = 0; n < nodeCount; n++) {
    nodeOf[n] = count
    count += isTwo(n) ? 2 : 1
  }
  if (count === nodeCount) {
    const queueMask = uint8Array(nodeCount)
    for (let n = 0; n < nodeCount; n++) queueMask[n] = maskOf(n)
    return asItIs(queueMask)
  }
  const queueMask = uint8Array(count)
  const succStart = int32Array(count + 1)
  const succ = new GrowableInt32(edges.target.length + 1)
  /** Adds the edges of a node, or of the half of it that is on queues or outside. */
  const addEdges = (n: number, isOnQueue: boolean) => {
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      succ.push(nodeOf[m]! + (isTwo(m) && !isOnQueue ? 1 : 0))
    }
  }
  for (let n = 0; n < nodeCount; n++) {
    const at = nodeOf[n]!
    queueMask[at] = maskOf(n)
    addEdges(n, isEmpty(nodes, n) ? (before[n]! & onQueues) !== 0 : mask[n] !== 0)
    succStart[at + 1] = succ.length
    if (!isTwo(n)) continue
    addEdges(n, false)
    succStart[at + 2] = succ.length
  }
  const problem = {
    nodeCount: count,
    succStart,
    succ: succ.toArray(),
    queueMask,
    queueCount: queues.count,
    staging: staging && spread(staging, nodeOf, count),
  }
  return { problem, nodeOf }
}

/** By empty node: whether nodes with and without a queue stand before it, through other empty nodes too. Edges lead to later nodes. */
function whatStandsBefore(nodes: Nodes, { start, target }: Edges, mask: Uint8Array): Uint8Array {
  const before = uint8Array(nodes.nodeCount)
  for (let n = 0; n < nodes.nodeCount; n++) {
    const kind = isEmpty(nodes, n) ? before[n]! : mask[n] === 0 ? outside : onQueues
    for (let e = start[n]!; e < start[n + 1]!; e++) if (isEmpty(nodes, target[e]!)) before[target[e]!]! |= kind
  }
  return before
}

/** The staging of nodes among more nodes, which stage nothing. */
function spread(staging: StagingLimit, nodeOf: Int32Array, count: number): StagingLimit {
  const takenBytes = float64Array(count)
  const leastBytes = float64Array(count)
  const key = noIndices(count)
  const isPart = uint8Array(count)
  nodeOf.forEach((at, n) => {
    takenBytes[at] = staging.takenBytes[n]!
    leastBytes[at] = staging.leastBytes[n]!
    key[at] = staging.key[n]! < 0 ? -1 : nodeOf[staging.key[n]!]!
    isPart[at] = staging.isPart[n]!
  })
  return { capacityBytes: staging.capacityBytes, takenBytes, key, leastBytes, isPart }
}
