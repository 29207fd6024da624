/**
 * Phase 3, cull: a pass lives when a root needs it. Roots are readbacks, the last writers of bytes that outlive the run, side
 * effects, and host passes that produce nothing (their effect is all they are for). Everything else goes, writes that are
 * overwritten before they are read included: nothing flows out of them.
 */
import type { DecisionLog } from './decisions.ts'
import { GrowableInt32, toRows } from './growable.ts'
import type { NormalGraph } from './normalise.ts'
import type { Versions } from './versions.ts'

export interface HostEdges {
  /** Passes that must have run before a host pass, and host passes before an upload: rows by the later pass. */
  readonly start: Int32Array
  readonly before: Int32Array
}

/** What a host pass consumes and produces, as edges between passes. */
export function hostEdges({ graph, outputs, inputs }: NormalGraph): HostEdges {
  const later = new GrowableInt32(16)
  const earlier = new GrowableInt32(16)
  graph.passes.forEach((pass, p) => {
    if (pass.kind === 'host') {
      for (const name of pass.consumes ?? []) {
        later.push(p)
        earlier.push(outputs.get(name)!.pass)
      }
    } else if (pass.kind === 'upload') {
      const { producer } = inputs.get(typeof pass.input === 'string' ? pass.input : pass.input.name)!
      if (producer >= 0) {
        later.push(p)
        earlier.push(producer)
      }
    }
  })
  const rows = toRows(graph.passes.length, later.toArray(), earlier.toArray())
  return { start: rows.start, before: rows.target }
}

/** 1 for every live pass. O(passes + flow edges), no recursion. */
export function cull(graph: NormalGraph, versions: Versions, host: HostEdges, decisions: DecisionLog): Uint8Array {
  const { passes } = graph.graph
  const live = new Uint8Array(passes.length)
  const stack = new GrowableInt32()
  const mark = (p: number) => {
    if (live[p]) return
    live[p] = 1
    stack.push(p)
  }
  passes.forEach((pass, p) => {
    const bareHost = pass.kind === 'host' && !pass.produces?.length
    if (pass.kind === 'readback' || pass.sideEffects || bareHost) mark(p)
  })
  for (const p of versions.finalWriters) mark(p)
  while (stack.length > 0) {
    const p = stack.get(--stack.length)
    for (let e = versions.flowStart[p]!; e < versions.flowStart[p + 1]!; e++) mark(versions.flow[e]!)
    for (let e = host.start[p]!; e < host.start[p + 1]!; e++) mark(host.before[e]!)
  }
  const transfers: string[] = []
  const others: string[] = []
  let bytes = 0
  passes.forEach((pass, p) => {
    // Zero-size transfers have no access at all: they are no work, whatever needs them.
    const nothing =
      (pass.kind === 'copy' || pass.kind === 'fill' || pass.kind === 'upload') &&
      graph.accessStart[p] === graph.accessStart[p + 1]
    if (nothing && !pass.sideEffects) live[p] = 0
    if (live[p]) return
    const transfer = pass.kind === 'copy' || pass.kind === 'fill' || pass.kind === 'upload'
    if (transfer) {
      transfers.push(pass.id)
      const last = graph.accessStart[p + 1]! - 1
      if (last >= graph.accessStart[p]!) bytes += graph.accessEnd[last]! - graph.accessBegin[last]!
    } else others.push(pass.id)
  })
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
  return live
}
