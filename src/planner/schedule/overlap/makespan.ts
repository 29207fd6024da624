/** The time at which the last task ends, in costs of passes: as estimated for a cut, and at best. */
import { float64Array, int32Array } from '../../../graph/typed-arrays.ts'
import type { Cut } from './cut-for-overlap.ts'
import type { TaskGraph } from './task-graph.ts'

/** The work of each worker, in order: the submissions of a cut, and behind them the host tasks. */
interface Work {
  readonly cost: Float64Array
  /** By worker: its items in order. */
  readonly itemsOf: readonly (readonly number[])[]
  /** By item: the number of others that have to end before it begins. */
  readonly waitsFor: Int32Array
  /** By item: those that begin only after it. */
  readonly before: readonly (readonly number[])[]
}

/**
 * The end of the last task where each submission begins when its queue is free and all that its tasks need has ended, and tasks of a
 * submission follow one another. Queues that work at the same time either do not slow each other down, or share the device: of k, each
 * then takes k times as long. The truth is between the two. Infinite where submissions wait for each other. O((tasks + edges) · workers).
 */
export function estimateMakespan(tasks: TaskGraph, cut: Cut, sharesDevice: boolean): number {
  const { host, workers } = tasks
  const { cost: left, itemsOf, waitsFor, before } = workOf(tasks, cut)
  const next = int32Array(workers)
  for (let now = 0; ;) {
    const running: { worker: number; item: number }[] = []
    itemsOf.forEach((items, worker) => {
      const item = items[next[worker]!]
      if (item !== undefined && waitsFor[item] === 0) running.push({ worker, item })
    })
    if (running.length === 0) return itemsOf.every((items, worker) => next[worker] === items.length) ? now : Infinity
    const queues = running.reduce((count, { worker }) => count + Number(worker !== host), 0)
    const slowness = (worker: number) => (sharesDevice && worker !== host ? queues : 1)
    const time = Math.min(...running.map(({ worker, item }) => left[item]! * slowness(worker)))
    now += time
    for (const { worker, item } of running) {
      const remaining = left[item]! * slowness(worker) - time
      left[item] = remaining / slowness(worker)
      // Nothing remains of the shortest item, and of others that end now perhaps a rounding error.
      if (remaining > now * Number.EPSILON) continue
      for (const later of before[item]!) waitsFor[later]!--
      next[worker]! += 1
    }
  }
}

function workOf(tasks: TaskGraph, { submissionOf, submissionQueue, tasksOf }: Cut): Work {
  const { count, host, workers, worker, cost, predecessors } = tasks
  const hostTasks: number[] = []
  for (let n = 0; n < count; n++) if (worker[n] === host) hostTasks.push(n)
  hostTasks.sort((a, b) => submissionOf[a]! - submissionOf[b]! || a - b)
  const itemOf = int32Array(count)
  const itemsOf: number[][] = Array.from({ length: workers }, () => [])
  const items = [...tasksOf, ...hostTasks.map((n) => [n])]
  items.forEach((own, item) => {
    for (const n of own) itemOf[n] = item
    itemsOf[item < tasksOf.length ? submissionQueue[item]! : host]!.push(item)
  })
  const total = float64Array(items.length)
  const waitsFor = int32Array(items.length)
  const before: number[][] = items.map(() => [])
  items.forEach((own, item) => {
    const needed = new Set<number>()
    for (const n of own) {
      total[item]! += cost[n]!
      for (let e = predecessors.start[n]!; e < predecessors.start[n + 1]!; e++) {
        const other = itemOf[predecessors.target[e]!]!
        if (other !== item) needed.add(other)
      }
    }
    waitsFor[item] = needed.size
    for (const other of needed) before[other]!.push(item)
  })
  return { cost: total, itemsOf, waitsFor, before }
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
