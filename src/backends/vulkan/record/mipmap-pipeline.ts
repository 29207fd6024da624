/** The pipeline that draws one level of mipmaps from the one above. */
import { unsupported } from '../../../errors.ts'
import type { PlannedTexture } from '../../../plan/document.ts'
import type { TextureFormat } from '../../../graph/formats.ts'
import {
  Arena,
  inBackground,
  VK_BLEND_FACTOR_ONE,
  VK_BLEND_FACTOR_ZERO,
  VK_BLEND_OP_ADD,
  VK_COLOR_COMPONENT_A_BIT,
  VK_COLOR_COMPONENT_B_BIT,
  VK_COLOR_COMPONENT_G_BIT,
  VK_COLOR_COMPONENT_R_BIT,
  VK_CULL_MODE_NONE,
  VK_DYNAMIC_STATE_SCISSOR,
  VK_DYNAMIC_STATE_VIEWPORT,
  VK_FORMAT_FEATURE_COLOR_ATTACHMENT_BIT,
  VK_FRONT_FACE_COUNTER_CLOCKWISE,
  VK_POLYGON_MODE_FILL,
  VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
  VK_SAMPLE_COUNT_1_BIT,
  VK_SHADER_STAGE_FRAGMENT_BIT,
  VK_SHADER_STAGE_VERTEX_BIT,
  VkFormatProperties2,
  VkGraphicsPipelineCreateInfo,
  VkPipelineRenderingCreateInfo,
} from '../bindings/index.ts'
import type { Build } from '../memory/build.ts'
import { vulkanFormat } from '../device/formats.ts'
import { mipmap } from '../kernels/generated.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import { readShader } from '../shaders/shaders.ts'
import type { Pipeline, Recipe } from '../shaders/shared-pipelines.ts'

/** Bytes of the push constants: the largest integers of colour and of alpha, and the slice. */
export const levelBytes = 12

/** The pipeline that draws levels of a texture. @throws MemkitError UNSUPPORTED where the device cannot render to the format */
export function mipmapPipeline(build: Build, pipelines: Pipelines, { format, dimension }: PlannedTexture): Pipeline {
  const entryPoint = dimension === '3d' ? 'average_3d' : 'average'
  return pipelines.useBuiltIn(`mipmap ${entryPoint} ${format}`, () => {
    checkDrawable(build, format)
    return recipeOf(entryPoint, format)
  })
}

function recipeOf(entryPoint: string, format: TextureFormat): Recipe {
  const shader = readShader('mipmap', mipmap)
  const fragment = { shader, stage: 'fragment', entryPoint } as const
  const vertex = { shader, stage: 'vertex', entryPoint: 'corner' } as const
  return {
    what: `the pipeline for mipmaps of ${format}`,
    shader: shader.id,
    describe: (layouts) => layouts.layoutOf([fragment], levelBytes),
    compile({ device: { vk, handle, pipelineCache }, arena, layouts, described, out }) {
      const info = arena.struct(VkGraphicsPipelineCreateInfo, {
        pNext: arena.struct(VkPipelineRenderingCreateInfo, {
          viewMask: 0,
          pColorAttachmentFormats: [vulkanFormat(format)],
        }),
        pStages: [
          { stage: VK_SHADER_STAGE_VERTEX_BIT, module: layouts.module(vertex), pName: vertex.entryPoint },
          { stage: VK_SHADER_STAGE_FRAGMENT_BIT, module: layouts.module(fragment), pName: entryPoint },
        ],
        pVertexInputState: {},
        pInputAssemblyState: { topology: VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST },
        pViewportState: { viewportCount: 1, scissorCount: 1 },
        pRasterizationState: {
          polygonMode: VK_POLYGON_MODE_FILL,
          cullMode: VK_CULL_MODE_NONE,
          frontFace: VK_FRONT_FACE_COUNTER_CLOCKWISE,
          lineWidth: 1,
        },
        pMultisampleState: { rasterizationSamples: VK_SAMPLE_COUNT_1_BIT },
        pColorBlendState: { pAttachments: [overwrite] },
        pDynamicState: { pDynamicStates: [VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR] },
        layout: described.layout,
        basePipelineIndex: -1,
      })
      return inBackground(vk.vkCreateGraphicsPipelines, handle, pipelineCache, 1, info, null, out)
    },
  }
}

const overwrite = {
  srcColorBlendFactor: VK_BLEND_FACTOR_ONE,
  dstColorBlendFactor: VK_BLEND_FACTOR_ZERO,
  colorBlendOp: VK_BLEND_OP_ADD,
  srcAlphaBlendFactor: VK_BLEND_FACTOR_ONE,
  dstAlphaBlendFactor: VK_BLEND_FACTOR_ZERO,
  alphaBlendOp: VK_BLEND_OP_ADD,
  colorWriteMask:
    VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT | VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT,
}

function checkDrawable({ device }: Build, format: TextureFormat): void {
  const arena = new Arena(1024)
  const properties = arena.struct(VkFormatProperties2, {})
  const { commands } = device.instance
  commands.vkGetPhysicalDeviceFormatProperties2(device.physical.handle, vulkanFormat(format), properties)
  const { optimalTilingFeatures } = arena.read(VkFormatProperties2, properties).formatProperties
  if ((optimalTilingFeatures & VK_FORMAT_FEATURE_COLOR_ATTACHMENT_BIT) === 0)
    throw unsupported(`The device cannot draw to ${format}, so it makes no mipmaps of it`, { format })
}
