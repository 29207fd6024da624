/** Passes with nothing to read, of a graph that lost some of those that wrote. */
import { READS, WRITES } from '../../graph/access.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import { compressIntervals, segmentsOf } from '../support/intervals.ts'
import { writtenTexels } from './written-texels.ts'

/**
 * Tells which passes read bytes or texels of a transient that nothing wrote, in declared order. They count as left out, so what they write
 * is not written, and neither is what passes with a 1 in `leftOut` write. One sweep; O(accesses · log n).
 */
export function sweepUnread(
  graph: ResolvedGraph,
  leftOut: Uint8Array,
  visit: (p: number, resource: string) => void,
): void {
  const { accessInstance, accessBegin, accessEnd, accessFlags, accessStart, instanceTransient } = graph
  const intervals = compressIntervals(accessInstance, accessBegin, accessEnd, instanceTransient.length)
  const unwritten = segmentsOf(intervals, instanceTransient)
  const texels = writtenTexels(graph)
  const nameOf = (a: number): string => graph.resources[graph.instanceResource[accessInstance[a]!]!]!.id
  const unreadOf = (p: number): string | undefined => {
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
      if ((accessFlags[a]! & READS) === 0) continue
      const missing = unwritten.next(intervals.first[a]! - 1)
      if (missing >= 0 && missing < intervals.last[a]!) return nameOf(a)
    }
    return undefined
  }
  for (let p = 0; p < leftOut.length; p++) {
    if (leftOut[p]) continue
    const resource = unreadOf(p) ?? texels?.visitUnlessUnread(p)
    if (resource !== undefined) {
      visit(p, resource)
      continue
    }
    for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++)
      if (accessFlags[a]! & WRITES) unwritten.deleteRange(intervals.first[a]!, intervals.last[a]!)
  }
}
