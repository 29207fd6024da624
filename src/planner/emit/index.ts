/** Phase 12, emit: the canonical plan document. */
import { asInteger } from '../support/as-integer.ts'
import type { FrameGraph, QueueKind, Shader } from '../../graph/document.ts'
import type { Placement, Plan, PlannedPipeline } from '../../plan/document.ts'
import { withHash } from '../../plan/hash.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import type { EmitContext } from './context.ts'
import { report } from './report.ts'

/** The plan document, with its report and its hash. O(passes + commands + versions). */
export function emit(context: EmitContext): Plan {
  const { graph, schedule, placements, assembled, objective, decisions } = context
  const document = graph.graph
  const bodies: Plan['bodies'] = []
  const shaders = new Set<string>()
  // By index: an iterator makes an object for each number until V8 has compiled the loop.
  let latest = ''
  for (let k = 0; k < schedule.member.length; k++) {
    const pass = document.passes[schedule.member[k]!]!
    if ('body' in pass) if (pass.body !== undefined) bodies.push({ name: pass.body, pass: pass.id })
    if (pass.kind === 'compute' && pass.shader !== latest) shaders.add((latest = pass.shader))
  }
  for (const { vertex, fragment } of assembled.pipelines) {
    shaders.add(vertex.shader)
    if (fragment) shaders.add(fragment.shader)
  }
  const outputs: Plan['outputs'] = []
  for (const { name, sizeBytes } of graph.outputs.values()) outputs.push({ name, sizeBytes })
  const content = {
    format: 'memkit-gpu/plan' as const,
    version: 1 as const,
    name: document.name ?? '',
    profile: graph.profile.name,
    objective,
    queues: queuesOf(graph.profile),
    explicitBarriers: graph.profile.rules.explicitBarriers,
    heaps: assembled.heaps.slice(),
    textures: placements.textures,
    placements: listPlacements(context),
    shaders: shadersOf(document, shaders),
    inputs: inputsOf(context),
    outputs,
    bodies,
    imports: importsOf(document),
    submissions: assembled.submissions,
    timeline: assembled.timeline,
    decisions: decisions.list,
    report: report(context),
  }
  const { pipelines } = assembled
  return withHash(pipelines.length > 0 ? withPipelines(content, pipelines.slice()) : content)
}

/** Content with pipelines behind the shaders, which few plans have: a spread in the literal of all would cost each of them a microsecond. */
function withPipelines(content: Omit<Plan, 'hash'>, pipelines: PlannedPipeline[]): Omit<Plan, 'hash'> {
  const { inputs, outputs, bodies, imports, submissions, timeline, decisions, report: own, ...before } = content
  return { ...before, pipelines, inputs, outputs, bodies, imports, submissions, timeline, decisions, report: own }
}

/** All inputs of the document, including those of culled passes, so that the inputs of a run do not depend on the planner. */
function inputsOf({ graph }: EmitContext): Plan['inputs'] {
  const list: Plan['inputs'] = []
  for (const { name, sizeBytes, producer: made, optional } of graph.inputs.values()) {
    const producer = made < 0 ? undefined : graph.graph.passes[made]!.id
    if (producer === undefined) list.push(optional ? { name, sizeBytes, optional } : { name, sizeBytes })
    else list.push(optional ? { name, sizeBytes, producer, optional } : { name, sizeBytes, producer })
  }
  return list
}

function listPlacements({ graph, versions, values, placements, assembled }: EmitContext): Placement[] {
  // A list that grows leaves its shorter ones behind.
  const list = new Array<Placement>(versions.versionInstance.length)
  let count = 0
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
    const offset = asInteger(placements.offset[value]!)
    const sizeBytes = asInteger(placements.sizeBytes[value]!)
    const texture = placements.texture[value]!
    const { id: resource, lifetime } = info
    const isLarger = lifetime === 'persistent' && heap >= 0 && texture < 0 && sizeBytes > info.sizeBytes
    // Fast paths for the common cases: a plain literal takes a fifth of the time of the spreads below, and two thirds of the memory.
    if (heap >= 0 && texture < 0 && previous === 0 && first && last && !isLarger)
      list[count++] = { resource, version, lifetime, heap, offset, sizeBytes, first, last }
    else if (heap >= 0 && texture >= 0 && previous === 0 && first && last)
      list[count++] = { resource, version, lifetime, heap, offset, sizeBytes, texture, first, last }
    else if (heap < 0 && texture >= 0 && previous === 0 && first && last && !isLarger)
      list[count++] = { resource, version, lifetime, sizeBytes, texture, first, last }
    else if (heap >= 0 && texture < 0 && first && last && !isLarger)
      list[count++] = { resource, version, lifetime, previous, heap, offset, sizeBytes, first, last }
    else if (heap < 0 && texture >= 0 && first && last && !isLarger)
      list[count++] = { resource, version, lifetime, previous, sizeBytes, texture, first, last }
    else
      list[count++] = {
        resource,
        version,
        lifetime,
        ...(previous > 0 && { previous }),
        ...(heap >= 0 && { heap, offset }),
        sizeBytes,
        ...(isLarger && { declaredBytes: info.sizeBytes }),
        ...(texture >= 0 && { texture }),
        ...(first && last && { first, last }),
      }
  }
  list.length = count
  return list
}

/** The shaders that the plan uses. A loop, as for all lists of a document or a profile: they are frozen, and V8's functions over such lists are many times as slow. */
function shadersOf({ shaders = [] }: FrameGraph, used: ReadonlySet<string>): Plan['shaders'] {
  const list: Plan['shaders'] = []
  for (let i = 0; i < shaders.length; i++) if (used.has(shaders[i]!.id)) list.push(plannedShader(shaders[i]!))
  return list
}

function importsOf({ resources }: FrameGraph): string[] {
  const list: string[] = []
  for (let i = 0; i < resources.length; i++) if (resources[i]!.lifetime === 'imported') list.push(resources[i]!.id)
  return list
}

function queuesOf({ queues }: DeviceProfile): Plan['queues'] {
  const list = new Array<Plan['queues'][number]>(queues.length)
  for (let q = 0; q < queues.length; q++) list[q] = plannedQueue(queues[q]!)
  return list
}

function plannedQueue({ kinds, family }: DeviceProfile['queues'][number]): Plan['queues'][number] {
  const own = new Array<QueueKind>(kinds.length)
  for (let k = 0; k < kinds.length; k++) own[k] = kinds[k]!
  return { kinds: own, family }
}

/** A shader without what is for people. The order of its fields in the document changes no plan. */
function plannedShader({ id, wgsl, spirv }: Shader): Shader {
  if (spirv === undefined) return wgsl === undefined ? { id } : { id, wgsl }
  return wgsl === undefined ? { id, spirv } : { id, wgsl, spirv }
}
