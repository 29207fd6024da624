// Hot path: integer node ids and typed arrays only.
import { indegreesOf } from '../csr.ts'
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
  const { nodeCount, succStart, succ, queueMask, queueCount } = graph
  const hosts = queueMask.includes(0)
  const { parentOf, queueOf, children } = lookaheadTree(queueCount, hosts, mostLookaheads)
  const stateCount = parentOf.length
  const indegree = indegreesOf(graph)
  // `drained`: nodes executed by a state's own submission or before it. `done`: also the host nodes that may run after it.
  const DRAINED = 1
  const DONE = 2
  const flags = uint8Array(stateCount * nodeCount)
  const pendingDrained = int32Array(stateCount * nodeCount)
  const pendingDone = hosts ? int32Array(stateCount * nodeCount) : pendingDrained
  for (let j = 0; j < stateCount; j++) {
    pendingDrained.set(indegree, j * nodeCount)
    if (hosts) pendingDone.set(indegree, j * nodeCount)
  }
  let longest = 0
  for (let v = 0; v < nodeCount; v++) if (tail[v]! > longest) longest = tail[v]!
  const tailsLeft = int32Array(stateCount * (longest + 1))
  for (let v = 0; v < nodeCount; v++) tailsLeft[tail[v]!]!++
  for (let j = 1; j < stateCount; j++) tailsLeft.copyWithin(j * (longest + 1), 0, longest + 1)
  const left = int32Array(stateCount).fill(nodeCount)
  const top = int32Array(stateCount).fill(longest)
  const doneSince: number[][] = Array.from({ length: stateCount }, () => [])
  let steps = 0

  const work: number[] = []
  const enter = (state: number, node: number, flag: number) => {
    work.push((state * nodeCount + node) * 4 + flag)
  }
  const settle = () => {
    while (work.length > 0) {
      const item = work.pop()!
      const flag = item & 3
      const at = (item - flag) / 4
      if (flags[at]! & flag) continue
      flags[at]! |= flag
      const state = Math.floor(at / nodeCount)
      const node = at - state * nodeCount
      const base = state * nodeCount
      steps += 1 + succStart[node + 1]! - succStart[node]!
      if (flag === DRAINED) {
        const queueBit = 1 << queueOf[state]!
        for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
          const next = succ[e]!
          if (--pendingDrained[base + next]! === 0 && queueMask[next]! & queueBit) enter(state, next, DRAINED)
        }
        enter(state, node, DONE)
        continue
      }
      left[state]!--
      tailsLeft[state * (longest + 1) + tail[node]!]!--
      if (parentOf[state] === 0) doneSince[state]!.push(node)
      if (hosts) {
        for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
          const next = succ[e]!
          if (--pendingDone[base + next]! === 0 && queueMask[next] === 0) enter(state, next, DONE)
        }
      }
      for (const child of children[state]!) enter(child, node, DRAINED)
    }
  }
  for (let v = 0; v < nodeCount; v++) if (indegree[v] === 0 && queueMask[v] === 0) enter(0, v, DONE)
  settle()
  for (let v = 0; v < nodeCount; v++) {
    if (indegree[v] !== 0) continue
    for (let j = 1; j < stateCount; j++) if (queueMask[v]! & (1 << queueOf[j]!)) enter(j, v, DRAINED)
    settle()
  }

  const better = (a: number, b: number): boolean => {
    if (top[a]! !== top[b]!) return top[a]! < top[b]!
    const atTopA = tailsLeft[a * (longest + 1) + top[a]!]!
    const atTopB = tailsLeft[b * (longest + 1) + top[b]!]!
    return atTopA !== atTopB ? atTopA < atTopB : left[a]! < left[b]!
  }
  const sequence: number[] = []
  while (left[0]! > 0) {
    let best = -1
    for (let j = 1; j < stateCount; j++) {
      while (top[j]! > 0 && tailsLeft[j * (longest + 1) + top[j]!] === 0) top[j]!--
      // States are ordered by depth, so the first one that finishes is the shallowest.
      const finished = left[j] === 0
      if (!finished && children[j]!.length > 0) continue
      if (best < 0 || better(j, best)) best = j
      if (finished) break
    }
    steps += stateCount
    // A look-ahead that starts with an empty submission is as good without it: go on to its first one with nodes.
    let first = best
    const path: number[] = []
    for (; first > 0; first = parentOf[first]!) path.push(first)
    const chosen = firstChildWithWork(path.reverse(), children[0]!, queueOf, left)
    sequence.push(queueOf[chosen]!)
    for (const node of doneSince[chosen]!) enter(0, node, DONE)
    doneSince[chosen] = []
    settle()
  }
  return { sequence, steps }
}

function firstChildWithWork(path: number[], roots: number[], queueOf: Int8Array, left: Int32Array): number {
  for (const state of path) {
    const root = roots.find((r) => queueOf[r] === queueOf[state])!
    if (left[root]! < left[0]!) return root
  }
  return roots.find((r) => left[r]! < left[0]!)!
}

/** All sequences of queues up to the depth at which they stay few; state 0 is the current graph. */
function lookaheadTree(queueCount: number, hosts: boolean, mostLookaheads: number) {
  const parentOf = [-1]
  const queues = [-1]
  const children: number[][] = [[]]
  let from = 0
  for (let depth = 1; ; depth++) {
    const to = parentOf.length
    const width = (to - from) * (hosts || depth === 1 ? queueCount : queueCount - 1)
    if (depth > 1 && (to + width > mostLookaheads + 1 || depth > 5)) break
    for (let state = from; state < to; state++) {
      for (let q = 0; q < queueCount; q++) {
        // Without host nodes, a drained queue has nothing more to run.
        if (q === queues[state] && !hosts) continue
        children[state]!.push(parentOf.push(state) - 1)
        queues.push(q)
        children.push([])
      }
    }
    from = to
  }
  return { parentOf, queueOf: Int8Array.from(queues), children }
}
