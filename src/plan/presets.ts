/**
 * Pinned presets: a plan snapshot made with one of these is the same on every machine. Nobody can change them; who wants another makes a
 * copy. Each is made by a function, because bundlers keep object literals with spreads even where a page does not use them.
 */
import { gpuCosts } from './costs.ts'
import { frozenPreset } from './frozen-profile.ts'
import type { DeviceProfile } from './profile-types.ts'

const GiB = 2 ** 30
const MiB = 2 ** 20

const textureLimits = {
  maxTextureDimension1D: 8192,
  maxTextureDimension2D: 8192,
  maxTextureDimension3D: 2048,
  maxTextureArrayLayers: 256,
  maxWorkgroupsPerDimension: 65535,
}

/** WebGPU's defaults. */
const drawLimits = {
  maxBindGroups: 4,
  maxBindingsPerBindGroup: 1000,
  maxBindGroupsPlusVertexBuffers: 24,
  maxVertexBuffers: 8,
  maxVertexAttributes: 16,
  maxVertexBufferArrayStride: 2048,
}

const discreteMemory = {
  heaps: [{ sizeBytes: 16 * GiB }, { sizeBytes: 32 * GiB }],
  types: [
    { heap: 0, deviceLocal: true, hostVisible: false, hostCached: false },
    { heap: 1, deviceLocal: false, hostVisible: true, hostCached: false },
    { heap: 1, deviceLocal: false, hostVisible: true, hostCached: true },
  ],
}

export const dummyProfile: DeviceProfile = /* @__PURE__ */ frozenPreset(() => ({
  name: 'dummy',
  queues: [
    { kinds: ['graphics', 'compute', 'transfer'], family: 0 },
    { kinds: ['compute', 'transfer'], family: 1 },
    { kinds: ['transfer'], family: 2 },
  ],
  memory: discreteMemory,
  limits: {
    maxBufferBytes: 4 * GiB,
    maxStorageBindingBytes: 4 * GiB,
    maxUniformBindingBytes: 64 * 1024,
    ...textureLimits,
    stagingBytes: 1 * GiB,
  },
  alignments: {
    placementBytes: 16,
    storageOffsetBytes: 4,
    uniformOffsetBytes: 4,
    copyBytes: 1,
    rowPitchBytes: 1,
    texturePlacementBytes: 16,
  },
  rules: {
    sameBufferCopy: true,
    exclusiveUsagePerScope: false,
    placedTextures: true,
    unifiedMemory: false,
    explicitBarriers: true,
  },
  costs: gpuCosts,
}))

export const webgpuProfile: DeviceProfile = /* @__PURE__ */ frozenPreset(() => ({
  name: 'webgpu',
  queues: [{ kinds: ['graphics', 'compute', 'transfer'], family: 0 }],
  memory: discreteMemory,
  limits: {
    maxBufferBytes: 256 * MiB,
    maxStorageBindingBytes: 128 * MiB,
    maxUniformBindingBytes: 64 * 1024,
    ...textureLimits,
    ...drawLimits,
    stagingBytes: 256 * MiB,
  },
  alignments: {
    placementBytes: 256,
    storageOffsetBytes: 256,
    uniformOffsetBytes: 256,
    copyBytes: 4,
    rowPitchBytes: 256,
    texturePlacementBytes: 256,
  },
  rules: {
    sameBufferCopy: false,
    exclusiveUsagePerScope: true,
    placedTextures: false,
    unifiedMemory: false,
    explicitBarriers: false,
    separateAspectCopies: true,
  },
  costs: { ...gpuCosts, copyRegionNs: 4000, submitNs: 20_000, hostToDeviceBytesPerNs: 9 },
}))

const vulkanProfile: DeviceProfile = /* @__PURE__ */ frozenPreset(() => ({
  name: 'vulkan',
  queues: [
    { kinds: ['graphics', 'compute', 'transfer'], family: 0 },
    { kinds: ['compute', 'transfer'], family: 2 },
    { kinds: ['transfer'], family: 1 },
  ],
  memory: discreteMemory,
  limits: {
    maxBufferBytes: 4 * GiB,
    maxStorageBindingBytes: 4 * GiB - 4,
    maxUniformBindingBytes: 64 * 1024,
    ...textureLimits,
    stagingBytes: 1 * GiB,
  },
  alignments: {
    placementBytes: 256,
    storageOffsetBytes: 64,
    uniformOffsetBytes: 256,
    copyBytes: 1,
    rowPitchBytes: 1,
    texturePlacementBytes: 64 * 1024,
  },
  rules: {
    sameBufferCopy: true,
    exclusiveUsagePerScope: false,
    placedTextures: true,
    unifiedMemory: false,
    explicitBarriers: true,
    separateAspectCopies: true,
  },
  costs: gpuCosts,
}))

/** Pinned presets, frozen: a plan snapshot made with one of these is the same on every machine. */
export const profiles: {
  /** The CPU as a device with three queues, and with every freedom that a plan can use. */
  readonly dummy: DeviceProfile
  /** WebGPU with its default limits: one queue, no barriers. */
  readonly webgpu: DeviceProfile
  /** A discrete GPU under Vulkan, with three families of queues. */
  readonly vulkan: DeviceProfile
} = /* @__PURE__ */ Object.freeze({ dummy: dummyProfile, webgpu: webgpuProfile, vulkan: vulkanProfile })
