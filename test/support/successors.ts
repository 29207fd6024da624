import { int32Array, int32Slice } from '../../src/graph/typed-arrays.ts'
import type { Successors } from '../../src/planner/schedule/order/successors.ts'

/** Successor lists from pairs. Duplicates are kept, which solvers tolerate. */
export function successorsFromEdges(nodeCount: number, edges: readonly (readonly [number, number])[]): Successors {
  const succStart = int32Array(nodeCount + 1)
  for (const [from] of edges) succStart[from + 1]!++
  for (let i = 0; i < nodeCount; i++) succStart[i + 1]! += succStart[i]!
  const succ = int32Array(edges.length)
  const fill = int32Slice(succStart, 0, nodeCount)
  for (const [from, to] of edges) succ[fill[from]!++] = to
  return { nodeCount, succStart, succ }
}
