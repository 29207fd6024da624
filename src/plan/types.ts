/**
 * The types of the plan document, version 1, with what each field means. `document.ts` has the schema, and a type test holds both
 * equal. The comments are the descriptions of the JSON Schema too: `npm run docs:fields` takes them over.
 *
 * Numbers of heaps, textures, queues and submissions are indices into the plan's lists of that name. A position is
 * [submission, index in its commands].
 */
import type { AccessKind } from '../graph/access.ts'
import type { VertexFormat } from '../graph/draw-schema.ts'
import type { TextureFormat } from '../graph/formats.ts'
import type {
  Access,
  Aspect,
  BlendFactor,
  BlendOperation,
  CompareFunction,
  IndexFormat,
  LoadOperation,
  QueueKind,
  SamplerDescription,
  StencilOperation,
  StoreOperation,
  Topology,
  UseKind,
  Writable,
} from '../graph/types.ts'

/**
 * The aim of a plan.
 *
 * - `balanced`: the fewest submissions; then no more memory than declared order needs in as many, and never more than without aliasing;
 *   then the fewest barriers; then the lowest peak. Where the device needs no barriers (WebGPU), memory comes right after submissions.
 * - `submissions`: the fewest submissions, then barriers, then memory.
 * - `memory`: the lowest peak in the fewest submissions.
 * - `overlap`: where passes are bound to several queues, submissions in which no queue waits for work that it does not need, so that the
 *   last pass ends soon (`report.makespan`); else as `balanced`.
 */
export type Objective = 'balanced' | 'submissions' | 'memory' | 'overlap'

/** Everything that an executor does for one graph on one kind of device. */
export interface Plan {
  /** Says that it is a plan. */
  format: 'memkit-gpu/plan'
  /** The version of the document: 1. */
  version: 1
  /** The name of the graph. */
  name: string
  /** SHA-256 of the plan without this field, hex. */
  hash: string
  /** The name of the device profile that it was made for. */
  profile: string
  /** The aim of the plan. */
  objective: Objective
  /** The device's queues. */
  queues: PlannedQueue[]
  /**
   * Whether the plan says its barriers. False for a device that orders commands by itself: the plan has none, and runs on such devices
   * only. Plans of earlier releases do not say: they are for such a device where they have submissions, and no barrier, prologue or epilogue.
   */
  explicitBarriers?: boolean
  /** Memory of buffers, each heap one buffer of the device. */
  heaps: Heap[]
  /** Physical textures. */
  textures: PlannedTexture[]
  /** Where each version of each resource lies, and when. */
  placements: Placement[]
  /** The code that commands run. */
  shaders: PlannedShader[]
  /** The pipelines that draws name; absent where nothing is drawn by data. */
  pipelines?: PlannedPipeline[]
  /** The inputs, which a run is given or a host pass makes. */
  inputs: PlannedInput[]
  /** The outputs of a run. */
  outputs: PlannedOutput[]
  /** Bodies that a run must bring, with the pass that calls each. */
  bodies: PlannedBody[]
  /** Ids of the imported resources that a run must be given. */
  imports: string[]
  /** The work of the device, in order. */
  submissions: Submission[]
  /** The work of the host, in order. */
  timeline: Step[]
  /** The changes that the planner made to the graph, and why. */
  decisions: Decision[]
  /** The costs of the plan, beside their bounds. */
  report: Report
}

/** A queue of the device. */
export interface PlannedQueue {
  /** Its abilities. */
  kinds: QueueKind[]
  /** Number of its family on the device. */
  family: number
}

/** Memory of buffers: one buffer of the device. */
export interface Heap {
  /**
   * device: the plan's own. upload, readback: staging, one instance for each run in flight. imported: an imported buffer, given
   * to the run.
   */
  memory: 'device' | 'upload' | 'readback' | 'imported'
  /** Bytes. */
  sizeBytes: number
  /** The resource that the heap belongs to alone. */
  resource?: string
  /** Heaps that swap roles every run. */
  rotation?: Rotation
}

/**
 * Memory that swaps roles every run. At run r, slot s of a group is the memory that slot (s + 1) mod count was at run r + 1: slot 0 is
 * the current contents, slot k those of k runs before.
 */
export interface Rotation {
  /** The group of those that rotate together. */
  group: number
  /** Runs back. */
  slot: number
  /** Members of the group. */
  count: number
}

/** A physical texture; on devices without placed textures several versions share it in turn. */
export interface PlannedTexture {
  /** Its format. */
  format: TextureFormat
  /** Its dimension. */
  dimension: '1d' | '2d' | '3d'
  /** Width, height, layers or depth, in texels. */
  size: [number, number, number]
  /** Number of mip levels. */
  mipLevelCount: number
  /** Samples of each texel. */
  sampleCount: 1 | 4
  /** All that it is used as. */
  usage: ('copy-src' | 'copy-dst' | 'sampled' | 'storage' | 'attachment')[]
  /** The lifetime of its contents. */
  lifetime: 'transient' | 'persistent' | 'imported'
  /** The resource that a persistent or imported texture belongs to alone. */
  resource?: string
  /** The heap that it is placed in; absent where it has memory of its own. */
  heap?: number
  /** First byte in the heap. */
  offset?: number
  /** Bytes. */
  sizeBytes: number
  /** Textures that swap roles every run. */
  rotation?: Rotation
}

/** Position of a command: [submission, index in its commands]. Positions are totally ordered. */
export type Position = [number, number]

/** The place of a version of a resource, from its first command to its last. Buffers name heap and offset, textures their texture. */
export interface Placement {
  /** The id of the resource. */
  resource: string
  /** Number of the version: each full overwrite begins one. */
  version: number
  /** The lifetime of its contents. */
  lifetime: 'transient' | 'persistent' | 'imported'
  /** Runs back, for the history of a persistent resource. */
  previous?: number
  /** The heap of a buffer. */
  heap?: number
  /** First byte in the heap. */
  offset?: number
  /** Bytes. */
  sizeBytes: number
  /** The size that the document gives to a persistent buffer, where the placement is larger. */
  declaredBytes?: number
  /** The physical texture of a texture. */
  texture?: number
  /** Position of the first command that touches it. */
  first?: Position
  /** Position of the last command that touches it. */
  last?: Position
}

/** Bytes of a heap. */
export interface BufferSlice {
  /** The heap. */
  heap: number
  /** First byte in the heap. */
  offset: number
  /** Bytes. */
  size: number
}

/** Texels of a physical texture. */
export interface TextureSlice {
  /** The physical texture. */
  texture: number
  /** First mip level. */
  mipLevel: number
  /** Number of mip levels. */
  mipLevelCount: number
  /** First texel, and first layer or slice. */
  origin: [number, number, number]
  /** Width, height, layers or depth, in texels. */
  size: [number, number, number]
  /** Depth, stencil, or all. */
  aspect: Aspect
  /** The format that it is seen in, where that is not the texture's. */
  format?: TextureFormat
}

/** A part of a heap or of a texture. */
export type Slice = BufferSlice | TextureSlice

/** Bytes on the buffer side of a texture copy, and the texels on the other. */
export interface TextureCopyRegion {
  /** First byte in the heap. */
  offset: number
  /** Bytes from one row to the next, padding included. */
  rowBytes: number
  /** Rows of blocks from one slice or layer to the next. */
  rowsPerImage: number
  /** The mip level. */
  mipLevel: number
  /** First texel, and first layer or slice. */
  origin: [number, number, number]
  /** Width, height, layers or depth, in texels. */
  size: [number, number, number]
  /** Depth, stencil, or all. */
  aspect: Aspect
}

/** A use by a command. */
export interface PlanUse {
  /** The id of the resource. */
  resource: string
  /** Where it lies. */
  slice: Slice
  /** The use. */
  as: UseKind
  /** Whether it is read, written in every byte, read and written, or, by `update`, written in some bytes. */
  access: Access
}

/** A resource bound to a slot of a shader. */
export interface PlanResourceBinding extends PlanUse {
  /** The shader's `@group`. */
  group: number
  /** The shader's `@binding`. */
  binding: number
}

/** A sampler bound to a slot of a shader. */
export interface PlanSamplerBinding {
  /** The shader's `@group`. */
  group: number
  /** The shader's `@binding`. */
  binding: number
  /** The sampler. */
  sampler: Writable<SamplerDescription>
}

/** A resource or a sampler, bound to a slot of a shader. */
export type PlanBinding = PlanResourceBinding | PlanSamplerBinding

/** Code that commands run. */
export interface PlannedShader {
  /** Its id in the graph. */
  id: string
  /** WGSL. */
  wgsl?: string
  /** Little-endian words of a SPIR-V module, base64. */
  spirv?: string
}

/** Values of a shader's `override` constants, by name or numeric id. */
export interface PlannedConstants {
  [name: string]: number
}

/** A pipeline with the formats and the sample count of what it draws to, and every default said. Equal pipelines are one. */
export interface PlannedPipeline {
  /** Its id in the graph; of several that are equal, that of the first. */
  id: string
  /** The vertex stage. */
  vertex: PlannedVertexStage
  /** The fragment stage. */
  fragment?: PlannedFragmentStage
  /** The primitives that vertices are joined to. */
  primitive: PlannedPrimitiveState
  /** Tests and writes of depth and stencil; present where the pass has a depth attachment. */
  depthStencil?: PlannedDepthStencilState
  /** Samples. */
  multisample: PlannedMultisampleState
}

/** A vertex stage. */
export interface PlannedVertexStage {
  /** The id of its shader. */
  shader: string
  /** The shader's function. */
  entryPoint: string
  /** Values of `override` constants. */
  constants: PlannedConstants
  /** The layouts of vertex buffers; null for a number that is not used. */
  buffers: (PlannedVertexBufferLayout | null)[]
}

/** The elements of a vertex buffer. */
export interface PlannedVertexBufferLayout {
  /** Bytes from one element to the next. */
  arrayStride: number
  /** Whether each vertex or each instance has an element. */
  stepMode: 'vertex' | 'instance'
  /** The attributes of an element. */
  attributes: PlannedVertexAttribute[]
}

/** One value of an element. */
export interface PlannedVertexAttribute {
  /** The `@location` of the vertex shader. */
  shaderLocation: number
  /** Its format. */
  format: VertexFormat
  /** First byte in the element. */
  offset: number
}

/** A fragment stage. */
export interface PlannedFragmentStage {
  /** The id of its shader. */
  shader: string
  /** The shader's function. */
  entryPoint: string
  /** Values of `override` constants. */
  constants: PlannedConstants
  /** One for each colour attachment; what is not written has the mask 0. */
  targets: PlannedColorTarget[]
}

/** The way in which a colour attachment is written. */
export interface PlannedColorTarget {
  /** The attachment's format. */
  format: TextureFormat
  /** The blending with the colour that is there; absent: the drawn one replaces the other. */
  blend?: PlannedBlendState
  /** 1 red, 2 green, 4 blue, 8 alpha. */
  writeMask: number
}

/** Blending of colour and of alpha. */
export interface PlannedBlendState {
  /** Red, green and blue. */
  color: PlannedBlendComponent
  /** Alpha. */
  alpha: PlannedBlendComponent
}

/** operation(srcFactor × drawn, dstFactor × there). */
export interface PlannedBlendComponent {
  /** The operation that makes one of the two. */
  operation: BlendOperation
  /** The factor of the drawn colour. */
  srcFactor: BlendFactor
  /** The factor of the colour that is there. */
  dstFactor: BlendFactor
}

/** The primitives that vertices are joined to, and the side that is drawn. */
export interface PlannedPrimitiveState {
  /** The primitives that vertices are joined to. */
  topology: Topology
  /** The format of a strip's indices, whose highest value begins a new strip. */
  stripIndexFormat?: IndexFormat
  /** The order of vertices that a triangle's front shows. */
  frontFace: 'ccw' | 'cw'
  /** Triangles that are not drawn. */
  cullMode: 'none' | 'front' | 'back'
}

/** Tests and writes of depth and stencil. */
export interface PlannedDepthStencilState {
  /** The attachment's format. */
  format: TextureFormat
  /** Whether depths are written. */
  depthWriteEnabled: boolean
  /** The test of depths. */
  depthCompare: CompareFunction
  /** Stencil of front faces. */
  stencilFront: PlannedStencilFace
  /** Stencil of back faces. */
  stencilBack: PlannedStencilFace
  /** Bits that are compared. */
  stencilReadMask: number
  /** Bits that are written. */
  stencilWriteMask: number
  /** Added to depths, in smallest steps of the format. */
  depthBias: number
  /** Added to depths for each step of the triangle's slope. */
  depthBiasSlopeScale: number
  /** The most that is added; 0: no limit. */
  depthBiasClamp: number
}

/** The stencil test of one side of triangles. */
export interface PlannedStencilFace {
  /** The test. */
  compare: CompareFunction
  /** Where the stencil test fails. */
  failOp: StencilOperation
  /** Where the stencil test passes and the depth test fails. */
  depthFailOp: StencilOperation
  /** Where both tests pass. */
  passOp: StencilOperation
}

/** Samples of a pipeline. */
export interface PlannedMultisampleState {
  /** Samples of the attachments. */
  count: 1 | 4
  /** A bit for each sample that is written. */
  mask: number
  /** Alpha of the first colour decides how many samples are written. */
  alphaToCoverageEnabled: boolean
}

/** The resources that a shader of a draw is given at one group. */
export interface BindGroup {
  /** The shader's `@group`. */
  group: number
  /** One for each slot. */
  entries: (BoundUse | BoundSampler)[]
}

/** A use at a slot. */
export interface BoundUse {
  /** The shader's `@binding`. */
  binding: number
  /** Index into the uses of the part. */
  use: number
}

/** A sampler at a slot. */
export interface BoundSampler {
  /** The shader's `@binding`. */
  binding: number
  /** The sampler. */
  sampler: Writable<SamplerDescription>
}

/** One draw. Numbers of uses are indices into the uses of the part. */
export interface PlannedDraw {
  /** Index into the plan's pipelines. */
  pipeline: number
  /** Indices into the part's bind groups, by ascending group. */
  bindGroups: number[]
  /** The uses that are its vertex buffers; null for a number that is not used. */
  vertexBuffers: (number | null)[]
  /** The buffer that indices are read from. */
  indexBuffer?: PlannedIndexBuffer
  /** Its counts, or where they lie. */
  call: DrawCall | IndexedDrawCall | IndirectDrawCall
  /** The viewport: x, y, width, height, least and greatest depth. Absent: the whole of the attachments, 0 to 1. */
  viewport?: [number, number, number, number, number, number]
  /** The texels that may be drawn to: x, y, width, height. Absent: the whole of the attachments. */
  scissor?: [number, number, number, number]
  /** The value that stencils are compared with, and replaced by. Absent: 0. */
  stencilReference?: number
  /** The factor `constant` of blending: red, green, blue, alpha. Absent: 0, 0, 0, 0. */
  blendConstant?: [number, number, number, number]
}

/** Indices of a draw. */
export interface PlannedIndexBuffer {
  /** Index into the uses of the part. */
  use: number
  /** The type of an index. */
  format: IndexFormat
}

/** A draw without indices. */
export interface DrawCall {
  /** Vertices of an instance. */
  vertexCount: number
  /** Instances. */
  instanceCount: number
  /** Number of the first vertex. */
  firstVertex: number
  /** Number of the first instance. */
  firstInstance: number
}

/** A draw with indices. */
export interface IndexedDrawCall {
  /** Indices of an instance. */
  indexCount: number
  /** Instances. */
  instanceCount: number
  /** Number of the first index. */
  firstIndex: number
  /** Added to each index. */
  baseVertex: number
  /** Number of the first instance. */
  firstInstance: number
}

/** A draw whose counts lie in a buffer. */
export interface IndirectDrawCall {
  /** Index into the uses of the part. */
  indirect: number
}

/** The use that a texture is ready for. */
export type ImageLayout =
  | 'undefined'
  | 'copy-src'
  | 'copy-dst'
  | 'sampled'
  | 'storage'
  | 'color'
  | 'depth'
  | 'depth-read'

/** The fields that commands of passes share. */
export interface CommandFields {
  /** Ids of the declared passes that this command carries out. */
  passes: string[]
}

/** Bytes of one heap to another. Regions never overlap on the destination side. */
export interface CopyCommand extends CommandFields {
  /** Says what it does. */
  op: 'copy'
  /** The heap that is read. */
  from: number
  /** The heap that is written. */
  to: number
  /** First byte in the one, first byte in the other, bytes. */
  regions: [number, number, number][]
  /** The optional input whose bytes these are: a run without it leaves the command out. */
  optional?: string
}

/** One dispatch that moves many scattered regions. */
export interface ScatterCommand extends CommandFields {
  /** Says what it does. */
  op: 'scatter'
  /** The heap that is read. */
  from: number
  /** The heap that is written. */
  to: number
  /** First byte in the one, first byte in the other, bytes. */
  regions: [number, number, number][]
}

/** Byte i of the range becomes byte (i mod 4) of the value, little-endian. */
export interface FillCommand extends CommandFields {
  /** Says what it does. */
  op: 'fill'
  /** The heap. */
  heap: number
  /** First byte in the heap. */
  offset: number
  /** Bytes. */
  size: number
  /** An unsigned 32-bit pattern. */
  value: number
}

/** Bytes of a heap to a texture. */
export interface CopyToTextureCommand extends CommandFields {
  /** Says what it does. */
  op: 'copy-to-texture'
  /** The heap that is read. */
  from: number
  /** The texture that is written. */
  texture: number
  /** The regions that are copied. */
  regions: TextureCopyRegion[]
  /** The optional input whose bytes these are: a run without it leaves the command out. */
  optional?: string
}

/** Texels of a texture to a heap. */
export interface CopyFromTextureCommand extends CommandFields {
  /** Says what it does. */
  op: 'copy-from-texture'
  /** The texture that is read. */
  texture: number
  /** The heap that is written. */
  to: number
  /** The regions that are copied. */
  regions: TextureCopyRegion[]
}

/** Texels of one texture to another. */
export interface CopyTextureCommand extends CommandFields {
  /** Says what it does. */
  op: 'copy-texture'
  /** The texture that is read. */
  from: number
  /** The texture that is written. */
  to: number
  /** The regions that are copied. */
  regions: TexelCopyRegion[]
}

/** Texels of one texture, and those of another that they go to. */
export interface TexelCopyRegion {
  /** Mip level that is read. */
  fromLevel: number
  /** First texel that is read. */
  fromOrigin: [number, number, number]
  /** Mip level that is written. */
  toLevel: number
  /** First texel that is written. */
  toOrigin: [number, number, number]
  /** Width, height, layers or depth, in texels. */
  size: [number, number, number]
  /** Aspect of the target. */
  aspect: Aspect
  /** Aspect of the source, where it has another name there: the stencil of one format may be all that another has. */
  fromAspect?: Aspect
}

/** All texels of the region become zero. */
export interface ClearTextureCommand extends CommandFields {
  /** Says what it does. */
  op: 'clear-texture'
  /** The texels. */
  slice: TextureSlice
}

/** The lower levels of a texture from its level 0. */
export interface MipmapCommand extends CommandFields {
  /** Says what it does. */
  op: 'mipmap'
  /** The texture. */
  texture: number
  /** Levels, the first included. */
  mipLevelCount: number
}

/** A dispatch of a compute shader. */
export interface DispatchCommand extends CommandFields {
  /** Says what it does. */
  op: 'dispatch'
  /** The id of the shader. */
  shader: string
  /** The shader's function. */
  entryPoint: string
  /** Values of `override` constants; absent: those of the shader. */
  constants?: PlannedConstants
  /** Numbers of workgroups in x, y and z, or where they lie. */
  workgroups: [number, number, number] | BufferSlice
  /** The resources and samplers of the shader's slots. */
  bindings: PlanBinding[]
}

/** The contents of an attachment after the command: everything that was drawn, zeros, or anything. */
export type PlannedStore = StoreOperation | 'zero'

/** Draws on one set of attachments. */
export interface RenderCommand extends CommandFields {
  /** Says what it does. */
  op: 'render'
  /** Colour attachments. */
  color: PlannedColorAttachment[]
  /** The depth-stencil attachment. */
  depth?: PlannedDepthAttachment
  /** One for each declared pass, in order: adjacent passes on the same attachments share a command. */
  parts: RenderPart[]
}

/** A colour attachment. */
export interface PlannedColorAttachment {
  /** The texels. */
  slice: TextureSlice
  /** Their contents when the command begins. */
  load: LoadOperation
  /** Red, green, blue, alpha. */
  clearValue: [number, number, number, number]
  /** The contents of the texels afterwards: everything, zeros, or anything. */
  store: PlannedStore
  /** The slice that the samples are averaged to. */
  resolve?: TextureSlice
}

/** A depth-stencil attachment. */
export interface PlannedDepthAttachment {
  /** The texels. */
  slice: TextureSlice
  /** Their contents when the command begins. */
  load: LoadOperation
  /** Depth, 0 to 1. */
  clearValue: number
  /** Stencil. */
  stencilClearValue: number
  /** The contents of the texels afterwards: everything, zeros, or anything. */
  store: PlannedStore
  /** Whether they are tested only. */
  readOnly: boolean
}

/** A declared pass in a render command. */
export interface RenderPart {
  /** The id of the pass. */
  pass: string
  /** The function of the program that draws; absent where draws say what is drawn. */
  body?: string
  /** Ids of the pass's attachments: each colour, followed by what it resolves to; then depth. */
  attachments: string[]
  /** The uses beyond the attachments. With draws: each use once, in the order in which the draws first name it. */
  uses: PlanUse[]
  /** The groups of bindings that draws name. */
  bindGroups?: BindGroup[]
  /** The draws, in order. */
  draws?: PlannedDraw[]
}

/** Work of a function of the program. */
export interface CustomCommand extends CommandFields {
  /** Says what it does. */
  op: 'custom'
  /** The name of the function. */
  body: string
  /** Its uses. */
  uses: PlanUse[]
}

/**
 * Work that a function of the program submits by itself, to the queue of its submission. It is the last command of that submission,
 * and the only one that is no barrier.
 */
export interface ExternalCommand extends CommandFields {
  /** Says what it does. */
  op: 'external'
  /** The name of the function. */
  body: string
  /** Its uses. */
  uses: PlanUse[]
}

/** All earlier accesses on its queue of a kind in before happen before, and are visible to, all later ones of a kind in after. */
export interface BarrierCommand {
  /** Says what it does. */
  op: 'barrier'
  /** Kinds of accesses that are waited for. */
  before: AccessKind[]
  /** Kinds of accesses that wait. */
  after: AccessKind[]
  /** Transitions of transient textures. Textures that outlive a run are always in the layout storage, which every use accepts. */
  transitions?: LayoutTransition[]
}

/** Texels that change what they are ready for. */
export interface LayoutTransition {
  /** The texture. */
  texture: number
  /** First mip level. */
  mipLevel: number
  /** Number of mip levels. */
  mipLevelCount: number
  /** First layer. */
  layer: number
  /** Number of layers. */
  layerCount: number
  /** The use that they were ready for. */
  from: ImageLayout
  /** The use that they are ready for now. */
  to: ImageLayout
}

/** One command of a submission. */
export type Command =
  | CopyCommand
  | ScatterCommand
  | FillCommand
  | CopyToTextureCommand
  | CopyFromTextureCommand
  | CopyTextureCommand
  | ClearTextureCommand
  | MipmapCommand
  | DispatchCommand
  | RenderCommand
  | CustomCommand
  | ExternalCommand
  | BarrierCommand

/** Commands that go to a queue at once; or barriers, and behind them the work of an external pass, which submits by itself. */
export interface Submission {
  /** The queue. */
  queue: number
  /** The waits for earlier runs. */
  prologue?: Prologue
  /** Earlier submissions, on other queues, that must have completed before it, and before what follows on its queue; transitively reduced. */
  waits: number[]
  /** The commands, in order. */
  commands: Command[]
  /** The visibility of its writes for the host. */
  epilogue?: Epilogue
}

/**
 * All that earlier runs did on these queues happens before the submission and is visible to it, to what follows on its queue, and to what
 * waits for it: a full barrier on its own queue, waits for the others.
 */
export interface Prologue {
  /** The queues. */
  afterRunsOn: number[]
}

/** Once the submission has completed, the host sees what was written before its end. */
export interface Epilogue {
  /** Always true. */
  visibleToHost: true
}

/** Bytes between the host and staging. */
export interface HostCopy {
  /** The name of the input or output. */
  name: string
  /** First byte in the input or output. */
  nameOffset: number
  /** The staging heap. */
  heap: number
  /** First byte in the heap. */
  offset: number
  /** Bytes of the input or output. */
  size: number
  /** Where staging holds rows with padding. */
  rows?: HostRows
}

/** Rows with padding between them. */
export interface HostRows {
  /** Number of rows. */
  count: number
  /** Bytes of a row without padding. */
  tightBytes: number
  /** Bytes from one row to the next in staging. */
  pitchBytes: number
}

/** The host writes inputs to staging. */
export interface WriteStep {
  /** Says what the host does. */
  do: 'write'
  /** Submissions that must have completed. */
  after: number[]
  /** The copies to staging. */
  copies: HostCopy[]
}

/** The host submits. */
export interface SubmitStep {
  /** Says what the host does. */
  do: 'submit'
  /** The submission. */
  submission: number
}

/** The host reads outputs from staging. */
export interface ReadStep {
  /** Says what the host does. */
  do: 'read'
  /** Submissions that must have completed. */
  after: number[]
  /** The copies from staging. */
  copies: HostCopy[]
}

/** The host runs the body of a host pass. */
export interface HostStep {
  /** Says what the host does. */
  do: 'host'
  /** The id of the pass. */
  pass: string
  /** The name of the function. */
  body: string
  /** Outputs that it is given. */
  consumes: string[]
  /** Inputs that it makes. */
  produces: HostProduct[]
  /** Submissions that must have completed. */
  after: number[]
}

/** An input that a host pass makes. */
export interface HostProduct {
  /** The name of the input. */
  input: string
  /** Bytes. */
  size: number
}

/** One step of the host's side of a run. */
export type Step = WriteStep | SubmitStep | ReadStep | HostStep

/** An input of a run. */
export interface PlannedInput {
  /** Its name. */
  name: string
  /** Bytes. */
  sizeBytes: number
  /** The host pass that makes it; absent where the program gives it. */
  producer?: string
  /** Whether a run may leave it out: what it would have filled keeps its contents. */
  optional?: true
}

/** An output of a run. */
export interface PlannedOutput {
  /** Its name. */
  name: string
  /** Bytes. */
  sizeBytes: number
}

/** A function that a run must bring. */
export interface PlannedBody {
  /** Its name. */
  name: string
  /** The id of the pass that calls it. */
  pass: string
}

/** Something that the planner did to the graph. */
export interface Decision {
  /** A stable name for programs: CULLED, MERGED, FORWARDED, … */
  code: string
  /** The passes that it concerns. */
  passes: string[]
  /** The resources that it concerns. */
  resources: string[]
  /** Bytes that it saved. */
  savedBytes?: number
  /** Commands that it saved. */
  savedCommands?: number
  /** The reason, in words. */
  reason: string
}

/** The costs of a plan, beside their bounds. */
export interface Report {
  /** The number of submissions, and its bound. */
  submissions: SubmissionReport
  /** Transient memory; persistent memory is counted apart. */
  memory: MemoryReport
  /** The end of the last pass, for objective `overlap` where queues work side by side. */
  makespan?: MakespanReport
  /** Uploads, copies and readbacks. */
  transfers: TransferReport
  /** Barriers. */
  barriers: BarrierReport
  /** Passes. */
  passes: PassReport
}

/** The number of submissions, and its bound. */
export interface SubmissionReport {
  /** Submissions of a run, those of external passes included. */
  count: number
  /** No plan of the graph has fewer. */
  lowerBound: number
  /** The count is the least. */
  proven: boolean
}

/** Memory of a plan. */
export interface MemoryReport {
  /** Bytes in use at the fullest moment. */
  peakBytes: number
  /** No placement of this schedule needs less; proven says that this one needs no more. */
  lowerBoundBytes: number
  /** No legal order of the passes needs less. Plans of earlier releases do not say. */
  anyOrderLowerBoundBytes?: number
  /**
   * Bytes that the passes need in declared order with equally many submissions: of its placement where the choice depended on that,
   * else the bytes alive at its fullest moment, of which no placement needs less. Plans of earlier releases do not state them.
   */
  declaredOrderBytes?: number
  /** Every transient resource in use with memory of its own, at the device's alignments. */
  withoutAliasingBytes: number
  /** The peak is the least for this schedule. */
  proven: boolean
  /** Bytes of persistent resources. */
  persistentBytes: number
  /** The position at which the peak is reached. */
  peakAt?: Position
  /** The values that are alive at the peak. */
  peakLive?: LiveAtPeak[]
}

/** A version that is alive at the peak. */
export interface LiveAtPeak {
  /** The id of the resource. */
  resource: string
  /** Number of the version. */
  version: number
  /** Bytes. */
  sizeBytes: number
}

/** When the last pass of a plan ends, counted from the first, by what passes cost. */
export interface MakespanReport {
  /**
   * Where submissions wait as planned, passes of one submission follow one another, and queues that work at the same time do not slow
   * each other down.
   */
  estimate: number
  /**
   * The same where queues that work at the same time share all of the device, as passes do that wait for memory: of two, each then
   * takes twice as long. Plans of earlier releases do not say.
   */
  ifShared?: number
  /** No legal schedule ends sooner: the longest chain of passes, or the queue with the most work that is bound to it. */
  lowerBound: number
  /** Nanoseconds where costs were given; else each pass counts as one. */
  unit: 'ns' | 'passes'
}

/** Transfers of a plan. */
export interface TransferReport {
  /** Uploads, copies, fills and readbacks of the graph. */
  declared: number
  /** Commands that carry them out. */
  commands: number
  /** Regions of those commands. */
  regions: number
  /** Bytes that the graph declares. */
  bytesDeclared: number
  /** Bytes that are moved. */
  bytesMoved: number
}

/** Barriers of a plan. */
export interface BarrierReport {
  /** Barriers of a run. */
  count: number
  /** No plan with this schedule has fewer. */
  lowerBound: number
}

/** Passes of a plan. */
export interface PassReport {
  /** Passes of the graph. */
  declared: number
  /** Passes that are carried out. */
  planned: number
  /** Passes that nothing needs. */
  culled: number
}
