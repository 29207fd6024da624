/**
 * The graph document, version 1: its zod schema and the types inferred from it.
 *
 * This is the shape only. What a shape cannot say (dangling ids, ranges, sizes) is checked in `resolve.ts`.
 */
import * as z from 'zod'
import { draw, pipeline, shaderConstants } from './draw-schema.ts'
import { textureFormatNames } from './formats.ts'
import {
  binding,
  bufferEndpoint,
  bufferOnlyEndpoint,
  bufferUsages,
  caps,
  count,
  endpoint,
  id,
  lifetimes,
  memoryKinds,
  positive,
  queueKinds,
  samplerDescription,
  textureEndpoint,
  textureUsages,
  u32,
  use,
  useKinds,
} from './schema-parts.ts'

export { bufferUsages, caps, lifetimes, memoryKinds, queueKinds, samplerDescription, textureUsages, useKinds }

const resourceBase = {
  id,
  lifetime: z.enum(lifetimes).optional().meta({ description: 'Default: transient' }),
  memory: z.enum(memoryKinds).optional().meta({ description: 'Default: device' }),
  history: z
    .int()
    .min(1)
    .max(16)
    .optional()
    .meta({ description: "Persistent only: how many earlier runs' contents are kept too" }),
}

const bufferResource = z.strictObject({
  ...resourceBase,
  kind: z.literal('buffer'),
  size: positive.meta({ description: 'Bytes' }),
  usage: z.array(z.enum(bufferUsages)).optional(),
})

const textureResource = z.strictObject({
  ...resourceBase,
  kind: z.literal('texture'),
  format: z.enum(textureFormatNames),
  size: z
    .union([z.tuple([positive]), z.tuple([positive, positive]), z.tuple([positive, positive, positive])])
    .meta({ description: 'Width, height (default 1), and layers or depth (default 1), in texels' }),
  dimension: z.enum(['1d', '2d', '3d']).optional(),
  mipLevelCount: z.int().min(1).max(32).optional(),
  sampleCount: z.union([z.literal(1), z.literal(4)]).optional(),
  usage: z.array(z.enum(textureUsages)).optional(),
})

const resource = z.discriminatedUnion('kind', [bufferResource, textureResource])

const queue = z.union([z.enum(queueKinds), z.array(z.enum(queueKinds)).min(1)])
const passBase = {
  id,
  queue: queue.optional().meta({ description: 'A queue, or a list to choose from' }),
  after: z.array(id).optional().meta({ description: 'Ids of earlier passes: order without data' }),
  sideEffects: z.boolean().optional(),
}

const uploadPass = z.strictObject({
  ...passBase,
  kind: z.literal('upload'),
  to: endpoint,
  input: z.union([id, z.strictObject({ name: id, offset: count.optional() })]),
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
    z.strictObject({ indirect: bufferOnlyEndpoint }).meta({
      description:
        'Three 32-bit words; where one is above the device’s maxWorkgroupsPerDimension, nothing is dispatched',
    }),
  ]),
})
const clearColor = z.tuple([z.number(), z.number(), z.number(), z.number()])
const loadOperation = z.enum(['clear', 'load', 'discard'])
const colorAttachment = z.strictObject({
  use: endpoint,
  load: loadOperation,
  clearValue: clearColor.optional(),
  store: z.enum(['store', 'discard']).optional().meta({ description: 'Inferred when absent' }),
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
  uses: z.array(use).optional().meta({ description: 'What the body uses beyond the attachments' }),
  body: id.optional().meta({ description: 'A function of the program that draws. Either this or "draws"' }),
  bindings: z.array(binding).optional().meta({ description: 'What all draws of the pass are given' }),
  draws: z.array(draw).optional().meta({ description: 'What is drawn, in order, as data' }),
})
const customPass = z.strictObject({ ...passBase, kind: z.literal('custom'), uses: z.array(use).optional(), body: id })
const hostPass = z.strictObject({
  ...passBase,
  kind: z.literal('host'),
  consumes: z.array(id).optional().meta({ description: 'Outputs of earlier readbacks' }),
  produces: z
    .array(z.strictObject({ input: id, size: positive }))
    .optional()
    .meta({ description: 'Inputs of later uploads, with their sizes in bytes' }),
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
  wgsl: z.string().optional(),
  /** Little-endian words of a SPIR-V module, base64. */
  spirv: z.string().optional(),
})

export const graphSchema = z
  .strictObject({
    version: z.literal(1),
    name: id.optional(),
    resources: z.array(resource).max(caps.resources),
    shaders: z.array(shader).max(caps.resources).optional(),
    pipelines: z.array(pipeline).max(caps.resources).optional(),
    passes: z.array(pass).max(caps.passes),
  })
  .meta({ title: 'memkit-gpu graph', description: 'A frame graph, document version 1' })

/** A document as written, which `parseGraph` takes. */
export type GraphDocument = z.input<typeof graphSchema>

/** A type that is readonly at every depth; the mapped type is homomorphic, so tuples stay tuples. */
type DeepReadonly<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [Key in keyof T]: DeepReadonly<T[Key]> }

/** A parsed, frozen document. Made by `parseGraph`, the builder and `editGraph` only. */
export type FrameGraph = DeepReadonly<z.output<typeof graphSchema>>
export type Resource = FrameGraph['resources'][number]
export type BufferResource = Extract<Resource, { kind: 'buffer' }>
export type TextureResource = Extract<Resource, { kind: 'texture' }>
export type Shader = NonNullable<FrameGraph['shaders']>[number]
export type Pipeline = NonNullable<FrameGraph['pipelines']>[number]
export type Pass = FrameGraph['passes'][number]
export type PassKind = Pass['kind']
export type PassOf<Kind extends PassKind> = Extract<Pass, { kind: Kind }>
export type Endpoint = DeepReadonly<z.output<typeof endpoint>>
export type BufferEndpoint = DeepReadonly<z.output<typeof bufferEndpoint>>
export type TextureEndpoint = DeepReadonly<z.output<typeof textureEndpoint>>
export type Use = DeepReadonly<z.output<typeof use>>
export type Binding = DeepReadonly<z.output<typeof binding>>
export type ResourceBinding = Extract<Binding, { use: Endpoint }>
export type SamplerDescription = DeepReadonly<z.output<typeof samplerDescription>>
export type UseKind = (typeof useKinds)[number]
export type QueueKind = (typeof queueKinds)[number]
export type Lifetime = (typeof lifetimes)[number]
export type MemoryKind = (typeof memoryKinds)[number]
export type ColorAttachment = NonNullable<PassOf<'render'>['color']>[number]
export type DepthAttachment = NonNullable<PassOf<'render'>['depth']>
export type Draw = NonNullable<PassOf<'render'>['draws']>[number]
