/**
 * The schema of drawing: pipelines, which say how triangles become texels, and draws, which say what is drawn with them. WebGPU's
 * words and defaults.
 *
 * Formats and sample counts of targets are not said: they come from the attachments of the passes that draw.
 */
import {
  boolean,
  int,
  list,
  literal,
  nothing,
  number,
  object,
  oneOf,
  optional,
  plainInt,
  record,
  tuple,
  union,
} from '../schema/schema.ts'
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

/** The names of WebGPU's vertex formats. */
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
export const shaderConstants = record(id, number())

const i32 = plainInt(-0x8000_0000, 0x7fff_ffff)
const attribute = object({
  shaderLocation: u32,
  format: oneOf(vertexFormatNames),
  offset: count,
})
const vertexBufferLayout = object({
  arrayStride: count,
  stepMode: optional(oneOf(stepModes)),
  attributes: list(attribute, { max: 64 }),
})
const blendComponent = object({
  operation: optional(oneOf(blendOperations)),
  srcFactor: optional(oneOf(blendFactors)),
  dstFactor: optional(oneOf(blendFactors)),
})
const colorTarget = object({
  blend: optional(object({ color: blendComponent, alpha: blendComponent })),
  writeMask: optional(int(0, 15)),
})
const stencilFace = object({
  compare: optional(oneOf(compareFunctions)),
  failOp: optional(oneOf(stencilOperations)),
  depthFailOp: optional(oneOf(stencilOperations)),
  passOp: optional(oneOf(stencilOperations)),
})

export const pipeline = object({
  id,
  ...notes,
  kind: literal('render'),
  shader: id,
  vertex: object({
    entryPoint: id,
    constants: optional(shaderConstants),
    buffers: optional(list(union(vertexBufferLayout, nothing()), { max: 64 })),
  }),
  fragment: optional(
    object({
      shader: optional(id),
      entryPoint: id,
      constants: optional(shaderConstants),
      targets: optional(list(union(colorTarget, nothing()), { max: 8 })),
    }),
  ),
  primitive: optional(
    object({
      topology: optional(oneOf(topologies)),
      stripIndexFormat: optional(oneOf(indexFormats)),
      frontFace: optional(oneOf(['ccw', 'cw'])),
      cullMode: optional(oneOf(['none', 'front', 'back'])),
    }),
  ),
  depthStencil: optional(
    object({
      depthWriteEnabled: optional(boolean()),
      depthCompare: optional(oneOf(compareFunctions)),
      stencilFront: optional(stencilFace),
      stencilBack: optional(stencilFace),
      stencilReadMask: optional(u32),
      stencilWriteMask: optional(u32),
      depthBias: optional(i32),
      depthBiasSlopeScale: optional(number()),
      depthBiasClamp: optional(number()),
    }),
  ),
  multisample: optional(
    object({
      mask: optional(u32),
      alphaToCoverageEnabled: optional(boolean()),
    }),
  ),
})

export const draw = object({
  pipeline: id,
  bindings: optional(list(binding)),
  vertexBuffers: optional(list(union(bufferOnlyEndpoint, nothing()), { max: 64 })),
  indexBuffer: optional(object({ use: bufferOnlyEndpoint, format: oneOf(indexFormats) })),
  vertexCount: optional(u32),
  firstVertex: optional(u32),
  indexCount: optional(u32),
  firstIndex: optional(u32),
  baseVertex: optional(i32),
  instanceCount: optional(u32),
  firstInstance: optional(u32),
  indirect: optional(bufferOnlyEndpoint),
  viewport: optional(tuple(number(), number(), number(), number(), number(), number())),
  scissor: optional(tuple(u32, u32, u32, u32)),
  stencilReference: optional(u32),
  blendConstant: optional(tuple(number(), number(), number(), number())),
})
