/** A device as data: everything that the planner knows about it. */
import { boolean, int, list, number, object, oneOf, optional, partialRecord, text } from '../schema/schema.ts'
import { queueKinds } from '../graph/document.ts'
import { textureFormatNames } from '../graph/formats.ts'

const bytes = int(0)
const alignment = int(1, 2 ** 30)

const formatAbilities = [
  'attachment',
  'storage-read',
  'storage-write',
  'storage-read-write',
  'multisampled',
  '3d',
] as const

export const profileSchema = object(
  {
    name: text({ isFilled: true }),
    queues: list(
      object({
        /** Abilities of the queue. Every queue can run transfers. */
        kinds: list(oneOf(queueKinds), { min: 1 }),
        family: int(0),
      }),
      { min: 1, max: 8 },
    ),
    memory: object({
      heaps: list(object({ sizeBytes: int(1) }), { min: 1 }),
      types: list(
        object({
          heap: int(0),
          deviceLocal: boolean(),
          hostVisible: boolean(),
          hostCached: boolean(),
        }),
        { min: 1 },
      ),
    }),
    limits: object({
      /** Bytes of one buffer, and so of one planned heap; a texture that no heap can hold has memory of its own. */
      maxBufferBytes: int(16),
      maxStorageBindingBytes: bytes,
      maxUniformBindingBytes: bytes,
      maxTextureDimension1D: int(1),
      maxTextureDimension2D: int(1),
      maxTextureDimension3D: int(1),
      maxTextureArrayLayers: int(1),
      maxWorkgroupsPerDimension: int(1),
      /** Colour attachments of one render pass. Without it, any number. */
      maxColorAttachments: optional(int(1)),
      /** Bytes of one sample in all colour attachments of a render pass, as WebGPU counts them. Without it, any number. */
      maxColorAttachmentBytesPerSample: optional(int(1)),
      /** Bind groups of one dispatch or draw: groups are numbered below it. Without it, any number; so for those that follow. */
      maxBindGroups: optional(int(1)),
      /** Bindings of one group: they are numbered below it. */
      maxBindingsPerBindGroup: optional(int(1)),
      /** Storage buffers that one shader stage is given: all of a dispatch; of a draw with two stages, half at least. */
      maxStorageBuffersPerShaderStage: optional(int(0)),
      maxUniformBuffersPerShaderStage: optional(int(0)),
      maxSampledTexturesPerShaderStage: optional(int(0)),
      maxSamplersPerShaderStage: optional(int(0)),
      maxStorageTexturesPerShaderStage: optional(int(0)),
      /** Bind groups and vertex buffers of one draw together, those in between that are not given included. */
      maxBindGroupsPlusVertexBuffers: optional(int(1)),
      /** Vertex buffers of one pipeline, those that are null included. */
      maxVertexBuffers: optional(int(0)),
      /** Vertex attributes of one pipeline: their locations are below it. */
      maxVertexAttributes: optional(int(0)),
      /** Bytes from one element of a vertex buffer to the next. */
      maxVertexBufferArrayStride: optional(int(0)),
      /** Upload staging bytes that one submission may use. */
      stagingBytes: int(256),
    }),
    alignments: object({
      /**
       * Alignment of every buffer resource inside its heap; the next two alignments and whole words apply too where shaders see
       * it.
       */
      placementBytes: alignment,
      storageOffsetBytes: alignment,
      uniformOffsetBytes: alignment,
      /** Alignment of offsets and sizes of the copies that the device does by itself; backends lower others. */
      copyBytes: alignment,
      rowPitchBytes: alignment,
      texturePlacementBytes: alignment,
    }),
    rules: object({
      /** One buffer may be both sides of a copy. */
      sameBufferCopy: boolean(),
      /**
       * One dispatch or render pass may not use a buffer both writable and read-only, and the same holds for one mip level of a
       * layer (of a 3D texture, for one mip level).
       */
      exclusiveUsagePerScope: boolean(),
      /** Textures may be placed in memory by the plan; else only textures of one descriptor share. */
      placedTextures: boolean(),
      /** Host and device share memory. */
      unifiedMemory: boolean(),
      /** The plan must say its barriers; false where the API orders commands by itself. */
      explicitBarriers: boolean(),
      /**
       * Bytes of a depth-stencil texture are copied in and out one aspect at a time; without this rule both may be copied at
       * once, packed as the document defines them.
       */
      separateAspectCopies: optional(boolean()),
    }),
    /**
     * The texture formats that the device has, and what each may be used for. A format that is missing in the list is missing
     * on the device; without the list, every format can be used for whatever WebGPU allows on some device.
     */
    formats: optional(partialRecord(oneOf(textureFormatNames), list(oneOf(formatAbilities)))),
    /** Approximate costs, for choices that depend on them. */
    costs: object({
      copyRegionNs: number({ min: 0 }),
      submitNs: number({ min: 0 }),
      dispatchNs: number({ min: 0 }),
      barrierNs: number({ min: 0 }),
      hostToDeviceBytesPerNs: number({ above: 0 }),
      deviceToDeviceBytesPerNs: number({ above: 0 }),
      deviceToHostBytesPerNs: number({ above: 0 }),
    }),
  },
  { title: 'memkit-gpu device profile' },
)

export { profiles } from './presets.ts'
export type { DeviceProfile, FormatAbility } from './profile-types.ts'
