/** The profile of a live device: the shape of `profiles.webgpu`, with the device's own limits and alignments. */
import { cpuCosts } from '../../../plan/costs.ts'
import { webgpuProfile } from '../../../plan/presets.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import { formatsOf } from './formats.ts'

const MiB = 2 ** 20
/** The largest buffer: kernels address bytes with 32 bits. */
const addressable = 2 ** 32 - 256

export function profileOf(device: GPUDevice, name: string): DeviceProfile {
  const { limits } = device
  const base = webgpuProfile
  const maxBufferBytes = Math.min(limits.maxBufferSize, Number.MAX_SAFE_INTEGER)
  const storageOffsetBytes = limits.minStorageBufferOffsetAlignment
  const uniformOffsetBytes = limits.minUniformBufferOffsetAlignment
  return {
    ...base,
    name,
    limits: {
      maxBufferBytes,
      maxStorageBindingBytes: Math.min(limits.maxStorageBufferBindingSize, addressable),
      maxUniformBindingBytes: limits.maxUniformBufferBindingSize,
      maxTextureDimension1D: limits.maxTextureDimension1D,
      maxTextureDimension2D: limits.maxTextureDimension2D,
      maxTextureDimension3D: limits.maxTextureDimension3D,
      maxTextureArrayLayers: limits.maxTextureArrayLayers,
      maxWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxColorAttachments: limits.maxColorAttachments,
      maxColorAttachmentBytesPerSample: limits.maxColorAttachmentBytesPerSample,
      maxBindGroups: limits.maxBindGroups,
      maxBindingsPerBindGroup: limits.maxBindingsPerBindGroup,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxUniformBuffersPerShaderStage: limits.maxUniformBuffersPerShaderStage,
      maxSampledTexturesPerShaderStage: limits.maxSampledTexturesPerShaderStage,
      maxSamplersPerShaderStage: limits.maxSamplersPerShaderStage,
      maxStorageTexturesPerShaderStage: limits.maxStorageTexturesPerShaderStage,
      maxBindGroupsPlusVertexBuffers: limits.maxBindGroupsPlusVertexBuffers,
      maxVertexBuffers: limits.maxVertexBuffers,
      maxVertexAttributes: limits.maxVertexAttributes,
      maxVertexBufferArrayStride: limits.maxVertexBufferArrayStride,
      stagingBytes: Math.min(256 * MiB, maxBufferBytes),
    },
    alignments: {
      ...base.alignments,
      placementBytes: Math.max(storageOffsetBytes, uniformOffsetBytes, base.alignments.copyBytes),
      storageOffsetBytes,
      uniformOffsetBytes,
    },
    formats: formatsOf(device.features),
    costs: device.adapterInfo?.isFallbackAdapter ? cpuCosts : base.costs,
  }
}
