/**
 * The plan document: plain, canonical JSON that says everything an executor does. Its zod schema. `types.ts` has its types, field by field.
 *
 * Memory is named by heap and byte offset, never by resource: what a command touches is what it says. `placements` tell which
 * resource version lives where and when.
 */
import * as z from 'zod'
import { accessKinds } from '../graph/access.ts'
import {
  blendFactors,
  blendOperations,
  compareFunctions,
  indexFormats,
  shaderConstants,
  stencilOperations,
  stepModes,
  topologies,
  vertexFormatNames,
} from '../graph/draw-schema.ts'
import { queueKinds, samplerDescription, useKinds } from '../graph/document.ts'
import { textureFormatNames } from '../graph/formats.ts'
import type { Command } from './types.ts'

const n = z.int().min(0)
const positive = z.int().min(1)
const u32 = z.int().min(0).max(0xffff_ffff)
const id = z.string()
const triple = z.tuple([n, n, n])

/**
 * - `device`: the plan's own memory. - `upload`, `readback`: staging, one instance per run in flight.
 * - `imported`: the memory of one imported buffer, given to `run`.
 * Heaps with `rotation` swap roles every run: at run r, slot s of a group is the memory that slot `(s + 1) mod count` was at run
 * r + 1, so slot 0 is the current contents, slot k those of k runs before.
 */
const heap = z.strictObject({
  memory: z.enum(['device', 'upload', 'readback', 'imported']),
  sizeBytes: n,
  resource: id.optional(),
  rotation: z.strictObject({ group: n, slot: n, count: positive }).optional(),
})

/** A physical texture; on devices without placed textures `heap` is absent and several versions share it in turn. */
const texture = z.strictObject({
  format: z.enum(textureFormatNames),
  dimension: z.enum(['1d', '2d', '3d']),
  size: z.tuple([positive, positive, positive]),
  mipLevelCount: z.int().min(1).max(32),
  sampleCount: z.union([z.literal(1), z.literal(4)]),
  usage: z.array(z.enum(['copy-src', 'copy-dst', 'sampled', 'storage', 'attachment'])),
  lifetime: z.enum(['transient', 'persistent', 'imported']),
  /** The resource that a persistent or imported texture belongs to alone. */
  resource: id.optional(),
  heap: n.optional(),
  offset: n.optional(),
  sizeBytes: n,
  rotation: z.strictObject({ group: n, slot: n, count: positive }).optional(),
})

/** Position of a command: [submission, index in its commands]. Positions are totally ordered. */
const position = z.tuple([n, n])

/**
 * The place of version v of a resource, from its first command to its last. Buffers name heap and offset, textures `texture`.
 */
const placement = z.strictObject({
  resource: id,
  version: n,
  lifetime: z.enum(['transient', 'persistent', 'imported']),
  /** Runs back, for the history of a persistent resource. */
  previous: n.optional(),
  heap: n.optional(),
  offset: n.optional(),
  sizeBytes: n,
  /** The size that the document gives to a persistent buffer, where the placement is larger. */
  declaredBytes: n.optional(),
  texture: n.optional(),
  first: position.optional(),
  last: position.optional(),
})

const bufferSlice = z.strictObject({ heap: n, offset: n, size: n })
const textureSlice = z.strictObject({
  texture: n,
  mipLevel: n,
  mipLevelCount: n,
  origin: triple,
  size: triple,
  aspect: z.enum(['all', 'depth-only', 'stencil-only']),
  format: z.enum(textureFormatNames).optional(),
})
const slice = z.union([bufferSlice, textureSlice])

/** Bytes on the buffer side of a texture copy: rows of `rowBytes` (padding included), `rowsPerImage` block rows a slice. */
const textureRegion = z.strictObject({
  offset: n,
  rowBytes: n,
  rowsPerImage: n,
  mipLevel: n,
  origin: triple,
  size: triple,
  aspect: z.enum(['all', 'depth-only', 'stencil-only']),
})

const planUse = z.strictObject({
  resource: id,
  slice,
  as: z.enum(useKinds),
  access: z.enum(['read', 'write', 'read-write', 'update']),
})
const bindingSlot = { group: z.int().min(0).max(31), binding: z.int().min(0).max(65535) }
const planBinding = z.union([
  z.strictObject({ ...bindingSlot, ...planUse.shape }),
  z.strictObject({ ...bindingSlot, sampler: samplerDescription }),
])

const blendComponent = z.strictObject({
  operation: z.enum(blendOperations),
  srcFactor: z.enum(blendFactors),
  dstFactor: z.enum(blendFactors),
})
const stencilFace = z.strictObject({
  compare: z.enum(compareFunctions),
  failOp: z.enum(stencilOperations),
  depthFailOp: z.enum(stencilOperations),
  passOp: z.enum(stencilOperations),
})
const i32 = z.int().min(-0x8000_0000).max(0x7fff_ffff)
const stage = { shader: id, entryPoint: id, constants: shaderConstants }

/**
 * A pipeline with the formats and the sample count of what it draws to, and every default said. Pipelines that differ only in
 * their ids are one; `id` is the id of the first.
 */
const pipeline = z.strictObject({
  id,
  vertex: z.strictObject({
    ...stage,
    buffers: z.array(
      z.union([
        z.strictObject({
          arrayStride: n,
          stepMode: z.enum(stepModes),
          attributes: z.array(z.strictObject({ shaderLocation: u32, format: z.enum(vertexFormatNames), offset: n })),
        }),
        z.null(),
      ]),
    ),
  }),
  fragment: z
    .strictObject({
      ...stage,
      /** One for each colour attachment; what is not written has the mask 0. */
      targets: z.array(
        z.strictObject({
          format: z.enum(textureFormatNames),
          blend: z.strictObject({ color: blendComponent, alpha: blendComponent }).optional(),
          writeMask: z.int().min(0).max(15),
        }),
      ),
    })
    .optional(),
  primitive: z.strictObject({
    topology: z.enum(topologies),
    stripIndexFormat: z.enum(indexFormats).optional(),
    frontFace: z.enum(['ccw', 'cw']),
    cullMode: z.enum(['none', 'front', 'back']),
  }),
  /** Present where the pass has a depth attachment. */
  depthStencil: z
    .strictObject({
      format: z.enum(textureFormatNames),
      depthWriteEnabled: z.boolean(),
      depthCompare: z.enum(compareFunctions),
      stencilFront: stencilFace,
      stencilBack: stencilFace,
      stencilReadMask: u32,
      stencilWriteMask: u32,
      depthBias: i32,
      depthBiasSlopeScale: z.number(),
      depthBiasClamp: z.number(),
    })
    .optional(),
  multisample: z.strictObject({
    count: z.union([z.literal(1), z.literal(4)]),
    mask: u32,
    alphaToCoverageEnabled: z.boolean(),
  }),
})

/** What a shader of a draw is given at one group; `use` is an index into the uses of the part. */
const bindGroup = z.strictObject({
  group: bindingSlot.group,
  entries: z.array(
    z.union([
      z.strictObject({ binding: bindingSlot.binding, use: n }),
      z.strictObject({ binding: bindingSlot.binding, sampler: samplerDescription }),
    ]),
  ),
})

/** One draw. Numbers of uses are indices into the uses of the part; `bindGroups` into its groups, by ascending group. */
const draw = z.strictObject({
  /** Index into `pipelines`. */
  pipeline: n,
  bindGroups: z.array(n),
  vertexBuffers: z.array(z.union([n, z.null()])),
  indexBuffer: z.strictObject({ use: n, format: z.enum(indexFormats) }).optional(),
  call: z.union([
    z.strictObject({ vertexCount: u32, instanceCount: u32, firstVertex: u32, firstInstance: u32 }),
    z.strictObject({ indexCount: u32, instanceCount: u32, firstIndex: u32, baseVertex: i32, firstInstance: u32 }),
    z.strictObject({ indirect: n }),
  ]),
  /** Absent: the whole of the attachments, and depths from 0 to 1. */
  viewport: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]).optional(),
  /** Absent: the whole of the attachments. */
  scissor: z.tuple([u32, u32, u32, u32]).optional(),
  /** Absent: 0. */
  stencilReference: u32.optional(),
  /** Absent: 0, 0, 0, 0. */
  blendConstant: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
})

const imageLayouts = [
  'undefined',
  'copy-src',
  'copy-dst',
  'sampled',
  'storage',
  'color',
  'depth',
  'depth-read',
] as const

const passes = z.array(id)

const command = z.discriminatedUnion('op', [
  /** Regions are [fromOffset, toOffset, size]. They never overlap on the destination side. */
  z.strictObject({
    op: z.literal('copy'),
    from: n,
    to: n,
    regions: z.array(triple),
    optional: id.optional(),
    passes,
  }),
  /** One dispatch that moves many scattered regions; regions as in `copy`. */
  z.strictObject({ op: z.literal('scatter'), from: n, to: n, regions: z.array(triple), passes }),
  /** Byte i of the range becomes byte (i mod 4) of `value`, little-endian. */
  z.strictObject({ op: z.literal('fill'), heap: n, offset: n, size: n, value: u32, passes }),
  z.strictObject({
    op: z.literal('copy-to-texture'),
    from: n,
    texture: n,
    regions: z.array(textureRegion),
    optional: id.optional(),
    passes,
  }),
  z.strictObject({ op: z.literal('copy-from-texture'), texture: n, to: n, regions: z.array(textureRegion), passes }),
  z.strictObject({
    op: z.literal('copy-texture'),
    from: n,
    to: n,
    regions: z.array(
      z.strictObject({
        fromLevel: n,
        fromOrigin: triple,
        toLevel: n,
        toOrigin: triple,
        size: triple,
        /** Aspect of the target. */
        aspect: z.enum(['all', 'depth-only', 'stencil-only']),
        /** Aspect of the source, where it has another name there: the stencil of one format may be all that another has. */
        fromAspect: z.enum(['all', 'depth-only', 'stencil-only']).optional(),
      }),
    ),
    passes,
  }),
  /** All texels of the region become zero. */
  z.strictObject({ op: z.literal('clear-texture'), slice: textureSlice, passes }),
  z.strictObject({ op: z.literal('mipmap'), texture: n, mipLevelCount: n, passes }),
  z.strictObject({
    op: z.literal('dispatch'),
    shader: id,
    entryPoint: id,
    constants: shaderConstants.optional(),
    workgroups: z.union([z.tuple([u32, u32, u32]), bufferSlice]),
    bindings: z.array(planBinding),
    passes,
  }),
  z.strictObject({
    op: z.literal('render'),
    color: z.array(
      z.strictObject({
        slice: textureSlice,
        load: z.enum(['clear', 'load', 'discard']),
        clearValue: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        store: z.enum(['store', 'discard']),
        resolve: textureSlice.optional(),
      }),
    ),
    depth: z
      .strictObject({
        slice: textureSlice,
        load: z.enum(['clear', 'load', 'discard']),
        clearValue: z.number().min(0).max(1),
        stencilClearValue: u32,
        store: z.enum(['store', 'discard']),
        readOnly: z.boolean(),
      })
      .optional(),
    /** One entry per declared pass, in order: adjacent passes on the same attachments share one command. */
    parts: z.array(
      z.strictObject({
        pass: id,
        /** The function of the program that draws; absent where `draws` says what is drawn. */
        body: id.optional(),
        /** Ids of the pass's attachments: each colour, followed by what it resolves to; then depth. */
        attachments: z.array(id),
        /** With draws: each use once, in the order in which the draws first name it. */
        uses: z.array(planUse),
        bindGroups: z.array(bindGroup).optional(),
        draws: z.array(draw).optional(),
      }),
    ),
    passes,
  }),
  z.strictObject({ op: z.literal('custom'), body: id, uses: z.array(planUse), passes }),
  /**
   * All earlier accesses on its queue of a kind in `before` happen before, and are visible to, all later accesses on its queue
   * of a kind in `after`.
   */
  z.strictObject({
    op: z.literal('barrier'),
    before: z.array(z.enum(accessKinds)),
    after: z.array(z.enum(accessKinds)),
    /**
     * Transitions of transient textures. Textures that outlive a run are always in the layout "storage", which every use
     * accepts: runs begin and end in it.
     */
    transitions: z
      .array(
        z.strictObject({
          texture: n,
          mipLevel: n,
          mipLevelCount: n,
          layer: n,
          layerCount: n,
          from: z.enum(imageLayouts),
          to: z.enum(imageLayouts),
        }),
      )
      .optional(),
  }),
])

const submission = z.strictObject({
  /** Index into `queues`. */
  queue: n,
  /**
   * All that earlier runs did on these queues happens before the submission and is visible to it, to what follows on its queue,
   * and to what waits for it: a full barrier on its own queue, waits for the others.
   */
  prologue: z.strictObject({ afterRunsOn: z.array(n) }).optional(),
  /** Earlier submissions, on other queues, that must have completed; transitively reduced. */
  waits: z.array(n),
  commands: z.array(command),
  /** Once the submission has completed, the host sees what was written before its end. */
  epilogue: z.strictObject({ visibleToHost: z.literal(true) }).optional(),
})

/** Host bytes to or from staging. Rows: `count` rows of `tightBytes`, `pitchBytes` apart in staging. */
const hostCopy = z.strictObject({
  name: id,
  nameOffset: n,
  heap: n,
  offset: n,
  size: n,
  rows: z.strictObject({ count: n, tightBytes: n, pitchBytes: n }).optional(),
})

/** The host's side of a run, in order. `after` names submissions that must have completed before the step. */
const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('write'), after: z.array(n), copies: z.array(hostCopy) }),
  z.strictObject({ do: z.literal('submit'), submission: n }),
  z.strictObject({ do: z.literal('read'), after: z.array(n), copies: z.array(hostCopy) }),
  z.strictObject({
    do: z.literal('host'),
    pass: id,
    body: id,
    consumes: z.array(id),
    produces: z.array(z.strictObject({ input: id, size: n })),
    after: z.array(n),
  }),
])

const decision = z.strictObject({
  /** A stable name for programs: CULLED, MERGED, FORWARDED, … */
  code: z.string(),
  passes: z.array(id),
  resources: z.array(id),
  savedBytes: n.optional(),
  savedCommands: n.optional(),
  reason: z.string(),
})

export const reportSchema = z.strictObject({
  submissions: z.strictObject({ count: n, lowerBound: n, proven: z.boolean() }),
  memory: z.strictObject({
    peakBytes: n,
    /** No placement of this schedule needs less; `proven` says that this one needs no more. */
    lowerBoundBytes: n,
    /** No legal order of the passes needs less. Plans of earlier releases do not say. */
    anyOrderLowerBoundBytes: n.optional(),
    /**
     * Bytes that the passes need in declared order with equally many submissions: of its placement where the choice depended on that,
     * else the bytes alive at its fullest moment, of which no placement needs less. Plans of earlier releases do not state them.
     */
    declaredOrderBytes: n.optional(),
    /** Every transient resource in use with memory of its own, at the device's alignments. */
    withoutAliasingBytes: n,
    proven: z.boolean(),
    persistentBytes: n,
    /** The position at which the peak is reached, and what is live then. */
    peakAt: position.optional(),
    peakLive: z.array(z.strictObject({ resource: id, version: n, sizeBytes: n })).optional(),
  }),
  /**
   * Of objective `overlap` where queues work side by side: when the last pass ends, by what passes cost, as an estimate. No legal
   * schedule ends sooner than `lowerBound`: the longest chain of passes, or the queue with the most work that is bound to it.
   */
  makespan: z.strictObject({ estimate: n, lowerBound: n, unit: z.enum(['ns', 'passes']) }).optional(),
  transfers: z.strictObject({ declared: n, commands: n, regions: n, bytesDeclared: n, bytesMoved: n }),
  barriers: z.strictObject({ count: n, lowerBound: n }),
  passes: z.strictObject({ declared: n, planned: n, culled: n }),
})

/** Objectives of a plan. */
export const objectives = ['balanced', 'submissions', 'memory', 'overlap'] as const

export const planSchema = z
  .strictObject({
    format: z.literal('memkit-gpu/plan'),
    version: z.literal(1),
    name: id,
    /** SHA-256 of the plan without this field, hex. */
    hash: z.string(),
    profile: id,
    objective: z.enum(objectives),
    queues: z.array(z.strictObject({ kinds: z.array(z.enum(queueKinds)), family: n })),
    heaps: z.array(heap),
    textures: z.array(texture),
    placements: z.array(placement),
    shaders: z.array(z.strictObject({ id, wgsl: z.string().optional(), spirv: z.string().optional() })),
    /** The pipelines that draws name; absent where nothing is drawn by data. */
    pipelines: z.array(pipeline).optional(),
    inputs: z.array(
      z.strictObject({ name: id, sizeBytes: n, producer: id.optional(), optional: z.literal(true).optional() }),
    ),
    outputs: z.array(z.strictObject({ name: id, sizeBytes: n })),
    /** Bodies that a run must bring, with the pass that calls each. */
    bodies: z.array(z.strictObject({ name: id, pass: id })),
    imports: z.array(id),
    submissions: z.array(submission),
    timeline: z.array(step),
    decisions: z.array(decision),
    report: reportSchema,
  })
  .meta({ title: 'memkit-gpu plan', description: 'A planned frame graph, document version 1' })

export type {
  BindGroup,
  BufferSlice,
  Command,
  Decision,
  Heap,
  HostCopy,
  ImageLayout,
  Objective,
  Placement,
  Plan,
  PlanBinding,
  PlanUse,
  PlannedDraw,
  PlannedPipeline,
  PlannedTexture,
  Position,
  RenderPart,
  Report,
  Slice,
  Step,
  Submission,
  TextureCopyRegion,
  TextureSlice,
} from './types.ts'

export type CommandOp = Command['op']
export type CommandOf<Op extends CommandOp> = Extract<Command, { op: Op }>
