/** The type of a device profile, field by field. `profile.ts` has the schema, and a type test holds both equal. */
import type { TextureFormat } from '../graph/formats.ts'
import type { QueueKind } from '../graph/types.ts'

/**
 * The uses of a texture format besides sampling and copying: rendering to it and generating mipmaps; storage textures that are
 * only read, only written, or both; several samples; three dimensions, which only compressed formats have to list.
 */
export type FormatAbility =
  | 'attachment'
  | 'storage-read'
  | 'storage-write'
  | 'storage-read-write'
  | 'multisampled'
  | '3d'

/** A device as data: everything that the planner knows about it. */
export interface DeviceProfile {
  /** A name for plans and errors. */
  readonly name: string
  /** Its queues, 1 to 8. */
  readonly queues: readonly DeviceQueue[]
  /** Its memory. */
  readonly memory: DeviceMemory
  /** The most that it takes. */
  readonly limits: DeviceLimits
  /** The alignments of offsets and sizes, in bytes. */
  readonly alignments: DeviceAlignments
  /** The rules: what the device allows, and what it asks for. */
  readonly rules: DeviceRules
  /**
   * The texture formats that the device has, and what each may be used for. A format that is missing in the list is missing on
   * the device. Default: every format, for whatever WebGPU allows on some device.
   */
  readonly formats?: DeviceFormats
  /** Approximate costs, for choices that depend on them. */
  readonly costs: DeviceCosts
}

/** Texture formats with what each may be used for. */
export type DeviceFormats = { readonly [Format in TextureFormat]?: readonly FormatAbility[] }

/** A queue. */
export interface DeviceQueue {
  /** The abilities besides transfers, which every queue can. */
  readonly kinds: readonly QueueKind[]
  /** Number of its family. */
  readonly family: number
}

/** Memory of a device. */
export interface DeviceMemory {
  /** Where memory is taken from. */
  readonly heaps: readonly DeviceMemoryHeap[]
  /** The kinds of memory. */
  readonly types: readonly DeviceMemoryType[]
}

/** Where memory is taken from. */
export interface DeviceMemoryHeap {
  /** Bytes. */
  readonly sizeBytes: number
}

/** A kind of memory. */
export interface DeviceMemoryType {
  /** Index into the heaps. */
  readonly heap: number
  /** It is the device's own, and fast for it. */
  readonly deviceLocal: boolean
  /** The host can read and write it. */
  readonly hostVisible: boolean
  /** The host reads it fast. */
  readonly hostCached: boolean
}

/** The most that a device takes. */
export interface DeviceLimits {
  /** Bytes of one buffer, and so of one planned heap; a texture that no heap can hold has memory of its own. */
  readonly maxBufferBytes: number
  /** Bytes of one storage binding. */
  readonly maxStorageBindingBytes: number
  /** Bytes of one uniform binding. */
  readonly maxUniformBindingBytes: number
  /** Width of 1D textures. */
  readonly maxTextureDimension1D: number
  /** Width and height of 2D textures. */
  readonly maxTextureDimension2D: number
  /** Width, height and depth of 3D textures. */
  readonly maxTextureDimension3D: number
  /** Layers of one texture. */
  readonly maxTextureArrayLayers: number
  /** Workgroups of one dispatch, in x, y and z. */
  readonly maxWorkgroupsPerDimension: number
  /** Colour attachments of one render pass. Default: any number. */
  readonly maxColorAttachments?: number
  /** Bytes of one sample in all colour attachments of a render pass, as WebGPU counts them. Default: any number. */
  readonly maxColorAttachmentBytesPerSample?: number
  /** Bind groups of one dispatch or draw: groups are numbered below it. Default: any number. */
  readonly maxBindGroups?: number
  /** Bindings of one group: they are numbered below it. Default: any number. */
  readonly maxBindingsPerBindGroup?: number
  /** Storage buffers that one shader stage is given: all of a dispatch; of a draw with two stages, half at least. Default: any number. */
  readonly maxStorageBuffersPerShaderStage?: number
  /** Uniform buffers that one shader stage is given, counted likewise. Default: any number. */
  readonly maxUniformBuffersPerShaderStage?: number
  /** Sampled textures that one shader stage is given, counted likewise. Default: any number. */
  readonly maxSampledTexturesPerShaderStage?: number
  /** Samplers that one shader stage is given, counted likewise. Default: any number. */
  readonly maxSamplersPerShaderStage?: number
  /** Storage textures that one shader stage is given, counted likewise. Default: any number. */
  readonly maxStorageTexturesPerShaderStage?: number
  /** Bind groups and vertex buffers of one draw together, those in between that are not given included. Default: any number. */
  readonly maxBindGroupsPlusVertexBuffers?: number
  /** Vertex buffers of one pipeline, those that are null included. Default: any number. */
  readonly maxVertexBuffers?: number
  /** Vertex attributes of one pipeline: their locations are below it. Default: any number. */
  readonly maxVertexAttributes?: number
  /** Bytes from one element of a vertex buffer to the next. Default: any number. */
  readonly maxVertexBufferArrayStride?: number
  /** Upload staging bytes that one submission may use. */
  readonly stagingBytes: number
}

/** The alignments of offsets and sizes, in bytes. */
export interface DeviceAlignments {
  /** Alignment of every buffer resource inside its heap; the next two alignments and whole words apply too where shaders see it. */
  readonly placementBytes: number
  /** Alignment of a storage binding's offset. */
  readonly storageOffsetBytes: number
  /** Alignment of a uniform binding's offset. */
  readonly uniformOffsetBytes: number
  /** Alignment of offsets and sizes of the copies that the device does by itself; backends lower others. */
  readonly copyBytes: number
  /** Alignment of the bytes from one row to the next in copies between buffers and textures. */
  readonly rowPitchBytes: number
  /** Alignment of a texture inside its heap. */
  readonly texturePlacementBytes: number
}

/** The rules of a device: what it allows, and what it asks for. */
export interface DeviceRules {
  /** One buffer may be both sides of a copy. */
  readonly sameBufferCopy: boolean
  /**
   * One dispatch or render pass may not use a buffer both writable and read-only, and the same holds for one mip level of a layer
   * (of a 3D texture, for one mip level).
   */
  readonly exclusiveUsagePerScope: boolean
  /** Textures may be placed in memory by the plan; else only textures of one descriptor share. */
  readonly placedTextures: boolean
  /** Host and device share memory. */
  readonly unifiedMemory: boolean
  /** The plan must say its barriers; false where the API orders commands by itself. */
  readonly explicitBarriers: boolean
  /**
   * Bytes of a depth-stencil texture are copied in and out one aspect at a time; without this rule both may be copied at once,
   * packed as the document defines them. Default: false.
   */
  readonly separateAspectCopies?: boolean
}

/** Approximate costs. */
export interface DeviceCosts {
  /** One region of a copy, in nanoseconds. */
  readonly copyRegionNs: number
  /** One submission, in nanoseconds. */
  readonly submitNs: number
  /** One dispatch, in nanoseconds. */
  readonly dispatchNs: number
  /** One barrier, in nanoseconds. */
  readonly barrierNs: number
  /** Bytes a nanosecond from the host to the device. */
  readonly hostToDeviceBytesPerNs: number
  /** Bytes a nanosecond inside the device. */
  readonly deviceToDeviceBytesPerNs: number
  /** Bytes a nanosecond from the device to the host. */
  readonly deviceToHostBytesPerNs: number
}
