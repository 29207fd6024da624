// Hot path: integer node ids and typed arrays only.
import { indegreesOf } from '../successors.ts'
import type { DrainGraph } from './problem.ts'
import { int32Array, uint8Array } from '../../../../graph/typed-arrays.ts'

/**
 * A sequence of queues by greedy look-ahead, near-linear at any size: each step compares all ways to run the next few
 * submissions, and takes the first queue of the one that leaves the shortest longest chain (then the fewest nodes on chains of
 * that length, then the fewest nodes).
 *
 * The nodes that a sequence of drains executes only grow as the graph is executed, so each look-ahead keeps its executed set
 * and only adds to it: every node enters every look-ahead once. O(L · (n + e)) in total for `mostLookaheads` L.
 *
 * `tail[v]` is a lower bound on the submissions from `v` on, `v`'s own included.
 */
export function lookaheadSequence(
  graph: DrainGraph,
  tail: Int32Array,
  mostLookaheads: number,
): { sequence: number[]; steps: number } {
  const lookaheads = new Lookaheads(graph, tail, mostLookaheads)
  const { left, children, parentOf, queueOf } = lookaheads
  lookaheads.enterFirst()
  const sequence: number[] = []
  while (left[0]! > 0) {
    // A look-ahead that starts with an empty submission is as good without it: go on to its first one with nodes.
    const path: number[] = []
    for (let state = lookaheads.best(); state > 0; state = parentOf[state]!) path.push(state)
    const chosen = firstChildWithWork(path.reverse(), children[0]!, queueOf, left)
    sequence.push(queueOf[chosen]!)
    lookaheads.goOnWith(chosen)
  }
  return { sequence, steps: lookaheads.steps }
}

/** Flags of a node in a look-ahead: executed by its own submission or before it. */
const DRAINED = 1
/** The same, and the host nodes that may run after it. */
const DONE = 2

/** The executed sets of all look-aheads. State 0 is the graph as far as the sequence has come. */
class Lookaheads {
  readonly parentOf: readonly number[]
  readonly queueOf: Int8Array
  readonly children: readonly (readonly number[])[]
  /** By state: nodes that it leaves. */
  readonly left: Int32Array
  steps = 0
  private readonly graph: DrainGraph
  private readonly tail: Int32Array
  private readonly hasHosts: boolean
  private readonly stateCount: number
  private readonly indegree: Int32Array
  private readonly flags: Uint8Array
  private readonly pendingDrained: Int32Array
  private readonly pendingDone: Int32Array
  /** Longest tail of all, and of what each state leaves. */
  private readonly longest: number
  private readonly top: Int32Array
  /** By state and tail: nodes left that have it. */
  private readonly tailsLeft: Int32Array
  /** By child of state 0: nodes done since the last step. */
  private readonly doneSince: number[][]
  private readonly work: number[] = []

  constructor(graph: DrainGraph, tail: Int32Array, mostLookaheads: number) {
    const { nodeCount } = graph
    const hasHosts = graph.queueMask.includes(0)
    const { parentOf, queueOf, children } = lookaheadTree(graph.queueCount, hasHosts, mostLookaheads)
    const stateCount = parentOf.length
    let longest = 0
    for (let v = 0; v < nodeCount; v++) if (tail[v]! > longest) longest = tail[v]!
    this.graph = graph
    this.tail = tail
    this.hasHosts = hasHosts
    this.parentOf = parentOf
    this.queueOf = queueOf
    this.children = children
    this.stateCount = stateCount
    this.indegree = indegreesOf(graph)
    this.flags = uint8Array(stateCount * nodeCount)
    this.pendingDrained = int32Array(stateCount * nodeCount)
    this.pendingDone = hasHosts ? int32Array(stateCount * nodeCount) : this.pendingDrained
    for (let j = 0; j < stateCount; j++) {
      this.pendingDrained.set(this.indegree, j * nodeCount)
      if (hasHosts) this.pendingDone.set(this.indegree, j * nodeCount)
    }
    this.longest = longest
    this.tailsLeft = int32Array(stateCount * (longest + 1))
    for (let v = 0; v < nodeCount; v++) this.tailsLeft[tail[v]!]!++
    for (let j = 1; j < stateCount; j++) this.tailsLeft.copyWithin(j * (longest + 1), 0, longest + 1)
    this.left = int32Array(stateCount).fill(nodeCount)
    this.top = int32Array(stateCount).fill(longest)
    this.doneSince = Array.from({ length: stateCount }, () => [])
  }

  /** Executes what needs nothing, in every state that can. */
  enterFirst(): void {
    const { graph, indegree, queueOf, stateCount } = this
    const { nodeCount, queueMask } = graph
    for (let v = 0; v < nodeCount; v++) if (indegree[v] === 0 && queueMask[v] === 0) this.enter(0, v, DONE)
    this.settle()
    for (let v = 0; v < nodeCount; v++) {
      if (indegree[v] !== 0) continue
      for (let j = 1; j < stateCount; j++) if (queueMask[v]! & (1 << queueOf[j]!)) this.enter(j, v, DRAINED)
      this.settle()
    }
  }

  /** The look-ahead that leaves the least, of those that look farthest or finish. */
  best(): number {
    const { stateCount, children, left, top, tailsLeft, longest } = this
    let best = -1
    for (let j = 1; j < stateCount; j++) {
      while (top[j]! > 0 && tailsLeft[j * (longest + 1) + top[j]!] === 0) top[j]!--
      // States are ordered by depth, so the first one that finishes is the shallowest.
      const isFinished = left[j] === 0
      if (!isFinished && children[j]!.length > 0) continue
      if (best < 0 || this.isBetter(j, best)) best = j
      if (isFinished) break
    }
    this.steps += stateCount
    return best
  }

  /** The graph comes as far as child `chosen` of state 0. */
  goOnWith(chosen: number): void {
    for (const node of this.doneSince[chosen]!) this.enter(0, node, DONE)
    this.doneSince[chosen] = []
    this.settle()
  }

  private isBetter(a: number, b: number): boolean {
    const { top, tailsLeft, longest, left } = this
    if (top[a]! !== top[b]!) return top[a]! < top[b]!
    const atTopA = tailsLeft[a * (longest + 1) + top[a]!]!
    const atTopB = tailsLeft[b * (longest + 1) + top[b]!]!
    return atTopA !== atTopB ? atTopA < atTopB : left[a]! < left[b]!
  }

  private enter(state: number, node: number, flag: number): void {
    this.work.push((state * this.graph.nodeCount + node) * 4 + flag)
  }

  /** Executes what was entered, and what can run after it in the same submission. */
  private settle(): void {
    const { work, flags } = this
    const { nodeCount, succStart } = this.graph
    while (work.length > 0) {
      const item = work.pop()!
      const flag = item & 3
      const at = (item - flag) / 4
      if (flags[at]! & flag) continue
      flags[at]! |= flag
      const state = Math.floor(at / nodeCount)
      const node = at - state * nodeCount
      this.steps += 1 + succStart[node + 1]! - succStart[node]!
      if (flag === DRAINED) this.drained(state, node)
      else this.done(state, node)
    }
  }

  private drained(state: number, node: number): void {
    const { pendingDrained, queueOf } = this
    const { nodeCount, succStart, succ, queueMask } = this.graph
    const base = state * nodeCount
    const queueBit = 1 << queueOf[state]!
    for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
      const next = succ[e]!
      if (--pendingDrained[base + next]! === 0 && queueMask[next]! & queueBit) this.enter(state, next, DRAINED)
    }
    this.enter(state, node, DONE)
  }

  private done(state: number, node: number): void {
    const { pendingDone, tailsLeft, left, tail, longest } = this
    const { nodeCount, succStart, succ, queueMask } = this.graph
    left[state]!--
    tailsLeft[state * (longest + 1) + tail[node]!]!--
    if (this.parentOf[state] === 0) this.doneSince[state]!.push(node)
    if (this.hasHosts) {
      const base = state * nodeCount
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        if (--pendingDone[base + next]! === 0 && queueMask[next] === 0) this.enter(state, next, DONE)
      }
    }
    for (const child of this.children[state]!) this.enter(child, node, DRAINED)
  }
}

function firstChildWithWork(
  path: readonly number[],
  roots: readonly number[],
  queueOf: Int8Array,
  left: Int32Array,
): number {
  for (const state of path) {
    const root = roots.find((r) => queueOf[r] === queueOf[state])!
    if (left[root]! < left[0]!) return root
  }
  return roots.find((r) => left[r]! < left[0]!)!
}

/** All sequences of queues up to the depth at which they stay few; state 0 is the current graph. */
function lookaheadTree(queueCount: number, hasHosts: boolean, mostLookaheads: number) {
  const parentOf = [-1]
  const queues = [-1]
  const children: number[][] = [[]]
  let from = 0
  for (let depth = 1; ; depth++) {
    const to = parentOf.length
    const width = (to - from) * (hasHosts || depth === 1 ? queueCount : queueCount - 1)
    if (depth > 1 && (to + width > mostLookaheads + 1 || depth > 5)) break
    for (let state = from; state < to; state++) {
      for (let q = 0; q < queueCount; q++) {
        // Without host nodes, a drained queue has nothing more to run.
        if (q === queues[state] && !hasHosts) continue
        children[state]!.push(parentOf.push(state) - 1)
        queues.push(q)
        children.push([])
      }
    }
    from = to
  }
  return { parentOf, queueOf: Int8Array.from(queues), children }
}
