/**
 * Checks of what passes bind, and of the pipelines that they draw with, against the device: sizes and offsets of bound ranges, and the
 * numbers of groups, of their bindings, and of vertex buffers with their attributes; and the sides of viewports.
 */
import { misaligned, overLimit } from '../../errors.ts'
import { accessCode } from '../../graph/access.ts'
import type { Binding, Pass, Pipeline } from '../../graph/document.ts'
import type { ResolvedGraph } from '../../graph/resolved-graph.ts'
import type { DeviceProfile } from '../../plan/profile.ts'
import { countsOfStage, type StageLimit } from '../../plan/facts/stage-bindings.ts'
import type { PipelineOf } from '../support/pipeline-of.ts'
import { endpointPath } from './endpoint-path.ts'
import { uint8Array } from '../../graph/typed-arrays.ts'

/**
 * Checks what one pass binds. Bodies bind by themselves. O(accesses and bindings).
 *
 * @param least the least of the limits of what one stage is given
 * @throws MemkitError OVER_LIMIT or MISALIGNED with the path of the binding
 */
export function checkBindings(
  resolved: ResolvedGraph,
  pass: Pass,
  p: number,
  profile: DeviceProfile,
  find: PipelineOf,
  least: number,
): void {
  if (pass.kind !== 'compute' && (pass.kind !== 'render' || !pass.draws)) return
  checkRanges(resolved, p, profile)
  const { limits } = profile
  checkStages(pass, p, limits, find, least)
  if (limits.maxBindGroups === undefined && limits.maxBindingsPerBindGroup === undefined) return
  if (pass.bindings) checkSlots(pass.bindings, limits, p)
  if (pass.kind !== 'render' || !pass.draws) return
  for (let d = 0; d < pass.draws.length; d++) {
    const { bindings } = pass.draws[d]!
    if (bindings) checkSlots(bindings, limits, p, d)
  }
}

/** Checks what each stage of a pass's shaders is given. O(bindings), and of draws that might have too many, of each. */
function checkStages(pass: Pass, p: number, limits: DeviceProfile['limits'], find: PipelineOf, least: number): void {
  if (pass.kind === 'compute') {
    const { bindings } = pass
    if (bindings && bindings.length > least) checkStage(bindings, 1, limits, `passes[${p}].bindings`)
    return
  }
  if (pass.kind !== 'render') return
  const { bindings: ofPass = [] } = pass
  pass.draws?.forEach(({ pipeline: id, bindings = [] }, d) => {
    if (ofPass.length + bindings.length <= least) return
    const groups = new Set(bindings.map(({ group }) => group))
    const given = [...bindings, ...ofPass.filter(({ group }) => !groups.has(group))]
    checkStage(given, find(id).fragment ? 2 : 1, limits, `passes[${p}].draws[${d}]`)
  })
}

function checkStage(bindings: readonly Binding[], stages: 1 | 2, limits: DeviceProfile['limits'], path: string): void {
  for (const [name, count] of countsOfStage(bindings.map(usedAs), stages))
    atMost(`The number of ${namesOfCounted[name]} of one shader stage`, count, name, limits[name], path)
}

const usedAs = (binding: Binding): string | undefined => ('use' in binding ? binding.as : undefined)

const namesOfCounted: Readonly<Record<StageLimit, string>> = {
  maxUniformBuffersPerShaderStage: 'uniform buffers',
  maxStorageBuffersPerShaderStage: 'storage buffers',
  maxSampledTexturesPerShaderStage: 'sampled textures',
  maxStorageTexturesPerShaderStage: 'storage textures',
  maxSamplersPerShaderStage: 'samplers',
}

/** Checks the groups and numbers of the bindings of a pass, or of one of its draws. Paths are made for faults only. */
function checkSlots(bindings: readonly Binding[], limits: DeviceProfile['limits'], p: number, draw = -1): void {
  const { maxBindGroups = Infinity, maxBindingsPerBindGroup = Infinity } = limits
  for (let i = 0; i < bindings.length; i++) {
    const { group, binding } = bindings[i]!
    if (group < maxBindGroups && binding < maxBindingsPerBindGroup) continue
    const path = `passes[${p}].${draw < 0 ? '' : `draws[${draw}].`}bindings[${i}]`
    atMost('The number of bind groups', group + 1, 'maxBindGroups', maxBindGroups, `${path}.group`)
    atMost(
      'The number of bindings in a group',
      binding + 1,
      'maxBindingsPerBindGroup',
      maxBindingsPerBindGroup,
      `${path}.binding`,
    )
  }
}

const uniformRead = accessCode['uniform-read']
const isBufferBinding = (kind: number): boolean =>
  kind === uniformRead || kind === accessCode['storage-read'] || kind === accessCode['storage-write']

function checkRanges(resolved: ResolvedGraph, p: number, { limits, alignments }: DeviceProfile): void {
  const { accessStart, accessBegin, accessEnd, accessKind, accessInstance } = resolved
  for (let a = accessStart[p]!; a < accessStart[p + 1]!; a++) {
    const kind = accessKind[a]!
    if (!isBufferBinding(kind) || resolved.instanceTexture[accessInstance[a]!]) continue
    const isUniform = kind === uniformRead
    const size = accessEnd[a]! - accessBegin[a]!
    const limit = isUniform ? limits.maxUniformBindingBytes : limits.maxStorageBindingBytes
    if (size > limit)
      throw overLimit(
        'The bound range',
        size,
        isUniform ? 'maxUniformBindingBytes' : 'maxStorageBindingBytes',
        limit,
        endpointPath(resolved, a, p),
      )
    const alignment = isUniform ? alignments.uniformOffsetBytes : alignments.storageOffsetBytes
    if (accessBegin[a]! > 0 && accessBegin[a]! % alignment !== 0)
      throw misaligned(
        'The offset of the bound range',
        accessBegin[a]!,
        isUniform ? 'uniformOffsetBytes' : 'storageOffsetBytes',
        alignment,
        `${endpointPath(resolved, a, p)}.offset`,
      )
  }
}

/** Checks the pipelines that passes draw with, and the viewports of draws. O(attributes, and draws). @throws MemkitError OVER_LIMIT */
export function checkPipelines({ graph }: ResolvedGraph, { limits }: DeviceProfile): void {
  if (!graph.pipelines) return
  const numbers = new Map(graph.pipelines.map(({ id }, i) => [id, i]))
  const checked = uint8Array(graph.pipelines.length)
  graph.passes.forEach((pass, p) => {
    if (pass.kind !== 'render') return
    const ofPass = groupsOf(pass.bindings)
    pass.draws?.forEach(({ pipeline: id, bindings, viewport }, d) => {
      const number = numbers.get(id)!
      const pipeline = graph.pipelines![number]!
      if (checked[number] === 0) checkVertices(pipeline, `pipelines[${number}].vertex.buffers`, limits)
      checked[number] = 1
      // Each group up to the last one counts, whether it is given or not.
      const groups = Math.max(ofPass, groupsOf(bindings))
      atMost(
        `The number of bind groups and vertex buffers of a draw by pipeline ${JSON.stringify(id)}`,
        groups + (pipeline.vertex.buffers?.length ?? 0),
        'maxBindGroupsPlusVertexBuffers',
        limits.maxBindGroupsPlusVertexBuffers,
        `passes[${p}].draws[${d}]`,
      )
      if (!viewport) return
      atMost(
        `The longer side of the viewport of a draw by pipeline ${JSON.stringify(id)}`,
        Math.max(viewport[2], viewport[3]),
        'maxTextureDimension2D',
        limits.maxTextureDimension2D,
        `passes[${p}].draws[${d}].viewport`,
      )
    })
  })
}

const groupsOf = (bindings: readonly Binding[] = []): number =>
  bindings.reduce((most, { group }) => Math.max(most, group + 1), 0)

function checkVertices({ id, vertex }: Pipeline, path: string, limits: DeviceProfile['limits']): void {
  const { buffers = [] } = vertex
  const ofPipeline = `of pipeline ${JSON.stringify(id)}`
  atMost(
    `The number of vertex buffers ${ofPipeline}`,
    buffers.length,
    'maxVertexBuffers',
    limits.maxVertexBuffers,
    path,
  )
  const attributes = buffers.reduce((sum, buffer) => sum + (buffer?.attributes.length ?? 0), 0)
  const { maxVertexAttributes: most } = limits
  atMost(`The number of vertex attributes ${ofPipeline}`, attributes, 'maxVertexAttributes', most, path)
  buffers.forEach((buffer, b) => {
    if (!buffer) return
    atMost(
      `The stride of vertex buffer ${b} ${ofPipeline}`,
      buffer.arrayStride,
      'maxVertexBufferArrayStride',
      limits.maxVertexBufferArrayStride,
      `${path}[${b}].arrayStride`,
    )
    buffer.attributes.forEach(({ shaderLocation }, i) =>
      atMost(
        `The number of vertex locations ${ofPipeline}`,
        shaderLocation + 1,
        'maxVertexAttributes',
        most,
        `${path}[${b}].attributes[${i}].shaderLocation`,
      ),
    )
  })
}

function atMost(what: string, value: number, limitName: string, limit: number | undefined, path: string): void {
  if (limit !== undefined && value > limit) throw overLimit(what, value, limitName, limit, path)
}
