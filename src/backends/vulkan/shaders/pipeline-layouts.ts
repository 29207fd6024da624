/** Shader modules and the layouts that pipelines need, each made once per session. */
import { shaderFailed } from '../../../errors.ts'
import {
  VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  VK_DESCRIPTOR_TYPE_SAMPLER,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
  VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  VkDescriptorSetLayoutCreateInfo,
  VkPipelineLayoutCreateInfo,
  VkShaderModuleCreateInfo,
  type VkDescriptorSetLayout,
  type VkPipelineLayout,
  type VkShaderModule,
} from '../bindings/index.ts'
import type { Build } from '../memory/build.ts'
import type { ShaderCode } from './shaders.ts'
import type { ResourceKind, ShaderResource } from './spirv.ts'

export const descriptorType: Readonly<Record<Exclude<ResourceKind, 'other'>, number>> = {
  uniform: VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  storage: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  sampled: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  'storage-texture': VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
  sampler: VK_DESCRIPTOR_TYPE_SAMPLER,
}

export interface ShaderLayout {
  readonly resources: readonly ShaderResource[]
  readonly layout: VkPipelineLayout
  /** Layouts by group; groups that the shader does not use have an empty one. */
  readonly setLayouts: readonly VkDescriptorSetLayout[]
}

export class PipelineLayouts {
  private readonly build: Build
  private readonly modules = new Map<Uint32Array, VkShaderModule>()
  private readonly setLayouts = new Map<string, VkDescriptorSetLayout>()
  private readonly out = new BigUint64Array(1)

  constructor(build: Build) {
    this.build = build
  }

  /**
   * The layout of an entry point in a stage (a VkShaderStageFlagBits), with the given bytes of push constants.
   * @throws MemkitError SHADER_FAILED
   */
  layoutOf(shader: ShaderCode, entryPoint: string, stage: number, pushBytes: number): ShaderLayout {
    const { entryPoints } = shader.info
    if (!entryPoints.includes(entryPoint))
      throw shaderFailed(
        shader.id,
        `it has no entry point ${JSON.stringify(entryPoint)}; it has ${entryPoints.join(', ')}`,
      )
    const resources = shader.info.resourcesOf(entryPoint)
    const odd = resources.find(({ kind }) => kind === 'other')
    if (odd)
      throw shaderFailed(shader.id, `group ${odd.group}, binding ${odd.binding} is of a kind that passes cannot bind`)
    const groups = resources.reduce((most, { group }) => Math.max(most, group + 1), 0)
    const most = this.build.device.physical.limits.maxBoundDescriptorSets
    if (groups > most)
      throw shaderFailed(shader.id, `it uses group ${groups - 1}; the device has groups 0 to ${most - 1}`)
    const setLayouts = Array.from({ length: groups }, (_, group) =>
      this.setLayout(
        resources.filter((resource) => resource.group === group),
        stage,
      ),
    )
    const { device, arena, scope } = this.build
    const { vk, handle } = device
    const info = arena.struct(VkPipelineLayoutCreateInfo, {
      pSetLayouts: setLayouts,
      pPushConstantRanges: pushBytes > 0 ? [{ stageFlags: stage, offset: 0, size: pushBytes }] : [],
    })
    const what = `the pipeline layout of ${JSON.stringify(shader.id)}`
    device.check(vk.vkCreatePipelineLayout(handle, info, null, this.out), 'vkCreatePipelineLayout', what)
    const layout = this.out[0] as VkPipelineLayout
    scope.own('pipelineLayouts', () => vk.vkDestroyPipelineLayout(handle, layout, null))
    return { resources, layout, setLayouts }
  }

  module(shader: ShaderCode): VkShaderModule {
    let module = this.modules.get(shader.words)
    if (!module) {
      const { device, arena, scope } = this.build
      const { vk, handle } = device
      const info = arena.struct(VkShaderModuleCreateInfo, { codeSize: shader.words.byteLength, pCode: shader.words })
      const result = vk.vkCreateShaderModule(handle, info, null, this.out)
      device.check(result, 'vkCreateShaderModule', `the shader ${JSON.stringify(shader.id)}`)
      const made = (module = this.out[0] as VkShaderModule)
      scope.own('shaderModules', () => vk.vkDestroyShaderModule(handle, made, null))
      this.modules.set(shader.words, made)
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
