/** The device profile that the planner gets for a Vulkan device. */
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { Instance } from './instance.ts'
import { readFormats } from './format-abilities.ts'
import {
  VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
  VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VK_PHYSICAL_DEVICE_TYPE_CPU,
} from '../bindings/index.ts'
import { cpuCosts, gpuCosts } from '../../../plan/costs.ts'
import type { PhysicalDevice } from './physical-device.ts'
import { chooseQueues } from './queue-families.ts'

/** Least alignment of buffers: any texel block and any binding may start on it. */
const least = 16
const stagingBytes = 2 ** 30

export function readProfile(instance: Instance, device: PhysicalDevice): DeviceProfile {
  const { limits, memoryTypes, memoryHeapBytes } = device
  const has = (flags: number, bit: number): boolean => (flags & bit) !== 0
  const types = memoryTypes.map(({ flags, heap }) => ({
    heap,
    deviceLocal: has(flags, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT),
    hostVisible: has(flags, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT),
    hostCached: has(flags, VK_MEMORY_PROPERTY_HOST_CACHED_BIT),
  }))
  const maxBufferBytes = Math.min(
    device.maxBufferBytes,
    device.maxAllocationBytes,
    ...largestHeaps(types, memoryHeapBytes),
  )
  const hostHeapBytes = Math.max(...types.filter((type) => type.hostVisible).map((type) => memoryHeapBytes[type.heap]!))
  return {
    name: `vulkan: ${device.name}`,
    queues: chooseQueues(device.families).map(({ kinds, family }) => ({ kinds: [...kinds], family })),
    memory: { heaps: memoryHeapBytes.map((sizeBytes) => ({ sizeBytes })), types },
    limits: {
      maxBufferBytes,
      maxStorageBindingBytes: limits.maxStorageBufferRange,
      maxUniformBindingBytes: limits.maxUniformBufferRange,
      maxTextureDimension1D: limits.maxImageDimension1D,
      maxTextureDimension2D: limits.maxImageDimension2D,
      maxTextureDimension3D: limits.maxImageDimension3D,
      maxTextureArrayLayers: limits.maxImageArrayLayers,
      maxWorkgroupsPerDimension: Math.min(...limits.maxComputeWorkGroupCount),
      maxColorAttachments: limits.maxColorAttachments,
      maxBindGroups: limits.maxBoundDescriptorSets,
      maxStorageBuffersPerShaderStage: limits.maxPerStageDescriptorStorageBuffers,
      maxUniformBuffersPerShaderStage: limits.maxPerStageDescriptorUniformBuffers,
      maxSampledTexturesPerShaderStage: limits.maxPerStageDescriptorSampledImages,
      maxSamplersPerShaderStage: limits.maxPerStageDescriptorSamplers,
      maxStorageTexturesPerShaderStage: limits.maxPerStageDescriptorStorageImages,
      maxVertexBuffers: limits.maxVertexInputBindings,
      maxVertexAttributes: limits.maxVertexInputAttributes,
      maxVertexBufferArrayStride: limits.maxVertexInputBindingStride,
      stagingBytes: Math.min(stagingBytes, maxBufferBytes, Math.floor(hostHeapBytes / 4)),
    },
    alignments: {
      placementBytes: Math.max(
        least,
        Number(limits.minStorageBufferOffsetAlignment),
        Number(limits.minUniformBufferOffsetAlignment),
      ),
      storageOffsetBytes: Number(limits.minStorageBufferOffsetAlignment),
      uniformOffsetBytes: Number(limits.minUniformBufferOffsetAlignment),
      copyBytes: 1,
      rowPitchBytes: 1,
      // A placeholder: images are laid out again by the driver's requirements when a plan is opened.
      texturePlacementBytes: Math.max(least, Number(limits.bufferImageGranularity)),
    },
    rules: {
      sameBufferCopy: true,
      exclusiveUsagePerScope: false,
      placedTextures: true,
      unifiedMemory: types.every(({ deviceLocal, hostVisible }) => deviceLocal && hostVisible),
      explicitBarriers: true,
      separateAspectCopies: true,
    },
    formats: readFormats(instance, device.handle),
    costs: device.type === VK_PHYSICAL_DEVICE_TYPE_CPU ? cpuCosts : gpuCosts,
  }
}

/**
 * Bytes of the largest memory for buffers. A buffer is in device memory or in memory that the host sees, so both bound its
 * size.
 */
function largestHeaps(types: DeviceProfile['memory']['types'], heapBytes: readonly number[]): number[] {
  const largest = (wanted: (type: (typeof types)[number]) => boolean): number =>
    Math.max(0, ...types.filter(wanted).map(({ heap }) => heapBytes[heap]!))
  return [largest(({ deviceLocal }) => deviceLocal), largest(({ hostVisible }) => hostVisible)]
}
