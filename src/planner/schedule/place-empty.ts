/** The submissions of empty nodes, which only stand for order. */
import { isEmpty, type Edges, type Nodes } from './nodes.ts'

interface Cut {
  readonly submissionCount: number
  readonly submissionOf: Int32Array
}

/** Puts each empty node into the latest submission that it comes after, which is none after those that come after it. */
export function placeEmpty(stream: Nodes, edges: Edges, { submissionOf, submissionCount }: Cut): void {
  for (const n of stream.nodeOfEmpty) submissionOf[n] = 0
  for (let n = 0; stream.nodeOfEmpty.length > 0 && n < stream.nodeCount; n++)
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      if (isEmpty(stream, m))
        submissionOf[m] = Math.min(Math.max(submissionOf[m]!, submissionOf[n]!), submissionCount - 1)
    }
}
