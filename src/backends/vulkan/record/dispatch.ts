/** Compute passes: a pipeline, descriptor sets, and a dispatch. */
import { planMismatch, shaderFailed } from '../../../errors.ts'
import type { BufferSlice, CommandOf, PlanBinding } from '../../../plan/document.ts'
import { VK_PIPELINE_BIND_POINT_COMPUTE } from '../bindings/index.ts'
import { bufferUnit } from '../memory/buffers.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import type { Descriptor, DescriptorPool } from '../shaders/descriptors.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { descriptorType } from '../shaders/pipeline-layouts.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import type { RunPlace } from '../memory/places.ts'
import type { ResourceKind, ShaderResource } from '../shaders/spirv.ts'
import type { TextureBindings } from '../shaders/texture-bindings.ts'
import { dependenceOf } from '../memory/variants.ts'
import type { IndirectCounts } from './indirect-counts.ts'

type Dispatch = CommandOf<'dispatch'>
type BoundResource = Extract<PlanBinding, { slice: unknown }>

const kindOf = (binding: PlanBinding): ResourceKind => {
  if ('sampler' in binding) return 'sampler'
  switch (binding.as) {
    case 'uniform':
    case 'sampled':
    case 'storage-texture':
      return binding.as
    default:
      return 'storage'
  }
}

export interface DispatchParts {
  readonly pipelines: Pipelines
  readonly descriptors: DescriptorPool
  readonly textures: TextureBindings
  readonly counts: IndirectCounts
}

export function compileDispatch(
  build: Build,
  { pipelines, descriptors, textures, counts }: DispatchParts,
  command: Dispatch,
): RecordCommand {
  const { device, plan } = build
  const { shader, entryPoint, workgroups, bindings } = command
  const pipeline = pipelines.use(shader, entryPoint)
  const groups = pipeline.setLayouts.map((_, group) =>
    pipeline.resources
      .filter((resource) => resource.group === group)
      .map((resource): Descriptor => {
        const type = descriptorType[resource.kind as keyof typeof descriptorType]
        const bound = boundTo(resource, bindings, shader)
        if ('sampler' in bound) return { binding: resource.binding, type, at: textures.sampler(bound.sampler) }
        if ('texture' in bound.slice)
          return { binding: resource.binding, type, at: textures.bind(bound.slice, resource) }
        const slice = bound.slice
        return { binding: resource.binding, type, at: (at) => bufferInfo(build, slice, at) }
      }),
  )
  const slices = bindings.flatMap((binding) => ('slice' in binding ? [(binding as BoundResource).slice] : []))
  const dependence = dependenceOf(
    plan,
    slices.flatMap((slice) => ('heap' in slice ? [slice.heap] : [])),
    slices.flatMap((slice) => ('texture' in slice ? [slice.texture] : [])),
  )
  const sets = descriptors.use(pipeline.setLayouts, groups, dependence)
  const indirect = Array.isArray(workgroups) ? undefined : workgroups
  const [x, y, z] = Array.isArray(workgroups) ? workgroups : [0, 0, 0]
  return ({ commands, at, arena }) => {
    const { vk } = device
    if (!indirect && x * y * z === 0) return
    vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.handle)
    if (pipeline.setLayouts.length > 0) {
      const bound = sets.at(at, arena)
      vk.vkCmdBindDescriptorSets(
        commands,
        VK_PIPELINE_BIND_POINT_COMPUTE,
        pipeline.layout,
        0,
        bound.length,
        bound,
        0,
        null,
      )
    }
    if (!indirect) {
      vk.vkCmdDispatch(commands, x, y, z)
      return
    }
    const { buffer, offset } = counts.at(command, indirect, at)
    vk.vkCmdDispatchIndirect(commands, buffer, offset)
  }
}

function bufferInfo({ places, plan }: Build, slice: BufferSlice, at: RunPlace) {
  const { buffer, offset } = places.buffer(slice.heap, at)
  const { memory, sizeBytes } = plan.heaps[slice.heap]!
  // Shaders access whole words, in imported buffers as well.
  const end = roundUp(sizeBytes, memory === 'imported' ? 4 : bufferUnit)
  const range = Math.min(Math.max(roundUp(slice.size, 4), 4), end - slice.offset)
  return { buffer, offset: offset + slice.offset, range }
}

function boundTo(resource: ShaderResource, bindings: readonly PlanBinding[], shader: string): PlanBinding {
  const { group, binding, kind } = resource
  const bound = bindings.find((candidate) => candidate.group === group && candidate.binding === binding)
  const slot = `group ${group}, binding ${binding}`
  if (!bound) throw planMismatch(`The shader ${JSON.stringify(shader)} uses ${slot}, which the pass does not bind`)
  if (kindOf(bound) !== kind)
    throw shaderFailed(shader, `${slot} is ${kind} in the shader, and ${kindOf(bound)} in the pass`)
  return bound
}
