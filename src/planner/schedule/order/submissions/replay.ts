// Hot path: integer node ids and typed arrays only.
import { indegreesOf } from '../successors.ts'
import type { DrainGraph, SubmissionAssignment } from './problem.ts'
import { int32Array, int32From, int8Array } from '../../../../graph/typed-arrays.ts'

/** Submissions along a sequence of queues. */
export interface Replay extends SubmissionAssignment {
  /** Place in the sequence of each submission; places with nothing to run make none. */
  placeOf: Int32Array
}

/**
 * Cuts the graph along a sequence of queues: each submission drains its queue by taking everything that can be reached on it;
 * then host nodes run as soon as they can. A queue with nothing to run is skipped. O(n + e + length · masks).
 *
 * Draining is never worse than stopping early: after more nodes, every completion of fewer nodes still works (the drain lemma).
 * So a sequence of queues determines a schedule.
 *
 * Throws where the sequence ends before the graph does, which solvers must prevent.
 */
export function replay(graph: DrainGraph, sequence: ArrayLike<number>): Replay {
  const { nodeCount, succStart, succ, queueMask } = graph
  const pending = indegreesOf(graph)
  const queueOf = int8Array(nodeCount).fill(-1)
  const submissionOf = int32Array(nodeCount)
  const ready = new Map<number, number[]>()
  const readyHosts: number[] = []
  let left = nodeCount
  const park = (node: number) => {
    const mask = queueMask[node]!
    if (mask === 0) readyHosts.push(node)
    else if (ready.has(mask)) ready.get(mask)!.push(node)
    else ready.set(mask, [node])
  }
  const runHosts = (submissionsBefore: number) => {
    while (readyHosts.length > 0) {
      const node = readyHosts.pop()!
      submissionOf[node] = submissionsBefore
      left--
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) if (--pending[succ[e]!]! === 0) park(succ[e]!)
    }
  }
  for (let node = 0; node < nodeCount; node++) if (pending[node] === 0) park(node)
  runHosts(0)
  const submissionQueue: number[] = []
  const placeOf: number[] = []
  const stack: number[] = []
  for (let k = 0; k < sequence.length && left > 0; k++) {
    const queue = sequence[k]!
    for (const [mask, nodes] of ready) {
      if (mask & (1 << queue)) for (; nodes.length > 0; nodes.pop()) stack.push(nodes.at(-1)!)
    }
    if (stack.length === 0) continue
    const submission = submissionQueue.push(queue) - 1
    placeOf.push(k)
    while (stack.length > 0) {
      const node = stack.pop()!
      queueOf[node] = queue
      submissionOf[node] = submission
      left--
      for (let e = succStart[node]!; e < succStart[node + 1]!; e++) {
        const next = succ[e]!
        if (--pending[next]! !== 0) continue
        if (queueMask[next]! & (1 << queue)) stack.push(next)
        else park(next)
      }
    }
    runHosts(submission + 1)
  }
  if (left > 0) throw new Error(`the queue sequence leaves ${left} of ${nodeCount} nodes unexecuted`)
  return {
    submissionCount: submissionQueue.length,
    queueOf,
    submissionOf,
    submissionQueue: Int8Array.from(submissionQueue),
    placeOf: int32From(placeOf),
  }
}
