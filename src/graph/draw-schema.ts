/**
 * The schema of drawing: pipelines, which say how triangles become texels, and draws, which say what is drawn with them. WebGPU's
 * words and defaults.
 *
 * Formats and sample counts of targets are not said: they come from the attachments of the passes that draw.
 */
import * as z from 'zod'
import { binding, bufferOnlyEndpoint, count, id, notes, u32 } from './schema-parts.ts'

/** Every vertex format of WebGPU with its components and its bytes. */
export const vertexFormats = {
  uint8: { type: 'uint', components: 1, bytes: 1 },
  uint8x2: { type: 'uint', components: 2, bytes: 2 },
  uint8x4: { type: 'uint', components: 4, bytes: 4 },
  sint8: { type: 'sint', components: 1, bytes: 1 },
  sint8x2: { type: 'sint', components: 2, bytes: 2 },
  sint8x4: { type: 'sint', components: 4, bytes: 4 },
  unorm8: { type: 'float', components: 1, bytes: 1 },
  unorm8x2: { type: 'float', components: 2, bytes: 2 },
  unorm8x4: { type: 'float', components: 4, bytes: 4 },
  snorm8: { type: 'float', components: 1, bytes: 1 },
  snorm8x2: { type: 'float', components: 2, bytes: 2 },
  snorm8x4: { type: 'float', components: 4, bytes: 4 },
  uint16: { type: 'uint', components: 1, bytes: 2 },
  uint16x2: { type: 'uint', components: 2, bytes: 4 },
  uint16x4: { type: 'uint', components: 4, bytes: 8 },
  sint16: { type: 'sint', components: 1, bytes: 2 },
  sint16x2: { type: 'sint', components: 2, bytes: 4 },
  sint16x4: { type: 'sint', components: 4, bytes: 8 },
  unorm16: { type: 'float', components: 1, bytes: 2 },
  unorm16x2: { type: 'float', components: 2, bytes: 4 },
  unorm16x4: { type: 'float', components: 4, bytes: 8 },
  snorm16: { type: 'float', components: 1, bytes: 2 },
  snorm16x2: { type: 'float', components: 2, bytes: 4 },
  snorm16x4: { type: 'float', components: 4, bytes: 8 },
  float16: { type: 'float', components: 1, bytes: 2 },
  float16x2: { type: 'float', components: 2, bytes: 4 },
  float16x4: { type: 'float', components: 4, bytes: 8 },
  float32: { type: 'float', components: 1, bytes: 4 },
  float32x2: { type: 'float', components: 2, bytes: 8 },
  float32x3: { type: 'float', components: 3, bytes: 12 },
  float32x4: { type: 'float', components: 4, bytes: 16 },
  uint32: { type: 'uint', components: 1, bytes: 4 },
  uint32x2: { type: 'uint', components: 2, bytes: 8 },
  uint32x3: { type: 'uint', components: 3, bytes: 12 },
  uint32x4: { type: 'uint', components: 4, bytes: 16 },
  sint32: { type: 'sint', components: 1, bytes: 4 },
  sint32x2: { type: 'sint', components: 2, bytes: 8 },
  sint32x3: { type: 'sint', components: 3, bytes: 12 },
  sint32x4: { type: 'sint', components: 4, bytes: 16 },
  'unorm10-10-10-2': { type: 'float', components: 4, bytes: 4 },
  'unorm8x4-bgra': { type: 'float', components: 4, bytes: 4 },
} as const

export type VertexFormat = keyof typeof vertexFormats
export const vertexFormatNames = Object.keys(vertexFormats) as [VertexFormat, ...VertexFormat[]]

export const topologies = ['point-list', 'line-list', 'line-strip', 'triangle-list', 'triangle-strip'] as const
export const indexFormats = ['uint16', 'uint32'] as const
export const stepModes = ['vertex', 'instance'] as const
export const compareFunctions = [
  'never',
  'less',
  'equal',
  'less-equal',
  'greater',
  'not-equal',
  'greater-equal',
  'always',
] as const
export const stencilOperations = [
  'keep',
  'zero',
  'replace',
  'invert',
  'increment-clamp',
  'decrement-clamp',
  'increment-wrap',
  'decrement-wrap',
] as const
export const blendFactors = [
  'zero',
  'one',
  'src',
  'one-minus-src',
  'src-alpha',
  'one-minus-src-alpha',
  'dst',
  'one-minus-dst',
  'dst-alpha',
  'one-minus-dst-alpha',
  'src-alpha-saturated',
  'constant',
  'one-minus-constant',
] as const
export const blendOperations = ['add', 'subtract', 'reverse-subtract', 'min', 'max'] as const

/** Values of a shader's overridable constants, by name or by the text of their numeric id. */
export const shaderConstants = z.record(id, z.number())

const i32 = z
  .int()
  .min(-0x8000_0000)
  .max(0x7fff_ffff)
  .overwrite((n) => n + 0)
const attribute = z.strictObject({
  shaderLocation: u32,
  format: z.enum(vertexFormatNames),
  offset: count,
})
const vertexBufferLayout = z.strictObject({
  arrayStride: count,
  stepMode: z.enum(stepModes).optional(),
  attributes: z.array(attribute).max(64),
})
const blendComponent = z.strictObject({
  operation: z.enum(blendOperations).optional(),
  srcFactor: z.enum(blendFactors).optional(),
  dstFactor: z.enum(blendFactors).optional(),
})
const colorTarget = z.strictObject({
  blend: z.strictObject({ color: blendComponent, alpha: blendComponent }).optional(),
  writeMask: z.int().min(0).max(15).optional(),
})
const stencilFace = z.strictObject({
  compare: z.enum(compareFunctions).optional(),
  failOp: z.enum(stencilOperations).optional(),
  depthFailOp: z.enum(stencilOperations).optional(),
  passOp: z.enum(stencilOperations).optional(),
})

export const pipeline = z.strictObject({
  id,
  ...notes,
  kind: z.literal('render'),
  shader: id,
  vertex: z.strictObject({
    entryPoint: id,
    constants: shaderConstants.optional(),
    buffers: z
      .array(z.union([vertexBufferLayout, z.null()]))
      .max(64)
      .optional(),
  }),
  fragment: z
    .strictObject({
      shader: id.optional(),
      entryPoint: id,
      constants: shaderConstants.optional(),
      targets: z
        .array(z.union([colorTarget, z.null()]))
        .max(8)
        .optional(),
    })
    .optional(),
  primitive: z
    .strictObject({
      topology: z.enum(topologies).optional(),
      stripIndexFormat: z.enum(indexFormats).optional(),
      frontFace: z.enum(['ccw', 'cw']).optional(),
      cullMode: z.enum(['none', 'front', 'back']).optional(),
    })
    .optional(),
  depthStencil: z
    .strictObject({
      depthWriteEnabled: z.boolean().optional(),
      depthCompare: z.enum(compareFunctions).optional(),
      stencilFront: stencilFace.optional(),
      stencilBack: stencilFace.optional(),
      stencilReadMask: u32.optional(),
      stencilWriteMask: u32.optional(),
      depthBias: i32.optional(),
      depthBiasSlopeScale: z.number().optional(),
      depthBiasClamp: z.number().optional(),
    })
    .optional(),
  multisample: z
    .strictObject({
      mask: u32.optional(),
      alphaToCoverageEnabled: z.boolean().optional(),
    })
    .optional(),
})

export const draw = z.strictObject({
  pipeline: id,
  bindings: z.array(binding).optional(),
  vertexBuffers: z
    .array(z.union([bufferOnlyEndpoint, z.null()]))
    .max(64)
    .optional(),
  indexBuffer: z.strictObject({ use: bufferOnlyEndpoint, format: z.enum(indexFormats) }).optional(),
  vertexCount: u32.optional(),
  firstVertex: u32.optional(),
  indexCount: u32.optional(),
  firstIndex: u32.optional(),
  baseVertex: i32.optional(),
  instanceCount: u32.optional(),
  firstInstance: u32.optional(),
  indirect: bufferOnlyEndpoint.optional(),
  viewport: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]).optional(),
  scissor: z.tuple([u32, u32, u32, u32]).optional(),
  stencilReference: u32.optional(),
  blendConstant: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
})
