/**
 * Phase 3, cull: removes passes that no root needs. Roots are readbacks, the last writers of bytes that outlive the run, passes
 * with side effects, and host and external passes that make nothing (which are run for their effect). Writes that are overwritten before
 * they are read are removed too, because no byte flows out of them.
 */
import { WRITES, passCode } from '../../graph/access.ts'
import type { PassOf } from '../../graph/document.ts'
import type { DecisionLog } from '../support/decisions.ts'
import { GrowableInt32 } from '../support/growable.ts'
import type { HostEdges } from './host-edges.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { emptySet, itemOf, leafOf } from '../support/union-sets.ts'
import type { Versions } from './versions.ts'
import { uint8Array } from '../../graph/typed-arrays.ts'

/** Whether nothing of what a pass does can reach an output: it is there for what it does elsewhere. */
function hasEffectOnly({ graph, passKind, accessStart, accessFlags }: NormalGraph, p: number): boolean {
  if (passKind[p] === passCode.host) return !(graph.passes[p] as PassOf<'host'>).produces?.length
  if (passKind[p] !== passCode.external) return false
  for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) if (accessFlags[a]! & WRITES) return false
  return true
}

/** By pass, 1 where it is live. O(passes + flow edges), without recursion. */
export function cull(graph: NormalGraph, versions: Versions, host: HostEdges, decisions: DecisionLog): Uint8Array {
  const { passes } = graph.graph
  const { passKind, sideEffects } = graph
  const live = uint8Array(passes.length)
  const { sets } = versions
  const seen = uint8Array(sets.bound)
  const stack = new GrowableInt32()
  const mark = (set: number) => {
    if (seen[set]) return
    seen[set] = 1
    stack.push(set)
  }
  seen[emptySet] = 1
  for (let p = 0; p < passes.length; p++) {
    if (passKind[p] === passCode.readback || sideEffects[p] || hasEffectOnly(graph, p)) mark(leafOf(p))
  }
  for (const set of versions.finalWriters) mark(set)
  while (stack.length > 0) {
    const set = stack.get(--stack.length)
    if (!sets.isLeaf(set)) {
      mark(sets.leftOf(set))
      mark(sets.rightOf(set))
      continue
    }
    const p = itemOf(set)
    live[p] = 1
    for (let e = versions.flowStart[p]!; e < versions.flowStart[p + 1]!; e++) mark(versions.flow[e]!)
    for (let e = host.start[p]!; e < host.start[p + 1]!; e++) mark(leafOf(host.before[e]!))
  }
  dropEmptyTransfers(graph, live)
  noteCulled(graph, live, decisions)
  return live
}

const isMove = (kind: number): boolean => kind === passCode.copy || kind === passCode.fill || kind === passCode.upload

/** Transfers of no bytes have no access. They do nothing, so they are removed even where side effects are declared. */
function dropEmptyTransfers({ passKind, accessStart }: NormalGraph, live: Uint8Array): void {
  for (let p = 0; p < live.length; p++)
    if (accessStart[p] === accessStart[p + 1] && (isMove(passKind[p]!) || passKind[p] === passCode.readback))
      live[p] = 0
}

function noteCulled(graph: NormalGraph, live: Uint8Array, decisions: DecisionLog): void {
  const { passes } = graph.graph
  const { passKind, accessStart, accessBegin, accessEnd } = graph
  const transfers: string[] = []
  const others: string[] = []
  let bytes = 0
  for (let p = 0; p < passes.length; p++) {
    if (live[p] || passKind[p] === passCode.readback) continue
    if (isMove(passKind[p]!)) {
      transfers.push(passes[p]!.id)
      const last = accessStart[p + 1]! - 1
      if (last >= accessStart[p]!) bytes += accessEnd[last]! - accessBegin[last]!
    } else others.push(passes[p]!.id)
  }
  if (transfers.length > 0)
    decisions.add(
      'CULLED',
      transfers,
      [],
      'Nothing reads what these transfers write before it is overwritten or the run ends',
      { bytes, commands: transfers.length },
    )
  if (others.length > 0)
    decisions.add(
      'CULLED',
      others,
      [],
      'No readback, persistent or imported resource, or side effect needs these passes',
      { commands: others.length },
    )
}
