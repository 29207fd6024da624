/** Descriptors of what shaders are given at their bindings: buffers, views of textures, samplers. */
import { bindingsDoNotFit, counted } from '../../../errors.ts'
import type { SamplerDescription } from '../../../graph/document.ts'
import { samplerMisfit, textureMisfit, type BoundTexture } from '../../../graph/shader-texture.ts'
import type { BufferSlice, Plan, PlanBinding, Slice, TextureSlice } from '../../../plan/document.ts'
import { levelSize } from '../../../plan/facts/level-boxes.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { VK_PIPELINE_BIND_POINT_COMPUTE } from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import { bufferUnit } from '../memory/buffers.ts'
import type { Build, Recording } from '../memory/build.ts'
import type { RunPlace } from '../memory/places.ts'
import { dependenceOf, type Dependence } from '../memory/variants.ts'
import type { Descriptor, DescriptorSets } from '../shaders/descriptors.ts'
import { descriptorType } from '../shaders/pipeline-layouts.ts'
import type { Pipeline } from '../shaders/shared-pipelines.ts'
import type { ResourceKind, ShaderResource } from '../shaders/spirv.ts'
import type { TextureBindings } from '../shaders/texture-bindings.ts'

/** A binding, wherever it is. */
export type Bound =
  | { readonly as: string; readonly slice: Slice; readonly resource: string }
  | Extract<PlanBinding, { sampler: unknown }>

const kindOf = (binding: Bound): ResourceKind => {
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

/**
 * The descriptor of a resource of a shader. `what` says who binds it, for messages.
 * @throws MemkitError SHADER_FAILED where nothing is bound, something of another kind, too few bytes, or another texture than declared
 */
export function descriptorOf(
  build: Build,
  textures: TextureBindings,
  resource: ShaderResource,
  bound: Bound | undefined,
  { shader, what }: { readonly shader: string; readonly what: string },
): Descriptor {
  const { group, binding, kind } = resource
  const slot = `group ${group}, binding ${binding}`
  if (!bound) throw bindingsDoNotFit(shader, `it uses ${slot}, which ${what} does not bind`)
  if (kindOf(bound) !== kind)
    throw bindingsDoNotFit(shader, `${slot} is ${kind} in the shader, and ${kindOf(bound)} in ${what}`)
  const type = descriptorType[kind as keyof typeof descriptorType]
  if ('sampler' in bound) {
    const misfit = samplerMisfit(resource.sampling, bound.sampler as SamplerDescription)
    if (misfit !== undefined) throw bindingsDoNotFit(shader, `at ${slot}, ${what} gives it a sampler ${misfit}`)
    return { binding, type, at: textures.sampler(bound.sampler) }
  }
  const { slice } = bound
  if ('texture' in slice) {
    const misfit = textureMisfit(resource.texture!, boundTexture(build.plan, slice), resource.sampling)
    if (misfit !== undefined)
      throw bindingsDoNotFit(shader, `at ${slot}, ${what} gives it ${JSON.stringify(bound.resource)}, ${misfit}`)
    return { binding, type, at: textures.bind(slice, resource.texture!) }
  }
  const { leastBytes = 0 } = resource
  if (roundUp(slice.size, 4) < leastBytes)
    throw bindingsDoNotFit(
      shader,
      `it wants at least ${counted(leastBytes, 'byte')} at ${slot}, and ${what} gives it ${slice.size} of ${JSON.stringify(bound.resource)}`,
    )
  return { binding, type, at: (at) => bufferInfo(build, slice, at) }
}

function boundTexture({ textures }: Plan, { texture, mipLevel, size, aspect, format }: TextureSlice): BoundTexture {
  const planned = textures[texture]!
  const { dimension, sampleCount } = planned
  const [width, height] = levelSize(planned, mipLevel)
  return {
    dimension,
    format: format ?? planned.format,
    aspect,
    width: width!,
    height: height!,
    layers: size[2],
    sampleCount,
  }
}

/** Binds a compute pipeline, with its descriptor sets where it has any. */
export function bindCompute(
  { vk }: Device,
  { commands, at, arena }: Recording,
  { handle, layout, setLayouts }: Pipeline,
  sets: DescriptorSets,
): void {
  vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, handle)
  if (setLayouts.length === 0) return
  const bound = sets.at(at, arena)
  vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, bound.length, bound, 0, null)
}

/** The dependence of commands that use these slices. */
export const dependenceOfSlices = (plan: Plan, slices: readonly Slice[]): Dependence =>
  dependenceOf(
    plan,
    slices.flatMap((slice) => ('heap' in slice ? [slice.heap] : [])),
    slices.flatMap((slice) => ('texture' in slice ? [slice.texture] : [])),
  )

function bufferInfo({ places, plan }: Build, slice: BufferSlice, at: RunPlace) {
  const { buffer, offset } = places.buffer(slice.heap, at)
  const { memory, sizeBytes } = plan.heaps[slice.heap]!
  // Shaders access whole words, in imported buffers as well.
  const end = roundUp(sizeBytes, memory === 'imported' ? 4 : bufferUnit)
  const range = Math.min(Math.max(roundUp(slice.size, 4), 4), end - slice.offset)
  return { buffer, offset: offset + slice.offset, range }
}
