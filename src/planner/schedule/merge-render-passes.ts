/**
 * Merging of render passes that draw to the same attachments one after another: the attachments stay in place, without a store
 * and a load between the passes. On tile-based GPUs this is most of the cost of a pass.
 *
 * A pass joins the one before it if it loads everything that this one stores, otherwise only reads, and depends on nothing that
 * is declared after it, so that no path leads out of the group and back in.
 */
import { WRITES, passCode } from '../../graph/access.ts'
import type { Endpoint, PassOf } from '../../graph/document.ts'
import { sortedFields } from '../../graph/sorted-fields.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { ascending } from '../../graph/typed-arrays.ts'

/** Groups of render passes that run as one; most passes are alone. */
export interface PassGroups {
  /** The pass with which each pass is merged; itself for nearly all. */
  readonly leader: Int32Array
  /** The passes merged into a leader, in declared order. */
  readonly followers: ReadonlyMap<number, readonly number[]>
}

const noFollowers: PassGroups['followers'] = new Map()

/** Finds the groups. O(passes + dependencies). */
export function mergeRenderPasses(graph: NormalGraph, dependencies: Dependencies, live: Uint8Array): PassGroups {
  const { passes } = graph.graph
  const leader = ascending(passes.length)
  if (!graph.passKind.includes(passCode.render)) return { leader, followers: noFollowers }

  const followers = new Map<number, number[]>()
  const predecessors = renderPredecessors(graph, dependencies, live)
  const open = new Map<string, number>()
  passes.forEach((pass, p) => {
    if (!live[p] || pass.kind !== 'render') return
    const key = attachmentKey(pass)
    const first = open.get(key)
    const joins =
      first !== undefined &&
      loadsAll(pass) &&
      isMergeable(pass) &&
      onlyAttachmentsWritten(graph, p) &&
      graph.queueMask[p] === graph.queueMask[first] &&
      predecessors.get(p)!.every((q) => q < first || leader[q] === first)
    if (!joins) {
      if (isMergeable(pass) && onlyAttachmentsWritten(graph, p)) open.set(key, p)
      else open.delete(key)
      return
    }
    leader[p] = first
    const list = followers.get(first) ?? []
    followers.set(first, list)
    list.push(p)
  })
  return { leader, followers }
}

/** Records the decision on each group. */
export function logMerges({ graph }: NormalGraph, { followers }: PassGroups, decisions: DecisionLog): void {
  for (const [first, rest] of followers)
    decisions.add(
      'MERGED_PASSES',
      [first, ...rest].map((p) => graph.passes[p]!.id),
      [],
      'Passes on the same attachments run as one: nothing is stored and loaded between them',
      { commands: rest.length },
    )
}

/** By live render pass: the live passes it depends on; where they meet in an empty node, the last of them. */
function renderPredecessors(
  graph: NormalGraph,
  { start, successor, emptyAfter }: Dependencies,
  live: Uint8Array,
): Map<number, number[]> {
  const { passes } = graph.graph
  const found = new Map<number, number[]>()
  passes.forEach((pass, p) => {
    if (live[p] && pass.kind === 'render') found.set(p, [])
  })
  for (let p = 0; p < passes.length; p++) {
    if (!live[p]) continue
    for (let e = start[p]!; e < start[p + 1]!; e++) found.get(successor[e]!)?.push(p)
  }
  emptyAfter.forEach((p, empty) => {
    const vertex = passes.length + empty
    for (let e = start[vertex]!; e < start[vertex + 1]!; e++) found.get(successor[e]!)?.push(p)
  })
  return found
}

const endpointKey = (endpoint: Endpoint): string =>
  JSON.stringify(typeof endpoint === 'string' ? endpoint : sortedFields(endpoint))

const attachmentKey = (pass: PassOf<'render'>): string =>
  JSON.stringify([
    (pass.color ?? []).map(({ use }) => endpointKey(use)),
    pass.depth ? [endpointKey(pass.depth.use), pass.depth.readOnly ?? false] : null,
  ])

const loadsAll = (pass: PassOf<'render'>): boolean =>
  (pass.color ?? []).every(({ load }) => load === 'load') && (pass.depth === undefined || pass.depth.load === 'load')

/**
 * Whether a pass can be merged: resolves happen at the end of a pass, explicit stores are demanded by the user, and side
 * effects keep their order.
 */
const isMergeable = (pass: PassOf<'render'>): boolean =>
  !pass.sideEffects &&
  pass.after === undefined &&
  (pass.color ?? []).every(({ resolve, store }) => resolve === undefined && store === undefined) &&
  pass.depth?.store === undefined &&
  (pass.color?.length ?? 0) + (pass.depth ? 1 : 0) > 0

function onlyAttachmentsWritten(graph: NormalGraph, p: number): boolean {
  const pass = graph.graph.passes[p] as PassOf<'render'>
  const attachments = (pass.color?.length ?? 0) + (pass.depth ? 1 : 0)
  for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++)
    if (graph.accessSlot[a]! >= attachments && graph.accessFlags[a]! & WRITES) return false
  return true
}
