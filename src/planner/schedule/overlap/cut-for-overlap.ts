/**
 * Submissions in which no queue waits for work that it does not need.
 *
 * Tasks are taken in the order of a list schedule. One joins the open submission of its queue unless the submission would then begin
 * later, because it would have to wait for more; or unless another queue waits for the submission, and would then wait for the task
 * as well without needing it. Host tasks come as late as they can, so that the host holds no submission back.
 */
import { int32From, noIndices, uint8Array } from '../../../graph/typed-arrays.ts'
import { neededBy } from './needed-by.ts'
import type { TaskGraph } from './task-graph.ts'

/** Submissions of tasks, before they are those of a schedule. */
export interface Cut {
  readonly submissionCount: number
  /** By task: its submission; of host tasks, the number of submissions before it. −1 for empty nodes. */
  readonly submissionOf: Int32Array
  readonly submissionQueue: Int32Array
  /** Tasks of each submission. */
  readonly tasksOf: readonly (readonly number[])[]
}

interface Submission {
  readonly queue: number
  readonly tasks: number[]
  /** By queue: the latest submission that has ended when this one begins. */
  readonly known: Int32Array
  /** Tasks of other queues and the host that need one of its tasks and have no place yet. */
  readonly awaitedBy: Set<number>
  /** Whether a queue or the host waits for it, so that no task may join any more. */
  isClosed: boolean
}

/** `order` gives the tasks, each behind those that it needs. O(tasks · queues + edges) for tasks that few others wait for. */
export function cutForOverlap(tasks: TaskGraph, order: Int32Array): Cut {
  const { count, host, worker, isAlone, successors, predecessors } = tasks
  const submissions: Submission[] = []
  const submissionOf = noIndices(count)
  const isPlaced = uint8Array(count)
  const openOf: (number | undefined)[] = Array.from({ length: host })
  const isNeededBy = neededBy(tasks)
  /** Host tasks that have been placed, and how many of them have got their number. */
  const hostTasks: number[] = []
  let settled = 0

  const settle = (task: number): number => {
    while (submissionOf[task]! < 0) submissionOf[hostTasks[settled++]!] = submissions.length
    return submissionOf[task]!
  }
  /** By queue the latest submission that a task needs, and for the host the number of submissions before the latest host task. */
  const latestBefore = (n: number): Int32Array => {
    const latest = noIndices(host + 1)
    for (let e = predecessors.start[n]!; e < predecessors.start[n + 1]!; e++) {
      const m = predecessors.target[e]!
      const s = worker[m] === host ? settle(m) : submissionOf[m]!
      if (latest[worker[m]!]! < s) latest[worker[m]!] = s
    }
    return latest
  }
  const mayJoin = (n: number, current: number, before: Int32Array): boolean => {
    const { queue, known, isClosed, awaitedBy } = submissions[current]!
    if (isClosed || before[host]! > current) return false
    for (let q = 0; q < host; q++) if (q !== queue && before[q]! > known[q]!) return false
    for (const x of awaitedBy)
      if (isPlaced[x] === 1) awaitedBy.delete(x)
      else if (x !== n && !isNeededBy(n, x)) return false
    return true
  }
  const join = (n: number, s: number): void => {
    const { queue, tasks: own, awaitedBy } = submissions[s]!
    own.push(n)
    submissionOf[n] = s
    for (let e = successors.start[n]!; e < successors.start[n + 1]!; e++)
      if (worker[successors.target[e]!] !== queue) awaitedBy.add(successors.target[e]!)
  }
  const begin = (queue: number, before: Int32Array): number => {
    const known = noIndices(host)
    const learn = (s: number) => {
      submissions[s]!.known.forEach((latest, q) => (known[q] = Math.max(known[q]!, latest)))
      known[submissions[s]!.queue] = Math.max(known[submissions[s]!.queue]!, s)
    }
    for (let q = 0; q < host; q++) {
      if (q === queue || before[q]! < 0) continue
      submissions[before[q]!]!.isClosed = true
      learn(before[q]!)
    }
    if (openOf[queue] !== undefined) learn(openOf[queue])
    return submissions.push({ queue, tasks: [], known, awaitedBy: new Set(), isClosed: false }) - 1
  }

  for (const n of order) {
    isPlaced[n] = 1
    const queue = worker[n]!
    if (queue === host) {
      hostTasks.push(n)
      continue
    }
    const before = latestBefore(n)
    if (openOf[queue] === undefined || isAlone[n] === 1 || !mayJoin(n, openOf[queue], before))
      openOf[queue] = begin(queue, before)
    join(n, openOf[queue])
    if (isAlone[n] === 1) submissions[openOf[queue]]!.isClosed = true
  }
  if (hostTasks.length > 0) settle(hostTasks.at(-1)!)
  return {
    submissionCount: submissions.length,
    submissionOf,
    submissionQueue: int32From(submissions.map(({ queue }) => queue)),
    tasksOf: submissions.map(({ tasks: own }) => own),
  }
}
