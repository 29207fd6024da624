/** What bodies on Vulkan are made of: WGSL through naga, graphics pipelines for dynamic rendering, descriptor sets. */
import { translate } from 'naga-wasm'
import {
  Arena,
  VK_BLEND_OP_ADD,
  VK_COMPARE_OP_ALWAYS,
  VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  VK_DESCRIPTOR_TYPE_SAMPLER,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  VK_FORMAT_D32_SFLOAT,
  VK_FORMAT_R32G32B32A32_SFLOAT,
  VK_FORMAT_R32G32_SFLOAT,
  VK_POLYGON_MODE_FILL,
  VK_SHADER_STAGE_FRAGMENT_BIT,
  VK_SHADER_STAGE_VERTEX_BIT,
  VkDescriptorPoolCreateInfo,
  VkDescriptorSetAllocateInfo,
  VkDescriptorSetLayoutCreateInfo,
  VkGraphicsPipelineCreateInfo,
  VkPipelineLayoutCreateInfo,
  VkPipelineRenderingCreateInfo,
  VkSamplerCreateInfo,
  VkShaderModuleCreateInfo,
  VkWriteDescriptorSet,
  type VkDescriptorPool,
  type VkDescriptorSet,
  type VkDescriptorSetLayout,
  type VkPipeline,
  type VkPipelineLayout,
  type VkSampler,
  type VkShaderModule,
} from '../../src/backends/vulkan/bindings/index.ts'
import type { VulkanBufferSlice, VulkanNative, VulkanTextureSlice } from '../../src/backends/vulkan/index.ts'
import { check } from './gpu/raw-vulkan.ts'

// Values of the specification that the backend itself has no need of.
const VK_FORMAT_R32G32B32_SFLOAT = 106
const VK_FORMAT_UNDEFINED = 0
const VK_STENCIL_OP_KEEP = 0
const VK_VERTEX_INPUT_RATE_VERTEX = 0
const VK_BLEND_FACTOR_ONE = 1
const VK_BLEND_FACTOR_SRC_ALPHA = 6
const VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA = 7

const keep = {
  failOp: VK_STENCIL_OP_KEEP,
  passOp: VK_STENCIL_OP_KEEP,
  depthFailOp: VK_STENCIL_OP_KEEP,
  compareOp: VK_COMPARE_OP_ALWAYS,
  compareMask: 0,
  writeMask: 0,
  reference: 0,
}
const floatFormats = [
  undefined,
  undefined,
  VK_FORMAT_R32G32_SFLOAT,
  VK_FORMAT_R32G32B32_SFLOAT,
  VK_FORMAT_R32G32B32A32_SFLOAT,
]
export const bothStages = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT

export interface VertexBuffer {
  /** Bytes; 0 gives every vertex the same. */
  readonly stride: number
  /** Each of so many floats, so many bytes from the vertex's first. */
  readonly attributes: readonly (readonly [location: number, floats: 2 | 3 | 4, offset: number])[]
}

export interface PipelineWishes {
  readonly code: string
  /** None where only depth is written. */
  readonly fragmentEntry?: string
  readonly setLayouts: readonly VkDescriptorSetLayout[]
  readonly size: readonly [number, number]
  readonly vertexBuffers: readonly VertexBuffer[]
  readonly topology: number
  readonly colors: readonly number[]
  /** Over what is there, by alpha. */
  readonly blends?: boolean
  readonly samples: number
  readonly depth?: { readonly writes: boolean; readonly compare: number }
  readonly cullMode: number
  readonly frontFace: number
  readonly bias?: { readonly constant: number; readonly slope: number }
}

export type Descriptor =
  | { readonly uniform: VulkanBufferSlice }
  | { readonly storage: VulkanBufferSlice }
  | { readonly sampler: VkSampler }
  | { readonly texture: VulkanTextureSlice }

const descriptorTypes = {
  uniform: VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  storage: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  sampler: VK_DESCRIPTOR_TYPE_SAMPLER,
  texture: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
} as const

/** Makes objects of one device; `destroy` ends them all, once the device is done with them. */
export class VulkanPipelines {
  private readonly native: VulkanNative
  private readonly arena = new Arena()
  private readonly out = new BigUint64Array(1)
  private readonly cleanUp: (() => void)[] = []
  private readonly pool: VkDescriptorPool

  /** @param maxSets of descriptors, each with up to 16 of a kind */
  constructor(native: VulkanNative, maxSets: number) {
    this.native = native
    const { commands: vk, device } = native
    const poolInfo = this.arena.struct(VkDescriptorPoolCreateInfo, {
      maxSets,
      pPoolSizes: Object.values(descriptorTypes).map((type) => ({ type, descriptorCount: 16 * maxSets })),
    })
    const result = vk.vkCreateDescriptorPool(device, poolInfo, null, this.out)
    this.pool = this.own(result, 'pool', (pool: VkDescriptorPool) => vk.vkDestroyDescriptorPool(device, pool, null))
  }

  sampler(info: Parameters<typeof VkSamplerCreateInfo.write>[2]): VkSampler {
    const { commands: vk, device } = this.native
    const result = vk.vkCreateSampler(device, this.arena.struct(VkSamplerCreateInfo, info), null, this.out)
    return this.own(result, 'sampler', (sampler: VkSampler) => vk.vkDestroySampler(device, sampler, null))
  }

  /** Bindings from 0 on, all seen by both stages. */
  setLayout(kinds: readonly (keyof typeof descriptorTypes)[]): VkDescriptorSetLayout {
    const { commands: vk, device } = this.native
    const info = this.arena.struct(VkDescriptorSetLayoutCreateInfo, {
      pBindings: kinds.map((kind, binding) => ({
        binding,
        descriptorType: descriptorTypes[kind],
        descriptorCount: 1,
        stageFlags: bothStages,
      })),
    })
    const result = vk.vkCreateDescriptorSetLayout(device, info, null, this.out)
    return this.own(result, 'set layout', (layout: VkDescriptorSetLayout) =>
      vk.vkDestroyDescriptorSetLayout(device, layout, null),
    )
  }

  /** One for each recording: descriptors of a set that is in use must not change. */
  set(layout: VkDescriptorSetLayout, descriptors: readonly Descriptor[]): VkDescriptorSet {
    const { commands: vk, device } = this.native
    const scratch = new Arena()
    const info = scratch.struct(VkDescriptorSetAllocateInfo, { descriptorPool: this.pool, pSetLayouts: [layout] })
    check(vk.vkAllocateDescriptorSets(device, info, this.out), 'set')
    const dstSet = this.out[0] as VkDescriptorSet
    const range = ({ buffer, offset, size }: VulkanBufferSlice) => ({ pBufferInfo: [{ buffer, offset, range: size }] })
    const writes = descriptors.map((descriptor, dstBinding) => {
      const [kind] = Object.keys(descriptor) as (keyof typeof descriptorTypes)[]
      const value =
        'uniform' in descriptor
          ? range(descriptor.uniform)
          : 'storage' in descriptor
            ? range(descriptor.storage)
            : 'sampler' in descriptor
              ? { pImageInfo: [{ sampler: descriptor.sampler }] }
              : { pImageInfo: [{ imageView: descriptor.texture.view, imageLayout: descriptor.texture.layout }] }
      return { dstSet, dstBinding, dstArrayElement: 0, descriptorType: descriptorTypes[kind!], ...value }
    })
    vk.vkUpdateDescriptorSets(device, writes.length, scratch.structs(VkWriteDescriptorSet, writes), 0, null)
    return dstSet
  }

  pipeline(wishes: PipelineWishes): { readonly layout: VkPipelineLayout; readonly pipeline: VkPipeline } {
    const { commands: vk, device } = this.native
    const { arena, out } = this
    const layoutInfo = arena.struct(VkPipelineLayoutCreateInfo, { pSetLayouts: [...wishes.setLayouts] })
    const layout = this.own(
      vk.vkCreatePipelineLayout(device, layoutInfo, null, out),
      'pipeline layout',
      (handle: VkPipelineLayout) => vk.vkDestroyPipelineLayout(device, handle, null),
    )
    const words = translate({ from: 'wgsl', to: 'spirv', source: wishes.code })
    const moduleInfo = arena.struct(VkShaderModuleCreateInfo, { codeSize: words.byteLength, pCode: words })
    const module = this.own(
      vk.vkCreateShaderModule(device, moduleInfo, null, out),
      'module',
      (handle: VkShaderModule) => vk.vkDestroyShaderModule(device, handle, null),
    )
    const stage = (stage: number, pName: string) => ({ stage, module, pName })
    const [width, height] = wishes.size
    const { colors, depth, bias, vertexBuffers, blends = false } = wishes
    const info = arena.struct(VkGraphicsPipelineCreateInfo, {
      pNext: arena.struct(VkPipelineRenderingCreateInfo, {
        viewMask: 0,
        pColorAttachmentFormats: [...colors],
        depthAttachmentFormat: depth ? VK_FORMAT_D32_SFLOAT : VK_FORMAT_UNDEFINED,
      }),
      pStages: [
        stage(VK_SHADER_STAGE_VERTEX_BIT, 'vertexMain'),
        ...(wishes.fragmentEntry ? [stage(VK_SHADER_STAGE_FRAGMENT_BIT, wishes.fragmentEntry)] : []),
      ],
      pVertexInputState: {
        pVertexBindingDescriptions: vertexBuffers.map(({ stride }, binding) => ({
          binding,
          stride,
          inputRate: VK_VERTEX_INPUT_RATE_VERTEX,
        })),
        pVertexAttributeDescriptions: vertexBuffers.flatMap(({ attributes }, binding) =>
          attributes.map(([location, floats, offset]) => ({
            location,
            binding,
            format: floatFormats[floats]!,
            offset,
          })),
        ),
      },
      pInputAssemblyState: { topology: wishes.topology },
      pViewportState: {
        pViewports: [{ width, height, minDepth: 0, maxDepth: 1 }],
        pScissors: [{ offset: { x: 0, y: 0 }, extent: { width, height } }],
      },
      pRasterizationState: {
        polygonMode: VK_POLYGON_MODE_FILL,
        cullMode: wishes.cullMode,
        frontFace: wishes.frontFace,
        ...(bias
          ? { depthBiasEnable: true, depthBiasConstantFactor: bias.constant, depthBiasSlopeFactor: bias.slope }
          : {}),
        lineWidth: 1,
      },
      pMultisampleState: { rasterizationSamples: wishes.samples },
      pDepthStencilState: {
        depthTestEnable: depth !== undefined,
        depthWriteEnable: depth?.writes ?? false,
        depthCompareOp: depth?.compare ?? VK_COMPARE_OP_ALWAYS,
        front: keep,
        back: keep,
      },
      pColorBlendState: {
        pAttachments: colors.map(() => ({
          blendEnable: blends,
          srcColorBlendFactor: VK_BLEND_FACTOR_SRC_ALPHA,
          dstColorBlendFactor: VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA,
          colorBlendOp: VK_BLEND_OP_ADD,
          srcAlphaBlendFactor: VK_BLEND_FACTOR_ONE,
          dstAlphaBlendFactor: VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA,
          alphaBlendOp: VK_BLEND_OP_ADD,
          colorWriteMask: 15,
        })),
      },
      layout,
      basePipelineIndex: -1,
    })
    const pipeline = this.own(
      vk.vkCreateGraphicsPipelines(device, 0n, 1, info, null, out),
      'pipeline',
      (handle: VkPipeline) => vk.vkDestroyPipeline(device, handle, null),
    )
    return { layout, pipeline }
  }

  destroy(): void {
    for (const step of this.cleanUp.splice(0).reverse()) step()
  }

  private own<Handle extends bigint>(result: number, what: string, destroy: (handle: Handle) => void): Handle {
    check(result, what)
    const handle = this.out[0] as Handle
    this.cleanUp.push(() => destroy(handle))
    return handle
  }
}
