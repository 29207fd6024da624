/** The submissions of empty nodes, which only stand for order. */
import { isEmpty, type Edges, type Nodes } from './nodes.ts'
import { int32Slice } from '../../graph/typed-arrays.ts'

interface Cut {
  readonly submissionCount: number
  readonly submissionOf: Int32Array
}

/** The cut with each empty node in the latest submission that it comes after, which is none after those that come after it. */
export function withEmpty<Given extends Cut>(stream: Nodes, edges: Edges, cut: Given): Given {
  if (stream.nodeOfEmpty.length === 0) return cut
  const { submissionCount } = cut
  const submissionOf = int32Slice(cut.submissionOf)
  for (const n of stream.nodeOfEmpty) submissionOf[n] = 0
  for (let n = 0; n < stream.nodeCount; n++)
    for (let e = edges.start[n]!; e < edges.start[n + 1]!; e++) {
      const m = edges.target[e]!
      if (isEmpty(stream, m))
        submissionOf[m] = Math.min(Math.max(submissionOf[m]!, submissionOf[n]!), submissionCount - 1)
    }
  return { ...cut, submissionOf }
}
