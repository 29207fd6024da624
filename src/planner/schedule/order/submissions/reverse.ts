// Hot path: integer node ids and typed arrays only.
import type { Successors } from '../successors.ts'
import type { DrainGraph } from './problem.ts'
import { int32Array, int32Slice } from '../../../../graph/typed-arrays.ts'

/** The graph read backwards: node `v` becomes `nodeCount − 1 − v`, so that ids still ascend along the edges. */
export function reversedGraph(graph: DrainGraph): DrainGraph {
  return { ...graph, ...reversedSuccessors(graph), queueMask: graph.queueMask.toReversed() }
}

/** The reversed edges, with nodes renumbered so that they still ascend. */
function reversedSuccessors({ nodeCount, succStart, succ }: Successors): Successors {
  const start = int32Array(nodeCount + 1)
  for (const v of succ) start[nodeCount - v]!++
  for (let i = 0; i < nodeCount; i++) start[i + 1]! += start[i]!
  const reversed = int32Array(succ.length)
  const next = int32Slice(start, 0, nodeCount)
  for (let v = 0; v < nodeCount; v++) {
    for (let e = succStart[v]!; e < succStart[v + 1]!; e++)
      reversed[next[nodeCount - 1 - succ[e]!]!++] = nodeCount - 1 - v
  }
  return { nodeCount, succStart: start, succ: reversed }
}
