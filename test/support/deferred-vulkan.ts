/** The bodies of the deferred example on Vulkan: the same WGSL through naga, the same tables, dynamic rendering. */
import { translate } from 'naga-wasm'
import type { Body } from '../../src/backends/backend.ts'
import {
  Arena,
  VK_COMPARE_OP_ALWAYS,
  VK_COMPARE_OP_LESS,
  VK_COMPARE_OP_LESS_OR_EQUAL,
  VK_CULL_MODE_NONE,
  VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
  VK_DESCRIPTOR_TYPE_SAMPLER,
  VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER,
  VK_FILTER_LINEAR,
  VK_FORMAT_D32_SFLOAT,
  VK_FORMAT_R16_SFLOAT,
  VK_FORMAT_R16G16B16A16_SFLOAT,
  VK_FORMAT_R32G32B32A32_SFLOAT,
  VK_FORMAT_R8_UNORM,
  VK_FORMAT_R8G8B8A8_UNORM,
  VK_FRONT_FACE_COUNTER_CLOCKWISE,
  VK_PIPELINE_BIND_POINT_GRAPHICS,
  VK_POLYGON_MODE_FILL,
  VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
  VK_SAMPLE_COUNT_1_BIT,
  VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  VK_SAMPLER_MIPMAP_MODE_NEAREST,
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
  type VkDescriptorSet,
  type VkDescriptorSetLayout,
  type VkPipeline,
  type VkPipelineLayout,
  type VkShaderModule,
} from '../../src/backends/vulkan/bindings/index.ts'
import type {
  VulkanBodyContext,
  VulkanBufferSlice,
  VulkanNative,
  VulkanTextureSlice,
} from '../../src/backends/vulkan/index.ts'
import { vertexFloats, type Geometry } from '../../examples/deferred/geometry.ts'
import { describeTargets, screenPasses, type Size, type Target } from '../../examples/deferred/passes.ts'
import { geometryShader, screenShader, shadowShader } from '../../examples/deferred/shaders.ts'
import { check } from './gpu/raw-vulkan.ts'

// Values of the specification that the backend itself has no need of.
const VK_CULL_MODE_BACK_BIT = 2
const VK_FORMAT_R32G32B32_SFLOAT = 106
const VK_FORMAT_UNDEFINED = 0
const VK_STENCIL_OP_KEEP = 0
const VK_VERTEX_INPUT_RATE_VERTEX = 0

const formats: Readonly<Record<Target['format'], number>> = {
  rgba8unorm: VK_FORMAT_R8G8B8A8_UNORM,
  rgba16float: VK_FORMAT_R16G16B16A16_SFLOAT,
  r16float: VK_FORMAT_R16_SFLOAT,
  r8unorm: VK_FORMAT_R8_UNORM,
  depth32float: VK_FORMAT_D32_SFLOAT,
}
const bothStages = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT
const keep = {
  failOp: VK_STENCIL_OP_KEEP,
  passOp: VK_STENCIL_OP_KEEP,
  depthFailOp: VK_STENCIL_OP_KEEP,
  compareOp: VK_COMPARE_OP_ALWAYS,
  compareMask: 0,
  writeMask: 0,
  reference: 0,
}

interface PipelineWishes {
  readonly code: string
  readonly size: readonly [number, number]
  readonly colors: readonly Target['format'][]
  readonly textures: readonly string[]
  /** Vertex attributes of the geometry; none: a triangle over the screen. */
  readonly attributes: number
  readonly depth: 'write' | 'test' | undefined
  readonly cull: boolean
  readonly bias: boolean
}

/** Everything is destroyed by `destroy`, once the device is done with it. */
export function createVulkanBodies(native: VulkanNative, size: Size, geometry: Geometry) {
  const { commands: vk, device } = native
  const targets = describeTargets(size)
  const arena = new Arena()
  const out = new BigUint64Array(1)
  const cleanUp: (() => void)[] = []
  const made = <Handle extends bigint>(result: number, what: string, destroy: (handle: Handle) => void): Handle => {
    check(result, what)
    const handle = out[0] as Handle
    cleanUp.push(() => destroy(handle))
    return handle
  }
  const samplerInfo = arena.struct(VkSamplerCreateInfo, {
    magFilter: VK_FILTER_LINEAR,
    minFilter: VK_FILTER_LINEAR,
    mipmapMode: VK_SAMPLER_MIPMAP_MODE_NEAREST,
    addressModeU: VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
    addressModeV: VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
    addressModeW: VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  })
  const sampler = made<bigint>(vk.vkCreateSampler(device, samplerInfo, null, out), 'sampler', (handle) =>
    vk.vkDestroySampler(device, handle as never, null),
  )
  // Command buffers are recorded once for each frame in flight and turn of the history.
  const maxSets = 1000
  const poolInfo = arena.struct(VkDescriptorPoolCreateInfo, {
    maxSets,
    pPoolSizes: [
      { type: VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, descriptorCount: maxSets },
      { type: VK_DESCRIPTOR_TYPE_SAMPLER, descriptorCount: maxSets },
      { type: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE, descriptorCount: 5 * maxSets },
    ],
  })
  const pool = made<bigint>(vk.vkCreateDescriptorPool(device, poolInfo, null, out), 'pool', (handle) =>
    vk.vkDestroyDescriptorPool(device, handle as never, null),
  )

  const createPipeline = ({ code, size, colors, textures, attributes, depth, cull, bias }: PipelineWishes) => {
    const setInfo = arena.struct(VkDescriptorSetLayoutCreateInfo, {
      pBindings: [
        [VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, bothStages],
        ...(attributes > 0 ? [] : [[VK_DESCRIPTOR_TYPE_SAMPLER, VK_SHADER_STAGE_FRAGMENT_BIT]]),
        ...textures.map(() => [VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE, VK_SHADER_STAGE_FRAGMENT_BIT]),
      ].map(([descriptorType, stageFlags], binding) => ({
        binding,
        descriptorType: descriptorType!,
        descriptorCount: 1,
        stageFlags: stageFlags!,
      })),
    })
    const setLayout = made<VkDescriptorSetLayout>(
      vk.vkCreateDescriptorSetLayout(device, setInfo, null, out),
      'set layout',
      (handle) => vk.vkDestroyDescriptorSetLayout(device, handle, null),
    )
    const layoutInfo = arena.struct(VkPipelineLayoutCreateInfo, { pSetLayouts: [setLayout] })
    const layout = made<VkPipelineLayout>(
      vk.vkCreatePipelineLayout(device, layoutInfo, null, out),
      'layout',
      (handle) => vk.vkDestroyPipelineLayout(device, handle, null),
    )
    const words = translate({ from: 'wgsl', to: 'spirv', source: code })
    const moduleInfo = arena.struct(VkShaderModuleCreateInfo, { codeSize: words.byteLength, pCode: words })
    const module = made<VkShaderModule>(vk.vkCreateShaderModule(device, moduleInfo, null, out), 'module', (handle) =>
      vk.vkDestroyShaderModule(device, handle, null),
    )
    const stage = (stage: number, pName: string) => ({ stage, module, pName })
    const [width, height] = size
    const info = arena.struct(VkGraphicsPipelineCreateInfo, {
      pNext: arena.struct(VkPipelineRenderingCreateInfo, {
        viewMask: 0,
        pColorAttachmentFormats: colors.map((format) => formats[format]),
        depthAttachmentFormat: depth ? VK_FORMAT_D32_SFLOAT : VK_FORMAT_UNDEFINED,
      }),
      pStages: [
        stage(VK_SHADER_STAGE_VERTEX_BIT, 'vertexMain'),
        ...(colors.length > 0 ? [stage(VK_SHADER_STAGE_FRAGMENT_BIT, 'fragmentMain')] : []),
      ],
      pVertexInputState:
        attributes > 0
          ? {
              pVertexBindingDescriptions: [
                { binding: 0, stride: 4 * vertexFloats, inputRate: VK_VERTEX_INPUT_RATE_VERTEX },
              ],
              pVertexAttributeDescriptions: [
                { location: 0, binding: 0, format: VK_FORMAT_R32G32B32_SFLOAT, offset: 0 },
                { location: 1, binding: 0, format: VK_FORMAT_R32G32B32_SFLOAT, offset: 12 },
                { location: 2, binding: 0, format: VK_FORMAT_R32G32B32A32_SFLOAT, offset: 24 },
              ].slice(0, attributes),
            }
          : {},
      pInputAssemblyState: { topology: VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST },
      pViewportState: {
        pViewports: [{ width, height, minDepth: 0, maxDepth: 1 }],
        pScissors: [{ offset: { x: 0, y: 0 }, extent: { width, height } }],
      },
      pRasterizationState: {
        polygonMode: VK_POLYGON_MODE_FILL,
        cullMode: cull ? VK_CULL_MODE_BACK_BIT : VK_CULL_MODE_NONE,
        frontFace: VK_FRONT_FACE_COUNTER_CLOCKWISE,
        ...(bias ? { depthBiasEnable: true, depthBiasConstantFactor: 2, depthBiasSlopeFactor: 2.5 } : {}),
        lineWidth: 1,
      },
      pMultisampleState: { rasterizationSamples: VK_SAMPLE_COUNT_1_BIT },
      pDepthStencilState: {
        depthTestEnable: depth !== undefined,
        depthWriteEnable: depth === 'write',
        depthCompareOp: depth === 'test' ? VK_COMPARE_OP_LESS_OR_EQUAL : VK_COMPARE_OP_LESS,
        front: keep,
        back: keep,
      },
      pColorBlendState: {
        pAttachments: colors.map(() => ({
          srcColorBlendFactor: 0,
          dstColorBlendFactor: 0,
          colorBlendOp: 0,
          srcAlphaBlendFactor: 0,
          dstAlphaBlendFactor: 0,
          alphaBlendOp: 0,
          colorWriteMask: 15,
        })),
      },
      layout,
      basePipelineIndex: -1,
    })
    const pipeline = made<VkPipeline>(
      vk.vkCreateGraphicsPipelines(device, 0n, 1, info, null, out),
      'pipeline',
      (handle) => vk.vkDestroyPipeline(device, handle, null),
    )
    return { setLayout, layout, pipeline }
  }

  const drawWith = (wishes: PipelineWishes, first: number, count: number): Body => {
    const { setLayout, layout, pipeline } = createPipeline(wishes)
    return ({ native: commands, slices }: VulkanBodyContext) => {
      const scratch = new Arena()
      const setInfo = scratch.struct(VkDescriptorSetAllocateInfo, {
        descriptorPool: pool as never,
        pSetLayouts: [setLayout],
      })
      check(vk.vkAllocateDescriptorSets(device, setInfo, out), 'set')
      const dstSet = out[0] as VkDescriptorSet
      const { buffer, offset, size: range } = slices['frame']![0] as VulkanBufferSlice
      const screenEntries = [
        { descriptorType: VK_DESCRIPTOR_TYPE_SAMPLER, pImageInfo: [{ sampler: sampler as never }] },
        ...wishes.textures.map((name) => {
          const { view: imageView, layout: imageLayout } = slices[name]![0] as VulkanTextureSlice
          return { descriptorType: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE, pImageInfo: [{ imageView, imageLayout }] }
        }),
      ]
      const writes = [
        { descriptorType: VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, pBufferInfo: [{ buffer, offset, range }] },
        ...(wishes.attributes > 0 ? [] : screenEntries),
      ].map((entry, dstBinding) => ({ dstSet, dstBinding, dstArrayElement: 0, ...entry }))
      vk.vkUpdateDescriptorSets(device, writes.length, scratch.structs(VkWriteDescriptorSet, writes), 0, null)
      vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline)
      const sets = BigUint64Array.of(dstSet)
      vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, layout, 0, 1, sets, 0, null)
      if (wishes.attributes > 0) {
        const vertices = slices['vertices']![0] as VulkanBufferSlice
        const [buffers, offsets] = [vertices.buffer, BigInt(vertices.offset)].map((value) => BigUint64Array.of(value))
        vk.vkCmdBindVertexBuffers2(commands, 0, 1, buffers!, offsets!, null, null)
      }
      vk.vkCmdDraw(commands, count, 1, first, 0)
    }
  }

  const vertexCount = geometry.vertices.length / vertexFloats
  const { floorVertices } = geometry
  const triangles = { textures: [], depth: 'write', bias: false } as const
  const shadow: PipelineWishes = {
    ...triangles,
    code: shadowShader,
    size: targets['shadow']!.size,
    colors: [],
    attributes: 1,
    cull: false,
    bias: true,
  }
  const gBuffer: PipelineWishes = {
    ...triangles,
    code: geometryShader,
    size: targets['depth']!.size,
    colors: ['rgba8unorm', 'rgba16float'],
    attributes: 3,
    cull: true,
  }
  const bodies: Record<string, Body> = {
    shadow: drawWith(shadow, 0, vertexCount),
    'g-buffer-floor': drawWith(gBuffer, 0, floorVertices),
    'g-buffer-things': drawWith(gBuffer, floorVertices, vertexCount - floorVertices),
  }
  for (const { id, fragment, reads, writes, behind } of screenPasses) {
    const { format, size } = targets[writes]!
    const wishes: PipelineWishes = {
      code: screenShader(fragment, size),
      size,
      colors: [format],
      textures: reads.map((read) => (typeof read === 'string' ? read : read.before)),
      attributes: 0,
      depth: behind === undefined ? undefined : 'test',
      cull: false,
      bias: false,
    }
    bodies[id] = drawWith(wishes, 0, 3)
  }
  return {
    bodies,
    destroy() {
      for (const step of cleanUp.splice(0).reverse()) step()
    },
  }
}
