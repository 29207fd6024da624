/** A resolved graph with all that a device adds to it. */
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { reachOf, type Reach } from './reach.ts'

/** A graph on a device: what each pass touches, in which order that must stay, and where it may run. */
export interface NormalGraph extends ResolvedGraph, Reach {
  readonly profile: DeviceProfile
  /** By pass: bit q is set where it may run on queue q of the profile; 0 for host passes. */
  readonly queueMask: Uint8Array
}

/** The graph on a device whose limits it has been held against. O(accesses). */
export function normalGraph(resolved: ResolvedGraph, profile: DeviceProfile, queueMask: Uint8Array): NormalGraph {
  const reach = reachOf(resolved)
  // Fields are named one by one: an object spread of so many fields gets a new hidden class each time, and V8 compiles every
  // function that reads it again for each graph.
  return {
    graph: resolved.graph,
    resources: resolved.resources,
    resourceIndex: resolved.resourceIndex,
    shaderIndex: resolved.shaderIndex,
    passIndex: resolved.passIndex,
    instanceResource: resolved.instanceResource,
    instancePrevious: resolved.instancePrevious,
    instanceTransient: resolved.instanceTransient,
    instanceTexture: resolved.instanceTexture,
    instanceBytes: resolved.instanceBytes,
    hasTextures: resolved.hasTextures,
    passKind: resolved.passKind,
    sideEffects: resolved.sideEffects,
    accessStart: resolved.accessStart,
    accessInstance: resolved.accessInstance,
    accessBegin: resolved.accessBegin,
    accessEnd: resolved.accessEnd,
    accessFlags: resolved.accessFlags,
    accessKind: resolved.accessKind,
    accessSlot: resolved.accessSlot,
    leavesOutEmpty: resolved.leavesOutEmpty,
    afterStart: resolved.afterStart,
    after: resolved.after,
    inputs: resolved.inputs,
    outputs: resolved.outputs,
    profile,
    queueMask,
    accessFrom: reach.accessFrom,
    accessReach: reach.accessReach,
    accessBox: reach.accessBox,
  }
}
