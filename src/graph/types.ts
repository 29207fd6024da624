/**
 * The types of the graph document, version 1, with what each field means. `document.ts` has the schema, and a type test holds both
 * equal. The comments are the descriptions of the JSON Schema too: `npm run docs:fields` takes them over.
 */
import type { VertexFormat } from './draw-schema.ts'
import type { TextureFormat } from './formats.ts'

/** The lifetime of a resource's contents. */
export type Lifetime = 'transient' | 'persistent' | 'imported'
/** The memory a buffer wants to be in. */
export type MemoryKind = 'device' | 'upload' | 'readback' | 'unified'
/** An ability of a queue. */
export type QueueKind = 'graphics' | 'compute' | 'transfer'
/** A use of a resource by a pass. */
export type UseKind =
  | 'vertex'
  | 'index'
  | 'indirect'
  | 'uniform'
  | 'storage-read'
  | 'storage'
  | 'sampled'
  | 'storage-texture'
  | 'copy-src'
  | 'copy-dst'
  | 'attachment'
/** Whether a use reads, writes every byte of its range, writes some of them, or reads and writes. */
export type Access = 'read' | 'write' | 'read-write' | 'update'
/** The part of a texel: all of it, or depth or stencil alone. */
export type Aspect = 'all' | 'depth-only' | 'stencil-only'
/** The contents of an attachment when its pass begins. */
export type LoadOperation = 'clear' | 'load' | 'discard'
/** Whether what was drawn is kept. */
export type StoreOperation = 'store' | 'discard'
/** The comparison by which depths, stencils or samples pass. */
export type CompareFunction =
  | 'never'
  | 'less'
  | 'equal'
  | 'less-equal'
  | 'greater'
  | 'not-equal'
  | 'greater-equal'
  | 'always'
/** An operation on a stencil value. */
export type StencilOperation =
  | 'keep'
  | 'zero'
  | 'replace'
  | 'invert'
  | 'increment-clamp'
  | 'decrement-clamp'
  | 'increment-wrap'
  | 'decrement-wrap'
/** The factor of a colour when blended. */
export type BlendFactor =
  | 'zero'
  | 'one'
  | 'src'
  | 'one-minus-src'
  | 'src-alpha'
  | 'one-minus-src-alpha'
  | 'dst'
  | 'one-minus-dst'
  | 'dst-alpha'
  | 'one-minus-dst-alpha'
  | 'src-alpha-saturated'
  | 'constant'
  | 'one-minus-constant'
/** The operation that makes one of the two multiplied colours. */
export type BlendOperation = 'add' | 'subtract' | 'reverse-subtract' | 'min' | 'max'
/** The primitives that vertices are joined to. */
export type Topology = 'point-list' | 'line-list' | 'line-strip' | 'triangle-list' | 'triangle-strip'
/** The type of an index. */
export type IndexFormat = 'uint16' | 'uint32'
/** The texels that are sampled outside a texture. */
export type AddressMode = 'clamp-to-edge' | 'repeat' | 'mirror-repeat'
/** The way in which texels are sampled. */
export type FilterMode = 'nearest' | 'linear'

/**
 * Texts of entries for people and tools. No plan, hash or picture depends on it: native objects are named by ids, so that a capture,
 * an error and the document have one word for one thing, and another label is not another plan.
 */
export interface Notes {
  /** A name for people. No part of the plan. */
  readonly label?: string
  /** Anything that tools of your own keep here, as plain data. No part of the plan. */
  readonly meta?: Readonly<Record<string, unknown>>
}

/** A frame graph: resources, and the passes that work on them, in the order that gives them their meaning. */
export interface FrameGraphFields extends Notes {
  /** The address of the schema, for editors. No part of the plan. */
  readonly $schema?: string
  /** The version of the document: 1. */
  readonly version: 1
  /** A name for plans, errors and pictures. */
  readonly name?: string
  /** Buffers and textures, in any order. */
  readonly resources: readonly Resource[]
  /** The code of compute passes and pipelines. */
  readonly shaders?: readonly Shader[]
  /** Render pipelines that draws name. */
  readonly pipelines?: readonly Pipeline[]
  /** The passes, one after another in this order; a plan may do it otherwise with the same result. */
  readonly passes: readonly Pass[]
}

/** A parsed, frozen document. Made by `parseGraph`, the builder and `editGraph` only. */
export interface FrameGraph extends FrameGraphFields {}

/** A type that is writable at every depth. */
export type Writable<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : { -readonly [Key in keyof T]: Writable<T[Key]> }

/** A document as written, which `parseGraph` takes. */
export interface GraphDocument extends Writable<FrameGraphFields> {}

/** A buffer or a texture. */
export type Resource = BufferResource | TextureResource

/** A number of bytes that passes work on. */
export interface BufferResource extends Notes {
  /** The name that passes use; unique among resources. */
  readonly id: string
  /** Says that it is a buffer. */
  readonly kind: 'buffer'
  /** Size in bytes, at least 1. */
  readonly size: number
  /** Uses beyond those that passes declare, for code outside the graph. Default: none. */
  readonly usage?: readonly ('vertex' | 'index' | 'uniform' | 'storage' | 'indirect')[]
  /**
   * transient: contents live inside a run only, and the memory may be shared. persistent: contents stay from run to run.
   * imported: the caller gives a buffer to each run. Default: transient.
   */
  readonly lifetime?: Lifetime
  /** The memory it wants to be in. Default: device. */
  readonly memory?: MemoryKind
  /** Persistent only: how many earlier runs' contents are kept too, 1 to 16. Default: none. */
  readonly history?: number
}

/** Texels of one format in one, two or three dimensions, in mip levels and layers. */
export interface TextureResource extends Notes {
  /** The name that passes use; unique among resources. */
  readonly id: string
  /** Says that it is a texture. */
  readonly kind: 'texture'
  /** One of WebGPU's texture formats. */
  readonly format: TextureFormat
  /** Width, height (default 1), and layers or depth (default 1), in texels. */
  readonly size: readonly [number] | readonly [number, number] | readonly [number, number, number]
  /** Default: 2d. */
  readonly dimension?: '1d' | '2d' | '3d'
  /** Number of mip levels. Default: 1. */
  readonly mipLevelCount?: number
  /** Samples of each texel. Default: 1. */
  readonly sampleCount?: 1 | 4
  /** Uses beyond those that passes declare, for code outside the graph. Default: none. */
  readonly usage?: readonly ('sampled' | 'storage' | 'attachment')[]
  /**
   * transient: contents live inside a run only, and the memory may be shared. persistent: contents stay from run to run.
   * imported: the caller gives a texture to each run. Default: transient.
   */
  readonly lifetime?: Lifetime
  /** The memory it wants to be in. Default: device. */
  readonly memory?: MemoryKind
  /** Persistent only: how many earlier runs' contents are kept too, 1 to 16. Default: none. */
  readonly history?: number
}

/** Bytes of a buffer. */
export interface BufferEndpoint {
  /** The id of the buffer. */
  readonly resource: string
  /** First byte. Default: 0. */
  readonly offset?: number
  /** Bytes. Default: the rest of the buffer; on one side of a copy, the size of the other side. */
  readonly size?: number
  /** Reads the contents of that many runs ago, of a resource with history. Default: this run's. */
  readonly previous?: number
}

/** Texels of a texture. */
export interface TextureEndpoint {
  /** The id of the texture. */
  readonly resource: string
  /** First mip level. Default: 0, and all levels where nothing else is said. */
  readonly mipLevel?: number
  /** Number of mip levels. Default: 1 where a level, an origin or a size is given, else all. */
  readonly mipLevelCount?: number
  /**
   * First texel, and first layer or slice. Default: 0, 0, 0. Of a 3D texture, shaders see the level with all its slices, on every device and
   * counted from the first: those that are named are the ones that they may read and write.
   */
  readonly origin?: readonly [number, number, number]
  /** Width, height, layers or depth, in texels. Default: the rest of the level. */
  readonly size?: readonly [number, number, number]
  /** Depth or stencil alone. Default: all. */
  readonly aspect?: Aspect
  /** The format that a shader sees it in: the texture's own with or without -srgb. Default: the texture's. */
  readonly format?: TextureFormat
  /** Reads the contents of that many runs ago, of a resource with history. Default: this run's. */
  readonly previous?: number
}

/** The whole of a resource by its id, or a part of a buffer or texture. */
export type Endpoint = string | BufferEndpoint | TextureEndpoint

/** A resource that a pass uses, and what as. */
export interface Use {
  /** The resource, or the part of it that is used. */
  readonly use: Endpoint
  /** The use. */
  readonly as: UseKind
  /**
   * write: every byte is overwritten, so what was there is dead. update: some bytes are written and the others keep what they held, as in
   * append buffers; nothing has to be written before, and what nothing ever wrote stays undefined. read-write: what was there is read as
   * well. Default: read; write for copy-dst and attachment; read-write for storage and storage-texture.
   */
  readonly access?: Access
  /** With access write: it may take the memory of an input of this pass that is the same size and is read here for the last time. Default: false. */
  readonly inPlace?: boolean
}

/** A resource bound to a slot of a shader. */
export interface ResourceBinding extends Use {
  /** The shader's `@group`, 0 to 31. */
  readonly group: number
  /** The shader's `@binding`, 0 to 65535. */
  readonly binding: number
}

/** A sampler bound to a slot of a shader. */
export interface SamplerBinding {
  /** The shader's `@group`, 0 to 31. */
  readonly group: number
  /** The shader's `@binding`, 0 to 65535. */
  readonly binding: number
  /** The sampler; `{}` is WebGPU's default. */
  readonly sampler: SamplerDescription
}

/** A resource or a sampler, bound to a slot of a shader. */
export type Binding = ResourceBinding | SamplerBinding

/** A sampler in WebGPU's words. */
export interface SamplerDescription {
  /** Outside the texture, in x. Default: clamp-to-edge. */
  readonly addressModeU?: AddressMode
  /** Outside the texture, in y. Default: clamp-to-edge. */
  readonly addressModeV?: AddressMode
  /** Outside the texture, in z. Default: clamp-to-edge. */
  readonly addressModeW?: AddressMode
  /** Where a texel is larger than a pixel. Default: nearest. */
  readonly magFilter?: FilterMode
  /** Where a texel is smaller than a pixel. Default: nearest. */
  readonly minFilter?: FilterMode
  /** Between mip levels. Default: nearest. */
  readonly mipmapFilter?: FilterMode
  /** Least level of detail, 0 to 32. Default: 0. */
  readonly lodMinClamp?: number
  /** Greatest level of detail, 0 to 32. Default: 32. */
  readonly lodMaxClamp?: number
  /** Makes it a comparison sampler. Default: none. */
  readonly compare?: CompareFunction
  /** 1 to 16. Default: 1. */
  readonly maxAnisotropy?: number
}

/** Code that passes and pipelines run. */
export interface Shader extends Notes {
  /** The name that passes and pipelines use; unique among shaders. */
  readonly id: string
  /** WGSL, for every backend. */
  readonly wgsl?: string
  /** Little-endian words of a SPIR-V module, base64; for Vulkan. */
  readonly spirv?: string
}

/** Values of a shader's `override` constants, by name or numeric id; booleans are 0 and 1. */
export interface ShaderConstants {
  /** One constant. */
  readonly [name: string]: number
}

/** Fields that every pass may have. */
export interface PassFields extends Notes {
  /** The name in plans, errors and `after`; unique among passes. */
  readonly id: string
  /** The queue that the pass runs on, or a list to choose from. Default: any queue that can run it. */
  readonly queue?: QueueKind | readonly QueueKind[]
  /** Ids of earlier passes that come before this one, though no data says so. Default: none. */
  readonly after?: readonly string[]
  /** Keeps the pass though nobody reads what it writes; such passes keep their order. Default: false. */
  readonly sideEffects?: boolean
  /**
   * The copies that `disablePasses` puts in the place of the pass: by id of a resource that it writes, the resource that it reads and that is
   * copied there. Default: the pass is left out.
   */
  readonly bypass?: Readonly<Record<string, string>>
}

/** Bytes of the program, to a resource. */
export interface UploadPass extends PassFields {
  /** Says that it is an upload. */
  readonly kind: 'upload'
  /** The resource, or the part of it, that is written. */
  readonly to: Endpoint
  /** The name of the input that `run` is given, or a name and the byte in it to begin at. */
  readonly input: string | InputRange
  /** Whether a run may leave the input out; the persistent target then keeps its contents. Default: false. */
  readonly optional?: boolean
}

/** A part of an input: as many bytes as the upload's target takes. */
export interface InputRange {
  /** The name of the input. */
  readonly name: string
  /** First byte. Default: 0. */
  readonly offset?: number
}

/** Bytes or texels of one resource, to another. */
export interface CopyPass extends PassFields {
  /** Says that it is a copy. */
  readonly kind: 'copy'
  /** The source. */
  readonly from: Endpoint
  /** The target: as many bytes. */
  readonly to: Endpoint
}

/** One 32-bit value, repeated over a resource. */
export interface FillPass extends PassFields {
  /** Says that it is a fill. */
  readonly kind: 'fill'
  /** The resource, or the part of it, that is written. */
  readonly to: Endpoint
  /** An unsigned 32-bit pattern, little-endian; textures take 0 only. */
  readonly value: number
}

/** Bytes of a resource, to the program. */
export interface ReadbackPass extends PassFields {
  /** Says that it is a readback. */
  readonly kind: 'readback'
  /** The source. */
  readonly from: Endpoint
  /** The name of the output that `run` gives; unique among outputs. */
  readonly output: string
}

/** The lower mip levels of a texture, from its level 0. */
export interface MipmapPass extends PassFields {
  /** Says that it makes mip levels. */
  readonly kind: 'mipmap'
  /** The id of the texture. */
  readonly texture: string
}

/** A dispatch of a compute shader. */
export interface ComputePass extends PassFields {
  /** Says that it is a dispatch. */
  readonly kind: 'compute'
  /** The id of the shader. */
  readonly shader: string
  /** The shader's function. */
  readonly entryPoint: string
  /** Values of the shader's `override` constants, by name or numeric id; booleans are 0 and 1. Default: those of the shader. */
  readonly constants?: ShaderConstants
  /** The resources and samplers of the shader's slots. Default: none. */
  readonly bindings?: readonly Binding[]
  /** Numbers of workgroups in x, y and z, or where they lie. */
  readonly workgroups: readonly [number, number, number] | IndirectWorkgroups
}

/** Three 32-bit words; where one is above the device's maxWorkgroupsPerDimension, nothing is dispatched. */
export interface IndirectWorkgroups {
  /** The buffer, or the bytes in it, that the numbers lie in. */
  readonly indirect: string | BufferEndpoint
}

/** A pass that draws to attachments: by draws, which are data, or by a body, which is a function of the program. */
export interface RenderPass extends PassFields {
  /** Says that it draws. */
  readonly kind: 'render'
  /** Colour attachments, in the order of the fragment shader's locations, up to 8. Default: none. */
  readonly color?: readonly ColorAttachment[]
  /** The depth-stencil attachment. Default: none. */
  readonly depth?: DepthAttachment
  /** The uses of the body beyond the attachments. Default: none. */
  readonly uses?: readonly Use[]
  /** The name of a function of the program that draws; it comes with `run`. Either this or draws. */
  readonly body?: string
  /** The bindings of all draws of the pass. Default: none. */
  readonly bindings?: readonly Binding[]
  /** The draws, in order. Either these or a body. */
  readonly draws?: readonly Draw[]
}

/** A texture that colours are drawn to. */
export interface ColorAttachment {
  /** The texture, or one level of one layer of it. */
  readonly use: Endpoint
  /** Its contents when the pass begins: a value, what was there, or anything. */
  readonly load: LoadOperation
  /** Red, green, blue, alpha. Default: 0, 0, 0, 0. */
  readonly clearValue?: readonly [number, number, number, number]
  /** Whether what was drawn is kept. What is discarded and outlives the run is zeros in the next. Default: where something reads it later. */
  readonly store?: StoreOperation
  /** The texture with one sample that the samples are averaged to. Default: none. */
  readonly resolve?: Endpoint
}

/** A texture that depths and stencils are drawn to. */
export interface DepthAttachment {
  /** The texture, or one level of one layer of it. */
  readonly use: Endpoint
  /** Its contents when the pass begins: values, what was there, or anything. */
  readonly load: LoadOperation
  /** Depth, 0 to 1. Default: 1. */
  readonly clearValue?: number
  /** Default: 0. */
  readonly stencilClearValue?: number
  /** Whether what was drawn is kept. What is discarded and outlives the run is zeros in the next. Default: where something reads it later. */
  readonly store?: StoreOperation
  /** Depth and stencil are tested and not written. Default: false. */
  readonly readOnly?: boolean
}

/** Work on the device by a function of the program. */
export interface CustomPass extends PassFields {
  /** Says that a function of the program does it. */
  readonly kind: 'custom'
  /** The uses of the body. Default: none. */
  readonly uses?: readonly Use[]
  /** The name of the function; it comes with `run`. */
  readonly body: string
}

/**
 * Work that another engine on the same device submits. Its body is called between two submissions of the plan, behind
 * everything that comes before it, and submits by itself; nothing of the plan is in one submission across it. Where the pass writes
 * nothing that the graph knows of, it is kept for its effect.
 */
export interface ExternalPass extends PassFields {
  /** Says that another engine submits. */
  readonly kind: 'external'
  /** The uses of that work. Default: nothing of the graph. */
  readonly uses?: readonly Use[]
  /** The name of the function that submits; it comes with `run`. */
  readonly body: string
}

/** Work on the CPU by a function of the program, between work of the device. */
export interface HostPass extends PassFields {
  /** Says that it is work on the CPU. */
  readonly kind: 'host'
  /** Outputs of earlier readbacks, which the body is given. Default: none. */
  readonly consumes?: readonly string[]
  /** Inputs of later uploads, which the body makes. Default: none. */
  readonly produces?: readonly ProducedInput[]
  /** The name of the function; it comes with `run`. */
  readonly body: string
}

/** An input that a host pass makes. */
export interface ProducedInput {
  /** The name of the input. */
  readonly input: string
  /** Bytes. */
  readonly size: number
}

/** One step of a graph. */
export type Pass =
  | UploadPass
  | CopyPass
  | FillPass
  | ReadbackPass
  | MipmapPass
  | ComputePass
  | RenderPass
  | CustomPass
  | ExternalPass
  | HostPass

/** The way from triangles, lines or points to texels. Formats and sample counts of targets come from the passes that draw. */
export interface Pipeline extends Notes {
  /** The name that draws use; unique among pipelines. */
  readonly id: string
  /** Says that it draws. */
  readonly kind: 'render'
  /** The shader of both stages; the fragment stage may name another. */
  readonly shader: string
  /** The vertex stage. */
  readonly vertex: VertexStage
  /** The fragment stage. Default: none, and only depth and stencil are drawn. */
  readonly fragment?: FragmentStage
  /** The primitives, and which of them are drawn. Default: triangles, all of them. */
  readonly primitive?: PrimitiveState
  /** Default: depth and stencil are neither tested nor written. */
  readonly depthStencil?: DepthStencilState
  /** Samples. Default: all are written. */
  readonly multisample?: MultisampleState
}

/** The vertex stage of a pipeline. */
export interface VertexStage {
  /** The shader's function. */
  readonly entryPoint: string
  /** Values of the shader's `override` constants, by name or numeric id; booleans are 0 and 1. Default: those of the shader. */
  readonly constants?: ShaderConstants
  /** The layouts of the draws' vertex buffers; null for a number that is not used. Default: none. */
  readonly buffers?: readonly (VertexBufferLayout | null)[]
}

/** The elements of a vertex buffer. */
export interface VertexBufferLayout {
  /** Bytes from one element to the next, a multiple of 4; 0 for one element for all. */
  readonly arrayStride: number
  /** Whether each vertex or each instance has an element. Default: vertex. */
  readonly stepMode?: 'vertex' | 'instance'
  /** The attributes of an element. */
  readonly attributes: readonly VertexAttribute[]
}

/** One value of an element of a vertex buffer. */
export interface VertexAttribute {
  /** The `@location` of the vertex shader. */
  readonly shaderLocation: number
  /** One of WebGPU's vertex formats. */
  readonly format: VertexFormat
  /** First byte in the element. */
  readonly offset: number
}

/** The fragment stage of a pipeline. */
export interface FragmentStage {
  /** The id of its shader. Default: the pipeline's. */
  readonly shader?: string
  /** The shader's function. */
  readonly entryPoint: string
  /** Values of the shader's `override` constants, by name or numeric id; booleans are 0 and 1. Default: those of the shader. */
  readonly constants?: ShaderConstants
  /** One for each colour attachment; null: not written. Default: all are written, without blending. */
  readonly targets?: readonly (ColorTarget | null)[]
}

/** The way in which a colour attachment is written. */
export interface ColorTarget {
  /** The blending of the drawn colour with the one that is there. Default: the drawn one replaces the other. */
  readonly blend?: BlendState
  /** 1 red, 2 green, 4 blue, 8 alpha. Default: 15. */
  readonly writeMask?: number
}

/** Blending of colour and of alpha. */
export interface BlendState {
  /** Red, green and blue. */
  readonly color: BlendComponent
  /** Alpha. */
  readonly alpha: BlendComponent
}

/** operation(srcFactor × drawn, dstFactor × there). */
export interface BlendComponent {
  /** Default: add. */
  readonly operation?: BlendOperation
  /** The factor of the drawn colour. Default: one. */
  readonly srcFactor?: BlendFactor
  /** The factor of the colour that is there. Default: zero. */
  readonly dstFactor?: BlendFactor
}

/** The primitives that vertices are joined to, and the side that is drawn. */
export interface PrimitiveState {
  /** Default: triangle-list. */
  readonly topology?: Topology
  /** Strips with indices: their format, whose highest value begins a new strip. Default: none. */
  readonly stripIndexFormat?: IndexFormat
  /** The order of vertices that a triangle's front shows. Default: ccw. */
  readonly frontFace?: 'ccw' | 'cw'
  /** Triangles that are not drawn. Default: none. */
  readonly cullMode?: 'none' | 'front' | 'back'
}

/** Tests and writes of depth and stencil. */
export interface DepthStencilState {
  /** Needed where the format has depth. */
  readonly depthWriteEnabled?: boolean
  /** Needed where the format has depth. */
  readonly depthCompare?: CompareFunction
  /** Stencil of front faces. Default: always passes and keeps. */
  readonly stencilFront?: StencilFace
  /** Stencil of back faces. Default: always passes and keeps. */
  readonly stencilBack?: StencilFace
  /** Bits that are compared. Default: 0xffffffff. */
  readonly stencilReadMask?: number
  /** Bits that are written. Default: 0xffffffff. */
  readonly stencilWriteMask?: number
  /** Added to depths, in smallest steps of the format. Default: 0. */
  readonly depthBias?: number
  /** Added to depths for each step of the triangle's slope. Default: 0. */
  readonly depthBiasSlopeScale?: number
  /** The most that is added. Default: 0, no limit. */
  readonly depthBiasClamp?: number
}

/** The stencil test of one side of triangles. */
export interface StencilFace {
  /** Default: always. */
  readonly compare?: CompareFunction
  /** Where the stencil test fails. Default: keep. */
  readonly failOp?: StencilOperation
  /** Where the stencil test passes and the depth test fails. Default: keep. */
  readonly depthFailOp?: StencilOperation
  /** Where both tests pass. Default: keep. */
  readonly passOp?: StencilOperation
}

/** The samples that are written. */
export interface MultisampleState {
  /** A bit for each sample. Default: 0xffffffff. */
  readonly mask?: number
  /** Alpha of the first colour decides how many samples are written. Default: false. */
  readonly alphaToCoverageEnabled?: boolean
}

/** One draw of a render pass. */
export interface Draw {
  /** The id of the pipeline. */
  readonly pipeline: string
  /** Groups of this draw; a group given here replaces the whole group that the pass gives. Default: the pass's. */
  readonly bindings?: readonly Binding[]
  /** One for each of the pipeline's vertex buffers. Default: none. */
  readonly vertexBuffers?: readonly (string | BufferEndpoint | null)[]
  /** The buffer that indices are read from. Default: none, vertices come in order. */
  readonly indexBuffer?: IndexBuffer
  /** Vertices of an instance; draws without index buffer. */
  readonly vertexCount?: number
  /** Default: 0. */
  readonly firstVertex?: number
  /** Indices of an instance; draws with index buffer. */
  readonly indexCount?: number
  /** Default: 0. */
  readonly firstIndex?: number
  /** Added to each index. Default: 0. */
  readonly baseVertex?: number
  /** Default: 1. */
  readonly instanceCount?: number
  /** Default: 0. */
  readonly firstInstance?: number
  /** The counts lie in a buffer: 4 words, with an index buffer 5, in the order of WebGPU. Default: they are said here. */
  readonly indirect?: string | BufferEndpoint
  /** x, y, width, height, least and greatest depth. Default: the whole of the attachments, 0 to 1. */
  readonly viewport?: readonly [number, number, number, number, number, number]
  /** x, y, width, height in texels. Default: the whole of the attachments. */
  readonly scissor?: readonly [number, number, number, number]
  /** Default: 0. */
  readonly stencilReference?: number
  /** Red, green, blue, alpha. Default: 0, 0, 0, 0. */
  readonly blendConstant?: readonly [number, number, number, number]
}

/** Indices of a draw. */
export interface IndexBuffer {
  /** The buffer, or the bytes in it. */
  readonly use: string | BufferEndpoint
  /** The type of an index. */
  readonly format: IndexFormat
}
