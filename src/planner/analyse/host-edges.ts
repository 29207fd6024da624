/** Order by the outputs and inputs of host passes. */
import { passCode } from '../../graph/access.ts'
import type { PassOf } from '../../graph/document.ts'
import { int32Array } from '../../graph/typed-arrays.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { inputOf } from '../staging/staged-bytes.ts'
import { GrowableInt32, toRows } from '../support/growable.ts'

/** Edges of host passes, which bytes of the host demand and no memory of the graph. */
export interface HostEdges {
  /** Rows by pass: the passes that a host pass consumes from, and the host passes that produce the input of an upload. */
  readonly start: Int32Array
  readonly before: Int32Array
}

/** The outputs and inputs of host passes as edges between passes. */
export function hostEdges({ graph, passKind, outputs, inputs }: NormalGraph): HostEdges {
  if (!passKind.includes(passCode.host)) return { start: int32Array(passKind.length + 1), before: int32Array(0) }
  const later = new GrowableInt32(16)
  const earlier = new GrowableInt32(16)
  for (let p = 0; p < passKind.length; p++) {
    if (passKind[p] === passCode.host) {
      const pass = graph.passes[p] as PassOf<'host'>
      for (const name of pass.consumes ?? []) {
        later.push(p)
        earlier.push(outputs.get(name)!.pass)
      }
    } else if (passKind[p] === passCode.upload) {
      const pass = graph.passes[p] as PassOf<'upload'>
      const { producer } = inputs.get(inputOf(pass).name)!
      if (producer >= 0) {
        later.push(p)
        earlier.push(producer)
      }
    }
  }
  const rows = toRows(graph.passes.length, later.toArray(), earlier.toArray())
  return { start: rows.start, before: rows.target }
}
