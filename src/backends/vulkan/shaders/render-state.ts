/** The fixed state of a planned pipeline in Vulkan's structs. */
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import type { PlannedPipeline } from '../../../plan/document.ts'
import * as vk from '../bindings/index.ts'
import type { Arena } from '../bindings/index.ts'
import { compareOps } from '../device/compare-ops.ts'
import type { Device } from '../device/device.ts'
import { vulkanFormat } from '../device/formats.ts'
import { vertexFormat } from './vertex-formats.ts'

const topologies = {
  'point-list': vk.VK_PRIMITIVE_TOPOLOGY_POINT_LIST,
  'line-list': vk.VK_PRIMITIVE_TOPOLOGY_LINE_LIST,
  'line-strip': vk.VK_PRIMITIVE_TOPOLOGY_LINE_STRIP,
  'triangle-list': vk.VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
  'triangle-strip': vk.VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP,
} as const
const stepModes = { vertex: vk.VK_VERTEX_INPUT_RATE_VERTEX, instance: vk.VK_VERTEX_INPUT_RATE_INSTANCE } as const
const cullModes = {
  none: vk.VK_CULL_MODE_NONE,
  front: vk.VK_CULL_MODE_FRONT_BIT,
  back: vk.VK_CULL_MODE_BACK_BIT,
} as const
// Both APIs tell the winding in the framebuffer, whose y points down in both.
const frontFaces = { ccw: vk.VK_FRONT_FACE_COUNTER_CLOCKWISE, cw: vk.VK_FRONT_FACE_CLOCKWISE } as const
const stencilOps = {
  keep: vk.VK_STENCIL_OP_KEEP,
  zero: vk.VK_STENCIL_OP_ZERO,
  replace: vk.VK_STENCIL_OP_REPLACE,
  invert: vk.VK_STENCIL_OP_INVERT,
  'increment-clamp': vk.VK_STENCIL_OP_INCREMENT_AND_CLAMP,
  'decrement-clamp': vk.VK_STENCIL_OP_DECREMENT_AND_CLAMP,
  'increment-wrap': vk.VK_STENCIL_OP_INCREMENT_AND_WRAP,
  'decrement-wrap': vk.VK_STENCIL_OP_DECREMENT_AND_WRAP,
} as const
// A factor of a colour means its alpha where alpha is blended, in both APIs.
const blendFactors = {
  zero: vk.VK_BLEND_FACTOR_ZERO,
  one: vk.VK_BLEND_FACTOR_ONE,
  src: vk.VK_BLEND_FACTOR_SRC_COLOR,
  'one-minus-src': vk.VK_BLEND_FACTOR_ONE_MINUS_SRC_COLOR,
  'src-alpha': vk.VK_BLEND_FACTOR_SRC_ALPHA,
  'one-minus-src-alpha': vk.VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA,
  dst: vk.VK_BLEND_FACTOR_DST_COLOR,
  'one-minus-dst': vk.VK_BLEND_FACTOR_ONE_MINUS_DST_COLOR,
  'dst-alpha': vk.VK_BLEND_FACTOR_DST_ALPHA,
  'one-minus-dst-alpha': vk.VK_BLEND_FACTOR_ONE_MINUS_DST_ALPHA,
  'src-alpha-saturated': vk.VK_BLEND_FACTOR_SRC_ALPHA_SATURATE,
  constant: vk.VK_BLEND_FACTOR_CONSTANT_COLOR,
  'one-minus-constant': vk.VK_BLEND_FACTOR_ONE_MINUS_CONSTANT_COLOR,
} as const
const blendOps = {
  add: vk.VK_BLEND_OP_ADD,
  subtract: vk.VK_BLEND_OP_SUBTRACT,
  'reverse-subtract': vk.VK_BLEND_OP_REVERSE_SUBTRACT,
  min: vk.VK_BLEND_OP_MIN,
  max: vk.VK_BLEND_OP_MAX,
} as const

type DepthStencil = NonNullable<PlannedPipeline['depthStencil']>
type Target = NonNullable<PlannedPipeline['fragment']>['targets'][number]

/** Formats of the colour attachments that a pipeline draws to. A pipeline without fragment stage draws past them. */
export type ColorFormats = readonly TextureFormat[]

/**
 * Everything of VkGraphicsPipelineCreateInfo but stages and layout. `arena` must live until the pipeline is created. Viewport,
 * scissor, blend constants and stencil reference are dynamic.
 */
export function renderState(arena: Arena, device: Device, pipeline: PlannedPipeline, colors: ColorFormats) {
  const { vertex, primitive, depthStencil, multisample, fragment } = pipeline
  const planes = depthStencil && formatInfo(depthStencil.format)
  const depthFormat = depthStencil ? vulkanFormat(depthStencil.format) : vk.VK_FORMAT_UNDEFINED
  return {
    pNext: arena.struct(vk.VkPipelineRenderingCreateInfo, {
      viewMask: 0,
      pColorAttachmentFormats: colors.map(vulkanFormat),
      depthAttachmentFormat: planes?.depth ? depthFormat : vk.VK_FORMAT_UNDEFINED,
      stencilAttachmentFormat: planes?.stencil ? depthFormat : vk.VK_FORMAT_UNDEFINED,
    }),
    pVertexInputState: vertexInput(vertex),
    pInputAssemblyState: {
      topology: topologies[primitive.topology],
      // Only strips have an index that begins a new one.
      primitiveRestartEnable: primitive.stripIndexFormat !== undefined,
    },
    pViewportState: { viewportCount: 1, scissorCount: 1 },
    pRasterizationState: rasterisation(arena, device, primitive, depthStencil),
    pMultisampleState: {
      rasterizationSamples: multisample.count,
      pSampleMask: [multisample.mask],
      alphaToCoverageEnable: multisample.alphaToCoverageEnabled,
    },
    pDepthStencilState: depthStencil ? depthStencilState(depthStencil) : null,
    pColorBlendState: { pAttachments: colors.map((_, i) => blendState(fragment?.targets[i])) },
    pDynamicState: {
      pDynamicStates: [
        vk.VK_DYNAMIC_STATE_VIEWPORT,
        vk.VK_DYNAMIC_STATE_SCISSOR,
        vk.VK_DYNAMIC_STATE_BLEND_CONSTANTS,
        vk.VK_DYNAMIC_STATE_STENCIL_REFERENCE,
      ],
    },
  }
}

function vertexInput({ buffers }: PlannedPipeline['vertex']) {
  const given = buffers.flatMap((buffer, binding) => (buffer ? [{ ...buffer, binding }] : []))
  return {
    pVertexBindingDescriptions: given.map(({ binding, arrayStride, stepMode }) => ({
      binding,
      stride: arrayStride,
      inputRate: stepModes[stepMode],
    })),
    pVertexAttributeDescriptions: given.flatMap(({ binding, attributes }) =>
      attributes.map(({ shaderLocation, format, offset }) => ({
        location: shaderLocation,
        binding,
        format: vertexFormat[format],
        offset,
      })),
    ),
  }
}

function rasterisation(
  arena: Arena,
  device: Device,
  { cullMode, frontFace }: PlannedPipeline['primitive'],
  depthStencil: DepthStencil | undefined,
) {
  const { depthBias = 0, depthBiasSlopeScale = 0, depthBiasClamp = 0 } = depthStencil ?? {}
  // Depths that a bias or the fragment stage puts outside of the viewport's are clamped to them, and triangles are clipped all
  // the same, where the device can have both; others clamp to 0…1.
  const clamps = device.abilities.depthClipEnable
  return {
    ...(clamps && {
      pNext: arena.struct(vk.VkPipelineRasterizationDepthClipStateCreateInfoEXT, { depthClipEnable: true }),
      depthClampEnable: true,
    }),
    polygonMode: vk.VK_POLYGON_MODE_FILL,
    cullMode: cullModes[cullMode],
    frontFace: frontFaces[frontFace],
    depthBiasEnable: depthBias !== 0 || depthBiasSlopeScale !== 0,
    depthBiasConstantFactor: depthBias,
    depthBiasSlopeFactor: depthBiasSlopeScale,
    depthBiasClamp: device.abilities.depthBiasClamp ? depthBiasClamp : 0,
    lineWidth: 1,
  }
}

function depthStencilState(state: DepthStencil) {
  const { depthCompare, depthWriteEnabled, stencilFront, stencilBack, stencilReadMask, stencilWriteMask } = state
  const face = ({ compare, failOp, depthFailOp, passOp }: DepthStencil['stencilFront']) => ({
    failOp: stencilOps[failOp],
    passOp: stencilOps[passOp],
    depthFailOp: stencilOps[depthFailOp],
    compareOp: compareOps[compare],
    compareMask: stencilReadMask,
    writeMask: stencilWriteMask,
    reference: 0,
  })
  const isIdle = ({ compare, failOp, depthFailOp, passOp }: DepthStencil['stencilFront']): boolean =>
    compare === 'always' && failOp === 'keep' && depthFailOp === 'keep' && passOp === 'keep'
  return {
    depthTestEnable: depthWriteEnabled || depthCompare !== 'always',
    depthWriteEnable: depthWriteEnabled,
    depthCompareOp: compareOps[depthCompare],
    stencilTestEnable: !isIdle(stencilFront) || !isIdle(stencilBack),
    front: face(stencilFront),
    back: face(stencilBack),
  }
}

function blendState(target: Target | undefined) {
  const { color, alpha } = target?.blend ?? { color: overwrite, alpha: overwrite }
  return {
    blendEnable: target?.blend !== undefined,
    srcColorBlendFactor: blendFactors[color.srcFactor],
    dstColorBlendFactor: blendFactors[color.dstFactor],
    colorBlendOp: blendOps[color.operation],
    srcAlphaBlendFactor: blendFactors[alpha.srcFactor],
    dstAlphaBlendFactor: blendFactors[alpha.dstFactor],
    alphaBlendOp: blendOps[alpha.operation],
    colorWriteMask: target?.writeMask ?? 0,
  }
}

const overwrite = { operation: 'add', srcFactor: 'one', dstFactor: 'zero' } as const
