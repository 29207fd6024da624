/** Edges of a graph as rows, by source and by target. Hot path: integer node ids and typed arrays only. */
import { int32Array, int32Slice } from '../../../graph/typed-arrays.ts'

/** Edges by source: the successors of node `i` are `succ[succStart[i]] … succ[succStart[i + 1] − 1]`, all greater than `i`. */
export interface Successors {
  nodeCount: number
  succStart: Int32Array
  succ: Int32Array
}

/** Edges by target: the predecessors of node `i` are `pred[predStart[i]] … pred[predStart[i + 1] − 1]`, all less than `i`. */
export interface Predecessors {
  predStart: Int32Array
  pred: Int32Array
}

/** Predecessor lists from successor lists, each in ascending order. O(n + e). */
export function predecessorsOf({ nodeCount, succStart, succ }: Successors): Predecessors {
  const predStart = int32Array(nodeCount + 1)
  const edgeCount = succStart[nodeCount]!
  for (let e = 0; e < edgeCount; e++) predStart[succ[e]! + 1]!++
  for (let i = 0; i < nodeCount; i++) predStart[i + 1]! += predStart[i]!
  const pred = int32Array(edgeCount)
  const fill = int32Slice(predStart, 0, nodeCount)
  for (let i = 0; i < nodeCount; i++) {
    for (let e = succStart[i]!; e < succStart[i + 1]!; e++) pred[fill[succ[e]!]!++] = i
  }
  return { predStart, pred }
}

/** Number of edges into each node. */
export function indegreesOf({ nodeCount, succStart, succ }: Successors): Int32Array {
  const indegree = int32Array(nodeCount)
  const edgeCount = succStart[nodeCount]!
  for (let e = 0; e < edgeCount; e++) indegree[succ[e]!]!++
  return indegree
}
