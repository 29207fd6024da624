/**
 * The graph document, version 1: its schema. `types.ts` has its types, field by field.
 *
 * This is the shape only. What a shape cannot say (dangling ids, ranges, sizes) is checked in `resolve.ts`.
 */
import {
  boolean,
  int,
  list,
  literal,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
  tuple,
  union,
  variants,
} from '../schema/schema.ts'
import { draw, pipeline, shaderConstants } from './draw-schema.ts'
import { textureFormatNames } from './formats.ts'
import {
  binding,
  bufferOnlyEndpoint,
  bufferUsages,
  caps,
  count,
  endpoint,
  id,
  lifetimes,
  memoryKinds,
  notes,
  positive,
  queueKinds,
  samplerDescription,
  textureUsages,
  u32,
  use,
  useKinds,
} from './schema-parts.ts'
import type { Pass } from './types.ts'

export { caps, queueKinds, samplerDescription, useKinds }

const resourceBase = {
  id,
  ...notes,
  lifetime: optional(oneOf(lifetimes)),
  memory: optional(oneOf(memoryKinds)),
  history: optional(int(1, 16)),
}

const bufferResource = object({
  ...resourceBase,
  kind: literal('buffer'),
  size: positive,
  usage: optional(list(oneOf(bufferUsages))),
})

const textureResource = object({
  ...resourceBase,
  kind: literal('texture'),
  format: oneOf(textureFormatNames),
  size: union(tuple(positive), tuple(positive, positive), tuple(positive, positive, positive)),
  dimension: optional(oneOf(['1d', '2d', '3d'])),
  mipLevelCount: optional(int(1, 32)),
  sampleCount: optional(union(literal(1), literal(4))),
  usage: optional(list(oneOf(textureUsages))),
})

const resource = variants('kind', bufferResource, textureResource)

const queue = union(oneOf(queueKinds), list(oneOf(queueKinds), { min: 1 }))
const passBase = {
  id,
  ...notes,
  queue: optional(queue),
  after: optional(list(id)),
  sideEffects: optional(boolean()),
  bypass: optional(record(id, id)),
}

const uploadPass = object({
  ...passBase,
  kind: literal('upload'),
  to: endpoint,
  input: union(id, object({ name: id, offset: optional(count) })),
  optional: optional(boolean()),
})
const copyPass = object({ ...passBase, kind: literal('copy'), from: endpoint, to: endpoint })
const fillPass = object({ ...passBase, kind: literal('fill'), to: endpoint, value: u32 })
const readbackPass = object({ ...passBase, kind: literal('readback'), from: endpoint, output: id })
const mipmapPass = object({ ...passBase, kind: literal('mipmap'), texture: id })
const workgroupCount = u32
const computePass = object({
  ...passBase,
  kind: literal('compute'),
  shader: id,
  entryPoint: id,
  constants: optional(shaderConstants),
  bindings: optional(list(binding)),
  workgroups: union(tuple(workgroupCount, workgroupCount, workgroupCount), object({ indirect: bufferOnlyEndpoint })),
})
const clearColor = tuple(number(), number(), number(), number())
const loadOperation = oneOf(['clear', 'load', 'discard'])
const colorAttachment = object({
  use: endpoint,
  load: loadOperation,
  clearValue: optional(clearColor),
  store: optional(oneOf(['store', 'discard'])),
  resolve: optional(endpoint),
})
const depthAttachment = object({
  use: endpoint,
  load: loadOperation,
  clearValue: optional(number({ min: 0, max: 1 })),
  stencilClearValue: optional(u32),
  store: optional(oneOf(['store', 'discard'])),
  readOnly: optional(boolean()),
})
const renderPass = object({
  ...passBase,
  kind: literal('render'),
  color: optional(list(colorAttachment, { max: 8 })),
  depth: optional(depthAttachment),
  uses: optional(list(use)),
  body: optional(id),
  bindings: optional(list(binding)),
  draws: optional(list(draw)),
})
const customPass = object({ ...passBase, kind: literal('custom'), uses: optional(list(use)), body: id })
const externalPass = object({ ...passBase, kind: literal('external'), uses: optional(list(use)), body: id })
const hostPass = object({
  ...passBase,
  kind: literal('host'),
  consumes: optional(list(id)),
  produces: optional(list(object({ input: id, size: positive }))),
  body: id,
})

const pass = variants(
  'kind',
  uploadPass,
  copyPass,
  fillPass,
  readbackPass,
  mipmapPass,
  computePass,
  renderPass,
  customPass,
  externalPass,
  hostPass,
)

const shader = object({
  id,
  ...notes,
  wgsl: optional(text()),
  /** Little-endian words of a SPIR-V module, base64. */
  spirv: optional(text()),
})

export const graphSchema = object(
  {
    $schema: optional(text()),
    version: literal(1),
    name: optional(id),
    ...notes,
    resources: list(resource, { max: caps.resources }),
    shaders: optional(list(shader, { max: caps.resources })),
    pipelines: optional(list(pipeline, { max: caps.resources })),
    passes: list(pass, { max: caps.passes }),
  },
  { title: 'memkit-gpu graph', description: 'A frame graph, document version 1' },
)

export type {
  Binding,
  BufferEndpoint,
  BufferResource,
  ColorAttachment,
  DepthAttachment,
  Draw,
  Endpoint,
  FrameGraph,
  GraphDocument,
  Lifetime,
  Pass,
  Pipeline,
  QueueKind,
  Resource,
  SamplerDescription,
  Shader,
  TextureEndpoint,
  TextureResource,
  Use,
  UseKind,
} from './types.ts'

/** The kinds of passes: `upload`, `copy`, … */
export type PassKind = Pass['kind']
/** A pass of one kind. */
export type PassOf<Kind extends PassKind> = Extract<Pass, { kind: Kind }>
