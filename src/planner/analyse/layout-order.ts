/** Order between passes that share only the first layout of a texture. */
import type { Values } from './values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { stagesAtOnce } from '../staging/staged-bytes.ts'

interface FirstLayouts {
  readonly values: Values
  /** 1 for values that start a run without a layout. */
  readonly startsWithoutLayout: Uint8Array
  /** 1 for passes that are the first to touch some of their texels. */
  readonly findsNoLayout: Uint8Array
}

/**
 * Adds edges for first layouts. The transition that gives a layer (in 3D, a level) its first layout affects all of its texels.
 * Where several queues write parts of a layer that nothing else orders, the first of them in declared order makes the
 * transition, and the others come after it.
 */
export function orderFirstLayouts(
  graph: NormalGraph,
  { values, startsWithoutLayout, findsNoLayout }: FirstLayouts,
  edge: (earlier: number, later: number) => void,
): void {
  if (!graph.profile.rules.explicitBarriers || isOneSubmission(graph, values.live)) return
  const firstOf = new Map<number, Map<number, number>>()
  for (let p = 0; p < findsNoLayout.length; p++) {
    if (findsNoLayout[p] === 0) continue
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++) {
      const value = values.accessValue[a]!
      if (startsWithoutLayout[value] !== 1) continue
      const layout = graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!.layout!
      const is3d = layout.dimension === '3d'
      if (!is3d && !graph.accessBox.has(a)) continue
      const first = firstOf.get(value) ?? new Map<number, number>()
      firstOf.set(value, first)
      for (const { offset, sliceBytes, slices } of layout.levels) {
        const unit = is3d ? sliceBytes * slices : sliceBytes
        const stop = Math.min(graph.accessEnd[a]!, offset + sliceBytes * slices)
        for (let at = Math.max(graph.accessBegin[a]!, offset); at < stop; at += unit) {
          const place = offset + Math.floor((at - offset) / unit) * unit
          const earlier = first.get(place)
          if (earlier === undefined) first.set(place, p)
          else if (earlier !== p) edge(earlier, p)
        }
      }
    }
  }
}

/** Whether everything fits one submission, in which one barrier gives texels their first layout for all users. */
function isOneSubmission(graph: NormalGraph, live: Uint8Array): boolean {
  let common = -1
  for (let p = 0; p < live.length; p++) if (live[p]) common &= graph.queueMask[p]!
  return common !== 0 && stagesAtOnce(graph, live)
}
