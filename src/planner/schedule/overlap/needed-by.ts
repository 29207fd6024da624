/** The needs of tasks, as a relation. */
import type { TaskGraph } from './task-graph.ts'

/** Most tasks for which it is known exactly. */
const mostExact = 4096

/**
 * Whether a task needs another one, directly or through others. In graphs of more than 4096 nodes only direct needs are known, and
 * others are denied. O(nodes · edges / 32) to begin with.
 */
export function neededBy({ count, successors, predecessors }: TaskGraph): (task: number, by: number) => boolean {
  if (count > mostExact)
    return (task, by) => {
      for (let e = successors.start[task]!; e < successors.start[task + 1]!; e++)
        if (successors.target[e] === by) return true
      return false
    }
  const words = (count + 31) >> 5
  const needs = new Int32Array(count * words)
  for (let n = 0; n < count; n++)
    for (let e = predecessors.start[n]!; e < predecessors.start[n + 1]!; e++) {
      const m = predecessors.target[e]!
      for (let w = 0; w < words; w++) needs[n * words + w]! |= needs[m * words + w]!
      needs[n * words + (m >> 5)]! |= 1 << (m & 31)
    }
  return (task, by) => (needs[by * words + (task >> 5)]! & (1 << (task & 31))) !== 0
}
