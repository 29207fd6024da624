/** Waits between queues, from the dependencies of the nodes, transitively reduced. O(edges + submissions · queues²). */
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from './schedule-passes.ts'

export interface Waits {
  /** For each submission, the earlier submissions of other queues it waits for: at most one a queue, none implied by another. */
  readonly waits: number[][]
  /** known[s][q]: the latest submission on queue q that has completed when s starts, by its own waits; −1 for none. */
  readonly known: Int32Array[]
}

export function findWaits(graph: NormalGraph, schedule: Schedule): Waits {
  const { submissionOf, submissionQueue, submissionCount, succStart, succ, nodeCount } = schedule
  const queueCount = graph.profile.queues.length
  const needed = Array.from({ length: submissionCount }, () => new Int32Array(queueCount).fill(-1))
  for (let n = 0; n < nodeCount; n++) {
    const s = submissionOf[n]!
    if (s < 0) continue
    for (let e = succStart[n]!; e < succStart[n + 1]!; e++) {
      const t = submissionOf[succ[e]!]!
      if (t < 0 || t === s || submissionQueue[t] === submissionQueue[s]) continue
      const queue = submissionQueue[s]!
      if (needed[t]![queue]! < s) needed[t]![queue] = s
    }
  }
  const waits: number[][] = []
  const known: Int32Array[] = []
  // clocks[s][q]: the latest submission on q that has completed once s has.
  const clocks: Int32Array[] = []
  const latest = new Int32Array(queueCount).fill(-1)
  for (let s = 0; s < submissionCount; s++) {
    const clock = new Int32Array(queueCount).fill(-1)
    const list: number[] = []
    const candidates = [...needed[s]!].filter((t) => t >= 0).sort((a, b) => b - a)
    for (const t of candidates) {
      if (clock[submissionQueue[t]!]! >= t) continue
      list.push(t)
      clocks[t]!.forEach((seen, q) => (clock[q] = Math.max(clock[q]!, seen)))
    }
    waits.push(list.reverse())
    known.push(clock)
    const own = clock.slice()
    const queue = submissionQueue[s]!
    // What s completes also completes what came before it on its queue, with all that those waited for.
    if (latest[queue]! >= 0) clocks[latest[queue]!]!.forEach((seen, q) => (own[q] = Math.max(own[q]!, seen)))
    own[queue] = s
    clocks.push(own)
    latest[queue] = s
  }
  return { waits, known }
}
