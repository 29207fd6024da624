/**
 * List scheduling by critical path (Graham 1966; priorities as in HEFT, Topcuoglu et al. 2002): whenever a worker is free, it takes the
 * task that is ready and has the longest chain behind it. A worker never idles while it has a ready task.
 */
import { float64Array, int32Array } from '../../../graph/typed-arrays.ts'
import { IdHeap } from '../../support/id-heap.ts'
import type { TaskGraph } from './task-graph.ts'

/** The tasks in the order in which they start; every task stands behind those that it needs. O(n log n + edges). */
export function listSchedule({ count, workers, worker, cost, tail, successors, predecessors }: TaskGraph): Int32Array {
  const ready = float64Array(count)
  const open = int32Array(count)
  for (let n = 0; n < count; n++) open[n] = predecessors.start[n + 1]! - predecessors.start[n]!
  const byTime = (a: number, b: number) => ready[a]! < ready[b]! || (ready[a] === ready[b] && a < b)
  const byTail = (a: number, b: number) => tail[a]! > tail[b]! || (tail[a] === tail[b] && a < b)
  const coming = Array.from({ length: workers }, () => new IdHeap(byTime))
  const waiting = Array.from({ length: workers }, () => new IdHeap(byTail))
  const free = float64Array(workers)
  const order: number[] = []

  const finish = (n: number, time: number) => {
    for (let e = successors.start[n]!; e < successors.start[n + 1]!; e++) {
      const m = successors.target[e]!
      ready[m] = Math.max(ready[m]!, time)
      if (--open[m]! === 0) coming[worker[m]!]!.push(m)
    }
  }
  for (let n = 0; n < count; n++) if (worker[n]! >= 0 && open[n] === 0) coming[worker[n]!]!.push(n)
  for (;;) {
    let next = -1
    let start = Infinity
    for (let w = 0; w < workers; w++) {
      if (waiting[w]!.size === 0 && coming[w]!.size === 0) continue
      const at = waiting[w]!.size > 0 ? free[w]! : Math.max(free[w]!, ready[coming[w]!.first]!)
      if (at < start) [next, start] = [w, at]
    }
    if (next < 0) break
    while (coming[next]!.size > 0 && ready[coming[next]!.first]! <= start) waiting[next]!.push(coming[next]!.pop())
    const task = waiting[next]!.pop()
    order.push(task)
    free[next] = start + cost[task]!
    finish(task, free[next]!)
  }
  return Int32Array.from(order)
}
