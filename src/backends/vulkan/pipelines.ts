/** Compute pipelines with their layouts, each made once per session; the driver's cache spans sessions. */
import { planMismatch, shaderFailed } from '../../errors.ts'
import {
  inBackground,
  VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  VK_DESCRIPTOR_TYPE_SAMPLER,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
  VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  VK_ERROR_DEVICE_LOST,
  VK_ERROR_OUT_OF_DEVICE_MEMORY,
  VK_ERROR_OUT_OF_HOST_MEMORY,
  VK_SHADER_STAGE_COMPUTE_BIT,
  VK_SUCCESS,
  VkComputePipelineCreateInfo,
  VkDescriptorSetLayoutCreateInfo,
  VkPipelineLayoutCreateInfo,
  VkShaderModuleCreateInfo,
  type Pointer,
  type VkDescriptorSetLayout,
  type VkPipeline,
  type VkPipelineLayout,
  type VkShaderModule,
} from './bindings/index.ts'
import type { Build } from './build.ts'
import { resultName } from './results.ts'
import { readShader, type ShaderCode } from './shaders.ts'
import type { ResourceKind, ShaderResource } from './spirv.ts'

export const descriptorType: Readonly<Record<Exclude<ResourceKind, 'other'>, number>> = {
  uniform: VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  storage: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  sampled: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  'storage-texture': VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
  sampler: VK_DESCRIPTOR_TYPE_SAMPLER,
}

export interface Pipeline {
  readonly resources: readonly ShaderResource[]
  readonly layout: VkPipelineLayout
  /** By group; a group that the shader does not use has an empty layout. */
  readonly setLayouts: readonly VkDescriptorSetLayout[]
  /** There once `create` has resolved. */
  handle: VkPipeline
}

export class Pipelines {
  private readonly build: Build
  private readonly shaders: ReadonlyMap<string, ShaderCode>
  private readonly modules = new Map<Uint32Array, VkShaderModule>()
  private readonly setLayouts = new Map<string, VkDescriptorSetLayout>()
  private readonly pipelines = new Map<string, Pipeline>()
  private readonly tasks: { readonly pipeline: Pipeline; readonly shader: ShaderCode; readonly entryPoint: string }[] =
    []
  private readonly out = new BigUint64Array(1)

  constructor(build: Build, shaders: ReadonlyMap<string, ShaderCode>) {
    this.build = build
    this.shaders = shaders
  }

  /** @throws MemkitError SHADER_FAILED */
  use(shaderId: string, entryPoint: string): Pipeline {
    const key = JSON.stringify([shaderId, entryPoint])
    let pipeline = this.pipelines.get(key)
    if (!pipeline) {
      const shader = this.shaders.get(shaderId)
      if (!shader) throw planMismatch(`The plan has no shader ${JSON.stringify(shaderId)}`)
      this.pipelines.set(key, (pipeline = this.describe(shader, entryPoint)))
    }
    return pipeline
  }

  /** A kernel of our own: its one entry point has its name. */
  useKernel(name: string, spirv: string): Pipeline {
    const key = `kernel ${name}`
    let pipeline = this.pipelines.get(key)
    if (!pipeline) this.pipelines.set(key, (pipeline = this.describe(readShader(name, spirv), name)))
    return pipeline
  }

  /** Compiles what was asked for, off the JavaScript thread. */
  async create(): Promise<void> {
    // All end before the first failure is told, because freeing while the driver compiles is not allowed.
    const results = await Promise.allSettled(this.tasks.map((task) => this.compile(task)))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  private describe(shader: ShaderCode, entryPoint: string): Pipeline {
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
      this.setLayout(resources.filter((resource) => resource.group === group)),
    )
    const { device, arena, scope } = this.build
    const { vk, handle } = device
    const info = arena.struct(VkPipelineLayoutCreateInfo, { pSetLayouts: setLayouts })
    const what = `the pipeline layout of ${JSON.stringify(shader.id)}`
    device.check(vk.vkCreatePipelineLayout(handle, info, null, this.out), 'vkCreatePipelineLayout', what)
    const layout = this.out[0] as VkPipelineLayout
    scope.own('pipelineLayouts', () => vk.vkDestroyPipelineLayout(handle, layout, null))
    const pipeline: Pipeline = { resources, layout, setLayouts, handle: 0n as VkPipeline }
    this.tasks.push({ pipeline, shader, entryPoint })
    return pipeline
  }

  private setLayout(resources: readonly ShaderResource[]): VkDescriptorSetLayout {
    const bindings = resources
      .map(({ binding, kind }) => ({
        binding,
        descriptorType: descriptorType[kind as keyof typeof descriptorType],
        descriptorCount: 1,
        stageFlags: VK_SHADER_STAGE_COMPUTE_BIT,
      }))
      .sort((a, b) => a.binding - b.binding)
    const key = bindings.map(({ binding, descriptorType }) => `${binding}:${descriptorType}`).join(' ')
    let layout = this.setLayouts.get(key)
    if (!layout) {
      const { device, arena, scope } = this.build
      const { vk, handle } = device
      const info = arena.struct(VkDescriptorSetLayoutCreateInfo, { pBindings: bindings })
      const result = vk.vkCreateDescriptorSetLayout(handle, info, null, this.out)
      device.check(result, 'vkCreateDescriptorSetLayout', 'a descriptor set layout')
      const made = (layout = this.out[0] as VkDescriptorSetLayout)
      scope.own('descriptorSetLayouts', () => vk.vkDestroyDescriptorSetLayout(handle, made, null))
      this.setLayouts.set(key, made)
    }
    return layout
  }

  private module(shader: ShaderCode): VkShaderModule {
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

  private async compile({ pipeline, shader, entryPoint }: (typeof this.tasks)[number]): Promise<void> {
    const { device, arena, scope } = this.build
    const { vk, handle, pipelineCache } = device
    const info = arena.struct(VkComputePipelineCreateInfo, {
      stage: { stage: VK_SHADER_STAGE_COMPUTE_BIT, module: this.module(shader), pName: entryPoint },
      layout: pipeline.layout,
      basePipelineIndex: -1,
    })
    // In the arena, whose memory stays where it is while another thread writes there.
    const out = arena.bytes(new BigUint64Array(1)) as Pointer<'VkPipeline'>
    const result = await inBackground(vk.vkCreateComputePipelines, handle, pipelineCache, 1, info, null, out)
    const known = [VK_SUCCESS, VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_DEVICE_MEMORY, VK_ERROR_OUT_OF_HOST_MEMORY]
    if (!known.includes(result))
      throw shaderFailed(shader.id, `the driver refuses its pipeline for ${entryPoint}: ${resultName(result)}`)
    device.check(result, 'vkCreateComputePipelines', `the pipeline of ${JSON.stringify(shader.id)}`)
    const made = arena.view(out, 8).getBigUint64(0, true) as VkPipeline
    scope.own('pipelines', () => vk.vkDestroyPipeline(handle, made, null))
    pipeline.handle = made
  }
}
