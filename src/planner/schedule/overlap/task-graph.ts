/**
 * Nodes as tasks on workers: a worker is a queue of the device, and the last one is the host. Each task is bound to one worker and
 * has a cost. Empty nodes are no tasks: what comes before one is an edge to all that comes after it.
 */
import { float64Array, int32Array, noIndices, uint8Array } from '../../../graph/typed-arrays.ts'
import type { NormalGraph } from '../../normalise/index.ts'
import { GrowableInt32 } from '../../support/growable.ts'
import { isEmpty, isExternal, type Edges, type Nodes } from '../nodes.ts'
import type { PassCosts } from './pass-costs.ts'
import { predecessorsOf } from '../order/successors.ts'
import { lowestBit } from '../../support/bits.ts'

/** Neighbours of each task, as rows. */
export interface Rows {
  readonly start: Int32Array
  readonly target: Int32Array
}

/** Tasks by number, with the worker, the cost and the neighbours of each. */
export interface TaskGraph {
  /** Number of nodes, which are the ids of the tasks. */
  readonly count: number
  /** Workers: the queues, then the host. */
  readonly workers: number
  readonly host: number
  /** By task; −1 for empty nodes. */
  readonly worker: Int32Array
  /** 1 for tasks that no other worker could do. */
  readonly isBound: Uint8Array
  /** 1 for tasks that have a submission to themselves. */
  readonly isAlone: Uint8Array
  readonly cost: Float64Array
  /** Cost of the longest chain that begins with a task, the task included. */
  readonly tail: Float64Array
  /** Every edge leads to a later task. */
  readonly successors: Rows
  readonly predecessors: Rows
}

/** Most edges that stand for empty nodes. */
const mostEdges = 1_000_000

/** Undefined where too many edges would stand for empty nodes. O(nodes + edges, those for empty nodes included). */
export function taskGraph(
  graph: NormalGraph,
  nodes: Nodes,
  edges: Edges,
  queueMask: Uint8Array,
  costs: PassCosts,
): TaskGraph | undefined {
  const successors = nodes.nodeOfEmpty.length === 0 ? edges : withoutEmpty(nodes, edges)
  if (!successors) return undefined
  const count = nodes.nodeCount
  const cost = float64Array(count)
  for (let n = 0; n < count; n++)
    for (let k = nodes.memberStart[n]!; k < nodes.memberStart[n + 1]!; k++) cost[n]! += costs.ofPass[nodes.member[k]!]!
  const tail = float64Array(count)
  for (let n = count - 1; n >= 0; n--) {
    let most = 0
    for (let e = successors.start[n]!; e < successors.start[n + 1]!; e++)
      most = Math.max(most, tail[successors.target[e]!]!)
    tail[n] = cost[n]! + most
  }
  const host = graph.profile.queues.length
  const predecessors = reversed(count, successors)
  const worker = assignWorkers(nodes, successors, predecessors, queueMask, host)
  const isBound = uint8Array(count)
  const isAlone = uint8Array(count)
  for (let n = 0; n < count; n++) if (isExternal(graph, nodes, n)) isAlone[n] = 1
  for (let n = 0; n < count; n++) if (worker[n]! >= 0 && (queueMask[n]! & (queueMask[n]! - 1)) === 0) isBound[n] = 1
  return { count, workers: host + 1, host, worker, isBound, isAlone, cost, tail, successors, predecessors }
}

function withoutEmpty(nodes: Nodes, edges: Rows): Rows | undefined {
  const { nodeCount, nodeOfEmpty } = nodes
  /** By empty node: the tasks that come after it. */
  const after = new Map<number, readonly number[]>()
  let edgesLeft = mostEdges
  // Every edge leads to a later node, so the empty ones are known from the last to the first.
  for (let k = nodeOfEmpty.length - 1; k >= 0; k--) {
    const tasks = tasksAfter(nodes, edges, nodeOfEmpty[k]!, after)
    edgesLeft -= tasks.length
    if (edgesLeft < 0) return undefined
    after.set(nodeOfEmpty[k]!, tasks)
  }
  const start = int32Array(nodeCount + 1)
  const target = new GrowableInt32()
  for (let n = 0; n < nodeCount; n++) {
    if (!isEmpty(nodes, n)) for (const task of tasksAfter(nodes, edges, n, after)) target.push(task)
    if (target.length > edgesLeft) return undefined
    start[n + 1] = target.length
  }
  return { start, target: target.toArray() }
}

/** The tasks that come right after a node, where an empty node stands for those after it. */
function tasksAfter(nodes: Nodes, edges: Rows, n: number, after: ReadonlyMap<number, readonly number[]>): number[] {
  const found = new Set<number>()
  for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
    const m = edges.target[e]!
    if (isEmpty(nodes, m)) for (const task of after.get(m)!) found.add(task)
    else found.add(m)
  }
  return [...found]
}

function reversed(nodeCount: number, { start, target }: Rows): Rows {
  const { predStart, pred } = predecessorsOf({ nodeCount, succStart: start, succ: target })
  return { start: predStart, target: pred }
}

/**
 * A task with a choice of queues goes where what needs it runs, else where what it needs runs, else to the first queue that bound
 * tasks use: a second queue gains little by itself, and waits between queues cost.
 */
function assignWorkers(
  nodes: Nodes,
  successors: Rows,
  predecessors: Rows,
  queueMask: Uint8Array,
  host: number,
): Int32Array {
  const { nodeCount } = nodes
  const worker = noIndices(nodeCount)
  let used = 0
  for (let n = 0; n < nodeCount; n++) {
    const mask = queueMask[n]!
    if (isEmpty(nodes, n)) continue
    if (mask === 0) worker[n] = host
    else if ((mask & (mask - 1)) === 0) {
      worker[n] = lowestBit(mask)
      used |= mask
    }
  }
  const isOpen = (n: number) => worker[n] === -1 && !isEmpty(nodes, n)
  const followNeighbour = (n: number, { start, target }: Rows) => {
    for (let e = start[n]!; e < start[n + 1]!; e++) {
      const queue = worker[target[e]!]!
      if (queue < 0 || queue === host || (queueMask[n]! & (1 << queue)) === 0) continue
      worker[n] = queue
      return
    }
  }
  for (let n = nodeCount - 1; n >= 0; n--) if (isOpen(n)) followNeighbour(n, successors)
  for (let n = 0; n < nodeCount; n++) {
    if (isOpen(n)) followNeighbour(n, predecessors)
    if (!isOpen(n)) continue
    const mask = queueMask[n]! & used || queueMask[n]!
    worker[n] = lowestBit(mask)
  }
  return worker
}
