/**
 * The graph document, version 1: its zod schema. `types.ts` has its types, field by field.
 *
 * This is the shape only. What a shape cannot say (dangling ids, ranges, sizes) is checked in `resolve.ts`.
 */
import * as z from 'zod'
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

export { bufferUsages, caps, lifetimes, memoryKinds, queueKinds, samplerDescription, textureUsages, useKinds }

const resourceBase = {
  id,
  ...notes,
  lifetime: z.enum(lifetimes).optional(),
  memory: z.enum(memoryKinds).optional(),
  history: z.int().min(1).max(16).optional(),
}

const bufferResource = z.strictObject({
  ...resourceBase,
  kind: z.literal('buffer'),
  size: positive,
  usage: z.array(z.enum(bufferUsages)).optional(),
})

const textureResource = z.strictObject({
  ...resourceBase,
  kind: z.literal('texture'),
  format: z.enum(textureFormatNames),
  size: z.union([z.tuple([positive]), z.tuple([positive, positive]), z.tuple([positive, positive, positive])]),
  dimension: z.enum(['1d', '2d', '3d']).optional(),
  mipLevelCount: z.int().min(1).max(32).optional(),
  sampleCount: z.union([z.literal(1), z.literal(4)]).optional(),
  usage: z.array(z.enum(textureUsages)).optional(),
})

const resource = z.discriminatedUnion('kind', [bufferResource, textureResource])

const queue = z.union([z.enum(queueKinds), z.array(z.enum(queueKinds)).min(1)])
const passBase = {
  id,
  ...notes,
  queue: queue.optional(),
  after: z.array(id).optional(),
  sideEffects: z.boolean().optional(),
  bypass: z.record(id, id).optional(),
}

const uploadPass = z.strictObject({
  ...passBase,
  kind: z.literal('upload'),
  to: endpoint,
  input: z.union([id, z.strictObject({ name: id, offset: count.optional() })]),
  optional: z.boolean().optional(),
})
const copyPass = z.strictObject({ ...passBase, kind: z.literal('copy'), from: endpoint, to: endpoint })
const fillPass = z.strictObject({ ...passBase, kind: z.literal('fill'), to: endpoint, value: u32 })
const readbackPass = z.strictObject({ ...passBase, kind: z.literal('readback'), from: endpoint, output: id })
const mipmapPass = z.strictObject({ ...passBase, kind: z.literal('mipmap'), texture: id })
const workgroupCount = u32
const computePass = z.strictObject({
  ...passBase,
  kind: z.literal('compute'),
  shader: id,
  entryPoint: id,
  constants: shaderConstants.optional(),
  bindings: z.array(binding).optional(),
  workgroups: z.union([
    z.tuple([workgroupCount, workgroupCount, workgroupCount]),
    z.strictObject({ indirect: bufferOnlyEndpoint }),
  ]),
})
const clearColor = z.tuple([z.number(), z.number(), z.number(), z.number()])
const loadOperation = z.enum(['clear', 'load', 'discard'])
const colorAttachment = z.strictObject({
  use: endpoint,
  load: loadOperation,
  clearValue: clearColor.optional(),
  store: z.enum(['store', 'discard']).optional(),
  resolve: endpoint.optional(),
})
const depthAttachment = z.strictObject({
  use: endpoint,
  load: loadOperation,
  clearValue: z.number().min(0).max(1).optional(),
  stencilClearValue: u32.optional(),
  store: z.enum(['store', 'discard']).optional(),
  readOnly: z.boolean().optional(),
})
const renderPass = z.strictObject({
  ...passBase,
  kind: z.literal('render'),
  color: z.array(colorAttachment).max(8).optional(),
  depth: depthAttachment.optional(),
  uses: z.array(use).optional(),
  body: id.optional(),
  bindings: z.array(binding).optional(),
  draws: z.array(draw).optional(),
})
const customPass = z.strictObject({ ...passBase, kind: z.literal('custom'), uses: z.array(use).optional(), body: id })
const hostPass = z.strictObject({
  ...passBase,
  kind: z.literal('host'),
  consumes: z.array(id).optional(),
  produces: z.array(z.strictObject({ input: id, size: positive })).optional(),
  body: id,
})

const pass = z.discriminatedUnion('kind', [
  uploadPass,
  copyPass,
  fillPass,
  readbackPass,
  mipmapPass,
  computePass,
  renderPass,
  customPass,
  hostPass,
])

const shader = z.strictObject({
  id,
  ...notes,
  wgsl: z.string().optional(),
  /** Little-endian words of a SPIR-V module, base64. */
  spirv: z.string().optional(),
})

export const graphSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1),
    name: id.optional(),
    ...notes,
    resources: z.array(resource).max(caps.resources),
    shaders: z.array(shader).max(caps.resources).optional(),
    pipelines: z.array(pipeline).max(caps.resources).optional(),
    passes: z.array(pass).max(caps.passes),
  })
  .meta({ title: 'memkit-gpu graph', description: 'A frame graph, document version 1' })

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

export type PassKind = Pass['kind']
export type PassOf<Kind extends PassKind> = Extract<Pass, { kind: Kind }>
