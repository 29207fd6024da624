/** Order of values where several queues run: which are over before others begin. */
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Schedule } from './schedule-passes.ts'
import type { Waits } from './waits.ts'
import { noIndices } from '../../graph/typed-arrays.ts'

/** Whether every use of value `v` happens before every use of value `w`. O(queues²). */
export type Precedes = (v: number, w: number) => boolean

/**
 * The order of uses: on one queue by time, between queues by waits. Exact where lifetimes, as intervals, are longer than the uses:
 * an interval must cover everything that may run beside the value's last use. Found when it is first asked for, in O(accesses).
 */
export function valueOrder(graph: NormalGraph, values: Values, schedule: Schedule, waits: Waits): Precedes {
  let order: Precedes | undefined
  return (v, w) => (order ??= findOrder(graph, values, schedule, waits))(v, w)
}

function findOrder(graph: NormalGraph, values: Values, schedule: Schedule, { known }: Waits): Precedes {
  const queueCount = graph.profile.queues.length
  const { submissionOf, submissionQueue, time } = schedule
  const size = values.valueCount * queueCount
  const firstTime = noIndices(size)
  const lastTime = noIndices(size)
  const firstSubmission = noIndices(size)
  const lastSubmission = noIndices(size)
  const use = (at: number, t: number, s: number) => {
    if (firstTime[at]! < 0 || t < firstTime[at]!) {
      firstTime[at] = t
      firstSubmission[at] = s
    }
    if (t > lastTime[at]!) {
      lastTime[at] = t
      lastSubmission[at] = s
    }
  }
  for (let n = 0; n < schedule.nodeCount; n++) {
    const s = submissionOf[n]!
    if (s < 0) continue
    for (let k = schedule.memberStart[n]!; k < schedule.memberStart[n + 1]!; k++)
      for (let a = graph.accessStart[schedule.member[k]!]!; a < graph.accessStart[schedule.member[k]! + 1]!; a++)
        if (values.accessValue[a]! >= 0) use(values.accessValue[a]! * queueCount + submissionQueue[s]!, time[n]!, s)
  }
  return (v, w) => {
    for (let q = 0; q < queueCount; q++) {
      const last = lastTime[v * queueCount + q]!
      if (last < 0) continue
      for (let r = 0; r < queueCount; r++) {
        const first = firstTime[w * queueCount + r]!
        if (first < 0) continue
        const isOver =
          q === r
            ? last < first
            : known[firstSubmission[w * queueCount + r]! * queueCount + q]! >= lastSubmission[v * queueCount + q]!
        if (!isOver) return false
      }
    }
    return true
  }
}
