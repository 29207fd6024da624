/** When the last task ends, in costs of passes: as estimated for a cut, and at best. */
import { float64Array } from '../../../graph/typed-arrays.ts'
import type { Cut } from './cut-for-overlap.ts'
import type { TaskGraph } from './task-graph.ts'

/**
 * The end of the last task where each submission begins when its queue is free and all that its tasks need has ended, and tasks of a
 * submission follow one another. O(tasks + edges).
 */
export function estimateMakespan(tasks: TaskGraph, { submissionOf, submissionQueue, tasksOf }: Cut): number {
  const { count, host, workers, worker, cost, predecessors } = tasks
  const endOf = float64Array(tasksOf.length)
  const hostEnd = float64Array(count)
  const free = float64Array(workers)
  /** When all that a task needs has ended, without what is in the same submission. */
  const readyAt = (n: number, submission: number): number => {
    let at = 0
    for (let e = predecessors.start[n]!; e < predecessors.start[n + 1]!; e++) {
      const m = predecessors.target[e]!
      if (worker[m] === host) at = Math.max(at, hostEnd[m]!)
      else if (submissionOf[m] !== submission) at = Math.max(at, endOf[submissionOf[m]!]!)
    }
    return at
  }
  const hostTasks: number[] = []
  for (let n = 0; n < count; n++) if (worker[n] === host) hostTasks.push(n)
  hostTasks.sort((a, b) => submissionOf[a]! - submissionOf[b]! || a - b)
  let nextHost = 0
  const runHost = (before: number) => {
    for (; nextHost < hostTasks.length && submissionOf[hostTasks[nextHost]!]! <= before; nextHost++) {
      const n = hostTasks[nextHost]!
      free[host] = hostEnd[n] = Math.max(free[host]!, readyAt(n, -1)) + cost[n]!
    }
  }
  tasksOf.forEach((own, s) => {
    runHost(s)
    const queue = submissionQueue[s]!
    let start = free[queue]!
    let work = 0
    for (const n of own) {
      start = Math.max(start, readyAt(n, s))
      work += cost[n]!
    }
    endOf[s] = free[queue] = start + work
  })
  runHost(tasksOf.length)
  return Math.max(...free)
}

/** No legal schedule ends sooner: the longest chain, or the worker with the most work that no other one could do. O(tasks). */
export function makespanBound({ count, workers, worker, isBound, cost, tail }: TaskGraph): number {
  const work = float64Array(workers)
  let longest = 0
  for (let n = 0; n < count; n++) {
    if (isBound[n] === 1) work[worker[n]!]! += cost[n]!
    longest = Math.max(longest, tail[n]!)
  }
  return Math.max(longest, ...work)
}
