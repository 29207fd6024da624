/** Rules of the device for what dispatches and draws bind: offsets, and the numbers of groups, bindings and vertex buffers; and for viewports. */
import type { CommandOf, PlannedPipeline, RenderPart } from '../plan/document.ts'
import type { Machine } from './machine.ts'

type Limit =
  | StageLimit
  | 'maxBindGroups'
  | 'maxBindingsPerBindGroup'
  | 'maxBindGroupsPlusVertexBuffers'
  | 'maxVertexBuffers'
  | 'maxVertexAttributes'
  | 'maxVertexBufferArrayStride'
  | 'maxTextureDimension2D'

/** Rejects groups and bindings whose numbers are above the device's limits. */
export function checkBindingNumbers(
  machine: Machine,
  bindings: readonly { readonly group: number; readonly binding: number }[],
): void {
  const { maxBindGroups = Infinity, maxBindingsPerBindGroup = Infinity } = machine.profile.limits
  for (const { group, binding } of bindings) {
    if (group >= maxBindGroups) atMost(machine, group + 1, 'bind groups', 'maxBindGroups')
    if (binding >= maxBindingsPerBindGroup)
      atMost(machine, binding + 1, 'bindings of one group', 'maxBindingsPerBindGroup')
  }
}

type StageLimit = (typeof stageRules)[number][1]

/** Rules for what one shader stage is given: the words of a message, the limit, and the uses that count; samplers have none. */
const stageRules = [
  ['storage buffers', 'maxStorageBuffersPerShaderStage', ['storage', 'storage-read']],
  ['uniform buffers', 'maxUniformBuffersPerShaderStage', ['uniform']],
  ['sampled textures', 'maxSampledTexturesPerShaderStage', ['sampled']],
  ['storage textures', 'maxStorageTexturesPerShaderStage', ['storage-texture']],
  ['samplers', 'maxSamplersPerShaderStage', [undefined]],
] as const

/** Rejects more bindings than one stage takes. With two stages, each may use half of them. `bound` is what each of `count` bindings is used as. */
export function checkStage(
  machine: Machine,
  count: number,
  stages: number,
  bound: () => readonly (string | undefined)[],
): void {
  const { limits } = machine.profile
  for (const [what, name, counted] of stageRules) {
    const limit = limits[name]
    if (limit === undefined || count <= limit) continue
    const those = bound().filter((as) => (counted as readonly (string | undefined)[]).includes(as)).length
    atMost(machine, Math.ceil(those / stages), `${what} of one shader stage`, name)
  }
}

/** Rejects draws that bind more than the device takes, or at offsets that it does not take. */
export function checkDrawRules(machine: Machine, { parts }: CommandOf<'render'>): void {
  for (const part of parts) {
    const { bindGroups = [], draws = [] } = part
    for (const { group, entries } of bindGroups)
      checkBindingNumbers(
        machine,
        entries.map(({ binding }) => ({ group, binding })),
      )
    for (const draw of draws) {
      const pipeline = machine.plan.pipelines?.[draw.pipeline]
      const groups = draw.bindGroups.map((number) => (bindGroups[number]?.group ?? 0) + 1)
      const given = draw.bindGroups.flatMap((number) => bindGroups[number]?.entries ?? [])
      checkStage(machine, given.length, pipeline?.fragment ? 2 : 1, () =>
        given.map((entry) => ('use' in entry ? part.uses[entry.use]?.as : undefined)),
      )
      if (pipeline) checkPipeline(machine, pipeline, Math.max(0, ...groups))
      if (draw.viewport)
        atMost(machine, Math.max(draw.viewport[2], draw.viewport[3]), 'texels of a viewport', 'maxTextureDimension2D')
      if (draw.indexBuffer)
        checkOffset(machine, part, draw.indexBuffer.use, draw.indexBuffer.format === 'uint16' ? 2 : 4)
      for (const use of draw.vertexBuffers) if (use !== null) checkOffset(machine, part, use, 4)
      if ('indirect' in draw.call) checkOffset(machine, part, draw.call.indirect, 4)
    }
  }
}

function checkPipeline(machine: Machine, { vertex: { buffers } }: PlannedPipeline, groups: number): void {
  atMost(machine, buffers.length, 'vertex buffers', 'maxVertexBuffers')
  atMost(machine, buffers.length + groups, 'vertex buffers and bind groups', 'maxBindGroupsPlusVertexBuffers')
  const attributes = buffers.flatMap((buffer) => buffer?.attributes ?? [])
  atMost(machine, attributes.length, 'vertex attributes', 'maxVertexAttributes')
  for (const { shaderLocation } of attributes)
    atMost(machine, shaderLocation + 1, 'vertex locations', 'maxVertexAttributes')
  for (const buffer of buffers)
    if (buffer)
      atMost(machine, buffer.arrayStride, 'bytes of an element of a vertex buffer', 'maxVertexBufferArrayStride')
}

function atMost(machine: Machine, value: number, what: string, name: Limit): void {
  const limit = machine.profile.limits[name]
  if (limit !== undefined && value > limit)
    machine.reject('DEVICE_RULE', `${value} ${what} are above the device's ${name} of ${limit}`)
}

function checkOffset(machine: Machine, { uses }: RenderPart, number: number, unit: number): void {
  const use = uses[number]
  if (use && 'heap' in use.slice && use.slice.offset % unit !== 0)
    machine.reject(
      'DEVICE_RULE',
      `The offset ${use.slice.offset} of ${JSON.stringify(use.resource)} as ${use.as} is no multiple of ${unit}`,
    )
}
