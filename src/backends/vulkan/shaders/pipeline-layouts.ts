/** Shader modules and the layouts that a pipeline needs. */
import { eitherSampling } from '../../../graph/shader-texture.ts'
import { shaderFailed } from '../../../errors.ts'
import {
  VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  VK_DESCRIPTOR_TYPE_SAMPLER,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
  VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  VK_SHADER_STAGE_COMPUTE_BIT,
  VK_SHADER_STAGE_FRAGMENT_BIT,
  VK_SHADER_STAGE_VERTEX_BIT,
  VkDescriptorSetLayoutCreateInfo,
  VkPipelineLayoutCreateInfo,
  VkShaderModuleCreateInfo,
  type VkDescriptorSetLayout,
  type VkPipelineLayout,
  type VkShaderModule,
} from '../bindings/index.ts'
import type { Build } from '../memory/build.ts'
import { onlyEntryPoint } from './entry-points.ts'
import type { ShaderCode } from './shaders.ts'
import type { StageName } from '../../../cpu/spirv/instructions.ts'
import type { ResourceKind, ShaderResource } from './spirv.ts'

export const descriptorType: Readonly<Record<Exclude<ResourceKind, 'other'>, number>> = {
  uniform: VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  storage: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  sampled: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  'storage-texture': VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
  sampler: VK_DESCRIPTOR_TYPE_SAMPLER,
}

export const stageBits: Readonly<Record<StageName, number>> = {
  vertex: VK_SHADER_STAGE_VERTEX_BIT,
  fragment: VK_SHADER_STAGE_FRAGMENT_BIT,
  compute: VK_SHADER_STAGE_COMPUTE_BIT,
}

/** An entry point of a shader as a stage of a pipeline. */
export interface StageCode {
  readonly shader: ShaderCode
  readonly stage: StageName
  readonly entryPoint: string
}

export interface ShaderLayout {
  readonly resources: readonly ShaderResource[]
  /** The stages that see the resources, as VkShaderStageFlags. */
  readonly stageFlags: number
  readonly layout: VkPipelineLayout
  /** Layouts by group; groups that the shader does not use have an empty one. */
  readonly setLayouts: readonly VkDescriptorSetLayout[]
}

/** Where layouts are made: for one pipeline. */
export type LayoutBuild = Pick<Build, 'device' | 'arena' | 'scope'>

export class PipelineLayouts {
  private readonly build: LayoutBuild
  private readonly modules = new Map<string, VkShaderModule>()
  private readonly shaders: ShaderCode[] = []
  private readonly setLayouts = new Map<string, VkDescriptorSetLayout>()
  private readonly out = new BigUint64Array(1)

  constructor(build: LayoutBuild) {
    this.build = build
  }

  /**
   * The layout of a pipeline of these stages, with the given bytes of push constants. Resources that stages share are one.
   * @throws MemkitError SHADER_FAILED
   */
  layoutOf(stages: readonly StageCode[], pushBytes = 0): ShaderLayout {
    const resources = sharedResources(stages)
    const groups = resources.reduce((most, { group }) => Math.max(most, group + 1), 0)
    const most = this.build.device.physical.limits.maxBoundDescriptorSets
    const { shader } = stages[0]!
    if (groups > most)
      throw shaderFailed(shader.id, `it uses group ${groups - 1}; the device has groups 0 to ${most - 1}`)
    const stageFlags = stages.reduce((flags, { stage }) => flags | stageBits[stage], 0)
    const setLayouts = Array.from({ length: groups }, (_, group) =>
      this.setLayout(
        resources.filter((resource) => resource.group === group),
        stageFlags,
      ),
    )
    const { device, arena, scope } = this.build
    const { vk, handle } = device
    const info = arena.struct(VkPipelineLayoutCreateInfo, {
      pSetLayouts: setLayouts,
      pPushConstantRanges: pushBytes > 0 ? [{ stageFlags, offset: 0, size: pushBytes }] : [],
    })
    const what = `the pipeline layout of ${JSON.stringify(shader.id)}`
    device.check(vk.vkCreatePipelineLayout(handle, info, null, this.out), 'vkCreatePipelineLayout', what)
    const layout = this.out[0] as VkPipelineLayout
    scope.own('pipelineLayouts', () => vk.vkDestroyPipelineLayout(handle, layout, null))
    return { resources, stageFlags, layout, setLayouts }
  }

  /** The module of a stage, which holds its entry point alone. */
  module({ shader, stage, entryPoint }: StageCode): VkShaderModule {
    if (!this.shaders.includes(shader)) this.shaders.push(shader)
    const key = JSON.stringify([this.shaders.indexOf(shader), stage, entryPoint])
    let module = this.modules.get(key)
    if (!module) {
      const { device, arena, scope } = this.build
      const { vk, handle } = device
      const words = shader.isTrusted ? shader.words : onlyEntryPoint(shader.words, stage, entryPoint)
      const info = arena.struct(VkShaderModuleCreateInfo, { codeSize: words.byteLength, pCode: words })
      const result = vk.vkCreateShaderModule(handle, info, null, this.out)
      device.check(result, 'vkCreateShaderModule', `the shader ${JSON.stringify(shader.id)}`)
      const made = (module = this.out[0] as VkShaderModule)
      scope.own('shaderModules', () => vk.vkDestroyShaderModule(handle, made, null))
      this.modules.set(key, made)
    }
    return module
  }

  private setLayout(resources: readonly ShaderResource[], stageFlags: number): VkDescriptorSetLayout {
    const pBindings = resources
      .map(({ binding, kind }) => ({
        binding,
        descriptorType: descriptorType[kind as keyof typeof descriptorType],
        descriptorCount: 1,
        stageFlags,
      }))
      .sort((a, b) => a.binding - b.binding)
    const key = [stageFlags, ...pBindings.map(({ binding, descriptorType }) => `${binding}:${descriptorType}`)].join(
      ' ',
    )
    let layout = this.setLayouts.get(key)
    if (!layout) {
      const { device, arena, scope } = this.build
      const { vk, handle } = device
      const info = arena.struct(VkDescriptorSetLayoutCreateInfo, { pBindings })
      const result = vk.vkCreateDescriptorSetLayout(handle, info, null, this.out)
      device.check(result, 'vkCreateDescriptorSetLayout', 'a descriptor set layout')
      const made = (layout = this.out[0] as VkDescriptorSetLayout)
      scope.own('descriptorSetLayouts', () => vk.vkDestroyDescriptorSetLayout(handle, made, null))
      this.setLayouts.set(key, made)
    }
    return layout
  }
}

function sharedResources(stages: readonly StageCode[]): ShaderResource[] {
  const bySlot = new Map<string, ShaderResource>()
  for (const { shader, stage, entryPoint } of stages)
    for (const resource of resourcesOf(shader, stage, entryPoint)) {
      const { sampling, ...declared } = resource
      const { group, binding, kind } = declared
      const slot = `${group} ${binding}`
      const { sampling: before, ...known } = bySlot.get(slot) ?? resource
      if (JSON.stringify(known) !== JSON.stringify(declared))
        throw shaderFailed(
          shader.id,
          `group ${group}, binding ${binding} is ${known.kind} in one stage, ${kind} in another`,
        )
      const either = eitherSampling(sampling, before)
      bySlot.set(slot, either ? { ...declared, sampling: either } : declared)
    }
  return [...bySlot.values()]
}

function resourcesOf({ id, info }: ShaderCode, stage: StageName, entryPoint: string): ShaderResource[] {
  const entryPoints = info.entryPointsOf(stage)
  if (!entryPoints.includes(entryPoint))
    throw shaderFailed(
      id,
      `it has no ${stage} entry point ${JSON.stringify(entryPoint)}; it has ${entryPoints.join(', ') || 'none'}`,
    )
  const resources = info.resourcesOf(stage, entryPoint)
  const odd = resources.find(({ kind }) => kind === 'other')
  if (odd) throw shaderFailed(id, `group ${odd.group}, binding ${odd.binding} is of a kind that passes cannot bind`)
  return resources
}
