/**
 * The plan document: plain, canonical JSON that says everything an executor does. This is its schema, in one piece because
 * its parts name each other; `types.ts` has its types, field by field.
 *
 * Memory is named by heap and byte offset, never by resource: what a command touches is what it says. `placements` tell which
 * resource version lives where and when.
 */
import { objectives } from './objectives.ts'
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
  text,
  tuple,
  union,
  variants,
} from '../schema/schema.ts'
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

const n = int(0)
const positive = int(1)
const u32 = int(0, 0xffff_ffff)
const id = text()
const triple = tuple(n, n, n)

/**
 * - `device`: the plan's own memory. - `upload`, `readback`: staging, one instance per run in flight.
 * - `imported`: the memory of one imported buffer, given to `run`.
 * Heaps with `rotation` swap roles every run: at run r, slot s of a group is the memory that slot `(s + 1) mod count` was at run
 * r + 1, so slot 0 is the current contents, slot k those of k runs before.
 */
const heap = object({
  memory: oneOf(['device', 'upload', 'readback', 'imported']),
  sizeBytes: n,
  resource: optional(id),
  rotation: optional(object({ group: n, slot: n, count: positive })),
})

/** A physical texture; on devices without placed textures `heap` is absent and several versions share it in turn. */
const texture = object({
  format: oneOf(textureFormatNames),
  dimension: oneOf(['1d', '2d', '3d']),
  size: tuple(positive, positive, positive),
  mipLevelCount: int(1, 32),
  sampleCount: union(literal(1), literal(4)),
  usage: list(oneOf(['copy-src', 'copy-dst', 'sampled', 'storage', 'attachment'])),
  lifetime: oneOf(['transient', 'persistent', 'imported']),
  /** The resource that a persistent or imported texture belongs to alone. */
  resource: optional(id),
  heap: optional(n),
  offset: optional(n),
  sizeBytes: n,
  rotation: optional(object({ group: n, slot: n, count: positive })),
})

/** Position of a command: [submission, index in its commands]. Positions are totally ordered. */
const position = tuple(n, n)

/**
 * The place of version v of a resource, from its first command to its last. Buffers name heap and offset, textures `texture`.
 */
const placement = object({
  resource: id,
  version: n,
  lifetime: oneOf(['transient', 'persistent', 'imported']),
  /** Runs back, for the history of a persistent resource. */
  previous: optional(n),
  heap: optional(n),
  offset: optional(n),
  sizeBytes: n,
  /** The size that the document gives to a persistent buffer, where the placement is larger. */
  declaredBytes: optional(n),
  texture: optional(n),
  first: optional(position),
  last: optional(position),
})

const bufferSlice = object({ heap: n, offset: n, size: n })
const textureSlice = object({
  texture: n,
  mipLevel: n,
  mipLevelCount: n,
  origin: triple,
  size: triple,
  aspect: oneOf(['all', 'depth-only', 'stencil-only']),
  format: optional(oneOf(textureFormatNames)),
})
const slice = union(bufferSlice, textureSlice)

/** Bytes on the buffer side of a texture copy: rows of `rowBytes` (padding included), `rowsPerImage` block rows a slice. */
const textureRegion = object({
  offset: n,
  rowBytes: n,
  rowsPerImage: n,
  mipLevel: n,
  origin: triple,
  size: triple,
  aspect: oneOf(['all', 'depth-only', 'stencil-only']),
})

const useFields = {
  resource: id,
  slice,
  as: oneOf(useKinds),
  access: oneOf(['read', 'write', 'read-write', 'update']),
}
const planUse = object(useFields)
const bindingSlot = { group: int(0, 31), binding: int(0, 65535) }
const planBinding = union(
  object({ ...bindingSlot, ...useFields }),
  object({ ...bindingSlot, sampler: samplerDescription }),
)

const blendComponent = object({
  operation: oneOf(blendOperations),
  srcFactor: oneOf(blendFactors),
  dstFactor: oneOf(blendFactors),
})
const stencilFace = object({
  compare: oneOf(compareFunctions),
  failOp: oneOf(stencilOperations),
  depthFailOp: oneOf(stencilOperations),
  passOp: oneOf(stencilOperations),
})
const i32 = int(-0x8000_0000, 0x7fff_ffff)
const stage = { shader: id, entryPoint: id, constants: shaderConstants }

/**
 * A pipeline with the formats and the sample count of what it draws to, and every default said. Pipelines that differ only in
 * their ids are one; `id` is the id of the first.
 */
const pipeline = object({
  id,
  vertex: object({
    ...stage,
    buffers: list(
      union(
        object({
          arrayStride: n,
          stepMode: oneOf(stepModes),
          attributes: list(object({ shaderLocation: u32, format: oneOf(vertexFormatNames), offset: n })),
        }),
        nothing(),
      ),
    ),
  }),
  fragment: optional(
    object({
      ...stage,
      /** One for each colour attachment; what is not written has the mask 0. */
      targets: list(
        object({
          format: oneOf(textureFormatNames),
          blend: optional(object({ color: blendComponent, alpha: blendComponent })),
          writeMask: int(0, 15),
        }),
      ),
    }),
  ),
  primitive: object({
    topology: oneOf(topologies),
    stripIndexFormat: optional(oneOf(indexFormats)),
    frontFace: oneOf(['ccw', 'cw']),
    cullMode: oneOf(['none', 'front', 'back']),
  }),
  /** Present where the pass has a depth attachment. */
  depthStencil: optional(
    object({
      format: oneOf(textureFormatNames),
      depthWriteEnabled: boolean(),
      depthCompare: oneOf(compareFunctions),
      stencilFront: stencilFace,
      stencilBack: stencilFace,
      stencilReadMask: u32,
      stencilWriteMask: u32,
      depthBias: i32,
      depthBiasSlopeScale: number(),
      depthBiasClamp: number(),
    }),
  ),
  multisample: object({
    count: union(literal(1), literal(4)),
    mask: u32,
    alphaToCoverageEnabled: boolean(),
  }),
})

/** The resources that a shader of a draw is given at one group; `use` is an index into the uses of the part. */
const bindGroup = object({
  group: bindingSlot.group,
  entries: list(
    union(
      object({ binding: bindingSlot.binding, use: n }),
      object({ binding: bindingSlot.binding, sampler: samplerDescription }),
    ),
  ),
})

/** One draw. Numbers of uses are indices into the uses of the part; `bindGroups` into its groups, by ascending group. */
const draw = object({
  /** Index into `pipelines`. */
  pipeline: n,
  bindGroups: list(n),
  vertexBuffers: list(union(n, nothing())),
  indexBuffer: optional(object({ use: n, format: oneOf(indexFormats) })),
  call: union(
    object({ vertexCount: u32, instanceCount: u32, firstVertex: u32, firstInstance: u32 }),
    object({ indexCount: u32, instanceCount: u32, firstIndex: u32, baseVertex: i32, firstInstance: u32 }),
    object({ indirect: n }),
  ),
  /** Absent: the whole of the attachments, and depths from 0 to 1. */
  viewport: optional(tuple(number(), number(), number(), number(), number(), number())),
  /** Absent: the whole of the attachments. */
  scissor: optional(tuple(u32, u32, u32, u32)),
  /** Absent: 0. */
  stencilReference: optional(u32),
  /** Absent: 0, 0, 0, 0. */
  blendConstant: optional(tuple(number(), number(), number(), number())),
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

const passes = list(id)

const command = variants(
  'op',
  /** Regions are [fromOffset, toOffset, size]. They never overlap on the destination side. */
  object({
    op: literal('copy'),
    from: n,
    to: n,
    regions: list(triple),
    optional: optional(id),
    passes,
  }),
  /** One dispatch that moves many scattered regions; regions as in `copy`. */
  object({ op: literal('scatter'), from: n, to: n, regions: list(triple), passes }),
  /** Byte i of the range becomes byte (i mod 4) of `value`, little-endian. */
  object({ op: literal('fill'), heap: n, offset: n, size: n, value: u32, passes }),
  object({
    op: literal('copy-to-texture'),
    from: n,
    texture: n,
    regions: list(textureRegion),
    optional: optional(id),
    passes,
  }),
  object({ op: literal('copy-from-texture'), texture: n, to: n, regions: list(textureRegion), passes }),
  object({
    op: literal('copy-texture'),
    from: n,
    to: n,
    regions: list(
      object({
        fromLevel: n,
        fromOrigin: triple,
        toLevel: n,
        toOrigin: triple,
        size: triple,
        /** Aspect of the target. */
        aspect: oneOf(['all', 'depth-only', 'stencil-only']),
        /** Aspect of the source, where it has another name there: the stencil of one format may be all that another has. */
        fromAspect: optional(oneOf(['all', 'depth-only', 'stencil-only'])),
      }),
    ),
    passes,
  }),
  /** All texels of the region become zero. */
  object({ op: literal('clear-texture'), slice: textureSlice, passes }),
  object({ op: literal('mipmap'), texture: n, mipLevelCount: n, passes }),
  object({
    op: literal('dispatch'),
    shader: id,
    entryPoint: id,
    constants: optional(shaderConstants),
    workgroups: union(tuple(u32, u32, u32), bufferSlice),
    bindings: list(planBinding),
    passes,
  }),
  object({
    op: literal('render'),
    color: list(
      object({
        slice: textureSlice,
        load: oneOf(['clear', 'load', 'discard']),
        clearValue: tuple(number(), number(), number(), number()),
        store: oneOf(['store', 'discard', 'zero']),
        resolve: optional(textureSlice),
      }),
    ),
    depth: optional(
      object({
        slice: textureSlice,
        load: oneOf(['clear', 'load', 'discard']),
        clearValue: number({ min: 0, max: 1 }),
        stencilClearValue: u32,
        store: oneOf(['store', 'discard', 'zero']),
        readOnly: boolean(),
      }),
    ),
    /** One entry per declared pass, in order: adjacent passes on the same attachments share one command. */
    parts: list(
      object({
        pass: id,
        /** The function of the program that draws; absent where `draws` says what is drawn. */
        body: optional(id),
        /** Ids of the pass's attachments: each colour, followed by what it resolves to; then depth. */
        attachments: list(id),
        /** With draws: each use once, in the order in which the draws first name it. */
        uses: list(planUse),
        bindGroups: optional(list(bindGroup)),
        draws: optional(list(draw)),
      }),
    ),
    passes,
  }),
  object({ op: literal('custom'), body: id, uses: list(planUse), passes }),
  object({ op: literal('external'), body: id, uses: list(planUse), passes }),
  /**
   * All earlier accesses on its queue of a kind in `before` happen before, and are visible to, all later accesses on its queue
   * of a kind in `after`.
   */
  object({
    op: literal('barrier'),
    before: list(oneOf(accessKinds)),
    after: list(oneOf(accessKinds)),
    /**
     * Transitions of transient textures. Textures that outlive a run are always in the layout "storage", which every use
     * accepts: runs begin and end in it.
     */
    transitions: optional(
      list(
        object({
          texture: n,
          mipLevel: n,
          mipLevelCount: n,
          layer: n,
          layerCount: n,
          from: oneOf(imageLayouts),
          to: oneOf(imageLayouts),
        }),
      ),
    ),
  }),
)

const submission = object({
  /** Index into `queues`. */
  queue: n,
  /**
   * All that earlier runs did on these queues happens before the submission and is visible to it, to what follows on its queue,
   * and to what waits for it: a full barrier on its own queue, waits for the others.
   */
  prologue: optional(object({ afterRunsOn: list(n) })),
  /** Earlier submissions, on other queues, that must have completed before it, and before what follows on its queue; transitively reduced. */
  waits: list(n),
  commands: list(command),
  /** Once the submission has completed, the host sees what was written before its end. */
  epilogue: optional(object({ visibleToHost: literal(true) })),
})

/** Host bytes to or from staging. Rows: `count` rows of `tightBytes`, `pitchBytes` apart in staging. */
const hostCopy = object({
  name: id,
  nameOffset: n,
  heap: n,
  offset: n,
  size: n,
  rows: optional(object({ count: n, tightBytes: n, pitchBytes: n })),
})

/** The host's side of a run, in order. `after` names submissions that must have completed before the step. */
const step = variants(
  'do',
  object({ do: literal('write'), after: list(n), copies: list(hostCopy) }),
  object({ do: literal('submit'), submission: n }),
  object({ do: literal('read'), after: list(n), copies: list(hostCopy) }),
  object({
    do: literal('host'),
    pass: id,
    body: id,
    consumes: list(id),
    produces: list(object({ input: id, size: n })),
    after: list(n),
  }),
)

const decision = object({
  /** A stable name for programs: CULLED, MERGED, FORWARDED, … */
  code: text(),
  passes: list(id),
  resources: list(id),
  savedBytes: optional(n),
  savedCommands: optional(n),
  reason: text(),
})

const reportSchema = object({
  submissions: object({ count: n, lowerBound: n, proven: boolean() }),
  memory: object({
    peakBytes: n,
    /** No placement of this schedule needs less; `proven` says that this one needs no more. */
    lowerBoundBytes: n,
    /** No legal order of the passes needs less. Plans of earlier releases do not say. */
    anyOrderLowerBoundBytes: optional(n),
    /**
     * Bytes that the passes need in declared order with equally many submissions: of its placement where the choice depended on that,
     * else the bytes alive at its fullest moment, of which no placement needs less. Plans of earlier releases do not state them.
     */
    declaredOrderBytes: optional(n),
    /** Every transient resource in use with memory of its own, at the device's alignments. */
    withoutAliasingBytes: n,
    proven: boolean(),
    persistentBytes: n,
    /** The position at which the peak is reached, and what is live then. */
    peakAt: optional(position),
    peakLive: optional(list(object({ resource: id, version: n, sizeBytes: n }))),
  }),
  /**
   * The end of the last pass, for objective `overlap` where queues work side by side, by what passes cost: between `estimate`, where
   * queues do not slow each other down, and `ifShared`, where they share the device. No legal
   * schedule ends sooner than `lowerBound`: the longest chain of passes, or the queue with the most work that is bound to it.
   */
  makespan: optional(object({ estimate: n, ifShared: optional(n), lowerBound: n, unit: oneOf(['ns', 'passes']) })),
  transfers: object({ declared: n, commands: n, regions: n, bytesDeclared: n, bytesMoved: n }),
  barriers: object({ count: n, lowerBound: n }),
  passes: object({ declared: n, planned: n, culled: n }),
})

export const planSchema = object(
  {
    format: literal('memkit-gpu/plan'),
    version: literal(1),
    name: id,
    /** SHA-256 of the plan without this field, hex. */
    hash: text(),
    profile: id,
    objective: oneOf(objectives),
    queues: list(object({ kinds: list(oneOf(queueKinds)), family: n })),
    /** Whether the plan says its barriers: false for a device that orders commands by itself. Plans of earlier releases do not say. */
    explicitBarriers: optional(boolean()),
    heaps: list(heap),
    textures: list(texture),
    placements: list(placement),
    shaders: list(object({ id, wgsl: optional(text()), spirv: optional(text()) })),
    /** The pipelines that draws name; absent where nothing is drawn by data. */
    pipelines: optional(list(pipeline)),
    inputs: list(object({ name: id, sizeBytes: n, producer: optional(id), optional: optional(literal(true)) })),
    outputs: list(object({ name: id, sizeBytes: n })),
    /** Bodies that a run must bring, with the pass that calls each. */
    bodies: list(object({ name: id, pass: id })),
    imports: list(id),
    submissions: list(submission),
    timeline: list(step),
    decisions: list(decision),
    report: reportSchema,
  },
  { title: 'memkit-gpu plan', description: 'A planned frame graph, document version 1' },
)

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
  PlannedStore,
  RenderPart,
  Report,
  Slice,
  Step,
  Submission,
  TextureCopyRegion,
  TextureSlice,
} from './types.ts'

/** The kinds of commands of a plan. */
export type CommandOp = Command['op']
/** A command of a plan, of one kind. */
export type CommandOf<Op extends CommandOp> = Extract<Command, { op: Op }>
