/** Waits between queues, from the dependencies of the nodes, transitively reduced. O(edges + submissions · queues²). */
import { isEmpty } from './nodes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from './schedule-passes.ts'
import { int32Array, int32Slice } from '../../graph/typed-arrays.ts'

export interface Waits {
  /**
   * By submission: the earlier submissions of other queues that it waits for, at most one per queue, and none that another
   * implies.
   */
  readonly waits: number[][]
  /** known[s][q]: the latest submission on queue q that has completed when s starts, because of its waits; −1 for none. */
  readonly known: Int32Array[]
}

export function findWaits(graph: NormalGraph, schedule: Schedule): Waits {
  const { submissionOf, submissionQueue, submissionCount, succStart, succ, nodeCount } = schedule
  const queueCount = graph.profile.queues.length
  const needed = Array.from({ length: submissionCount }, () => int32Array(queueCount).fill(-1))
  const before = submissionsBeforeEmpty(graph, schedule)
  const need = (s: number, t: number) => {
    const queue = submissionQueue[s]!
    if (queue !== submissionQueue[t] && needed[t]![queue]! < s) needed[t]![queue] = s
  }
  for (let n = 0; n < nodeCount; n++) {
    const s = submissionOf[n]!
    if (s < 0) continue
    const ofEmpty = before.get(n)
    for (let e = succStart[n]!; e < succStart[n + 1]!; e++) {
      const t = submissionOf[succ[e]!]!
      if (t < 0 || isEmpty(schedule, succ[e]!)) continue
      if (!ofEmpty) need(s, t)
      else for (const latest of ofEmpty) if (latest >= 0) need(latest, t)
    }
  }
  const waits: number[][] = []
  const known: Int32Array[] = []
  // clocks[s][q]: the latest submission on q that has completed once s has.
  const clocks: Int32Array[] = []
  const latest = int32Array(queueCount).fill(-1)
  for (let s = 0; s < submissionCount; s++) {
    const clock = int32Array(queueCount).fill(-1)
    const list: number[] = []
    const candidates = [...needed[s]!].filter((t) => t >= 0).sort((a, b) => b - a)
    for (const t of candidates) {
      if (clock[submissionQueue[t]!]! >= t) continue
      list.push(t)
      clocks[t]!.forEach((seen, q) => (clock[q] = Math.max(clock[q]!, seen)))
    }
    waits.push(list.reverse())
    known.push(clock)
    const own = int32Slice(clock)
    const queue = submissionQueue[s]!
    // Completion of s implies completion of everything before it on its queue, and of everything that those waited for.
    if (latest[queue]! >= 0) clocks[latest[queue]!]!.forEach((seen, q) => (own[q] = Math.max(own[q]!, seen)))
    own[queue] = s
    clocks.push(own)
    latest[queue] = s
  }
  return { waits, known }
}

/** By empty node: the latest submission on each queue that contains one of its predecessors; −1 for none. */
function submissionsBeforeEmpty(graph: NormalGraph, schedule: Schedule): Map<number, Int32Array> {
  const { submissionOf, submissionQueue, succStart, succ, nodeCount, nodeOfEmpty } = schedule
  const before = new Map<number, Int32Array>()
  for (const n of nodeOfEmpty) before.set(n, int32Array(graph.profile.queues.length).fill(-1))
  if (before.size === 0) return before
  for (let n = 0; n < nodeCount; n++) {
    const own = before.get(n)
    const s = submissionOf[n]!
    for (let e = succStart[n]!; e < succStart[n + 1]!; e++) {
      const latest = before.get(succ[e]!)
      if (!latest) continue
      if (own) own.forEach((t, q) => (latest[q] = Math.max(latest[q]!, t)))
      else if (s >= 0) latest[submissionQueue[s]!] = Math.max(latest[submissionQueue[s]!]!, s)
    }
  }
  return before
}
