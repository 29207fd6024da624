/** Phase 11, emit: the canonical plan document and its report. */
import { passCode } from '../../graph/access.ts'
import type { QueueKind } from '../../graph/document.ts'
import { regionBytes } from '../../graph/endpoint.ts'
import { passRegions } from '../../graph/resolve.ts'
import type { DecisionLog } from '../support/decisions.ts'
import type { Values } from '../analyse/forward-copies.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { Assembled } from './assemble.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Placements, ValueSizes } from '../place/placements.ts'
import { bytesWithoutAliasing } from '../place/without-aliasing.ts'
import { withHash } from '../../plan/hash.ts'
import type { Objective, Placement, Plan, Position, Report } from '../../plan/document.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { Versions } from '../analyse/versions.ts'

export interface EmitContext {
  readonly graph: NormalGraph
  readonly versions: Versions
  readonly values: Values
  readonly sizes: ValueSizes
  readonly schedule: Schedule
  readonly lifetimes: Lifetimes
  readonly placements: Placements
  readonly assembled: Assembled
  readonly objective: Objective
  readonly decisions: DecisionLog
  readonly declaredOrderBytes: number
  readonly anyOrderLowerBoundBytes: number
}

export function emit(context: EmitContext): Plan {
  const { graph, schedule, placements, assembled, objective, decisions } = context
  const document = graph.graph
  const bodies: Plan['bodies'] = []
  const shaders = new Set<string>()
  for (const p of schedule.member) {
    const pass = document.passes[p]!
    if (pass.kind === 'render' || pass.kind === 'custom' || pass.kind === 'host')
      if (pass.body !== undefined) bodies.push({ name: pass.body, pass: pass.id })
    if (pass.kind === 'compute') shaders.add(pass.shader)
  }
  for (const { vertex, fragment } of assembled.pipelines) {
    shaders.add(vertex.shader)
    if (fragment) shaders.add(fragment.shader)
  }
  const plan: Omit<Plan, 'hash'> = {
    format: 'memkit-gpu/plan',
    version: 1,
    name: document.name ?? '',
    profile: graph.profile.name,
    objective,
    queues: graph.profile.queues.map(({ kinds, family }) => ({ kinds: [...kinds] as QueueKind[], family })),
    heaps: [...assembled.heaps],
    textures: placements.textures,
    placements: listPlacements(context),
    shaders: (document.shaders ?? []).filter((shader) => shaders.has(shader.id)).map((shader) => ({ ...shader })),
    ...(assembled.pipelines.length > 0 ? { pipelines: [...assembled.pipelines] } : {}),
    inputs: inputsOf(context),
    outputs: [...graph.outputs.values()].map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    bodies,
    imports: document.resources.filter((resource) => resource.lifetime === 'imported').map((resource) => resource.id),
    submissions: assembled.submissions,
    timeline: assembled.timeline,
    decisions: decisions.list,
    report: report(context),
  }
  return withHash(plan)
}

/** All inputs of the document, including those of culled passes, so that the inputs of a run do not depend on the planner. */
function inputsOf({ graph }: EmitContext): Plan['inputs'] {
  return [...graph.inputs.values()].map(({ name, sizeBytes, producer }) => ({
    name,
    sizeBytes,
    ...(producer >= 0 ? { producer: graph.graph.passes[producer]!.id } : {}),
  }))
}

function listPlacements({ graph, versions, values, placements, assembled }: EmitContext): Placement[] {
  const list: Placement[] = []
  for (let v = 0; v < versions.versionInstance.length; v++) {
    const value = values.versionValue[v]!
    if (value < 0) continue
    const instance = versions.versionInstance[v]!
    const info = graph.resources[graph.instanceResource[instance]!]!
    const first = assembled.first[value]
    const last = assembled.last[value]
    if (info.lifetime === 'transient' && !first) continue
    const version = versions.versionNumber[v]!
    const previous = graph.instancePrevious[instance]!
    const heap = placements.heap[value]!
    const offset = placements.offset[value]!
    const sizeBytes = placements.sizeBytes[value]!
    const texture = placements.texture[value]!
    const { id: resource, lifetime } = info
    // A fast path for the common case: building the plain literal takes a fifth of the time of the spreads below.
    if (heap >= 0 && texture < 0 && previous === 0 && first && last)
      list.push({ resource, version, lifetime, heap, offset, sizeBytes, first, last })
    else
      list.push({
        resource,
        version,
        lifetime,
        ...(previous > 0 && { previous }),
        ...(heap >= 0 && { heap, offset }),
        sizeBytes,
        ...(texture >= 0 && { texture }),
        ...(first && last && { first, last }),
      })
  }
  return list
}

const isTransfer = (kind: number): boolean =>
  kind === passCode.upload || kind === passCode.copy || kind === passCode.fill || kind === passCode.readback

/** Bytes of an upload, copy, fill or readback. Accesses of textures are whole slices, so the regions count instead. */
function transferBytes(graph: NormalGraph, p: number): number {
  const a = graph.accessStart[p]!
  if (a === graph.accessStart[p + 1]) return 0
  const info = graph.resources[graph.instanceResource[graph.accessInstance[a]!]!]!
  return info.layout ? regionBytes(passRegions(graph, p)[0]!) : graph.accessEnd[a]! - graph.accessBegin[a]!
}

function report({
  graph,
  values,
  schedule,
  lifetimes,
  placements,
  assembled,
  versions,
  sizes,
  declaredOrderBytes,
  anyOrderLowerBoundBytes,
}: EmitContext): Report {
  const { passes } = graph.graph
  const { passKind } = graph
  let declared = 0
  let bytesDeclared = 0
  for (let p = 0; p < passKind.length; p++) {
    if (!isTransfer(passKind[p]!)) continue
    declared += 1
    bytesDeclared += transferBytes(graph, p)
  }
  const transfers = { declared, commands: 0, regions: 0, bytesDeclared, bytesMoved: 0 }
  for (const { commands } of assembled.submissions) {
    for (const command of commands) {
      if (command.op === 'copy' || command.op === 'scatter') {
        transfers.regions += command.regions.length
        for (const region of command.regions) transfers.bytesMoved += region[2]
      } else if (command.op === 'fill') {
        transfers.regions += 1
        transfers.bytesMoved += command.size
      } else if (command.op === 'copy-to-texture' || command.op === 'copy-from-texture') {
        transfers.regions += command.regions.length
        for (const region of command.regions)
          transfers.bytesMoved += region.rowBytes * region.rowsPerImage * region.size[2]
      } else if (command.op === 'copy-texture') transfers.regions += command.regions.length
      else if (command.op === 'clear-texture') transfers.regions += 1
      else continue
      transfers.commands += 1
    }
  }
  for (let n = 0; n < schedule.nodeCount; n++) {
    const p = schedule.nodePass[n]!
    if (passKind[p] !== passCode.fill && passKind[p] !== passCode.copy) continue
    let onlyTextures = graph.accessStart[p]! < graph.accessStart[p + 1]!
    for (let a = graph.accessStart[p]!; a < graph.accessStart[p + 1]!; a++)
      onlyTextures &&= placements.texture[values.accessValue[a]!]! >= 0
    if (onlyTextures) transfers.bytesMoved += transferBytes(graph, p)
  }
  // Transfers of no bytes are scheduled, but no command executes them.
  let planned = 0
  for (let k = 0; k < schedule.member.length; k++) {
    const p = schedule.member[k]!
    // An upload that is cut into parts has several nodes.
    if (k > 0 && schedule.member[k - 1] === p) continue
    if (!isTransfer(passKind[p]!) || graph.accessStart[p]! < graph.accessStart[p + 1]!) planned += 1
  }
  const barrierBound = graph.profile.rules.explicitBarriers ? schedule.barrierLowerBound : 0
  return {
    submissions: { count: schedule.submissionCount, lowerBound: schedule.lowerBound, proven: schedule.proven },
    memory: {
      peakBytes: placements.peakBytes,
      lowerBoundBytes: placements.lowerBoundBytes,
      anyOrderLowerBoundBytes,
      declaredOrderBytes,
      withoutAliasingBytes: bytesWithoutAliasing(
        { graph, versions, values, sizes },
        (value) => assembled.first[value] !== undefined,
      ),
      proven: placements.proven,
      persistentBytes: placements.persistentBytes,
      ...peak(lifetimes, placements, assembled, graph, versions, values),
    },
    transfers,
    barriers: { count: assembled.barrierCount, lowerBound: Math.min(barrierBound, assembled.barrierCount) },
    passes: { declared: passes.length, planned, culled: passes.length - planned },
  }
}

/** The first moment at which the most transient bytes are alive, and the values alive then. */
function peak(
  lifetimes: Lifetimes,
  placements: Placements,
  assembled: Assembled,
  graph: NormalGraph,
  versions: Versions,
  values: Values,
): Pick<Report['memory'], 'peakAt' | 'peakLive'> {
  const transient = (v: number) =>
    lifetimes.start[v]! >= 0 && graph.resources[placements.resource[v]!]!.lifetime === 'transient'
  const change = new Float64Array(lifetimes.timeCount + 1)
  for (let v = 0; v < values.valueCount; v++) {
    if (!transient(v)) continue
    change[lifetimes.start[v]!]! += placements.sizeBytes[v]!
    change[lifetimes.end[v]!]! -= placements.sizeBytes[v]!
  }
  let now = 0
  let most = 0
  let at = -1
  for (let t = 0; t < change.length; t++) {
    now += change[t]!
    if (now > most) {
      most = now
      at = t
    }
  }
  if (at < 0) return {}
  const live: NonNullable<Report['memory']['peakLive']> = []
  let peakAt: Position | undefined
  for (let v = 0; v < values.valueCount; v++) {
    if (!transient(v) || lifetimes.start[v]! > at || lifetimes.end[v]! <= at) continue
    const version = values.valueVersion[v]!
    if (live.length < 1000)
      live.push({
        resource: graph.resources[placements.resource[v]!]!.id,
        version: versions.versionNumber[version]!,
        sizeBytes: placements.sizeBytes[v]!,
      })
    // The value that starts at that moment is the one that completes the peak.
    if (lifetimes.start[v] === at) peakAt ??= assembled.first[v]
  }
  return { ...(peakAt ? { peakAt } : {}), peakLive: live }
}
