/**
 * Phase 1, normalise: the graph with every endpoint explicit, held against the device's limits, and the queues that each
 * pass may run on.
 */
import { invalidProfile, misaligned, noQueue, overLimit, ruleForbids } from '../errors.ts'
import { WRITES, accessCode } from '../graph/access.ts'
import type { Pass, QueueKind, Use } from '../graph/document.ts'
import { firstIssues } from '../graph/first-issues.ts'
import { passEndpoints } from '../graph/pass-endpoints.ts'
import type { ResolvedGraph } from '../graph/resolve.ts'
import { checkSeparateAspects } from './aspect-rules.ts'
import { profileSchema, type DeviceProfile } from './profile.ts'
import { reachOf, type Reach } from './reach.ts'

export interface NormalGraph extends ResolvedGraph, Reach {
  readonly profile: DeviceProfile
  /** Bit q set = the pass may run on queue q of the profile; 0 = a host pass. */
  readonly queueMask: Uint8Array
}

/** @throws MemkitError INVALID_PROFILE, OVER_LIMIT, MISALIGNED, NO_QUEUE or RULE_FORBIDS. */
export function normalise(resolved: ResolvedGraph, profile: DeviceProfile): NormalGraph {
  checkProfile(profile)
  checkResources(resolved, profile)
  if (profile.rules.separateAspectCopies) checkSeparateAspects(resolved)
  const { passes } = resolved.graph
  const queueMask = new Uint8Array(passes.length)
  const namedQueue = nameQueues(profile)
  for (let p = 0; p < passes.length; p++) {
    const pass = passes[p]!
    queueMask[p] = maskOf(pass, p, profile, namedQueue)
    if (pass.kind === 'compute') checkCompute(resolved, p, profile)
  }
  const reach = reachOf(resolved)
  // Named one by one: what V8 makes of a spread of so many has a hidden class of its own each time, and every function that reads
  // one is compiled anew for every graph.
  return {
    graph: resolved.graph,
    resources: resolved.resources,
    resourceIndex: resolved.resourceIndex,
    shaderIndex: resolved.shaderIndex,
    passIndex: resolved.passIndex,
    storageResource: resolved.storageResource,
    storagePrevious: resolved.storagePrevious,
    storageTransient: resolved.storageTransient,
    storageTexture: resolved.storageTexture,
    storageBytes: resolved.storageBytes,
    passKind: resolved.passKind,
    sideEffects: resolved.sideEffects,
    accessStart: resolved.accessStart,
    accessStorage: resolved.accessStorage,
    accessBegin: resolved.accessBegin,
    accessEnd: resolved.accessEnd,
    accessFlags: resolved.accessFlags,
    accessKind: resolved.accessKind,
    accessSlot: resolved.accessSlot,
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

const checkedProfiles = new WeakSet<DeviceProfile>()

function checkProfile(profile: DeviceProfile): void {
  if (checkedProfiles.has(profile)) return
  const { first, count } = firstIssues(profileSchema, profile)
  if (count > 0)
    throw invalidProfile(
      `The device profile is not usable: ${first[0]!.message}`,
      `profile.${first[0]!.path.join('.')}`,
    )
  for (const [i, type] of profile.memory.types.entries()) {
    if (type.heap >= profile.memory.heaps.length)
      throw invalidProfile('The memory type names a heap that does not exist', `profile.memory.types[${i}].heap`)
  }
  checkedProfiles.add(profile)
}

function checkResources({ graph, resources }: ResolvedGraph, { limits }: DeviceProfile): void {
  resources.forEach((info, r) => {
    const path = `resources[${r}].size`
    if (!info.layout) {
      if (info.sizeBytes > limits.maxBufferBytes)
        throw overLimit('The buffer size', info.sizeBytes, 'maxBufferBytes', limits.maxBufferBytes, path)
      return
    }
    const resource = graph.resources[r]!
    const [width = 1, height = 1, depth = 1] = resource.size as readonly number[]
    const { dimension } = info.layout
    const [name, most] =
      dimension === '1d'
        ? (['maxTextureDimension1D', limits.maxTextureDimension1D] as const)
        : dimension === '2d'
          ? (['maxTextureDimension2D', limits.maxTextureDimension2D] as const)
          : (['maxTextureDimension3D', limits.maxTextureDimension3D] as const)
    for (const extent of dimension === '3d' ? [width, height, depth] : [width, height])
      if (extent > most) throw overLimit('A texture extent', extent, name, most, path)
    if (dimension === '2d' && depth > limits.maxTextureArrayLayers)
      throw overLimit('The number of layers', depth, 'maxTextureArrayLayers', limits.maxTextureArrayLayers, path)
  })
}

/** The queue of the device that each name in a document means: the most specialised one that can do it. */
function nameQueues(profile: DeviceProfile): Record<QueueKind, number> {
  const fewestKinds = (kind: QueueKind) => {
    let best = -1
    profile.queues.forEach((queue, q) => {
      if (queue.kinds.includes(kind) && (best < 0 || queue.kinds.length < profile.queues[best]!.kinds.length)) best = q
    })
    return best
  }
  return { graphics: fewestKinds('graphics'), compute: fewestKinds('compute'), transfer: fewestKinds('transfer') }
}

/** What a queue must be able to do for a pass; a custom pass says by its uses what its body does. */
const neededKind = (pass: Pass): QueueKind | undefined => {
  switch (pass.kind) {
    case 'upload':
    case 'copy':
    case 'fill':
    case 'readback':
      return 'transfer'
    case 'compute':
      return 'compute'
    case 'render':
    case 'mipmap':
      return 'graphics'
    case 'custom':
      return neededByUses(pass.uses ?? [])
    case 'host':
      return undefined
  }
}

/** Vertices and indices mean drawing, what else a shader sees means at least computing, and copies are for every queue. */
function neededByUses(uses: readonly Use[]): QueueKind | undefined {
  if (uses.some(({ as }) => as === 'vertex' || as === 'index')) return 'graphics'
  return uses.some(({ as }) => as !== 'copy-src' && as !== 'copy-dst') ? 'compute' : undefined
}

function maskOf(pass: Pass, p: number, profile: DeviceProfile, named: Record<QueueKind, number>): number {
  if (pass.kind === 'host') return 0
  const needed = neededKind(pass)
  const able = (q: number) => q >= 0 && (needed === undefined || profile.queues[q]!.kinds.includes(needed))
  let mask = 0
  if (pass.queue === undefined) {
    // What a body does beside its uses is its own affair: it gets the queue that can do most.
    if (pass.kind === 'custom') mask = 1 << Math.max(0, named.graphics)
    else for (let q = 0; q < profile.queues.length; q++) if (able(q)) mask |= 1 << q
  } else {
    for (const kind of typeof pass.queue === 'string' ? [pass.queue] : pass.queue)
      if (able(named[kind])) mask |= 1 << named[kind]
  }
  if (mask === 0) {
    const wanted =
      pass.queue === undefined ? `it needs ${needed}` : `asked for ${JSON.stringify(pass.queue)}, needs ${needed}`
    throw noQueue(
      wanted,
      pass.queue === undefined ? `passes[${p}]` : `passes[${p}].queue`,
      profile.queues.map((queue) => queue.kinds.join('+')),
    )
  }
  return mask
}

const indirectRead = accessCode['indirect-read']
const uniformRead = accessCode['uniform-read']

function checkCompute(resolved: ResolvedGraph, p: number, { limits, alignments, rules }: DeviceProfile): void {
  const pass = resolved.graph.passes[p]!
  if (pass.kind !== 'compute') return
  if (!('indirect' in pass.workgroups)) {
    for (let axis = 0; axis < 3; axis++) {
      const count = pass.workgroups[axis]!
      if (count > limits.maxWorkgroupsPerDimension)
        throw overLimit(
          'The number of workgroups',
          count,
          'maxWorkgroupsPerDimension',
          limits.maxWorkgroupsPerDimension,
          `passes[${p}].workgroups[${axis}]`,
        )
    }
  }
  const { accessStart, accessBegin, accessEnd, accessKind, accessStorage, accessFlags } = resolved
  const from = accessStart[p]!
  for (let a = from; a < accessStart[p + 1]!; a++) {
    const kind = accessKind[a]!
    if (kind === indirectRead || resolved.storageTexture[accessStorage[a]!]) continue
    const uniform = kind === uniformRead
    const size = accessEnd[a]! - accessBegin[a]!
    const limit = uniform ? limits.maxUniformBindingBytes : limits.maxStorageBindingBytes
    if (size > limit)
      throw overLimit(
        'The bound range',
        size,
        uniform ? 'maxUniformBindingBytes' : 'maxStorageBindingBytes',
        limit,
        endpointPath(resolved, a, p),
      )
    const alignment = uniform ? alignments.uniformOffsetBytes : alignments.storageOffsetBytes
    if (accessBegin[a]! % alignment !== 0)
      throw misaligned(
        'The offset of the bound range',
        accessBegin[a]!,
        uniform ? 'uniformOffsetBytes' : 'storageOffsetBytes',
        alignment,
        `${endpointPath(resolved, a, p)}.offset`,
      )
    if (!rules.exclusiveUsagePerScope) continue
    // Disjoint ranges of one resource still share its buffer, which no placement can change.
    for (let b = from; b < a; b++) {
      if (accessStorage[b] === accessStorage[a] && ((accessFlags[a]! ^ accessFlags[b]!) & WRITES) !== 0)
        throw ruleForbids(
          'The device forbids one buffer both writable and read-only in one pass, and these are ranges of one resource; use two resources',
          endpointPath(resolved, a, p),
        )
    }
  }
}

/** JSON path of the endpoint behind an access. */
export function endpointPath(
  { graph, accessSlot, resources, resourceIndex }: ResolvedGraph,
  access: number,
  p: number,
): string {
  const levels = (id: string) => resources[resourceIndex.get(id)!]!.layout?.levels.length ?? 1
  return passEndpoints(graph.passes[p]!, p, levels)[accessSlot[access]!]!.path
}
