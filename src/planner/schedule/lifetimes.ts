/**
 * Phase 8, lifetimes: the level times at which each value is alive.
 *
 * Level time accounts for submissions: two values with disjoint times are separated by a barrier of their queue, or by a wait
 * between queues. With several queues, the order of submissions is only one of many possible interleavings, so a lifetime is
 * extended until everything that could run concurrently with its last use has finished: disjoint intervals then always mean
 * happens-before.
 */
import type { Values } from '../analyse/values.ts'
import { usesSeveralQueues } from './level-times.ts'
import { valueTimes } from './live-bytes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from './schedule-passes.ts'
import { valueOrder, type Precedes } from './value-order.ts'
import type { Waits } from './waits.ts'
import { ascending, int32Array, int32Slice, noIndices } from '../../graph/typed-arrays.ts'

/** Lifetimes of values, by value. */
export interface Lifetimes {
  /** Half-open intervals [start, end) in level time; start −1 for values that no node touches. */
  readonly start: Int32Array
  readonly end: Int32Array
  /** First time after the last use, which `end` passes where another queue may run beside it. */
  readonly usedUntil: Int32Array
  /** The order of uses, where it is not that of the intervals. */
  readonly precedes?: Precedes
  readonly timeCount: number
}

/** The lifetimes of all values. O(accesses), and for several queues O(submissions · queues · log submissions) more. */
export function findLifetimes(graph: NormalGraph, values: Values, schedule: Schedule, waits: Waits): Lifetimes {
  const { first, last } = valueTimes(graph, values, schedule, schedule.time)
  const usedUntil = last
  for (let v = 0; v < usedUntil.length; v++) usedUntil[v]! += 1
  const { timeCount } = schedule
  if (!usesSeveralQueues(schedule)) return { start: first, end: usedUntil, usedUntil, timeCount }
  const end = int32Slice(usedUntil)
  const concurrentUntil = timesOfConcurrent(graph.profile.queues.length, schedule, waits)
  const { submissionOf, memberStart, member } = schedule
  for (let n = 0; n < schedule.nodeCount; n++) {
    const until = submissionOf[n]! < 0 ? 0 : concurrentUntil[submissionOf[n]!]!
    if (until === 0) continue
    for (let k = memberStart[n]!; k < memberStart[n + 1]!; k++)
      for (let a = graph.accessStart[member[k]!]!; a < graph.accessStart[member[k]! + 1]!; a++) {
        const v = values.accessValue[a]!
        if (first[v]! >= 0 && end[v]! < until) end[v] = until
      }
  }
  return { start: first, end, usedUntil, precedes: valueOrder(graph, values, schedule, waits), timeCount }
}

/**
 * By submission: the time after the last one of another queue that may start before it has completed; 0 where there is none behind it.
 * O(nodes + submissions · queues · log submissions).
 */
function timesOfConcurrent(queueCount: number, schedule: Schedule, { known }: Waits): Int32Array {
  const { submissionCount, submissionQueue, submissionOf, order, time } = schedule
  const ofQueue: number[][] = Array.from({ length: queueCount }, () => [])
  for (let s = 0; s < submissionCount; s++) ofQueue[submissionQueue[s]!]!.push(s)
  const latest = ascending(submissionCount)
  for (let q = 0; q < queueCount; q++) {
    for (let r = 0; r < queueCount; r++) {
      const others = ofQueue[r]!
      if (r === q || others.length === 0) continue
      // Knowledge of queue q ascends along queue r, so a binary search finds the last submission there that does not know of s.
      for (const s of ofQueue[q]!) {
        let low = 0
        for (let high = others.length; low < high;) {
          const middle = (low + high) >>> 1
          if (known[others[middle]! * queueCount + q]! < s) low = middle + 1
          else high = middle
        }
        if (low > 0 && others[low - 1]! > latest[s]!) latest[s] = others[low - 1]!
      }
    }
  }
  const lastTime = noIndices(submissionCount)
  for (const n of order) lastTime[submissionOf[n]!] = Math.max(lastTime[submissionOf[n]!]!, time[n]!)
  const until = int32Array(submissionCount)
  for (let s = 0; s < submissionCount; s++) if (latest[s] !== s) until[s] = lastTime[latest[s]!]! + 1
  return until
}
