/**
 * External passes, which another engine submits: each is a submission of its own. What is left are the submissions between them, which
 * the search for the fewest finds as it does around host passes: as if external passes took no submission. Every schedule has as many
 * of these as there are external passes, so the bound grows by their number, and the fewest stay the fewest.
 */
import { push } from '../../graph/lists.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { int32Array } from '../../graph/typed-arrays.ts'
import { isEmpty, isExternal, type Nodes } from './nodes.ts'
import type { SubmissionSchedule } from './order/index.ts'
import { lowestBit } from '../support/bits.ts'

type Found = Pick<SubmissionSchedule, 'submissionCount' | 'lowerBound' | 'submissionOf'> & {
  readonly submissionQueue: ArrayLike<number>
}

/** The nodes of external passes, in declared order. */
export function externalNodes(graph: NormalGraph, nodes: Pick<Nodes, 'nodePass'>): number[] {
  const found: number[] = []
  for (let n = 0; n < nodes.nodePass.length; n++) if (isExternal(graph, nodes, n)) found.push(n)
  return found
}

/** Gives each external node a submission of its own, where it stands between the others: in declared order where several do. */
export function withExternal(external: readonly number[], nodes: Nodes, queueMask: Uint8Array, between: Found): Found {
  const { nodeCount } = nodes
  /** By number of submissions before them: the nodes that are in none. */
  const standing = new Map<number, number[]>()
  const alone = new Set(external)
  for (let n = 0; n < nodeCount; n++) {
    if (queueMask[n] !== 0 && !alone.has(n)) continue
    const before = between.submissionOf[n]!
    push(standing, before, n)
  }
  const submissionOf = int32Array(nodeCount)
  const submissionQueue: number[] = []
  const movedTo = int32Array(between.submissionCount)
  for (let s = 0; s <= between.submissionCount; s++) {
    for (const n of standing.get(s) ?? []) {
      submissionOf[n] = submissionQueue.length
      if (alone.has(n)) submissionQueue.push(lowestBit(queueMask[n]!))
    }
    if (s < between.submissionCount) movedTo[s] = submissionQueue.push(between.submissionQueue[s]!) - 1
  }
  for (let n = 0; n < nodeCount; n++)
    if (queueMask[n] !== 0 && !alone.has(n) && !isEmpty(nodes, n)) submissionOf[n] = movedTo[between.submissionOf[n]!]!
  const submissionCount = submissionQueue.length
  const lowerBound = between.lowerBound + external.length
  return { submissionCount, lowerBound, submissionOf, submissionQueue }
}
