/**
 * A parsed document turned into accesses: for every pass, which bytes it reads, writes and overwrites.
 *
 * An *instance* is one body of bytes: resource i is instance i; `previous: k` of a resource with history is an instance of its
 * own after those. Accesses are stored as parallel arrays, sliced by pass, because 10^5 passes are planned in about a second.
 */
import type { FrameGraph } from './document.ts'
import type { IdLookUp } from './ids.ts'
import type { InstanceColumns, Instances, KnownInstances } from './instances.ts'
import type { Interface } from './interface.ts'
import type { ResourceInfo } from './resources.ts'

/** The accesses of a list of passes: all of a graph's, or those that an edit changed. */
export interface PassColumns {
  /** Index into `passKinds` of each pass. */
  readonly passKind: Uint8Array
  /** 1 for passes with `sideEffects`. */
  readonly sideEffects: Uint8Array
  /** Accesses of pass p are `accessStart[p] … accessStart[p + 1]`. */
  readonly accessStart: Int32Array
  readonly accessInstance: Int32Array
  readonly accessBegin: Float64Array
  readonly accessEnd: Float64Array
  readonly accessFlags: Uint8Array
  /** Index into `accessKinds`. */
  readonly accessKind: Uint8Array
  /** Index of the access's endpoint in the order of `passEndpoints`. */
  readonly accessSlot: Int32Array
  /** Whether an endpoint of no bytes was left out of the accesses. */
  readonly leavesOutEmpty: boolean
  /** Earlier passes named by `after`, sliced by pass. */
  readonly afterStart: Int32Array
  readonly after: Int32Array
}

export interface ResolvedGraph extends PassColumns, KnownInstances, InstanceColumns, Interface {
  readonly graph: FrameGraph
  readonly resources: readonly ResourceInfo[]
  readonly resourceIndex: IdLookUp
  readonly shaderIndex: IdLookUp
  readonly passIndex: IdLookUp
}

/** The indices and facts that a graph's passes were resolved with. */
export interface Resolution extends Pick<ResolvedGraph, 'graph' | 'resourceIndex' | 'shaderIndex' | 'passIndex'> {
  readonly infos: readonly ResourceInfo[]
  readonly instances: Instances
}

/** A literal with all fields named: every phase reads it, and a spread would have a hidden class of its own each time. */
export const putTogether = (
  { graph, infos, resourceIndex, shaderIndex, passIndex, instances }: Resolution,
  { instanceTransient, instanceTexture, instanceBytes, hasTextures }: InstanceColumns,
  passes: PassColumns,
  { inputs, outputs }: Interface,
): ResolvedGraph => ({
  graph,
  resources: infos,
  resourceIndex,
  shaderIndex,
  passIndex,
  instanceResource: instances.resource,
  instancePrevious: instances.previous,
  instanceTransient,
  instanceTexture,
  instanceBytes,
  hasTextures,
  passKind: passes.passKind,
  sideEffects: passes.sideEffects,
  accessStart: passes.accessStart,
  accessInstance: passes.accessInstance,
  accessBegin: passes.accessBegin,
  accessEnd: passes.accessEnd,
  accessFlags: passes.accessFlags,
  accessKind: passes.accessKind,
  accessSlot: passes.accessSlot,
  leavesOutEmpty: passes.leavesOutEmpty,
  afterStart: passes.afterStart,
  after: passes.after,
  inputs,
  outputs,
})
