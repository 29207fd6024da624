/**
 * Phase 7, lifetimes: the level times at which each value is alive.
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
import { ascending, int32Array, int32Slice } from '../../graph/typed-arrays.ts'

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

export function findLifetimes(graph: NormalGraph, values: Values, schedule: Schedule, waits: Waits): Lifetimes {
  const { first, last } = valueTimes(graph, values, schedule, schedule.time)
  const usedUntil = last
  for (let v = 0; v < usedUntil.length; v++) usedUntil[v]! += 1
  const { timeCount } = schedule
  if (!usesSeveralQueues(schedule)) return { start: first, end: usedUntil, usedUntil, timeCount }
  const end = int32Slice(usedUntil)
  stretch(graph, values, schedule, waits, first, end)
  return { start: first, end, usedUntil, precedes: valueOrder(graph, values, schedule, waits), timeCount }
}

function stretch(
  graph: NormalGraph,
  values: Values,
  schedule: Schedule,
  waits: Waits,
  start: Int32Array,
  end: Int32Array,
): void {
  const { submissionCount, submissionQueue, submissionOf, order, time } = schedule
  const queueCount = graph.profile.queues.length
  const lastTime = int32Array(submissionCount).fill(-1)
  for (const n of order) lastTime[submissionOf[n]!] = Math.max(lastTime[submissionOf[n]!]!, time[n]!)
  // By submission: the last one of another queue that may start before this one has completed.
  const until = ascending(submissionCount)
  const ofQueue = Array.from({ length: queueCount }, (_, q) => {
    const list: number[] = []
    for (let s = 0; s < submissionCount; s++) if (submissionQueue[s] === q) list.push(s)
    return list
  })
  for (let q = 0; q < queueCount; q++) {
    for (let r = 0; r < queueCount; r++) {
      const others = ofQueue[r]!
      if (r === q || others.length === 0) continue
      // What is known of queue q ascends along a queue, so a binary search finds the last that does not know.
      for (const s of ofQueue[q]!) {
        let low = 0
        for (let high = others.length; low < high;) {
          const middle = (low + high) >>> 1
          if (waits.known[others[middle]! * queueCount + q]! < s) low = middle + 1
          else high = middle
        }
        if (low > 0 && others[low - 1]! > s) until[s] = Math.max(until[s]!, others[low - 1]!)
      }
    }
  }
  for (let n = 0; n < schedule.nodeCount; n++) {
    const s = submissionOf[n]!
    if (s < 0 || until[s] === s) continue
    for (let k = schedule.memberStart[n]!; k < schedule.memberStart[n + 1]!; k++)
      for (let a = graph.accessStart[schedule.member[k]!]!; a < graph.accessStart[schedule.member[k]! + 1]!; a++) {
        const v = values.accessValue[a]!
        if (start[v]! >= 0) end[v] = Math.max(end[v]!, lastTime[until[s]!]! + 1)
      }
  }
}
