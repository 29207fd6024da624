// Made by scripts/generate-vulkan-bindings.ts from the Vulkan registry, vk.xml 1.3.239. Do not edit.
// The registry is copyright The Khronos Group Inc., Apache-2.0 OR MIT.
import { getF32s, getStructs, getText, getU32s, getU64s, getU8s } from '../decode.ts'
import { byteCountOf, countOf, setF32s, setI32s, setStructs, setU32s, setU64, toBytes, toF32s, toI32s, toStruct, toStructs, toText, toTexts, toU32s, toU64s } from '../encode.ts'
import type { Pointed, PointedArray, Pointer, ReadableStruct, Struct, StructMemory } from '../struct.ts'
import type { VkAccessFlags2, VkAttachmentLoadOp, VkAttachmentStoreOp, VkBlendFactor, VkBlendOp, VkBool32, VkBorderColor, VkBuffer, VkBufferCreateFlags, VkBufferUsageFlags, VkBufferView, VkColorComponentFlags, VkCommandBuffer, VkCommandBufferLevel, VkCommandBufferUsageFlags, VkCommandPool, VkCommandPoolCreateFlags, VkCompareOp, VkComponentSwizzle, VkCullModeFlags, VkDebugUtilsMessageSeverityFlagsEXT, VkDebugUtilsMessageTypeFlagsEXT, VkDebugUtilsMessengerCallbackDataFlagsEXT, VkDebugUtilsMessengerCreateFlagsEXT, VkDependencyFlags, VkDescriptorBindingFlags, VkDescriptorPool, VkDescriptorPoolCreateFlags, VkDescriptorSet, VkDescriptorSetLayout, VkDescriptorSetLayoutCreateFlags, VkDescriptorType, VkDeviceCreateFlags, VkDeviceMemory, VkDeviceQueueCreateFlags, VkDeviceSize, VkDriverId, VkDynamicState, VkExternalMemoryFeatureFlags, VkExternalMemoryHandleTypeFlagBits, VkExternalMemoryHandleTypeFlags, VkFenceCreateFlags, VkFilter, VkFormat, VkFormatFeatureFlags, VkFramebuffer, VkFrontFace, VkImage, VkImageAspectFlags, VkImageCreateFlags, VkImageLayout, VkImageTiling, VkImageType, VkImageUsageFlags, VkImageView, VkImageViewCreateFlags, VkImageViewType, VkInstanceCreateFlags, VkLogicOp, VkMemoryAllocateFlags, VkMemoryHeapFlags, VkMemoryPropertyFlags, VkObjectType, VkPhysicalDeviceType, VkPipeline, VkPipelineCacheCreateFlags, VkPipelineColorBlendStateCreateFlags, VkPipelineCreateFlags, VkPipelineDepthStencilStateCreateFlags, VkPipelineDynamicStateCreateFlags, VkPipelineInputAssemblyStateCreateFlags, VkPipelineLayout, VkPipelineLayoutCreateFlags, VkPipelineMultisampleStateCreateFlags, VkPipelineRasterizationDepthClipStateCreateFlagsEXT, VkPipelineRasterizationStateCreateFlags, VkPipelineShaderStageCreateFlags, VkPipelineStageFlags2, VkPipelineTessellationStateCreateFlags, VkPipelineVertexInputStateCreateFlags, VkPipelineViewportStateCreateFlags, VkPointClippingBehavior, VkPolygonMode, VkPrimitiveTopology, VkQueryControlFlags, VkQueryPipelineStatisticFlags, VkQueryPoolCreateFlags, VkQueryType, VkQueueFlags, VkRenderPass, VkRenderingFlags, VkResolveModeFlagBits, VkResolveModeFlags, VkSampleCountFlagBits, VkSampleCountFlags, VkSampleMask, VkSampler, VkSamplerAddressMode, VkSamplerCreateFlags, VkSamplerMipmapMode, VkSemaphore, VkSemaphoreCreateFlags, VkSemaphoreType, VkSemaphoreWaitFlags, VkShaderFloatControlsIndependence, VkShaderModule, VkShaderModuleCreateFlags, VkShaderStageFlagBits, VkShaderStageFlags, VkSharingMode, VkStencilOp, VkSubgroupFeatureFlags, VkSubmitFlags, VkValidationFeatureDisableEXT, VkValidationFeatureEnableEXT, VkVertexInputRate } from './types.ts'

export type VkExtensionProperties = Record<string, never>
export interface VkExtensionPropertiesOut {
  extensionName: string
  specVersion: number
}
export const VkExtensionProperties = {
  name: 'VkExtensionProperties',
  size: 260,
  align: 4,
  offsets: { extensionName: 0, specVersion: 256 },
  write(_view: DataView, _at: number, _value: VkExtensionProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkExtensionPropertiesOut {
    return {
      extensionName: getText(view, at, 256),
      specVersion: view.getUint32(at + 256, true),
    }
  },
} as const satisfies ReadableStruct<'VkExtensionProperties', VkExtensionProperties, VkExtensionPropertiesOut>

export interface VkApplicationInfo {
  pNext?: Pointer | null
  pApplicationName?: string | Pointer | null
  applicationVersion: number
  pEngineName?: string | Pointer | null
  engineVersion: number
  apiVersion: number
}
export const VkApplicationInfo = {
  name: 'VkApplicationInfo',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, pApplicationName: 16, applicationVersion: 24, pEngineName: 32, engineVersion: 40, apiVersion: 44 },
  write(view: DataView, at: number, value: VkApplicationInfo, arena: StructMemory) {
    view.setInt32(at, 0, true) // VK_STRUCTURE_TYPE_APPLICATION_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.pApplicationName !== undefined) view.setBigUint64(at + 16, toText(arena, value.pApplicationName), true)
    view.setUint32(at + 24, value.applicationVersion, true)
    if (value.pEngineName !== undefined) view.setBigUint64(at + 32, toText(arena, value.pEngineName), true)
    view.setUint32(at + 40, value.engineVersion, true)
    view.setUint32(at + 44, value.apiVersion, true)
  },
} as const satisfies Struct<'VkApplicationInfo', VkApplicationInfo>

export interface VkInstanceCreateInfo {
  pNext?: Pointer | null
  flags?: VkInstanceCreateFlags
  pApplicationInfo?: Pointed<'VkApplicationInfo', VkApplicationInfo>
  enabledLayerCount?: number
  ppEnabledLayerNames?: readonly string[] | Pointer | null
  enabledExtensionCount?: number
  ppEnabledExtensionNames?: readonly string[] | Pointer | null
}
export const VkInstanceCreateInfo = {
  name: 'VkInstanceCreateInfo',
  size: 64,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, pApplicationInfo: 24, enabledLayerCount: 32, ppEnabledLayerNames: 40, enabledExtensionCount: 48, ppEnabledExtensionNames: 56 },
  write(view: DataView, at: number, value: VkInstanceCreateInfo, arena: StructMemory) {
    view.setInt32(at, 1, true) // VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    if (value.pApplicationInfo !== undefined) view.setBigUint64(at + 24, toStruct(arena, VkApplicationInfo, value.pApplicationInfo), true)
    view.setUint32(at + 32, value.enabledLayerCount ?? countOf(value.ppEnabledLayerNames), true)
    if (value.ppEnabledLayerNames !== undefined) view.setBigUint64(at + 40, toTexts(arena, value.ppEnabledLayerNames), true)
    view.setUint32(at + 48, value.enabledExtensionCount ?? countOf(value.ppEnabledExtensionNames), true)
    if (value.ppEnabledExtensionNames !== undefined) view.setBigUint64(at + 56, toTexts(arena, value.ppEnabledExtensionNames), true)
  },
} as const satisfies Struct<'VkInstanceCreateInfo', VkInstanceCreateInfo>

export interface VkDebugUtilsMessengerCreateInfoEXT {
  pNext?: Pointer | null
  flags?: VkDebugUtilsMessengerCreateFlagsEXT
  messageSeverity: VkDebugUtilsMessageSeverityFlagsEXT
  messageType: VkDebugUtilsMessageTypeFlagsEXT
  pfnUserCallback: Pointer | null
  pUserData?: Pointer | null
}
export const VkDebugUtilsMessengerCreateInfoEXT = {
  name: 'VkDebugUtilsMessengerCreateInfoEXT',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, messageSeverity: 20, messageType: 24, pfnUserCallback: 32, pUserData: 40 },
  write(view: DataView, at: number, value: VkDebugUtilsMessengerCreateInfoEXT, _arena: StructMemory) {
    view.setInt32(at, 1000128004, true) // VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.messageSeverity, true)
    view.setUint32(at + 24, value.messageType, true)
    if (value.pfnUserCallback) view.setBigUint64(at + 32, value.pfnUserCallback, true)
    if (value.pUserData) view.setBigUint64(at + 40, value.pUserData, true)
  },
} as const satisfies Struct<'VkDebugUtilsMessengerCreateInfoEXT', VkDebugUtilsMessengerCreateInfoEXT>

export type VkPhysicalDeviceLimits = Record<string, never>
export interface VkPhysicalDeviceLimitsOut {
  maxImageDimension1D: number
  maxImageDimension2D: number
  maxImageDimension3D: number
  maxImageDimensionCube: number
  maxImageArrayLayers: number
  maxTexelBufferElements: number
  maxUniformBufferRange: number
  maxStorageBufferRange: number
  maxPushConstantsSize: number
  maxMemoryAllocationCount: number
  maxSamplerAllocationCount: number
  bufferImageGranularity: bigint
  sparseAddressSpaceSize: bigint
  maxBoundDescriptorSets: number
  maxPerStageDescriptorSamplers: number
  maxPerStageDescriptorUniformBuffers: number
  maxPerStageDescriptorStorageBuffers: number
  maxPerStageDescriptorSampledImages: number
  maxPerStageDescriptorStorageImages: number
  maxPerStageDescriptorInputAttachments: number
  maxPerStageResources: number
  maxDescriptorSetSamplers: number
  maxDescriptorSetUniformBuffers: number
  maxDescriptorSetUniformBuffersDynamic: number
  maxDescriptorSetStorageBuffers: number
  maxDescriptorSetStorageBuffersDynamic: number
  maxDescriptorSetSampledImages: number
  maxDescriptorSetStorageImages: number
  maxDescriptorSetInputAttachments: number
  maxVertexInputAttributes: number
  maxVertexInputBindings: number
  maxVertexInputAttributeOffset: number
  maxVertexInputBindingStride: number
  maxVertexOutputComponents: number
  maxTessellationGenerationLevel: number
  maxTessellationPatchSize: number
  maxTessellationControlPerVertexInputComponents: number
  maxTessellationControlPerVertexOutputComponents: number
  maxTessellationControlPerPatchOutputComponents: number
  maxTessellationControlTotalOutputComponents: number
  maxTessellationEvaluationInputComponents: number
  maxTessellationEvaluationOutputComponents: number
  maxGeometryShaderInvocations: number
  maxGeometryInputComponents: number
  maxGeometryOutputComponents: number
  maxGeometryOutputVertices: number
  maxGeometryTotalOutputComponents: number
  maxFragmentInputComponents: number
  maxFragmentOutputAttachments: number
  maxFragmentDualSrcAttachments: number
  maxFragmentCombinedOutputResources: number
  maxComputeSharedMemorySize: number
  maxComputeWorkGroupCount: number[]
  maxComputeWorkGroupInvocations: number
  maxComputeWorkGroupSize: number[]
  subPixelPrecisionBits: number
  subTexelPrecisionBits: number
  mipmapPrecisionBits: number
  maxDrawIndexedIndexValue: number
  maxDrawIndirectCount: number
  maxSamplerLodBias: number
  maxSamplerAnisotropy: number
  maxViewports: number
  maxViewportDimensions: number[]
  viewportBoundsRange: number[]
  viewportSubPixelBits: number
  minMemoryMapAlignment: bigint
  minTexelBufferOffsetAlignment: bigint
  minUniformBufferOffsetAlignment: bigint
  minStorageBufferOffsetAlignment: bigint
  minTexelOffset: number
  maxTexelOffset: number
  minTexelGatherOffset: number
  maxTexelGatherOffset: number
  minInterpolationOffset: number
  maxInterpolationOffset: number
  subPixelInterpolationOffsetBits: number
  maxFramebufferWidth: number
  maxFramebufferHeight: number
  maxFramebufferLayers: number
  framebufferColorSampleCounts: VkSampleCountFlags
  framebufferDepthSampleCounts: VkSampleCountFlags
  framebufferStencilSampleCounts: VkSampleCountFlags
  framebufferNoAttachmentsSampleCounts: VkSampleCountFlags
  maxColorAttachments: number
  sampledImageColorSampleCounts: VkSampleCountFlags
  sampledImageIntegerSampleCounts: VkSampleCountFlags
  sampledImageDepthSampleCounts: VkSampleCountFlags
  sampledImageStencilSampleCounts: VkSampleCountFlags
  storageImageSampleCounts: VkSampleCountFlags
  maxSampleMaskWords: number
  timestampComputeAndGraphics: VkBool32
  timestampPeriod: number
  maxClipDistances: number
  maxCullDistances: number
  maxCombinedClipAndCullDistances: number
  discreteQueuePriorities: number
  pointSizeRange: number[]
  lineWidthRange: number[]
  pointSizeGranularity: number
  lineWidthGranularity: number
  strictLines: VkBool32
  standardSampleLocations: VkBool32
  optimalBufferCopyOffsetAlignment: bigint
  optimalBufferCopyRowPitchAlignment: bigint
  nonCoherentAtomSize: bigint
}
export const VkPhysicalDeviceLimits = {
  name: 'VkPhysicalDeviceLimits',
  size: 504,
  align: 8,
  offsets: { maxImageDimension1D: 0, maxImageDimension2D: 4, maxImageDimension3D: 8, maxImageDimensionCube: 12, maxImageArrayLayers: 16, maxTexelBufferElements: 20, maxUniformBufferRange: 24, maxStorageBufferRange: 28, maxPushConstantsSize: 32, maxMemoryAllocationCount: 36, maxSamplerAllocationCount: 40, bufferImageGranularity: 48, sparseAddressSpaceSize: 56, maxBoundDescriptorSets: 64, maxPerStageDescriptorSamplers: 68, maxPerStageDescriptorUniformBuffers: 72, maxPerStageDescriptorStorageBuffers: 76, maxPerStageDescriptorSampledImages: 80, maxPerStageDescriptorStorageImages: 84, maxPerStageDescriptorInputAttachments: 88, maxPerStageResources: 92, maxDescriptorSetSamplers: 96, maxDescriptorSetUniformBuffers: 100, maxDescriptorSetUniformBuffersDynamic: 104, maxDescriptorSetStorageBuffers: 108, maxDescriptorSetStorageBuffersDynamic: 112, maxDescriptorSetSampledImages: 116, maxDescriptorSetStorageImages: 120, maxDescriptorSetInputAttachments: 124, maxVertexInputAttributes: 128, maxVertexInputBindings: 132, maxVertexInputAttributeOffset: 136, maxVertexInputBindingStride: 140, maxVertexOutputComponents: 144, maxTessellationGenerationLevel: 148, maxTessellationPatchSize: 152, maxTessellationControlPerVertexInputComponents: 156, maxTessellationControlPerVertexOutputComponents: 160, maxTessellationControlPerPatchOutputComponents: 164, maxTessellationControlTotalOutputComponents: 168, maxTessellationEvaluationInputComponents: 172, maxTessellationEvaluationOutputComponents: 176, maxGeometryShaderInvocations: 180, maxGeometryInputComponents: 184, maxGeometryOutputComponents: 188, maxGeometryOutputVertices: 192, maxGeometryTotalOutputComponents: 196, maxFragmentInputComponents: 200, maxFragmentOutputAttachments: 204, maxFragmentDualSrcAttachments: 208, maxFragmentCombinedOutputResources: 212, maxComputeSharedMemorySize: 216, maxComputeWorkGroupCount: 220, maxComputeWorkGroupInvocations: 232, maxComputeWorkGroupSize: 236, subPixelPrecisionBits: 248, subTexelPrecisionBits: 252, mipmapPrecisionBits: 256, maxDrawIndexedIndexValue: 260, maxDrawIndirectCount: 264, maxSamplerLodBias: 268, maxSamplerAnisotropy: 272, maxViewports: 276, maxViewportDimensions: 280, viewportBoundsRange: 288, viewportSubPixelBits: 296, minMemoryMapAlignment: 304, minTexelBufferOffsetAlignment: 312, minUniformBufferOffsetAlignment: 320, minStorageBufferOffsetAlignment: 328, minTexelOffset: 336, maxTexelOffset: 340, minTexelGatherOffset: 344, maxTexelGatherOffset: 348, minInterpolationOffset: 352, maxInterpolationOffset: 356, subPixelInterpolationOffsetBits: 360, maxFramebufferWidth: 364, maxFramebufferHeight: 368, maxFramebufferLayers: 372, framebufferColorSampleCounts: 376, framebufferDepthSampleCounts: 380, framebufferStencilSampleCounts: 384, framebufferNoAttachmentsSampleCounts: 388, maxColorAttachments: 392, sampledImageColorSampleCounts: 396, sampledImageIntegerSampleCounts: 400, sampledImageDepthSampleCounts: 404, sampledImageStencilSampleCounts: 408, storageImageSampleCounts: 412, maxSampleMaskWords: 416, timestampComputeAndGraphics: 420, timestampPeriod: 424, maxClipDistances: 428, maxCullDistances: 432, maxCombinedClipAndCullDistances: 436, discreteQueuePriorities: 440, pointSizeRange: 444, lineWidthRange: 452, pointSizeGranularity: 460, lineWidthGranularity: 464, strictLines: 468, standardSampleLocations: 472, optimalBufferCopyOffsetAlignment: 480, optimalBufferCopyRowPitchAlignment: 488, nonCoherentAtomSize: 496 },
  write(_view: DataView, _at: number, _value: VkPhysicalDeviceLimits, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkPhysicalDeviceLimitsOut {
    return {
      maxImageDimension1D: view.getUint32(at, true),
      maxImageDimension2D: view.getUint32(at + 4, true),
      maxImageDimension3D: view.getUint32(at + 8, true),
      maxImageDimensionCube: view.getUint32(at + 12, true),
      maxImageArrayLayers: view.getUint32(at + 16, true),
      maxTexelBufferElements: view.getUint32(at + 20, true),
      maxUniformBufferRange: view.getUint32(at + 24, true),
      maxStorageBufferRange: view.getUint32(at + 28, true),
      maxPushConstantsSize: view.getUint32(at + 32, true),
      maxMemoryAllocationCount: view.getUint32(at + 36, true),
      maxSamplerAllocationCount: view.getUint32(at + 40, true),
      bufferImageGranularity: view.getBigUint64(at + 48, true),
      sparseAddressSpaceSize: view.getBigUint64(at + 56, true),
      maxBoundDescriptorSets: view.getUint32(at + 64, true),
      maxPerStageDescriptorSamplers: view.getUint32(at + 68, true),
      maxPerStageDescriptorUniformBuffers: view.getUint32(at + 72, true),
      maxPerStageDescriptorStorageBuffers: view.getUint32(at + 76, true),
      maxPerStageDescriptorSampledImages: view.getUint32(at + 80, true),
      maxPerStageDescriptorStorageImages: view.getUint32(at + 84, true),
      maxPerStageDescriptorInputAttachments: view.getUint32(at + 88, true),
      maxPerStageResources: view.getUint32(at + 92, true),
      maxDescriptorSetSamplers: view.getUint32(at + 96, true),
      maxDescriptorSetUniformBuffers: view.getUint32(at + 100, true),
      maxDescriptorSetUniformBuffersDynamic: view.getUint32(at + 104, true),
      maxDescriptorSetStorageBuffers: view.getUint32(at + 108, true),
      maxDescriptorSetStorageBuffersDynamic: view.getUint32(at + 112, true),
      maxDescriptorSetSampledImages: view.getUint32(at + 116, true),
      maxDescriptorSetStorageImages: view.getUint32(at + 120, true),
      maxDescriptorSetInputAttachments: view.getUint32(at + 124, true),
      maxVertexInputAttributes: view.getUint32(at + 128, true),
      maxVertexInputBindings: view.getUint32(at + 132, true),
      maxVertexInputAttributeOffset: view.getUint32(at + 136, true),
      maxVertexInputBindingStride: view.getUint32(at + 140, true),
      maxVertexOutputComponents: view.getUint32(at + 144, true),
      maxTessellationGenerationLevel: view.getUint32(at + 148, true),
      maxTessellationPatchSize: view.getUint32(at + 152, true),
      maxTessellationControlPerVertexInputComponents: view.getUint32(at + 156, true),
      maxTessellationControlPerVertexOutputComponents: view.getUint32(at + 160, true),
      maxTessellationControlPerPatchOutputComponents: view.getUint32(at + 164, true),
      maxTessellationControlTotalOutputComponents: view.getUint32(at + 168, true),
      maxTessellationEvaluationInputComponents: view.getUint32(at + 172, true),
      maxTessellationEvaluationOutputComponents: view.getUint32(at + 176, true),
      maxGeometryShaderInvocations: view.getUint32(at + 180, true),
      maxGeometryInputComponents: view.getUint32(at + 184, true),
      maxGeometryOutputComponents: view.getUint32(at + 188, true),
      maxGeometryOutputVertices: view.getUint32(at + 192, true),
      maxGeometryTotalOutputComponents: view.getUint32(at + 196, true),
      maxFragmentInputComponents: view.getUint32(at + 200, true),
      maxFragmentOutputAttachments: view.getUint32(at + 204, true),
      maxFragmentDualSrcAttachments: view.getUint32(at + 208, true),
      maxFragmentCombinedOutputResources: view.getUint32(at + 212, true),
      maxComputeSharedMemorySize: view.getUint32(at + 216, true),
      maxComputeWorkGroupCount: getU32s(view, at + 220, 3),
      maxComputeWorkGroupInvocations: view.getUint32(at + 232, true),
      maxComputeWorkGroupSize: getU32s(view, at + 236, 3),
      subPixelPrecisionBits: view.getUint32(at + 248, true),
      subTexelPrecisionBits: view.getUint32(at + 252, true),
      mipmapPrecisionBits: view.getUint32(at + 256, true),
      maxDrawIndexedIndexValue: view.getUint32(at + 260, true),
      maxDrawIndirectCount: view.getUint32(at + 264, true),
      maxSamplerLodBias: view.getFloat32(at + 268, true),
      maxSamplerAnisotropy: view.getFloat32(at + 272, true),
      maxViewports: view.getUint32(at + 276, true),
      maxViewportDimensions: getU32s(view, at + 280, 2),
      viewportBoundsRange: getF32s(view, at + 288, 2),
      viewportSubPixelBits: view.getUint32(at + 296, true),
      minMemoryMapAlignment: view.getBigUint64(at + 304, true),
      minTexelBufferOffsetAlignment: view.getBigUint64(at + 312, true),
      minUniformBufferOffsetAlignment: view.getBigUint64(at + 320, true),
      minStorageBufferOffsetAlignment: view.getBigUint64(at + 328, true),
      minTexelOffset: view.getInt32(at + 336, true),
      maxTexelOffset: view.getUint32(at + 340, true),
      minTexelGatherOffset: view.getInt32(at + 344, true),
      maxTexelGatherOffset: view.getUint32(at + 348, true),
      minInterpolationOffset: view.getFloat32(at + 352, true),
      maxInterpolationOffset: view.getFloat32(at + 356, true),
      subPixelInterpolationOffsetBits: view.getUint32(at + 360, true),
      maxFramebufferWidth: view.getUint32(at + 364, true),
      maxFramebufferHeight: view.getUint32(at + 368, true),
      maxFramebufferLayers: view.getUint32(at + 372, true),
      framebufferColorSampleCounts: view.getUint32(at + 376, true),
      framebufferDepthSampleCounts: view.getUint32(at + 380, true),
      framebufferStencilSampleCounts: view.getUint32(at + 384, true),
      framebufferNoAttachmentsSampleCounts: view.getUint32(at + 388, true),
      maxColorAttachments: view.getUint32(at + 392, true),
      sampledImageColorSampleCounts: view.getUint32(at + 396, true),
      sampledImageIntegerSampleCounts: view.getUint32(at + 400, true),
      sampledImageDepthSampleCounts: view.getUint32(at + 404, true),
      sampledImageStencilSampleCounts: view.getUint32(at + 408, true),
      storageImageSampleCounts: view.getUint32(at + 412, true),
      maxSampleMaskWords: view.getUint32(at + 416, true),
      timestampComputeAndGraphics: view.getUint32(at + 420, true) !== 0,
      timestampPeriod: view.getFloat32(at + 424, true),
      maxClipDistances: view.getUint32(at + 428, true),
      maxCullDistances: view.getUint32(at + 432, true),
      maxCombinedClipAndCullDistances: view.getUint32(at + 436, true),
      discreteQueuePriorities: view.getUint32(at + 440, true),
      pointSizeRange: getF32s(view, at + 444, 2),
      lineWidthRange: getF32s(view, at + 452, 2),
      pointSizeGranularity: view.getFloat32(at + 460, true),
      lineWidthGranularity: view.getFloat32(at + 464, true),
      strictLines: view.getUint32(at + 468, true) !== 0,
      standardSampleLocations: view.getUint32(at + 472, true) !== 0,
      optimalBufferCopyOffsetAlignment: view.getBigUint64(at + 480, true),
      optimalBufferCopyRowPitchAlignment: view.getBigUint64(at + 488, true),
      nonCoherentAtomSize: view.getBigUint64(at + 496, true),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceLimits', VkPhysicalDeviceLimits, VkPhysicalDeviceLimitsOut>

export type VkPhysicalDeviceSparseProperties = Record<string, never>
export interface VkPhysicalDeviceSparsePropertiesOut {
  residencyStandard2DBlockShape: VkBool32
  residencyStandard2DMultisampleBlockShape: VkBool32
  residencyStandard3DBlockShape: VkBool32
  residencyAlignedMipSize: VkBool32
  residencyNonResidentStrict: VkBool32
}
export const VkPhysicalDeviceSparseProperties = {
  name: 'VkPhysicalDeviceSparseProperties',
  size: 20,
  align: 4,
  offsets: { residencyStandard2DBlockShape: 0, residencyStandard2DMultisampleBlockShape: 4, residencyStandard3DBlockShape: 8, residencyAlignedMipSize: 12, residencyNonResidentStrict: 16 },
  write(_view: DataView, _at: number, _value: VkPhysicalDeviceSparseProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkPhysicalDeviceSparsePropertiesOut {
    return {
      residencyStandard2DBlockShape: view.getUint32(at, true) !== 0,
      residencyStandard2DMultisampleBlockShape: view.getUint32(at + 4, true) !== 0,
      residencyStandard3DBlockShape: view.getUint32(at + 8, true) !== 0,
      residencyAlignedMipSize: view.getUint32(at + 12, true) !== 0,
      residencyNonResidentStrict: view.getUint32(at + 16, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceSparseProperties', VkPhysicalDeviceSparseProperties, VkPhysicalDeviceSparsePropertiesOut>

export type VkPhysicalDeviceProperties = Record<string, never>
export interface VkPhysicalDevicePropertiesOut {
  apiVersion: number
  driverVersion: number
  vendorID: number
  deviceID: number
  deviceType: VkPhysicalDeviceType
  deviceName: string
  pipelineCacheUUID: Uint8Array
  limits: VkPhysicalDeviceLimitsOut
  sparseProperties: VkPhysicalDeviceSparsePropertiesOut
}
export const VkPhysicalDeviceProperties = {
  name: 'VkPhysicalDeviceProperties',
  size: 824,
  align: 8,
  offsets: { apiVersion: 0, driverVersion: 4, vendorID: 8, deviceID: 12, deviceType: 16, deviceName: 20, pipelineCacheUUID: 276, limits: 296, sparseProperties: 800 },
  write(_view: DataView, _at: number, _value: VkPhysicalDeviceProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkPhysicalDevicePropertiesOut {
    return {
      apiVersion: view.getUint32(at, true),
      driverVersion: view.getUint32(at + 4, true),
      vendorID: view.getUint32(at + 8, true),
      deviceID: view.getUint32(at + 12, true),
      deviceType: view.getInt32(at + 16, true),
      deviceName: getText(view, at + 20, 256),
      pipelineCacheUUID: getU8s(view, at + 276, 16),
      limits: VkPhysicalDeviceLimits.read(view, at + 296),
      sparseProperties: VkPhysicalDeviceSparseProperties.read(view, at + 800),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceProperties', VkPhysicalDeviceProperties, VkPhysicalDevicePropertiesOut>

export interface VkPhysicalDeviceProperties2 {
  pNext?: Pointer | null
}
export interface VkPhysicalDeviceProperties2Out {
  properties: VkPhysicalDevicePropertiesOut
}
export const VkPhysicalDeviceProperties2 = {
  name: 'VkPhysicalDeviceProperties2',
  size: 840,
  align: 8,
  offsets: { sType: 0, pNext: 8, properties: 16 },
  write(view: DataView, at: number, value: VkPhysicalDeviceProperties2, _arena: StructMemory) {
    view.setInt32(at, 1000059001, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceProperties2Out {
    return {
      properties: VkPhysicalDeviceProperties.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceProperties2', VkPhysicalDeviceProperties2, VkPhysicalDeviceProperties2Out>

export interface VkPhysicalDeviceFeatures {
  robustBufferAccess?: VkBool32
  fullDrawIndexUint32?: VkBool32
  imageCubeArray?: VkBool32
  independentBlend?: VkBool32
  geometryShader?: VkBool32
  tessellationShader?: VkBool32
  sampleRateShading?: VkBool32
  dualSrcBlend?: VkBool32
  logicOp?: VkBool32
  multiDrawIndirect?: VkBool32
  drawIndirectFirstInstance?: VkBool32
  depthClamp?: VkBool32
  depthBiasClamp?: VkBool32
  fillModeNonSolid?: VkBool32
  depthBounds?: VkBool32
  wideLines?: VkBool32
  largePoints?: VkBool32
  alphaToOne?: VkBool32
  multiViewport?: VkBool32
  samplerAnisotropy?: VkBool32
  textureCompressionETC2?: VkBool32
  textureCompressionASTC_LDR?: VkBool32
  textureCompressionBC?: VkBool32
  occlusionQueryPrecise?: VkBool32
  pipelineStatisticsQuery?: VkBool32
  vertexPipelineStoresAndAtomics?: VkBool32
  fragmentStoresAndAtomics?: VkBool32
  shaderTessellationAndGeometryPointSize?: VkBool32
  shaderImageGatherExtended?: VkBool32
  shaderStorageImageExtendedFormats?: VkBool32
  shaderStorageImageMultisample?: VkBool32
  shaderStorageImageReadWithoutFormat?: VkBool32
  shaderStorageImageWriteWithoutFormat?: VkBool32
  shaderUniformBufferArrayDynamicIndexing?: VkBool32
  shaderSampledImageArrayDynamicIndexing?: VkBool32
  shaderStorageBufferArrayDynamicIndexing?: VkBool32
  shaderStorageImageArrayDynamicIndexing?: VkBool32
  shaderClipDistance?: VkBool32
  shaderCullDistance?: VkBool32
  shaderFloat64?: VkBool32
  shaderInt64?: VkBool32
  shaderInt16?: VkBool32
  shaderResourceResidency?: VkBool32
  shaderResourceMinLod?: VkBool32
  sparseBinding?: VkBool32
  sparseResidencyBuffer?: VkBool32
  sparseResidencyImage2D?: VkBool32
  sparseResidencyImage3D?: VkBool32
  sparseResidency2Samples?: VkBool32
  sparseResidency4Samples?: VkBool32
  sparseResidency8Samples?: VkBool32
  sparseResidency16Samples?: VkBool32
  sparseResidencyAliased?: VkBool32
  variableMultisampleRate?: VkBool32
  inheritedQueries?: VkBool32
}
export interface VkPhysicalDeviceFeaturesOut {
  robustBufferAccess: VkBool32
  fullDrawIndexUint32: VkBool32
  imageCubeArray: VkBool32
  independentBlend: VkBool32
  geometryShader: VkBool32
  tessellationShader: VkBool32
  sampleRateShading: VkBool32
  dualSrcBlend: VkBool32
  logicOp: VkBool32
  multiDrawIndirect: VkBool32
  drawIndirectFirstInstance: VkBool32
  depthClamp: VkBool32
  depthBiasClamp: VkBool32
  fillModeNonSolid: VkBool32
  depthBounds: VkBool32
  wideLines: VkBool32
  largePoints: VkBool32
  alphaToOne: VkBool32
  multiViewport: VkBool32
  samplerAnisotropy: VkBool32
  textureCompressionETC2: VkBool32
  textureCompressionASTC_LDR: VkBool32
  textureCompressionBC: VkBool32
  occlusionQueryPrecise: VkBool32
  pipelineStatisticsQuery: VkBool32
  vertexPipelineStoresAndAtomics: VkBool32
  fragmentStoresAndAtomics: VkBool32
  shaderTessellationAndGeometryPointSize: VkBool32
  shaderImageGatherExtended: VkBool32
  shaderStorageImageExtendedFormats: VkBool32
  shaderStorageImageMultisample: VkBool32
  shaderStorageImageReadWithoutFormat: VkBool32
  shaderStorageImageWriteWithoutFormat: VkBool32
  shaderUniformBufferArrayDynamicIndexing: VkBool32
  shaderSampledImageArrayDynamicIndexing: VkBool32
  shaderStorageBufferArrayDynamicIndexing: VkBool32
  shaderStorageImageArrayDynamicIndexing: VkBool32
  shaderClipDistance: VkBool32
  shaderCullDistance: VkBool32
  shaderFloat64: VkBool32
  shaderInt64: VkBool32
  shaderInt16: VkBool32
  shaderResourceResidency: VkBool32
  shaderResourceMinLod: VkBool32
  sparseBinding: VkBool32
  sparseResidencyBuffer: VkBool32
  sparseResidencyImage2D: VkBool32
  sparseResidencyImage3D: VkBool32
  sparseResidency2Samples: VkBool32
  sparseResidency4Samples: VkBool32
  sparseResidency8Samples: VkBool32
  sparseResidency16Samples: VkBool32
  sparseResidencyAliased: VkBool32
  variableMultisampleRate: VkBool32
  inheritedQueries: VkBool32
}
export const VkPhysicalDeviceFeatures = {
  name: 'VkPhysicalDeviceFeatures',
  size: 220,
  align: 4,
  offsets: { robustBufferAccess: 0, fullDrawIndexUint32: 4, imageCubeArray: 8, independentBlend: 12, geometryShader: 16, tessellationShader: 20, sampleRateShading: 24, dualSrcBlend: 28, logicOp: 32, multiDrawIndirect: 36, drawIndirectFirstInstance: 40, depthClamp: 44, depthBiasClamp: 48, fillModeNonSolid: 52, depthBounds: 56, wideLines: 60, largePoints: 64, alphaToOne: 68, multiViewport: 72, samplerAnisotropy: 76, textureCompressionETC2: 80, textureCompressionASTC_LDR: 84, textureCompressionBC: 88, occlusionQueryPrecise: 92, pipelineStatisticsQuery: 96, vertexPipelineStoresAndAtomics: 100, fragmentStoresAndAtomics: 104, shaderTessellationAndGeometryPointSize: 108, shaderImageGatherExtended: 112, shaderStorageImageExtendedFormats: 116, shaderStorageImageMultisample: 120, shaderStorageImageReadWithoutFormat: 124, shaderStorageImageWriteWithoutFormat: 128, shaderUniformBufferArrayDynamicIndexing: 132, shaderSampledImageArrayDynamicIndexing: 136, shaderStorageBufferArrayDynamicIndexing: 140, shaderStorageImageArrayDynamicIndexing: 144, shaderClipDistance: 148, shaderCullDistance: 152, shaderFloat64: 156, shaderInt64: 160, shaderInt16: 164, shaderResourceResidency: 168, shaderResourceMinLod: 172, sparseBinding: 176, sparseResidencyBuffer: 180, sparseResidencyImage2D: 184, sparseResidencyImage3D: 188, sparseResidency2Samples: 192, sparseResidency4Samples: 196, sparseResidency8Samples: 200, sparseResidency16Samples: 204, sparseResidencyAliased: 208, variableMultisampleRate: 212, inheritedQueries: 216 },
  write(view: DataView, at: number, value: VkPhysicalDeviceFeatures, _arena: StructMemory) {
    if (value.robustBufferAccess === true) view.setUint32(at, 1, true)
    if (value.fullDrawIndexUint32 === true) view.setUint32(at + 4, 1, true)
    if (value.imageCubeArray === true) view.setUint32(at + 8, 1, true)
    if (value.independentBlend === true) view.setUint32(at + 12, 1, true)
    if (value.geometryShader === true) view.setUint32(at + 16, 1, true)
    if (value.tessellationShader === true) view.setUint32(at + 20, 1, true)
    if (value.sampleRateShading === true) view.setUint32(at + 24, 1, true)
    if (value.dualSrcBlend === true) view.setUint32(at + 28, 1, true)
    if (value.logicOp === true) view.setUint32(at + 32, 1, true)
    if (value.multiDrawIndirect === true) view.setUint32(at + 36, 1, true)
    if (value.drawIndirectFirstInstance === true) view.setUint32(at + 40, 1, true)
    if (value.depthClamp === true) view.setUint32(at + 44, 1, true)
    if (value.depthBiasClamp === true) view.setUint32(at + 48, 1, true)
    if (value.fillModeNonSolid === true) view.setUint32(at + 52, 1, true)
    if (value.depthBounds === true) view.setUint32(at + 56, 1, true)
    if (value.wideLines === true) view.setUint32(at + 60, 1, true)
    if (value.largePoints === true) view.setUint32(at + 64, 1, true)
    if (value.alphaToOne === true) view.setUint32(at + 68, 1, true)
    if (value.multiViewport === true) view.setUint32(at + 72, 1, true)
    if (value.samplerAnisotropy === true) view.setUint32(at + 76, 1, true)
    if (value.textureCompressionETC2 === true) view.setUint32(at + 80, 1, true)
    if (value.textureCompressionASTC_LDR === true) view.setUint32(at + 84, 1, true)
    if (value.textureCompressionBC === true) view.setUint32(at + 88, 1, true)
    if (value.occlusionQueryPrecise === true) view.setUint32(at + 92, 1, true)
    if (value.pipelineStatisticsQuery === true) view.setUint32(at + 96, 1, true)
    if (value.vertexPipelineStoresAndAtomics === true) view.setUint32(at + 100, 1, true)
    if (value.fragmentStoresAndAtomics === true) view.setUint32(at + 104, 1, true)
    if (value.shaderTessellationAndGeometryPointSize === true) view.setUint32(at + 108, 1, true)
    if (value.shaderImageGatherExtended === true) view.setUint32(at + 112, 1, true)
    if (value.shaderStorageImageExtendedFormats === true) view.setUint32(at + 116, 1, true)
    if (value.shaderStorageImageMultisample === true) view.setUint32(at + 120, 1, true)
    if (value.shaderStorageImageReadWithoutFormat === true) view.setUint32(at + 124, 1, true)
    if (value.shaderStorageImageWriteWithoutFormat === true) view.setUint32(at + 128, 1, true)
    if (value.shaderUniformBufferArrayDynamicIndexing === true) view.setUint32(at + 132, 1, true)
    if (value.shaderSampledImageArrayDynamicIndexing === true) view.setUint32(at + 136, 1, true)
    if (value.shaderStorageBufferArrayDynamicIndexing === true) view.setUint32(at + 140, 1, true)
    if (value.shaderStorageImageArrayDynamicIndexing === true) view.setUint32(at + 144, 1, true)
    if (value.shaderClipDistance === true) view.setUint32(at + 148, 1, true)
    if (value.shaderCullDistance === true) view.setUint32(at + 152, 1, true)
    if (value.shaderFloat64 === true) view.setUint32(at + 156, 1, true)
    if (value.shaderInt64 === true) view.setUint32(at + 160, 1, true)
    if (value.shaderInt16 === true) view.setUint32(at + 164, 1, true)
    if (value.shaderResourceResidency === true) view.setUint32(at + 168, 1, true)
    if (value.shaderResourceMinLod === true) view.setUint32(at + 172, 1, true)
    if (value.sparseBinding === true) view.setUint32(at + 176, 1, true)
    if (value.sparseResidencyBuffer === true) view.setUint32(at + 180, 1, true)
    if (value.sparseResidencyImage2D === true) view.setUint32(at + 184, 1, true)
    if (value.sparseResidencyImage3D === true) view.setUint32(at + 188, 1, true)
    if (value.sparseResidency2Samples === true) view.setUint32(at + 192, 1, true)
    if (value.sparseResidency4Samples === true) view.setUint32(at + 196, 1, true)
    if (value.sparseResidency8Samples === true) view.setUint32(at + 200, 1, true)
    if (value.sparseResidency16Samples === true) view.setUint32(at + 204, 1, true)
    if (value.sparseResidencyAliased === true) view.setUint32(at + 208, 1, true)
    if (value.variableMultisampleRate === true) view.setUint32(at + 212, 1, true)
    if (value.inheritedQueries === true) view.setUint32(at + 216, 1, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceFeaturesOut {
    return {
      robustBufferAccess: view.getUint32(at, true) !== 0,
      fullDrawIndexUint32: view.getUint32(at + 4, true) !== 0,
      imageCubeArray: view.getUint32(at + 8, true) !== 0,
      independentBlend: view.getUint32(at + 12, true) !== 0,
      geometryShader: view.getUint32(at + 16, true) !== 0,
      tessellationShader: view.getUint32(at + 20, true) !== 0,
      sampleRateShading: view.getUint32(at + 24, true) !== 0,
      dualSrcBlend: view.getUint32(at + 28, true) !== 0,
      logicOp: view.getUint32(at + 32, true) !== 0,
      multiDrawIndirect: view.getUint32(at + 36, true) !== 0,
      drawIndirectFirstInstance: view.getUint32(at + 40, true) !== 0,
      depthClamp: view.getUint32(at + 44, true) !== 0,
      depthBiasClamp: view.getUint32(at + 48, true) !== 0,
      fillModeNonSolid: view.getUint32(at + 52, true) !== 0,
      depthBounds: view.getUint32(at + 56, true) !== 0,
      wideLines: view.getUint32(at + 60, true) !== 0,
      largePoints: view.getUint32(at + 64, true) !== 0,
      alphaToOne: view.getUint32(at + 68, true) !== 0,
      multiViewport: view.getUint32(at + 72, true) !== 0,
      samplerAnisotropy: view.getUint32(at + 76, true) !== 0,
      textureCompressionETC2: view.getUint32(at + 80, true) !== 0,
      textureCompressionASTC_LDR: view.getUint32(at + 84, true) !== 0,
      textureCompressionBC: view.getUint32(at + 88, true) !== 0,
      occlusionQueryPrecise: view.getUint32(at + 92, true) !== 0,
      pipelineStatisticsQuery: view.getUint32(at + 96, true) !== 0,
      vertexPipelineStoresAndAtomics: view.getUint32(at + 100, true) !== 0,
      fragmentStoresAndAtomics: view.getUint32(at + 104, true) !== 0,
      shaderTessellationAndGeometryPointSize: view.getUint32(at + 108, true) !== 0,
      shaderImageGatherExtended: view.getUint32(at + 112, true) !== 0,
      shaderStorageImageExtendedFormats: view.getUint32(at + 116, true) !== 0,
      shaderStorageImageMultisample: view.getUint32(at + 120, true) !== 0,
      shaderStorageImageReadWithoutFormat: view.getUint32(at + 124, true) !== 0,
      shaderStorageImageWriteWithoutFormat: view.getUint32(at + 128, true) !== 0,
      shaderUniformBufferArrayDynamicIndexing: view.getUint32(at + 132, true) !== 0,
      shaderSampledImageArrayDynamicIndexing: view.getUint32(at + 136, true) !== 0,
      shaderStorageBufferArrayDynamicIndexing: view.getUint32(at + 140, true) !== 0,
      shaderStorageImageArrayDynamicIndexing: view.getUint32(at + 144, true) !== 0,
      shaderClipDistance: view.getUint32(at + 148, true) !== 0,
      shaderCullDistance: view.getUint32(at + 152, true) !== 0,
      shaderFloat64: view.getUint32(at + 156, true) !== 0,
      shaderInt64: view.getUint32(at + 160, true) !== 0,
      shaderInt16: view.getUint32(at + 164, true) !== 0,
      shaderResourceResidency: view.getUint32(at + 168, true) !== 0,
      shaderResourceMinLod: view.getUint32(at + 172, true) !== 0,
      sparseBinding: view.getUint32(at + 176, true) !== 0,
      sparseResidencyBuffer: view.getUint32(at + 180, true) !== 0,
      sparseResidencyImage2D: view.getUint32(at + 184, true) !== 0,
      sparseResidencyImage3D: view.getUint32(at + 188, true) !== 0,
      sparseResidency2Samples: view.getUint32(at + 192, true) !== 0,
      sparseResidency4Samples: view.getUint32(at + 196, true) !== 0,
      sparseResidency8Samples: view.getUint32(at + 200, true) !== 0,
      sparseResidency16Samples: view.getUint32(at + 204, true) !== 0,
      sparseResidencyAliased: view.getUint32(at + 208, true) !== 0,
      variableMultisampleRate: view.getUint32(at + 212, true) !== 0,
      inheritedQueries: view.getUint32(at + 216, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceFeatures', VkPhysicalDeviceFeatures, VkPhysicalDeviceFeaturesOut>

export interface VkPhysicalDeviceFeatures2 {
  pNext?: Pointer | null
  features: VkPhysicalDeviceFeatures
}
export interface VkPhysicalDeviceFeatures2Out {
  features: VkPhysicalDeviceFeaturesOut
}
export const VkPhysicalDeviceFeatures2 = {
  name: 'VkPhysicalDeviceFeatures2',
  size: 240,
  align: 8,
  offsets: { sType: 0, pNext: 8, features: 16 },
  write(view: DataView, at: number, value: VkPhysicalDeviceFeatures2, arena: StructMemory) {
    view.setInt32(at, 1000059000, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    VkPhysicalDeviceFeatures.write(view, at + 16, value.features, arena)
  },
  read(view: DataView, at: number): VkPhysicalDeviceFeatures2Out {
    return {
      features: VkPhysicalDeviceFeatures.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceFeatures2', VkPhysicalDeviceFeatures2, VkPhysicalDeviceFeatures2Out>

export type VkMemoryType = Record<string, never>
export interface VkMemoryTypeOut {
  propertyFlags: VkMemoryPropertyFlags
  heapIndex: number
}
export const VkMemoryType = {
  name: 'VkMemoryType',
  size: 8,
  align: 4,
  offsets: { propertyFlags: 0, heapIndex: 4 },
  write(_view: DataView, _at: number, _value: VkMemoryType, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkMemoryTypeOut {
    return {
      propertyFlags: view.getUint32(at, true),
      heapIndex: view.getUint32(at + 4, true),
    }
  },
} as const satisfies ReadableStruct<'VkMemoryType', VkMemoryType, VkMemoryTypeOut>

export type VkMemoryHeap = Record<string, never>
export interface VkMemoryHeapOut {
  size: bigint
  flags: VkMemoryHeapFlags
}
export const VkMemoryHeap = {
  name: 'VkMemoryHeap',
  size: 16,
  align: 8,
  offsets: { size: 0, flags: 8 },
  write(_view: DataView, _at: number, _value: VkMemoryHeap, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkMemoryHeapOut {
    return {
      size: view.getBigUint64(at, true),
      flags: view.getUint32(at + 8, true),
    }
  },
} as const satisfies ReadableStruct<'VkMemoryHeap', VkMemoryHeap, VkMemoryHeapOut>

export type VkPhysicalDeviceMemoryProperties = Record<string, never>
export interface VkPhysicalDeviceMemoryPropertiesOut {
  memoryTypeCount: number
  memoryTypes: VkMemoryTypeOut[]
  memoryHeapCount: number
  memoryHeaps: VkMemoryHeapOut[]
}
export const VkPhysicalDeviceMemoryProperties = {
  name: 'VkPhysicalDeviceMemoryProperties',
  size: 520,
  align: 8,
  offsets: { memoryTypeCount: 0, memoryTypes: 4, memoryHeapCount: 260, memoryHeaps: 264 },
  write(_view: DataView, _at: number, _value: VkPhysicalDeviceMemoryProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkPhysicalDeviceMemoryPropertiesOut {
    return {
      memoryTypeCount: view.getUint32(at, true),
      memoryTypes: getStructs(view, at + 4, 32, VkMemoryType),
      memoryHeapCount: view.getUint32(at + 260, true),
      memoryHeaps: getStructs(view, at + 264, 16, VkMemoryHeap),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceMemoryProperties', VkPhysicalDeviceMemoryProperties, VkPhysicalDeviceMemoryPropertiesOut>

export interface VkPhysicalDeviceMemoryProperties2 {
  pNext?: Pointer | null
}
export interface VkPhysicalDeviceMemoryProperties2Out {
  memoryProperties: VkPhysicalDeviceMemoryPropertiesOut
}
export const VkPhysicalDeviceMemoryProperties2 = {
  name: 'VkPhysicalDeviceMemoryProperties2',
  size: 536,
  align: 8,
  offsets: { sType: 0, pNext: 8, memoryProperties: 16 },
  write(view: DataView, at: number, value: VkPhysicalDeviceMemoryProperties2, _arena: StructMemory) {
    view.setInt32(at, 1000059006, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceMemoryProperties2Out {
    return {
      memoryProperties: VkPhysicalDeviceMemoryProperties.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceMemoryProperties2', VkPhysicalDeviceMemoryProperties2, VkPhysicalDeviceMemoryProperties2Out>

export interface VkExtent3D {
  width: number
  height: number
  depth: number
}
export interface VkExtent3DOut {
  width: number
  height: number
  depth: number
}
export const VkExtent3D = {
  name: 'VkExtent3D',
  size: 12,
  align: 4,
  offsets: { width: 0, height: 4, depth: 8 },
  write(view: DataView, at: number, value: VkExtent3D, _arena: StructMemory) {
    view.setUint32(at, value.width, true)
    view.setUint32(at + 4, value.height, true)
    view.setUint32(at + 8, value.depth, true)
  },
  read(view: DataView, at: number): VkExtent3DOut {
    return {
      width: view.getUint32(at, true),
      height: view.getUint32(at + 4, true),
      depth: view.getUint32(at + 8, true),
    }
  },
} as const satisfies ReadableStruct<'VkExtent3D', VkExtent3D, VkExtent3DOut>

export type VkQueueFamilyProperties = Record<string, never>
export interface VkQueueFamilyPropertiesOut {
  queueFlags: VkQueueFlags
  queueCount: number
  timestampValidBits: number
  minImageTransferGranularity: VkExtent3DOut
}
export const VkQueueFamilyProperties = {
  name: 'VkQueueFamilyProperties',
  size: 24,
  align: 4,
  offsets: { queueFlags: 0, queueCount: 4, timestampValidBits: 8, minImageTransferGranularity: 12 },
  write(_view: DataView, _at: number, _value: VkQueueFamilyProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkQueueFamilyPropertiesOut {
    return {
      queueFlags: view.getUint32(at, true),
      queueCount: view.getUint32(at + 4, true),
      timestampValidBits: view.getUint32(at + 8, true),
      minImageTransferGranularity: VkExtent3D.read(view, at + 12),
    }
  },
} as const satisfies ReadableStruct<'VkQueueFamilyProperties', VkQueueFamilyProperties, VkQueueFamilyPropertiesOut>

export interface VkQueueFamilyProperties2 {
  pNext?: Pointer | null
}
export interface VkQueueFamilyProperties2Out {
  queueFamilyProperties: VkQueueFamilyPropertiesOut
}
export const VkQueueFamilyProperties2 = {
  name: 'VkQueueFamilyProperties2',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, queueFamilyProperties: 16 },
  write(view: DataView, at: number, value: VkQueueFamilyProperties2, _arena: StructMemory) {
    view.setInt32(at, 1000059005, true) // VK_STRUCTURE_TYPE_QUEUE_FAMILY_PROPERTIES_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkQueueFamilyProperties2Out {
    return {
      queueFamilyProperties: VkQueueFamilyProperties.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkQueueFamilyProperties2', VkQueueFamilyProperties2, VkQueueFamilyProperties2Out>

export type VkFormatProperties = Record<string, never>
export interface VkFormatPropertiesOut {
  linearTilingFeatures: VkFormatFeatureFlags
  optimalTilingFeatures: VkFormatFeatureFlags
  bufferFeatures: VkFormatFeatureFlags
}
export const VkFormatProperties = {
  name: 'VkFormatProperties',
  size: 12,
  align: 4,
  offsets: { linearTilingFeatures: 0, optimalTilingFeatures: 4, bufferFeatures: 8 },
  write(_view: DataView, _at: number, _value: VkFormatProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkFormatPropertiesOut {
    return {
      linearTilingFeatures: view.getUint32(at, true),
      optimalTilingFeatures: view.getUint32(at + 4, true),
      bufferFeatures: view.getUint32(at + 8, true),
    }
  },
} as const satisfies ReadableStruct<'VkFormatProperties', VkFormatProperties, VkFormatPropertiesOut>

export interface VkFormatProperties2 {
  pNext?: Pointer | null
}
export interface VkFormatProperties2Out {
  formatProperties: VkFormatPropertiesOut
}
export const VkFormatProperties2 = {
  name: 'VkFormatProperties2',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, formatProperties: 16 },
  write(view: DataView, at: number, value: VkFormatProperties2, _arena: StructMemory) {
    view.setInt32(at, 1000059002, true) // VK_STRUCTURE_TYPE_FORMAT_PROPERTIES_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkFormatProperties2Out {
    return {
      formatProperties: VkFormatProperties.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkFormatProperties2', VkFormatProperties2, VkFormatProperties2Out>

export interface VkPhysicalDeviceImageFormatInfo2 {
  pNext?: Pointer | null
  format: VkFormat
  type: VkImageType
  tiling: VkImageTiling
  usage: VkImageUsageFlags
  flags?: VkImageCreateFlags
}
export const VkPhysicalDeviceImageFormatInfo2 = {
  name: 'VkPhysicalDeviceImageFormatInfo2',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, format: 16, type: 20, tiling: 24, usage: 28, flags: 32 },
  write(view: DataView, at: number, value: VkPhysicalDeviceImageFormatInfo2, _arena: StructMemory) {
    view.setInt32(at, 1000059004, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_IMAGE_FORMAT_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setInt32(at + 16, value.format, true)
    view.setInt32(at + 20, value.type, true)
    view.setInt32(at + 24, value.tiling, true)
    view.setUint32(at + 28, value.usage, true)
    if (value.flags !== undefined) view.setUint32(at + 32, value.flags, true)
  },
} as const satisfies Struct<'VkPhysicalDeviceImageFormatInfo2', VkPhysicalDeviceImageFormatInfo2>

export type VkImageFormatProperties = Record<string, never>
export interface VkImageFormatPropertiesOut {
  maxExtent: VkExtent3DOut
  maxMipLevels: number
  maxArrayLayers: number
  sampleCounts: VkSampleCountFlags
  maxResourceSize: bigint
}
export const VkImageFormatProperties = {
  name: 'VkImageFormatProperties',
  size: 32,
  align: 8,
  offsets: { maxExtent: 0, maxMipLevels: 12, maxArrayLayers: 16, sampleCounts: 20, maxResourceSize: 24 },
  write(_view: DataView, _at: number, _value: VkImageFormatProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkImageFormatPropertiesOut {
    return {
      maxExtent: VkExtent3D.read(view, at),
      maxMipLevels: view.getUint32(at + 12, true),
      maxArrayLayers: view.getUint32(at + 16, true),
      sampleCounts: view.getUint32(at + 20, true),
      maxResourceSize: view.getBigUint64(at + 24, true),
    }
  },
} as const satisfies ReadableStruct<'VkImageFormatProperties', VkImageFormatProperties, VkImageFormatPropertiesOut>

export interface VkImageFormatProperties2 {
  pNext?: Pointer | null
}
export interface VkImageFormatProperties2Out {
  imageFormatProperties: VkImageFormatPropertiesOut
}
export const VkImageFormatProperties2 = {
  name: 'VkImageFormatProperties2',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, imageFormatProperties: 16 },
  write(view: DataView, at: number, value: VkImageFormatProperties2, _arena: StructMemory) {
    view.setInt32(at, 1000059003, true) // VK_STRUCTURE_TYPE_IMAGE_FORMAT_PROPERTIES_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkImageFormatProperties2Out {
    return {
      imageFormatProperties: VkImageFormatProperties.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkImageFormatProperties2', VkImageFormatProperties2, VkImageFormatProperties2Out>

export interface VkPhysicalDeviceExternalBufferInfo {
  pNext?: Pointer | null
  flags?: VkBufferCreateFlags
  usage: VkBufferUsageFlags
  handleType: VkExternalMemoryHandleTypeFlagBits
}
export const VkPhysicalDeviceExternalBufferInfo = {
  name: 'VkPhysicalDeviceExternalBufferInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, usage: 20, handleType: 24 },
  write(view: DataView, at: number, value: VkPhysicalDeviceExternalBufferInfo, _arena: StructMemory) {
    view.setInt32(at, 1000071002, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_BUFFER_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.usage, true)
    view.setInt32(at + 24, value.handleType, true)
  },
} as const satisfies Struct<'VkPhysicalDeviceExternalBufferInfo', VkPhysicalDeviceExternalBufferInfo>

export type VkExternalMemoryProperties = Record<string, never>
export interface VkExternalMemoryPropertiesOut {
  externalMemoryFeatures: VkExternalMemoryFeatureFlags
  exportFromImportedHandleTypes: VkExternalMemoryHandleTypeFlags
  compatibleHandleTypes: VkExternalMemoryHandleTypeFlags
}
export const VkExternalMemoryProperties = {
  name: 'VkExternalMemoryProperties',
  size: 12,
  align: 4,
  offsets: { externalMemoryFeatures: 0, exportFromImportedHandleTypes: 4, compatibleHandleTypes: 8 },
  write(_view: DataView, _at: number, _value: VkExternalMemoryProperties, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkExternalMemoryPropertiesOut {
    return {
      externalMemoryFeatures: view.getUint32(at, true),
      exportFromImportedHandleTypes: view.getUint32(at + 4, true),
      compatibleHandleTypes: view.getUint32(at + 8, true),
    }
  },
} as const satisfies ReadableStruct<'VkExternalMemoryProperties', VkExternalMemoryProperties, VkExternalMemoryPropertiesOut>

export interface VkExternalBufferProperties {
  pNext?: Pointer | null
}
export interface VkExternalBufferPropertiesOut {
  externalMemoryProperties: VkExternalMemoryPropertiesOut
}
export const VkExternalBufferProperties = {
  name: 'VkExternalBufferProperties',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, externalMemoryProperties: 16 },
  write(view: DataView, at: number, value: VkExternalBufferProperties, _arena: StructMemory) {
    view.setInt32(at, 1000071003, true) // VK_STRUCTURE_TYPE_EXTERNAL_BUFFER_PROPERTIES
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkExternalBufferPropertiesOut {
    return {
      externalMemoryProperties: VkExternalMemoryProperties.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkExternalBufferProperties', VkExternalBufferProperties, VkExternalBufferPropertiesOut>

export interface VkDeviceQueueCreateInfo {
  pNext?: Pointer | null
  flags?: VkDeviceQueueCreateFlags
  queueFamilyIndex: number
  queueCount?: number
  pQueuePriorities: PointedArray<'float', number> | Float32Array
}
export const VkDeviceQueueCreateInfo = {
  name: 'VkDeviceQueueCreateInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, queueFamilyIndex: 20, queueCount: 24, pQueuePriorities: 32 },
  write(view: DataView, at: number, value: VkDeviceQueueCreateInfo, arena: StructMemory) {
    view.setInt32(at, 2, true) // VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.queueFamilyIndex, true)
    view.setUint32(at + 24, value.queueCount ?? countOf(value.pQueuePriorities), true)
    view.setBigUint64(at + 32, toF32s(arena, value.pQueuePriorities), true)
  },
} as const satisfies Struct<'VkDeviceQueueCreateInfo', VkDeviceQueueCreateInfo>

export interface VkDeviceCreateInfo {
  pNext?: Pointer | null
  flags?: VkDeviceCreateFlags
  queueCreateInfoCount?: number
  pQueueCreateInfos: PointedArray<'VkDeviceQueueCreateInfo', VkDeviceQueueCreateInfo>
  enabledLayerCount?: number
  ppEnabledLayerNames?: readonly string[] | Pointer | null
  enabledExtensionCount?: number
  ppEnabledExtensionNames?: readonly string[] | Pointer | null
  pEnabledFeatures?: Pointed<'VkPhysicalDeviceFeatures', VkPhysicalDeviceFeatures>
}
export const VkDeviceCreateInfo = {
  name: 'VkDeviceCreateInfo',
  size: 72,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, queueCreateInfoCount: 20, pQueueCreateInfos: 24, enabledLayerCount: 32, ppEnabledLayerNames: 40, enabledExtensionCount: 48, ppEnabledExtensionNames: 56, pEnabledFeatures: 64 },
  write(view: DataView, at: number, value: VkDeviceCreateInfo, arena: StructMemory) {
    view.setInt32(at, 3, true) // VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.queueCreateInfoCount ?? countOf(value.pQueueCreateInfos), true)
    view.setBigUint64(at + 24, toStructs(arena, VkDeviceQueueCreateInfo, value.pQueueCreateInfos), true)
    view.setUint32(at + 32, value.enabledLayerCount ?? countOf(value.ppEnabledLayerNames), true)
    if (value.ppEnabledLayerNames !== undefined) view.setBigUint64(at + 40, toTexts(arena, value.ppEnabledLayerNames), true)
    view.setUint32(at + 48, value.enabledExtensionCount ?? countOf(value.ppEnabledExtensionNames), true)
    if (value.ppEnabledExtensionNames !== undefined) view.setBigUint64(at + 56, toTexts(arena, value.ppEnabledExtensionNames), true)
    if (value.pEnabledFeatures !== undefined) view.setBigUint64(at + 64, toStruct(arena, VkPhysicalDeviceFeatures, value.pEnabledFeatures), true)
  },
} as const satisfies Struct<'VkDeviceCreateInfo', VkDeviceCreateInfo>

export interface VkDeviceQueueInfo2 {
  pNext?: Pointer | null
  flags?: VkDeviceQueueCreateFlags
  queueFamilyIndex: number
  queueIndex: number
}
export const VkDeviceQueueInfo2 = {
  name: 'VkDeviceQueueInfo2',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, queueFamilyIndex: 20, queueIndex: 24 },
  write(view: DataView, at: number, value: VkDeviceQueueInfo2, _arena: StructMemory) {
    view.setInt32(at, 1000145003, true) // VK_STRUCTURE_TYPE_DEVICE_QUEUE_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.queueFamilyIndex, true)
    view.setUint32(at + 24, value.queueIndex, true)
  },
} as const satisfies Struct<'VkDeviceQueueInfo2', VkDeviceQueueInfo2>

export interface VkSemaphoreSubmitInfo {
  pNext?: Pointer | null
  semaphore: VkSemaphore
  value: number | bigint
  stageMask?: VkPipelineStageFlags2
  deviceIndex: number
}
export const VkSemaphoreSubmitInfo = {
  name: 'VkSemaphoreSubmitInfo',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, semaphore: 16, value: 24, stageMask: 32, deviceIndex: 40 },
  write(view: DataView, at: number, value: VkSemaphoreSubmitInfo, _arena: StructMemory) {
    view.setInt32(at, 1000314005, true) // VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.semaphore, true)
    setU64(view, at + 24, value.value)
    if (value.stageMask !== undefined) view.setBigUint64(at + 32, value.stageMask, true)
    view.setUint32(at + 40, value.deviceIndex, true)
  },
} as const satisfies Struct<'VkSemaphoreSubmitInfo', VkSemaphoreSubmitInfo>

export interface VkCommandBufferSubmitInfo {
  pNext?: Pointer | null
  commandBuffer: VkCommandBuffer
  deviceMask: number
}
export const VkCommandBufferSubmitInfo = {
  name: 'VkCommandBufferSubmitInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, commandBuffer: 16, deviceMask: 24 },
  write(view: DataView, at: number, value: VkCommandBufferSubmitInfo, _arena: StructMemory) {
    view.setInt32(at, 1000314006, true) // VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.commandBuffer, true)
    view.setUint32(at + 24, value.deviceMask, true)
  },
} as const satisfies Struct<'VkCommandBufferSubmitInfo', VkCommandBufferSubmitInfo>

export interface VkSubmitInfo2 {
  pNext?: Pointer | null
  flags?: VkSubmitFlags
  waitSemaphoreInfoCount?: number
  pWaitSemaphoreInfos?: PointedArray<'VkSemaphoreSubmitInfo', VkSemaphoreSubmitInfo>
  commandBufferInfoCount?: number
  pCommandBufferInfos?: PointedArray<'VkCommandBufferSubmitInfo', VkCommandBufferSubmitInfo>
  signalSemaphoreInfoCount?: number
  pSignalSemaphoreInfos?: PointedArray<'VkSemaphoreSubmitInfo', VkSemaphoreSubmitInfo>
}
export const VkSubmitInfo2 = {
  name: 'VkSubmitInfo2',
  size: 64,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, waitSemaphoreInfoCount: 20, pWaitSemaphoreInfos: 24, commandBufferInfoCount: 32, pCommandBufferInfos: 40, signalSemaphoreInfoCount: 48, pSignalSemaphoreInfos: 56 },
  write(view: DataView, at: number, value: VkSubmitInfo2, arena: StructMemory) {
    view.setInt32(at, 1000314004, true) // VK_STRUCTURE_TYPE_SUBMIT_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.waitSemaphoreInfoCount ?? countOf(value.pWaitSemaphoreInfos), true)
    if (value.pWaitSemaphoreInfos !== undefined) view.setBigUint64(at + 24, toStructs(arena, VkSemaphoreSubmitInfo, value.pWaitSemaphoreInfos), true)
    view.setUint32(at + 32, value.commandBufferInfoCount ?? countOf(value.pCommandBufferInfos), true)
    if (value.pCommandBufferInfos !== undefined) view.setBigUint64(at + 40, toStructs(arena, VkCommandBufferSubmitInfo, value.pCommandBufferInfos), true)
    view.setUint32(at + 48, value.signalSemaphoreInfoCount ?? countOf(value.pSignalSemaphoreInfos), true)
    if (value.pSignalSemaphoreInfos !== undefined) view.setBigUint64(at + 56, toStructs(arena, VkSemaphoreSubmitInfo, value.pSignalSemaphoreInfos), true)
  },
} as const satisfies Struct<'VkSubmitInfo2', VkSubmitInfo2>

export interface VkDebugUtilsObjectNameInfoEXT {
  pNext?: Pointer | null
  objectType: VkObjectType
  objectHandle: number | bigint
  pObjectName?: string | Pointer | null
}
export const VkDebugUtilsObjectNameInfoEXT = {
  name: 'VkDebugUtilsObjectNameInfoEXT',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, objectType: 16, objectHandle: 24, pObjectName: 32 },
  write(view: DataView, at: number, value: VkDebugUtilsObjectNameInfoEXT, arena: StructMemory) {
    view.setInt32(at, 1000128000, true) // VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setInt32(at + 16, value.objectType, true)
    setU64(view, at + 24, value.objectHandle)
    if (value.pObjectName !== undefined) view.setBigUint64(at + 32, toText(arena, value.pObjectName), true)
  },
} as const satisfies Struct<'VkDebugUtilsObjectNameInfoEXT', VkDebugUtilsObjectNameInfoEXT>

export interface VkSemaphoreCreateInfo {
  pNext?: Pointer | null
  flags?: VkSemaphoreCreateFlags
}
export const VkSemaphoreCreateInfo = {
  name: 'VkSemaphoreCreateInfo',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16 },
  write(view: DataView, at: number, value: VkSemaphoreCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 9, true) // VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
  },
} as const satisfies Struct<'VkSemaphoreCreateInfo', VkSemaphoreCreateInfo>

export interface VkSemaphoreWaitInfo {
  pNext?: Pointer | null
  flags?: VkSemaphoreWaitFlags
  semaphoreCount?: number
  pSemaphores: PointedArray<'VkSemaphore', VkSemaphore> | BigUint64Array
  pValues: PointedArray<'uint64_t', number | bigint> | BigUint64Array
}
export const VkSemaphoreWaitInfo = {
  name: 'VkSemaphoreWaitInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, semaphoreCount: 20, pSemaphores: 24, pValues: 32 },
  write(view: DataView, at: number, value: VkSemaphoreWaitInfo, arena: StructMemory) {
    view.setInt32(at, 1000207004, true) // VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.semaphoreCount ?? countOf(value.pSemaphores, value.pValues), true)
    view.setBigUint64(at + 24, toU64s(arena, value.pSemaphores), true)
    view.setBigUint64(at + 32, toU64s(arena, value.pValues), true)
  },
} as const satisfies Struct<'VkSemaphoreWaitInfo', VkSemaphoreWaitInfo>

export interface VkFenceCreateInfo {
  pNext?: Pointer | null
  flags?: VkFenceCreateFlags
}
export const VkFenceCreateInfo = {
  name: 'VkFenceCreateInfo',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16 },
  write(view: DataView, at: number, value: VkFenceCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 8, true) // VK_STRUCTURE_TYPE_FENCE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
  },
} as const satisfies Struct<'VkFenceCreateInfo', VkFenceCreateInfo>

export interface VkMemoryAllocateInfo {
  pNext?: Pointer | null
  allocationSize: VkDeviceSize
  memoryTypeIndex: number
}
export const VkMemoryAllocateInfo = {
  name: 'VkMemoryAllocateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, allocationSize: 16, memoryTypeIndex: 24 },
  write(view: DataView, at: number, value: VkMemoryAllocateInfo, _arena: StructMemory) {
    view.setInt32(at, 5, true) // VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    setU64(view, at + 16, value.allocationSize)
    view.setUint32(at + 24, value.memoryTypeIndex, true)
  },
} as const satisfies Struct<'VkMemoryAllocateInfo', VkMemoryAllocateInfo>

export interface VkMappedMemoryRange {
  pNext?: Pointer | null
  memory: VkDeviceMemory
  offset: VkDeviceSize
  size: VkDeviceSize
}
export const VkMappedMemoryRange = {
  name: 'VkMappedMemoryRange',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, memory: 16, offset: 24, size: 32 },
  write(view: DataView, at: number, value: VkMappedMemoryRange, _arena: StructMemory) {
    view.setInt32(at, 6, true) // VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.memory, true)
    setU64(view, at + 24, value.offset)
    setU64(view, at + 32, value.size)
  },
} as const satisfies Struct<'VkMappedMemoryRange', VkMappedMemoryRange>

export interface VkMemoryHostPointerPropertiesEXT {
  pNext?: Pointer | null
}
export interface VkMemoryHostPointerPropertiesEXTOut {
  memoryTypeBits: number
}
export const VkMemoryHostPointerPropertiesEXT = {
  name: 'VkMemoryHostPointerPropertiesEXT',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, memoryTypeBits: 16 },
  write(view: DataView, at: number, value: VkMemoryHostPointerPropertiesEXT, _arena: StructMemory) {
    view.setInt32(at, 1000178001, true) // VK_STRUCTURE_TYPE_MEMORY_HOST_POINTER_PROPERTIES_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkMemoryHostPointerPropertiesEXTOut {
    return {
      memoryTypeBits: view.getUint32(at + 16, true),
    }
  },
} as const satisfies ReadableStruct<'VkMemoryHostPointerPropertiesEXT', VkMemoryHostPointerPropertiesEXT, VkMemoryHostPointerPropertiesEXTOut>

export interface VkBufferCreateInfo {
  pNext?: Pointer | null
  flags?: VkBufferCreateFlags
  size: VkDeviceSize
  usage: VkBufferUsageFlags
  sharingMode: VkSharingMode
  queueFamilyIndexCount?: number
  pQueueFamilyIndices?: PointedArray<'uint32_t', number> | Uint32Array
}
export const VkBufferCreateInfo = {
  name: 'VkBufferCreateInfo',
  size: 56,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, size: 24, usage: 32, sharingMode: 36, queueFamilyIndexCount: 40, pQueueFamilyIndices: 48 },
  write(view: DataView, at: number, value: VkBufferCreateInfo, arena: StructMemory) {
    view.setInt32(at, 12, true) // VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    setU64(view, at + 24, value.size)
    view.setUint32(at + 32, value.usage, true)
    view.setInt32(at + 36, value.sharingMode, true)
    view.setUint32(at + 40, value.queueFamilyIndexCount ?? countOf(value.pQueueFamilyIndices), true)
    if (value.pQueueFamilyIndices !== undefined) view.setBigUint64(at + 48, toU32s(arena, value.pQueueFamilyIndices), true)
  },
} as const satisfies Struct<'VkBufferCreateInfo', VkBufferCreateInfo>

export interface VkBufferMemoryRequirementsInfo2 {
  pNext?: Pointer | null
  buffer: VkBuffer
}
export const VkBufferMemoryRequirementsInfo2 = {
  name: 'VkBufferMemoryRequirementsInfo2',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, buffer: 16 },
  write(view: DataView, at: number, value: VkBufferMemoryRequirementsInfo2, _arena: StructMemory) {
    view.setInt32(at, 1000146000, true) // VK_STRUCTURE_TYPE_BUFFER_MEMORY_REQUIREMENTS_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.buffer, true)
  },
} as const satisfies Struct<'VkBufferMemoryRequirementsInfo2', VkBufferMemoryRequirementsInfo2>

export type VkMemoryRequirements = Record<string, never>
export interface VkMemoryRequirementsOut {
  size: bigint
  alignment: bigint
  memoryTypeBits: number
}
export const VkMemoryRequirements = {
  name: 'VkMemoryRequirements',
  size: 24,
  align: 8,
  offsets: { size: 0, alignment: 8, memoryTypeBits: 16 },
  write(_view: DataView, _at: number, _value: VkMemoryRequirements, _arena: StructMemory) {
  },
  read(view: DataView, at: number): VkMemoryRequirementsOut {
    return {
      size: view.getBigUint64(at, true),
      alignment: view.getBigUint64(at + 8, true),
      memoryTypeBits: view.getUint32(at + 16, true),
    }
  },
} as const satisfies ReadableStruct<'VkMemoryRequirements', VkMemoryRequirements, VkMemoryRequirementsOut>

export interface VkMemoryRequirements2 {
  pNext?: Pointer | null
}
export interface VkMemoryRequirements2Out {
  memoryRequirements: VkMemoryRequirementsOut
}
export const VkMemoryRequirements2 = {
  name: 'VkMemoryRequirements2',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, memoryRequirements: 16 },
  write(view: DataView, at: number, value: VkMemoryRequirements2, _arena: StructMemory) {
    view.setInt32(at, 1000146003, true) // VK_STRUCTURE_TYPE_MEMORY_REQUIREMENTS_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkMemoryRequirements2Out {
    return {
      memoryRequirements: VkMemoryRequirements.read(view, at + 16),
    }
  },
} as const satisfies ReadableStruct<'VkMemoryRequirements2', VkMemoryRequirements2, VkMemoryRequirements2Out>

export interface VkBindBufferMemoryInfo {
  pNext?: Pointer | null
  buffer: VkBuffer
  memory: VkDeviceMemory
  memoryOffset: VkDeviceSize
}
export const VkBindBufferMemoryInfo = {
  name: 'VkBindBufferMemoryInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, buffer: 16, memory: 24, memoryOffset: 32 },
  write(view: DataView, at: number, value: VkBindBufferMemoryInfo, _arena: StructMemory) {
    view.setInt32(at, 1000157000, true) // VK_STRUCTURE_TYPE_BIND_BUFFER_MEMORY_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.buffer, true)
    view.setBigUint64(at + 24, value.memory, true)
    setU64(view, at + 32, value.memoryOffset)
  },
} as const satisfies Struct<'VkBindBufferMemoryInfo', VkBindBufferMemoryInfo>

export interface VkImageCreateInfo {
  pNext?: Pointer | null
  flags?: VkImageCreateFlags
  imageType: VkImageType
  format: VkFormat
  extent: VkExtent3D
  mipLevels: number
  arrayLayers: number
  samples: VkSampleCountFlagBits
  tiling: VkImageTiling
  usage: VkImageUsageFlags
  sharingMode: VkSharingMode
  queueFamilyIndexCount?: number
  pQueueFamilyIndices?: PointedArray<'uint32_t', number> | Uint32Array
  initialLayout: VkImageLayout
}
export const VkImageCreateInfo = {
  name: 'VkImageCreateInfo',
  size: 88,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, imageType: 20, format: 24, extent: 28, mipLevels: 40, arrayLayers: 44, samples: 48, tiling: 52, usage: 56, sharingMode: 60, queueFamilyIndexCount: 64, pQueueFamilyIndices: 72, initialLayout: 80 },
  write(view: DataView, at: number, value: VkImageCreateInfo, arena: StructMemory) {
    view.setInt32(at, 14, true) // VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setInt32(at + 20, value.imageType, true)
    view.setInt32(at + 24, value.format, true)
    VkExtent3D.write(view, at + 28, value.extent, arena)
    view.setUint32(at + 40, value.mipLevels, true)
    view.setUint32(at + 44, value.arrayLayers, true)
    view.setInt32(at + 48, value.samples, true)
    view.setInt32(at + 52, value.tiling, true)
    view.setUint32(at + 56, value.usage, true)
    view.setInt32(at + 60, value.sharingMode, true)
    view.setUint32(at + 64, value.queueFamilyIndexCount ?? countOf(value.pQueueFamilyIndices), true)
    if (value.pQueueFamilyIndices !== undefined) view.setBigUint64(at + 72, toU32s(arena, value.pQueueFamilyIndices), true)
    view.setInt32(at + 80, value.initialLayout, true)
  },
} as const satisfies Struct<'VkImageCreateInfo', VkImageCreateInfo>

export interface VkImageMemoryRequirementsInfo2 {
  pNext?: Pointer | null
  image: VkImage
}
export const VkImageMemoryRequirementsInfo2 = {
  name: 'VkImageMemoryRequirementsInfo2',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, image: 16 },
  write(view: DataView, at: number, value: VkImageMemoryRequirementsInfo2, _arena: StructMemory) {
    view.setInt32(at, 1000146001, true) // VK_STRUCTURE_TYPE_IMAGE_MEMORY_REQUIREMENTS_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.image, true)
  },
} as const satisfies Struct<'VkImageMemoryRequirementsInfo2', VkImageMemoryRequirementsInfo2>

export interface VkBindImageMemoryInfo {
  pNext?: Pointer | null
  image: VkImage
  memory?: VkDeviceMemory
  memoryOffset: VkDeviceSize
}
export const VkBindImageMemoryInfo = {
  name: 'VkBindImageMemoryInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, image: 16, memory: 24, memoryOffset: 32 },
  write(view: DataView, at: number, value: VkBindImageMemoryInfo, _arena: StructMemory) {
    view.setInt32(at, 1000157001, true) // VK_STRUCTURE_TYPE_BIND_IMAGE_MEMORY_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.image, true)
    if (value.memory !== undefined) view.setBigUint64(at + 24, value.memory, true)
    setU64(view, at + 32, value.memoryOffset)
  },
} as const satisfies Struct<'VkBindImageMemoryInfo', VkBindImageMemoryInfo>

export interface VkComponentMapping {
  r: VkComponentSwizzle
  g: VkComponentSwizzle
  b: VkComponentSwizzle
  a: VkComponentSwizzle
}
export const VkComponentMapping = {
  name: 'VkComponentMapping',
  size: 16,
  align: 4,
  offsets: { r: 0, g: 4, b: 8, a: 12 },
  write(view: DataView, at: number, value: VkComponentMapping, _arena: StructMemory) {
    view.setInt32(at, value.r, true)
    view.setInt32(at + 4, value.g, true)
    view.setInt32(at + 8, value.b, true)
    view.setInt32(at + 12, value.a, true)
  },
} as const satisfies Struct<'VkComponentMapping', VkComponentMapping>

export interface VkImageSubresourceRange {
  aspectMask: VkImageAspectFlags
  baseMipLevel: number
  levelCount: number
  baseArrayLayer: number
  layerCount: number
}
export const VkImageSubresourceRange = {
  name: 'VkImageSubresourceRange',
  size: 20,
  align: 4,
  offsets: { aspectMask: 0, baseMipLevel: 4, levelCount: 8, baseArrayLayer: 12, layerCount: 16 },
  write(view: DataView, at: number, value: VkImageSubresourceRange, _arena: StructMemory) {
    view.setUint32(at, value.aspectMask, true)
    view.setUint32(at + 4, value.baseMipLevel, true)
    view.setUint32(at + 8, value.levelCount, true)
    view.setUint32(at + 12, value.baseArrayLayer, true)
    view.setUint32(at + 16, value.layerCount, true)
  },
} as const satisfies Struct<'VkImageSubresourceRange', VkImageSubresourceRange>

export interface VkImageViewCreateInfo {
  pNext?: Pointer | null
  flags?: VkImageViewCreateFlags
  image: VkImage
  viewType: VkImageViewType
  format: VkFormat
  components: VkComponentMapping
  subresourceRange: VkImageSubresourceRange
}
export const VkImageViewCreateInfo = {
  name: 'VkImageViewCreateInfo',
  size: 80,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, image: 24, viewType: 32, format: 36, components: 40, subresourceRange: 56 },
  write(view: DataView, at: number, value: VkImageViewCreateInfo, arena: StructMemory) {
    view.setInt32(at, 15, true) // VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setBigUint64(at + 24, value.image, true)
    view.setInt32(at + 32, value.viewType, true)
    view.setInt32(at + 36, value.format, true)
    VkComponentMapping.write(view, at + 40, value.components, arena)
    VkImageSubresourceRange.write(view, at + 56, value.subresourceRange, arena)
  },
} as const satisfies Struct<'VkImageViewCreateInfo', VkImageViewCreateInfo>

export interface VkSamplerCreateInfo {
  pNext?: Pointer | null
  flags?: VkSamplerCreateFlags
  magFilter: VkFilter
  minFilter: VkFilter
  mipmapMode: VkSamplerMipmapMode
  addressModeU: VkSamplerAddressMode
  addressModeV: VkSamplerAddressMode
  addressModeW: VkSamplerAddressMode
  mipLodBias?: number
  anisotropyEnable?: VkBool32
  maxAnisotropy?: number
  compareEnable?: VkBool32
  compareOp?: VkCompareOp
  minLod?: number
  maxLod?: number
  borderColor?: VkBorderColor
  unnormalizedCoordinates?: VkBool32
}
export const VkSamplerCreateInfo = {
  name: 'VkSamplerCreateInfo',
  size: 80,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, magFilter: 20, minFilter: 24, mipmapMode: 28, addressModeU: 32, addressModeV: 36, addressModeW: 40, mipLodBias: 44, anisotropyEnable: 48, maxAnisotropy: 52, compareEnable: 56, compareOp: 60, minLod: 64, maxLod: 68, borderColor: 72, unnormalizedCoordinates: 76 },
  write(view: DataView, at: number, value: VkSamplerCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 31, true) // VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setInt32(at + 20, value.magFilter, true)
    view.setInt32(at + 24, value.minFilter, true)
    view.setInt32(at + 28, value.mipmapMode, true)
    view.setInt32(at + 32, value.addressModeU, true)
    view.setInt32(at + 36, value.addressModeV, true)
    view.setInt32(at + 40, value.addressModeW, true)
    if (value.mipLodBias !== undefined) view.setFloat32(at + 44, value.mipLodBias, true)
    if (value.anisotropyEnable === true) view.setUint32(at + 48, 1, true)
    if (value.maxAnisotropy !== undefined) view.setFloat32(at + 52, value.maxAnisotropy, true)
    if (value.compareEnable === true) view.setUint32(at + 56, 1, true)
    if (value.compareOp !== undefined) view.setInt32(at + 60, value.compareOp, true)
    if (value.minLod !== undefined) view.setFloat32(at + 64, value.minLod, true)
    if (value.maxLod !== undefined) view.setFloat32(at + 68, value.maxLod, true)
    if (value.borderColor !== undefined) view.setInt32(at + 72, value.borderColor, true)
    if (value.unnormalizedCoordinates === true) view.setUint32(at + 76, 1, true)
  },
} as const satisfies Struct<'VkSamplerCreateInfo', VkSamplerCreateInfo>

export interface VkShaderModuleCreateInfo {
  pNext?: Pointer | null
  flags?: VkShaderModuleCreateFlags
  codeSize?: number | bigint
  pCode: PointedArray<'uint32_t', number> | Uint32Array
}
export const VkShaderModuleCreateInfo = {
  name: 'VkShaderModuleCreateInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, codeSize: 24, pCode: 32 },
  write(view: DataView, at: number, value: VkShaderModuleCreateInfo, arena: StructMemory) {
    view.setInt32(at, 16, true) // VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    setU64(view, at + 24, value.codeSize ?? countOf(value.pCode) * 4)
    view.setBigUint64(at + 32, toU32s(arena, value.pCode), true)
  },
} as const satisfies Struct<'VkShaderModuleCreateInfo', VkShaderModuleCreateInfo>

export interface VkDescriptorSetLayoutBinding {
  binding: number
  descriptorType: VkDescriptorType
  descriptorCount?: number
  stageFlags?: VkShaderStageFlags
  pImmutableSamplers?: PointedArray<'VkSampler', VkSampler> | BigUint64Array
}
export const VkDescriptorSetLayoutBinding = {
  name: 'VkDescriptorSetLayoutBinding',
  size: 24,
  align: 8,
  offsets: { binding: 0, descriptorType: 4, descriptorCount: 8, stageFlags: 12, pImmutableSamplers: 16 },
  write(view: DataView, at: number, value: VkDescriptorSetLayoutBinding, arena: StructMemory) {
    view.setUint32(at, value.binding, true)
    view.setInt32(at + 4, value.descriptorType, true)
    view.setUint32(at + 8, value.descriptorCount ?? countOf(value.pImmutableSamplers), true)
    if (value.stageFlags !== undefined) view.setUint32(at + 12, value.stageFlags, true)
    if (value.pImmutableSamplers !== undefined) view.setBigUint64(at + 16, toU64s(arena, value.pImmutableSamplers), true)
  },
} as const satisfies Struct<'VkDescriptorSetLayoutBinding', VkDescriptorSetLayoutBinding>

export interface VkDescriptorSetLayoutCreateInfo {
  pNext?: Pointer | null
  flags?: VkDescriptorSetLayoutCreateFlags
  bindingCount?: number
  pBindings?: PointedArray<'VkDescriptorSetLayoutBinding', VkDescriptorSetLayoutBinding>
}
export const VkDescriptorSetLayoutCreateInfo = {
  name: 'VkDescriptorSetLayoutCreateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, bindingCount: 20, pBindings: 24 },
  write(view: DataView, at: number, value: VkDescriptorSetLayoutCreateInfo, arena: StructMemory) {
    view.setInt32(at, 32, true) // VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.bindingCount ?? countOf(value.pBindings), true)
    if (value.pBindings !== undefined) view.setBigUint64(at + 24, toStructs(arena, VkDescriptorSetLayoutBinding, value.pBindings), true)
  },
} as const satisfies Struct<'VkDescriptorSetLayoutCreateInfo', VkDescriptorSetLayoutCreateInfo>

export interface VkDescriptorPoolSize {
  type: VkDescriptorType
  descriptorCount: number
}
export const VkDescriptorPoolSize = {
  name: 'VkDescriptorPoolSize',
  size: 8,
  align: 4,
  offsets: { type: 0, descriptorCount: 4 },
  write(view: DataView, at: number, value: VkDescriptorPoolSize, _arena: StructMemory) {
    view.setInt32(at, value.type, true)
    view.setUint32(at + 4, value.descriptorCount, true)
  },
} as const satisfies Struct<'VkDescriptorPoolSize', VkDescriptorPoolSize>

export interface VkDescriptorPoolCreateInfo {
  pNext?: Pointer | null
  flags?: VkDescriptorPoolCreateFlags
  maxSets: number
  poolSizeCount?: number
  pPoolSizes?: PointedArray<'VkDescriptorPoolSize', VkDescriptorPoolSize>
}
export const VkDescriptorPoolCreateInfo = {
  name: 'VkDescriptorPoolCreateInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, maxSets: 20, poolSizeCount: 24, pPoolSizes: 32 },
  write(view: DataView, at: number, value: VkDescriptorPoolCreateInfo, arena: StructMemory) {
    view.setInt32(at, 33, true) // VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.maxSets, true)
    view.setUint32(at + 24, value.poolSizeCount ?? countOf(value.pPoolSizes), true)
    if (value.pPoolSizes !== undefined) view.setBigUint64(at + 32, toStructs(arena, VkDescriptorPoolSize, value.pPoolSizes), true)
  },
} as const satisfies Struct<'VkDescriptorPoolCreateInfo', VkDescriptorPoolCreateInfo>

export interface VkDescriptorSetAllocateInfo {
  pNext?: Pointer | null
  descriptorPool: VkDescriptorPool
  descriptorSetCount?: number
  pSetLayouts: PointedArray<'VkDescriptorSetLayout', VkDescriptorSetLayout> | BigUint64Array
}
export const VkDescriptorSetAllocateInfo = {
  name: 'VkDescriptorSetAllocateInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, descriptorPool: 16, descriptorSetCount: 24, pSetLayouts: 32 },
  write(view: DataView, at: number, value: VkDescriptorSetAllocateInfo, arena: StructMemory) {
    view.setInt32(at, 34, true) // VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.descriptorPool, true)
    view.setUint32(at + 24, value.descriptorSetCount ?? countOf(value.pSetLayouts), true)
    view.setBigUint64(at + 32, toU64s(arena, value.pSetLayouts), true)
  },
} as const satisfies Struct<'VkDescriptorSetAllocateInfo', VkDescriptorSetAllocateInfo>

export interface VkDescriptorImageInfo {
  sampler?: VkSampler
  imageView?: VkImageView
  imageLayout?: VkImageLayout
}
export const VkDescriptorImageInfo = {
  name: 'VkDescriptorImageInfo',
  size: 24,
  align: 8,
  offsets: { sampler: 0, imageView: 8, imageLayout: 16 },
  write(view: DataView, at: number, value: VkDescriptorImageInfo, _arena: StructMemory) {
    if (value.sampler !== undefined) view.setBigUint64(at, value.sampler, true)
    if (value.imageView !== undefined) view.setBigUint64(at + 8, value.imageView, true)
    if (value.imageLayout !== undefined) view.setInt32(at + 16, value.imageLayout, true)
  },
} as const satisfies Struct<'VkDescriptorImageInfo', VkDescriptorImageInfo>

export interface VkDescriptorBufferInfo {
  buffer?: VkBuffer
  offset: VkDeviceSize
  range: VkDeviceSize
}
export const VkDescriptorBufferInfo = {
  name: 'VkDescriptorBufferInfo',
  size: 24,
  align: 8,
  offsets: { buffer: 0, offset: 8, range: 16 },
  write(view: DataView, at: number, value: VkDescriptorBufferInfo, _arena: StructMemory) {
    if (value.buffer !== undefined) view.setBigUint64(at, value.buffer, true)
    setU64(view, at + 8, value.offset)
    setU64(view, at + 16, value.range)
  },
} as const satisfies Struct<'VkDescriptorBufferInfo', VkDescriptorBufferInfo>

export interface VkWriteDescriptorSet {
  pNext?: Pointer | null
  dstSet?: VkDescriptorSet
  dstBinding: number
  dstArrayElement: number
  descriptorCount?: number
  descriptorType: VkDescriptorType
  pImageInfo?: PointedArray<'VkDescriptorImageInfo', VkDescriptorImageInfo>
  pBufferInfo?: PointedArray<'VkDescriptorBufferInfo', VkDescriptorBufferInfo>
  pTexelBufferView?: PointedArray<'VkBufferView', VkBufferView> | BigUint64Array
}
export const VkWriteDescriptorSet = {
  name: 'VkWriteDescriptorSet',
  size: 64,
  align: 8,
  offsets: { sType: 0, pNext: 8, dstSet: 16, dstBinding: 24, dstArrayElement: 28, descriptorCount: 32, descriptorType: 36, pImageInfo: 40, pBufferInfo: 48, pTexelBufferView: 56 },
  write(view: DataView, at: number, value: VkWriteDescriptorSet, arena: StructMemory) {
    view.setInt32(at, 35, true) // VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.dstSet !== undefined) view.setBigUint64(at + 16, value.dstSet, true)
    view.setUint32(at + 24, value.dstBinding, true)
    view.setUint32(at + 28, value.dstArrayElement, true)
    view.setUint32(at + 32, value.descriptorCount ?? countOf(value.pImageInfo, value.pBufferInfo, value.pTexelBufferView), true)
    view.setInt32(at + 36, value.descriptorType, true)
    if (value.pImageInfo !== undefined) view.setBigUint64(at + 40, toStructs(arena, VkDescriptorImageInfo, value.pImageInfo), true)
    if (value.pBufferInfo !== undefined) view.setBigUint64(at + 48, toStructs(arena, VkDescriptorBufferInfo, value.pBufferInfo), true)
    if (value.pTexelBufferView !== undefined) view.setBigUint64(at + 56, toU64s(arena, value.pTexelBufferView), true)
  },
} as const satisfies Struct<'VkWriteDescriptorSet', VkWriteDescriptorSet>

export interface VkCopyDescriptorSet {
  pNext?: Pointer | null
  srcSet: VkDescriptorSet
  srcBinding: number
  srcArrayElement: number
  dstSet: VkDescriptorSet
  dstBinding: number
  dstArrayElement: number
  descriptorCount: number
}
export const VkCopyDescriptorSet = {
  name: 'VkCopyDescriptorSet',
  size: 56,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcSet: 16, srcBinding: 24, srcArrayElement: 28, dstSet: 32, dstBinding: 40, dstArrayElement: 44, descriptorCount: 48 },
  write(view: DataView, at: number, value: VkCopyDescriptorSet, _arena: StructMemory) {
    view.setInt32(at, 36, true) // VK_STRUCTURE_TYPE_COPY_DESCRIPTOR_SET
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.srcSet, true)
    view.setUint32(at + 24, value.srcBinding, true)
    view.setUint32(at + 28, value.srcArrayElement, true)
    view.setBigUint64(at + 32, value.dstSet, true)
    view.setUint32(at + 40, value.dstBinding, true)
    view.setUint32(at + 44, value.dstArrayElement, true)
    view.setUint32(at + 48, value.descriptorCount, true)
  },
} as const satisfies Struct<'VkCopyDescriptorSet', VkCopyDescriptorSet>

export interface VkPushConstantRange {
  stageFlags: VkShaderStageFlags
  offset: number
  size: number
}
export const VkPushConstantRange = {
  name: 'VkPushConstantRange',
  size: 12,
  align: 4,
  offsets: { stageFlags: 0, offset: 4, size: 8 },
  write(view: DataView, at: number, value: VkPushConstantRange, _arena: StructMemory) {
    view.setUint32(at, value.stageFlags, true)
    view.setUint32(at + 4, value.offset, true)
    view.setUint32(at + 8, value.size, true)
  },
} as const satisfies Struct<'VkPushConstantRange', VkPushConstantRange>

export interface VkPipelineLayoutCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineLayoutCreateFlags
  setLayoutCount?: number
  pSetLayouts?: PointedArray<'VkDescriptorSetLayout', VkDescriptorSetLayout> | BigUint64Array
  pushConstantRangeCount?: number
  pPushConstantRanges?: PointedArray<'VkPushConstantRange', VkPushConstantRange>
}
export const VkPipelineLayoutCreateInfo = {
  name: 'VkPipelineLayoutCreateInfo',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, setLayoutCount: 20, pSetLayouts: 24, pushConstantRangeCount: 32, pPushConstantRanges: 40 },
  write(view: DataView, at: number, value: VkPipelineLayoutCreateInfo, arena: StructMemory) {
    view.setInt32(at, 30, true) // VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.setLayoutCount ?? countOf(value.pSetLayouts), true)
    if (value.pSetLayouts !== undefined) view.setBigUint64(at + 24, toU64s(arena, value.pSetLayouts), true)
    view.setUint32(at + 32, value.pushConstantRangeCount ?? countOf(value.pPushConstantRanges), true)
    if (value.pPushConstantRanges !== undefined) view.setBigUint64(at + 40, toStructs(arena, VkPushConstantRange, value.pPushConstantRanges), true)
  },
} as const satisfies Struct<'VkPipelineLayoutCreateInfo', VkPipelineLayoutCreateInfo>

export interface VkPipelineCacheCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineCacheCreateFlags
  initialDataSize?: number | bigint
  pInitialData?: ArrayBufferView | Pointer | null
}
export const VkPipelineCacheCreateInfo = {
  name: 'VkPipelineCacheCreateInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, initialDataSize: 24, pInitialData: 32 },
  write(view: DataView, at: number, value: VkPipelineCacheCreateInfo, arena: StructMemory) {
    view.setInt32(at, 17, true) // VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    setU64(view, at + 24, value.initialDataSize ?? byteCountOf(value.pInitialData))
    if (value.pInitialData !== undefined) view.setBigUint64(at + 32, toBytes(arena, value.pInitialData), true)
  },
} as const satisfies Struct<'VkPipelineCacheCreateInfo', VkPipelineCacheCreateInfo>

export interface VkSpecializationMapEntry {
  constantID: number
  offset: number
  size?: number | bigint
}
export const VkSpecializationMapEntry = {
  name: 'VkSpecializationMapEntry',
  size: 16,
  align: 8,
  offsets: { constantID: 0, offset: 4, size: 8 },
  write(view: DataView, at: number, value: VkSpecializationMapEntry, _arena: StructMemory) {
    view.setUint32(at, value.constantID, true)
    view.setUint32(at + 4, value.offset, true)
    if (value.size !== undefined) setU64(view, at + 8, value.size)
  },
} as const satisfies Struct<'VkSpecializationMapEntry', VkSpecializationMapEntry>

export interface VkSpecializationInfo {
  mapEntryCount?: number
  pMapEntries?: PointedArray<'VkSpecializationMapEntry', VkSpecializationMapEntry>
  dataSize?: number | bigint
  pData?: ArrayBufferView | Pointer | null
}
export const VkSpecializationInfo = {
  name: 'VkSpecializationInfo',
  size: 32,
  align: 8,
  offsets: { mapEntryCount: 0, pMapEntries: 8, dataSize: 16, pData: 24 },
  write(view: DataView, at: number, value: VkSpecializationInfo, arena: StructMemory) {
    view.setUint32(at, value.mapEntryCount ?? countOf(value.pMapEntries), true)
    if (value.pMapEntries !== undefined) view.setBigUint64(at + 8, toStructs(arena, VkSpecializationMapEntry, value.pMapEntries), true)
    setU64(view, at + 16, value.dataSize ?? byteCountOf(value.pData))
    if (value.pData !== undefined) view.setBigUint64(at + 24, toBytes(arena, value.pData), true)
  },
} as const satisfies Struct<'VkSpecializationInfo', VkSpecializationInfo>

export interface VkPipelineShaderStageCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineShaderStageCreateFlags
  stage: VkShaderStageFlagBits
  module?: VkShaderModule
  pName: string | Pointer | null
  pSpecializationInfo?: Pointed<'VkSpecializationInfo', VkSpecializationInfo>
}
export const VkPipelineShaderStageCreateInfo = {
  name: 'VkPipelineShaderStageCreateInfo',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, stage: 20, module: 24, pName: 32, pSpecializationInfo: 40 },
  write(view: DataView, at: number, value: VkPipelineShaderStageCreateInfo, arena: StructMemory) {
    view.setInt32(at, 18, true) // VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setInt32(at + 20, value.stage, true)
    if (value.module !== undefined) view.setBigUint64(at + 24, value.module, true)
    view.setBigUint64(at + 32, toText(arena, value.pName), true)
    if (value.pSpecializationInfo !== undefined) view.setBigUint64(at + 40, toStruct(arena, VkSpecializationInfo, value.pSpecializationInfo), true)
  },
} as const satisfies Struct<'VkPipelineShaderStageCreateInfo', VkPipelineShaderStageCreateInfo>

export interface VkComputePipelineCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineCreateFlags
  stage: VkPipelineShaderStageCreateInfo
  layout: VkPipelineLayout
  basePipelineHandle?: VkPipeline
  basePipelineIndex: number
}
export const VkComputePipelineCreateInfo = {
  name: 'VkComputePipelineCreateInfo',
  size: 96,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, stage: 24, layout: 72, basePipelineHandle: 80, basePipelineIndex: 88 },
  write(view: DataView, at: number, value: VkComputePipelineCreateInfo, arena: StructMemory) {
    view.setInt32(at, 29, true) // VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    VkPipelineShaderStageCreateInfo.write(view, at + 24, value.stage, arena)
    view.setBigUint64(at + 72, value.layout, true)
    if (value.basePipelineHandle !== undefined) view.setBigUint64(at + 80, value.basePipelineHandle, true)
    view.setInt32(at + 88, value.basePipelineIndex, true)
  },
} as const satisfies Struct<'VkComputePipelineCreateInfo', VkComputePipelineCreateInfo>

export interface VkVertexInputBindingDescription {
  binding: number
  stride: number
  inputRate: VkVertexInputRate
}
export const VkVertexInputBindingDescription = {
  name: 'VkVertexInputBindingDescription',
  size: 12,
  align: 4,
  offsets: { binding: 0, stride: 4, inputRate: 8 },
  write(view: DataView, at: number, value: VkVertexInputBindingDescription, _arena: StructMemory) {
    view.setUint32(at, value.binding, true)
    view.setUint32(at + 4, value.stride, true)
    view.setInt32(at + 8, value.inputRate, true)
  },
} as const satisfies Struct<'VkVertexInputBindingDescription', VkVertexInputBindingDescription>

export interface VkVertexInputAttributeDescription {
  location: number
  binding: number
  format: VkFormat
  offset: number
}
export const VkVertexInputAttributeDescription = {
  name: 'VkVertexInputAttributeDescription',
  size: 16,
  align: 4,
  offsets: { location: 0, binding: 4, format: 8, offset: 12 },
  write(view: DataView, at: number, value: VkVertexInputAttributeDescription, _arena: StructMemory) {
    view.setUint32(at, value.location, true)
    view.setUint32(at + 4, value.binding, true)
    view.setInt32(at + 8, value.format, true)
    view.setUint32(at + 12, value.offset, true)
  },
} as const satisfies Struct<'VkVertexInputAttributeDescription', VkVertexInputAttributeDescription>

export interface VkPipelineVertexInputStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineVertexInputStateCreateFlags
  vertexBindingDescriptionCount?: number
  pVertexBindingDescriptions?: PointedArray<'VkVertexInputBindingDescription', VkVertexInputBindingDescription>
  vertexAttributeDescriptionCount?: number
  pVertexAttributeDescriptions?: PointedArray<'VkVertexInputAttributeDescription', VkVertexInputAttributeDescription>
}
export const VkPipelineVertexInputStateCreateInfo = {
  name: 'VkPipelineVertexInputStateCreateInfo',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, vertexBindingDescriptionCount: 20, pVertexBindingDescriptions: 24, vertexAttributeDescriptionCount: 32, pVertexAttributeDescriptions: 40 },
  write(view: DataView, at: number, value: VkPipelineVertexInputStateCreateInfo, arena: StructMemory) {
    view.setInt32(at, 19, true) // VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.vertexBindingDescriptionCount ?? countOf(value.pVertexBindingDescriptions), true)
    if (value.pVertexBindingDescriptions !== undefined) view.setBigUint64(at + 24, toStructs(arena, VkVertexInputBindingDescription, value.pVertexBindingDescriptions), true)
    view.setUint32(at + 32, value.vertexAttributeDescriptionCount ?? countOf(value.pVertexAttributeDescriptions), true)
    if (value.pVertexAttributeDescriptions !== undefined) view.setBigUint64(at + 40, toStructs(arena, VkVertexInputAttributeDescription, value.pVertexAttributeDescriptions), true)
  },
} as const satisfies Struct<'VkPipelineVertexInputStateCreateInfo', VkPipelineVertexInputStateCreateInfo>

export interface VkPipelineInputAssemblyStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineInputAssemblyStateCreateFlags
  topology: VkPrimitiveTopology
  primitiveRestartEnable?: VkBool32
}
export const VkPipelineInputAssemblyStateCreateInfo = {
  name: 'VkPipelineInputAssemblyStateCreateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, topology: 20, primitiveRestartEnable: 24 },
  write(view: DataView, at: number, value: VkPipelineInputAssemblyStateCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 20, true) // VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setInt32(at + 20, value.topology, true)
    if (value.primitiveRestartEnable === true) view.setUint32(at + 24, 1, true)
  },
} as const satisfies Struct<'VkPipelineInputAssemblyStateCreateInfo', VkPipelineInputAssemblyStateCreateInfo>

export interface VkPipelineTessellationStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineTessellationStateCreateFlags
  patchControlPoints: number
}
export const VkPipelineTessellationStateCreateInfo = {
  name: 'VkPipelineTessellationStateCreateInfo',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, patchControlPoints: 20 },
  write(view: DataView, at: number, value: VkPipelineTessellationStateCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 21, true) // VK_STRUCTURE_TYPE_PIPELINE_TESSELLATION_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.patchControlPoints, true)
  },
} as const satisfies Struct<'VkPipelineTessellationStateCreateInfo', VkPipelineTessellationStateCreateInfo>

export interface VkViewport {
  x?: number
  y?: number
  width?: number
  height?: number
  minDepth?: number
  maxDepth?: number
}
export const VkViewport = {
  name: 'VkViewport',
  size: 24,
  align: 4,
  offsets: { x: 0, y: 4, width: 8, height: 12, minDepth: 16, maxDepth: 20 },
  write(view: DataView, at: number, value: VkViewport, _arena: StructMemory) {
    if (value.x !== undefined) view.setFloat32(at, value.x, true)
    if (value.y !== undefined) view.setFloat32(at + 4, value.y, true)
    if (value.width !== undefined) view.setFloat32(at + 8, value.width, true)
    if (value.height !== undefined) view.setFloat32(at + 12, value.height, true)
    if (value.minDepth !== undefined) view.setFloat32(at + 16, value.minDepth, true)
    if (value.maxDepth !== undefined) view.setFloat32(at + 20, value.maxDepth, true)
  },
} as const satisfies Struct<'VkViewport', VkViewport>

export interface VkOffset2D {
  x: number
  y: number
}
export const VkOffset2D = {
  name: 'VkOffset2D',
  size: 8,
  align: 4,
  offsets: { x: 0, y: 4 },
  write(view: DataView, at: number, value: VkOffset2D, _arena: StructMemory) {
    view.setInt32(at, value.x, true)
    view.setInt32(at + 4, value.y, true)
  },
} as const satisfies Struct<'VkOffset2D', VkOffset2D>

export interface VkExtent2D {
  width: number
  height: number
}
export const VkExtent2D = {
  name: 'VkExtent2D',
  size: 8,
  align: 4,
  offsets: { width: 0, height: 4 },
  write(view: DataView, at: number, value: VkExtent2D, _arena: StructMemory) {
    view.setUint32(at, value.width, true)
    view.setUint32(at + 4, value.height, true)
  },
} as const satisfies Struct<'VkExtent2D', VkExtent2D>

export interface VkRect2D {
  offset: VkOffset2D
  extent: VkExtent2D
}
export const VkRect2D = {
  name: 'VkRect2D',
  size: 16,
  align: 4,
  offsets: { offset: 0, extent: 8 },
  write(view: DataView, at: number, value: VkRect2D, arena: StructMemory) {
    VkOffset2D.write(view, at, value.offset, arena)
    VkExtent2D.write(view, at + 8, value.extent, arena)
  },
} as const satisfies Struct<'VkRect2D', VkRect2D>

export interface VkPipelineViewportStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineViewportStateCreateFlags
  viewportCount?: number
  pViewports?: PointedArray<'VkViewport', VkViewport>
  scissorCount?: number
  pScissors?: PointedArray<'VkRect2D', VkRect2D>
}
export const VkPipelineViewportStateCreateInfo = {
  name: 'VkPipelineViewportStateCreateInfo',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, viewportCount: 20, pViewports: 24, scissorCount: 32, pScissors: 40 },
  write(view: DataView, at: number, value: VkPipelineViewportStateCreateInfo, arena: StructMemory) {
    view.setInt32(at, 22, true) // VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.viewportCount ?? countOf(value.pViewports), true)
    if (value.pViewports !== undefined) view.setBigUint64(at + 24, toStructs(arena, VkViewport, value.pViewports), true)
    view.setUint32(at + 32, value.scissorCount ?? countOf(value.pScissors), true)
    if (value.pScissors !== undefined) view.setBigUint64(at + 40, toStructs(arena, VkRect2D, value.pScissors), true)
  },
} as const satisfies Struct<'VkPipelineViewportStateCreateInfo', VkPipelineViewportStateCreateInfo>

export interface VkPipelineRasterizationStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineRasterizationStateCreateFlags
  depthClampEnable?: VkBool32
  rasterizerDiscardEnable?: VkBool32
  polygonMode: VkPolygonMode
  cullMode?: VkCullModeFlags
  frontFace: VkFrontFace
  depthBiasEnable?: VkBool32
  depthBiasConstantFactor?: number
  depthBiasClamp?: number
  depthBiasSlopeFactor?: number
  lineWidth?: number
}
export const VkPipelineRasterizationStateCreateInfo = {
  name: 'VkPipelineRasterizationStateCreateInfo',
  size: 64,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, depthClampEnable: 20, rasterizerDiscardEnable: 24, polygonMode: 28, cullMode: 32, frontFace: 36, depthBiasEnable: 40, depthBiasConstantFactor: 44, depthBiasClamp: 48, depthBiasSlopeFactor: 52, lineWidth: 56 },
  write(view: DataView, at: number, value: VkPipelineRasterizationStateCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 23, true) // VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    if (value.depthClampEnable === true) view.setUint32(at + 20, 1, true)
    if (value.rasterizerDiscardEnable === true) view.setUint32(at + 24, 1, true)
    view.setInt32(at + 28, value.polygonMode, true)
    if (value.cullMode !== undefined) view.setUint32(at + 32, value.cullMode, true)
    view.setInt32(at + 36, value.frontFace, true)
    if (value.depthBiasEnable === true) view.setUint32(at + 40, 1, true)
    if (value.depthBiasConstantFactor !== undefined) view.setFloat32(at + 44, value.depthBiasConstantFactor, true)
    if (value.depthBiasClamp !== undefined) view.setFloat32(at + 48, value.depthBiasClamp, true)
    if (value.depthBiasSlopeFactor !== undefined) view.setFloat32(at + 52, value.depthBiasSlopeFactor, true)
    if (value.lineWidth !== undefined) view.setFloat32(at + 56, value.lineWidth, true)
  },
} as const satisfies Struct<'VkPipelineRasterizationStateCreateInfo', VkPipelineRasterizationStateCreateInfo>

export interface VkPipelineMultisampleStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineMultisampleStateCreateFlags
  rasterizationSamples: VkSampleCountFlagBits
  sampleShadingEnable?: VkBool32
  minSampleShading?: number
  pSampleMask?: PointedArray<'VkSampleMask', VkSampleMask> | Uint32Array
  alphaToCoverageEnable?: VkBool32
  alphaToOneEnable?: VkBool32
}
export const VkPipelineMultisampleStateCreateInfo = {
  name: 'VkPipelineMultisampleStateCreateInfo',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, rasterizationSamples: 20, sampleShadingEnable: 24, minSampleShading: 28, pSampleMask: 32, alphaToCoverageEnable: 40, alphaToOneEnable: 44 },
  write(view: DataView, at: number, value: VkPipelineMultisampleStateCreateInfo, arena: StructMemory) {
    view.setInt32(at, 24, true) // VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setInt32(at + 20, value.rasterizationSamples, true)
    if (value.sampleShadingEnable === true) view.setUint32(at + 24, 1, true)
    if (value.minSampleShading !== undefined) view.setFloat32(at + 28, value.minSampleShading, true)
    if (value.pSampleMask !== undefined) view.setBigUint64(at + 32, toU32s(arena, value.pSampleMask), true)
    if (value.alphaToCoverageEnable === true) view.setUint32(at + 40, 1, true)
    if (value.alphaToOneEnable === true) view.setUint32(at + 44, 1, true)
  },
} as const satisfies Struct<'VkPipelineMultisampleStateCreateInfo', VkPipelineMultisampleStateCreateInfo>

export interface VkStencilOpState {
  failOp: VkStencilOp
  passOp: VkStencilOp
  depthFailOp: VkStencilOp
  compareOp: VkCompareOp
  compareMask: number
  writeMask: number
  reference: number
}
export const VkStencilOpState = {
  name: 'VkStencilOpState',
  size: 28,
  align: 4,
  offsets: { failOp: 0, passOp: 4, depthFailOp: 8, compareOp: 12, compareMask: 16, writeMask: 20, reference: 24 },
  write(view: DataView, at: number, value: VkStencilOpState, _arena: StructMemory) {
    view.setInt32(at, value.failOp, true)
    view.setInt32(at + 4, value.passOp, true)
    view.setInt32(at + 8, value.depthFailOp, true)
    view.setInt32(at + 12, value.compareOp, true)
    view.setUint32(at + 16, value.compareMask, true)
    view.setUint32(at + 20, value.writeMask, true)
    view.setUint32(at + 24, value.reference, true)
  },
} as const satisfies Struct<'VkStencilOpState', VkStencilOpState>

export interface VkPipelineDepthStencilStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineDepthStencilStateCreateFlags
  depthTestEnable?: VkBool32
  depthWriteEnable?: VkBool32
  depthCompareOp: VkCompareOp
  depthBoundsTestEnable?: VkBool32
  stencilTestEnable?: VkBool32
  front: VkStencilOpState
  back: VkStencilOpState
  minDepthBounds?: number
  maxDepthBounds?: number
}
export const VkPipelineDepthStencilStateCreateInfo = {
  name: 'VkPipelineDepthStencilStateCreateInfo',
  size: 104,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, depthTestEnable: 20, depthWriteEnable: 24, depthCompareOp: 28, depthBoundsTestEnable: 32, stencilTestEnable: 36, front: 40, back: 68, minDepthBounds: 96, maxDepthBounds: 100 },
  write(view: DataView, at: number, value: VkPipelineDepthStencilStateCreateInfo, arena: StructMemory) {
    view.setInt32(at, 25, true) // VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    if (value.depthTestEnable === true) view.setUint32(at + 20, 1, true)
    if (value.depthWriteEnable === true) view.setUint32(at + 24, 1, true)
    view.setInt32(at + 28, value.depthCompareOp, true)
    if (value.depthBoundsTestEnable === true) view.setUint32(at + 32, 1, true)
    if (value.stencilTestEnable === true) view.setUint32(at + 36, 1, true)
    VkStencilOpState.write(view, at + 40, value.front, arena)
    VkStencilOpState.write(view, at + 68, value.back, arena)
    if (value.minDepthBounds !== undefined) view.setFloat32(at + 96, value.minDepthBounds, true)
    if (value.maxDepthBounds !== undefined) view.setFloat32(at + 100, value.maxDepthBounds, true)
  },
} as const satisfies Struct<'VkPipelineDepthStencilStateCreateInfo', VkPipelineDepthStencilStateCreateInfo>

export interface VkPipelineColorBlendAttachmentState {
  blendEnable?: VkBool32
  srcColorBlendFactor: VkBlendFactor
  dstColorBlendFactor: VkBlendFactor
  colorBlendOp: VkBlendOp
  srcAlphaBlendFactor: VkBlendFactor
  dstAlphaBlendFactor: VkBlendFactor
  alphaBlendOp: VkBlendOp
  colorWriteMask?: VkColorComponentFlags
}
export const VkPipelineColorBlendAttachmentState = {
  name: 'VkPipelineColorBlendAttachmentState',
  size: 32,
  align: 4,
  offsets: { blendEnable: 0, srcColorBlendFactor: 4, dstColorBlendFactor: 8, colorBlendOp: 12, srcAlphaBlendFactor: 16, dstAlphaBlendFactor: 20, alphaBlendOp: 24, colorWriteMask: 28 },
  write(view: DataView, at: number, value: VkPipelineColorBlendAttachmentState, _arena: StructMemory) {
    if (value.blendEnable === true) view.setUint32(at, 1, true)
    view.setInt32(at + 4, value.srcColorBlendFactor, true)
    view.setInt32(at + 8, value.dstColorBlendFactor, true)
    view.setInt32(at + 12, value.colorBlendOp, true)
    view.setInt32(at + 16, value.srcAlphaBlendFactor, true)
    view.setInt32(at + 20, value.dstAlphaBlendFactor, true)
    view.setInt32(at + 24, value.alphaBlendOp, true)
    if (value.colorWriteMask !== undefined) view.setUint32(at + 28, value.colorWriteMask, true)
  },
} as const satisfies Struct<'VkPipelineColorBlendAttachmentState', VkPipelineColorBlendAttachmentState>

export interface VkPipelineColorBlendStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineColorBlendStateCreateFlags
  logicOpEnable?: VkBool32
  logicOp?: VkLogicOp
  attachmentCount?: number
  pAttachments?: PointedArray<'VkPipelineColorBlendAttachmentState', VkPipelineColorBlendAttachmentState>
  blendConstants?: readonly number[] | Float32Array
}
export const VkPipelineColorBlendStateCreateInfo = {
  name: 'VkPipelineColorBlendStateCreateInfo',
  size: 56,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, logicOpEnable: 20, logicOp: 24, attachmentCount: 28, pAttachments: 32, blendConstants: 40 },
  write(view: DataView, at: number, value: VkPipelineColorBlendStateCreateInfo, arena: StructMemory) {
    view.setInt32(at, 26, true) // VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    if (value.logicOpEnable === true) view.setUint32(at + 20, 1, true)
    if (value.logicOp !== undefined) view.setInt32(at + 24, value.logicOp, true)
    view.setUint32(at + 28, value.attachmentCount ?? countOf(value.pAttachments), true)
    if (value.pAttachments !== undefined) view.setBigUint64(at + 32, toStructs(arena, VkPipelineColorBlendAttachmentState, value.pAttachments), true)
    if (value.blendConstants !== undefined) setF32s(view, at + 40, 4, value.blendConstants)
  },
} as const satisfies Struct<'VkPipelineColorBlendStateCreateInfo', VkPipelineColorBlendStateCreateInfo>

export interface VkPipelineDynamicStateCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineDynamicStateCreateFlags
  dynamicStateCount?: number
  pDynamicStates?: PointedArray<'VkDynamicState', VkDynamicState> | Int32Array
}
export const VkPipelineDynamicStateCreateInfo = {
  name: 'VkPipelineDynamicStateCreateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, dynamicStateCount: 20, pDynamicStates: 24 },
  write(view: DataView, at: number, value: VkPipelineDynamicStateCreateInfo, arena: StructMemory) {
    view.setInt32(at, 27, true) // VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.dynamicStateCount ?? countOf(value.pDynamicStates), true)
    if (value.pDynamicStates !== undefined) view.setBigUint64(at + 24, toI32s(arena, value.pDynamicStates), true)
  },
} as const satisfies Struct<'VkPipelineDynamicStateCreateInfo', VkPipelineDynamicStateCreateInfo>

export interface VkGraphicsPipelineCreateInfo {
  pNext?: Pointer | null
  flags?: VkPipelineCreateFlags
  stageCount?: number
  pStages?: PointedArray<'VkPipelineShaderStageCreateInfo', VkPipelineShaderStageCreateInfo>
  pVertexInputState?: Pointed<'VkPipelineVertexInputStateCreateInfo', VkPipelineVertexInputStateCreateInfo>
  pInputAssemblyState?: Pointed<'VkPipelineInputAssemblyStateCreateInfo', VkPipelineInputAssemblyStateCreateInfo>
  pTessellationState?: Pointed<'VkPipelineTessellationStateCreateInfo', VkPipelineTessellationStateCreateInfo>
  pViewportState?: Pointed<'VkPipelineViewportStateCreateInfo', VkPipelineViewportStateCreateInfo>
  pRasterizationState?: Pointed<'VkPipelineRasterizationStateCreateInfo', VkPipelineRasterizationStateCreateInfo>
  pMultisampleState?: Pointed<'VkPipelineMultisampleStateCreateInfo', VkPipelineMultisampleStateCreateInfo>
  pDepthStencilState?: Pointed<'VkPipelineDepthStencilStateCreateInfo', VkPipelineDepthStencilStateCreateInfo>
  pColorBlendState?: Pointed<'VkPipelineColorBlendStateCreateInfo', VkPipelineColorBlendStateCreateInfo>
  pDynamicState?: Pointed<'VkPipelineDynamicStateCreateInfo', VkPipelineDynamicStateCreateInfo>
  layout?: VkPipelineLayout
  renderPass?: VkRenderPass
  subpass?: number
  basePipelineHandle?: VkPipeline
  basePipelineIndex: number
}
export const VkGraphicsPipelineCreateInfo = {
  name: 'VkGraphicsPipelineCreateInfo',
  size: 144,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, stageCount: 20, pStages: 24, pVertexInputState: 32, pInputAssemblyState: 40, pTessellationState: 48, pViewportState: 56, pRasterizationState: 64, pMultisampleState: 72, pDepthStencilState: 80, pColorBlendState: 88, pDynamicState: 96, layout: 104, renderPass: 112, subpass: 120, basePipelineHandle: 128, basePipelineIndex: 136 },
  write(view: DataView, at: number, value: VkGraphicsPipelineCreateInfo, arena: StructMemory) {
    view.setInt32(at, 28, true) // VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.stageCount ?? countOf(value.pStages), true)
    if (value.pStages !== undefined) view.setBigUint64(at + 24, toStructs(arena, VkPipelineShaderStageCreateInfo, value.pStages), true)
    if (value.pVertexInputState !== undefined) view.setBigUint64(at + 32, toStruct(arena, VkPipelineVertexInputStateCreateInfo, value.pVertexInputState), true)
    if (value.pInputAssemblyState !== undefined) view.setBigUint64(at + 40, toStruct(arena, VkPipelineInputAssemblyStateCreateInfo, value.pInputAssemblyState), true)
    if (value.pTessellationState !== undefined) view.setBigUint64(at + 48, toStruct(arena, VkPipelineTessellationStateCreateInfo, value.pTessellationState), true)
    if (value.pViewportState !== undefined) view.setBigUint64(at + 56, toStruct(arena, VkPipelineViewportStateCreateInfo, value.pViewportState), true)
    if (value.pRasterizationState !== undefined) view.setBigUint64(at + 64, toStruct(arena, VkPipelineRasterizationStateCreateInfo, value.pRasterizationState), true)
    if (value.pMultisampleState !== undefined) view.setBigUint64(at + 72, toStruct(arena, VkPipelineMultisampleStateCreateInfo, value.pMultisampleState), true)
    if (value.pDepthStencilState !== undefined) view.setBigUint64(at + 80, toStruct(arena, VkPipelineDepthStencilStateCreateInfo, value.pDepthStencilState), true)
    if (value.pColorBlendState !== undefined) view.setBigUint64(at + 88, toStruct(arena, VkPipelineColorBlendStateCreateInfo, value.pColorBlendState), true)
    if (value.pDynamicState !== undefined) view.setBigUint64(at + 96, toStruct(arena, VkPipelineDynamicStateCreateInfo, value.pDynamicState), true)
    if (value.layout !== undefined) view.setBigUint64(at + 104, value.layout, true)
    if (value.renderPass !== undefined) view.setBigUint64(at + 112, value.renderPass, true)
    if (value.subpass !== undefined) view.setUint32(at + 120, value.subpass, true)
    if (value.basePipelineHandle !== undefined) view.setBigUint64(at + 128, value.basePipelineHandle, true)
    view.setInt32(at + 136, value.basePipelineIndex, true)
  },
} as const satisfies Struct<'VkGraphicsPipelineCreateInfo', VkGraphicsPipelineCreateInfo>

export interface VkQueryPoolCreateInfo {
  pNext?: Pointer | null
  flags?: VkQueryPoolCreateFlags
  queryType: VkQueryType
  queryCount: number
  pipelineStatistics?: VkQueryPipelineStatisticFlags
}
export const VkQueryPoolCreateInfo = {
  name: 'VkQueryPoolCreateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, queryType: 20, queryCount: 24, pipelineStatistics: 28 },
  write(view: DataView, at: number, value: VkQueryPoolCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 11, true) // VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setInt32(at + 20, value.queryType, true)
    view.setUint32(at + 24, value.queryCount, true)
    if (value.pipelineStatistics !== undefined) view.setUint32(at + 28, value.pipelineStatistics, true)
  },
} as const satisfies Struct<'VkQueryPoolCreateInfo', VkQueryPoolCreateInfo>

export interface VkCommandPoolCreateInfo {
  pNext?: Pointer | null
  flags?: VkCommandPoolCreateFlags
  queueFamilyIndex: number
}
export const VkCommandPoolCreateInfo = {
  name: 'VkCommandPoolCreateInfo',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, queueFamilyIndex: 20 },
  write(view: DataView, at: number, value: VkCommandPoolCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 39, true) // VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.queueFamilyIndex, true)
  },
} as const satisfies Struct<'VkCommandPoolCreateInfo', VkCommandPoolCreateInfo>

export interface VkCommandBufferAllocateInfo {
  pNext?: Pointer | null
  commandPool: VkCommandPool
  level: VkCommandBufferLevel
  commandBufferCount: number
}
export const VkCommandBufferAllocateInfo = {
  name: 'VkCommandBufferAllocateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, commandPool: 16, level: 24, commandBufferCount: 28 },
  write(view: DataView, at: number, value: VkCommandBufferAllocateInfo, _arena: StructMemory) {
    view.setInt32(at, 40, true) // VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.commandPool, true)
    view.setInt32(at + 24, value.level, true)
    view.setUint32(at + 28, value.commandBufferCount, true)
  },
} as const satisfies Struct<'VkCommandBufferAllocateInfo', VkCommandBufferAllocateInfo>

export interface VkCommandBufferInheritanceInfo {
  pNext?: Pointer | null
  renderPass?: VkRenderPass
  subpass: number
  framebuffer?: VkFramebuffer
  occlusionQueryEnable?: VkBool32
  queryFlags?: VkQueryControlFlags
  pipelineStatistics?: VkQueryPipelineStatisticFlags
}
export const VkCommandBufferInheritanceInfo = {
  name: 'VkCommandBufferInheritanceInfo',
  size: 56,
  align: 8,
  offsets: { sType: 0, pNext: 8, renderPass: 16, subpass: 24, framebuffer: 32, occlusionQueryEnable: 40, queryFlags: 44, pipelineStatistics: 48 },
  write(view: DataView, at: number, value: VkCommandBufferInheritanceInfo, _arena: StructMemory) {
    view.setInt32(at, 41, true) // VK_STRUCTURE_TYPE_COMMAND_BUFFER_INHERITANCE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.renderPass !== undefined) view.setBigUint64(at + 16, value.renderPass, true)
    view.setUint32(at + 24, value.subpass, true)
    if (value.framebuffer !== undefined) view.setBigUint64(at + 32, value.framebuffer, true)
    if (value.occlusionQueryEnable === true) view.setUint32(at + 40, 1, true)
    if (value.queryFlags !== undefined) view.setUint32(at + 44, value.queryFlags, true)
    if (value.pipelineStatistics !== undefined) view.setUint32(at + 48, value.pipelineStatistics, true)
  },
} as const satisfies Struct<'VkCommandBufferInheritanceInfo', VkCommandBufferInheritanceInfo>

export interface VkCommandBufferBeginInfo {
  pNext?: Pointer | null
  flags?: VkCommandBufferUsageFlags
  pInheritanceInfo?: Pointed<'VkCommandBufferInheritanceInfo', VkCommandBufferInheritanceInfo>
}
export const VkCommandBufferBeginInfo = {
  name: 'VkCommandBufferBeginInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, pInheritanceInfo: 24 },
  write(view: DataView, at: number, value: VkCommandBufferBeginInfo, arena: StructMemory) {
    view.setInt32(at, 42, true) // VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    if (value.pInheritanceInfo !== undefined) view.setBigUint64(at + 24, toStruct(arena, VkCommandBufferInheritanceInfo, value.pInheritanceInfo), true)
  },
} as const satisfies Struct<'VkCommandBufferBeginInfo', VkCommandBufferBeginInfo>

export interface VkBufferCopy2 {
  pNext?: Pointer | null
  srcOffset: VkDeviceSize
  dstOffset: VkDeviceSize
  size?: VkDeviceSize
}
export const VkBufferCopy2 = {
  name: 'VkBufferCopy2',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcOffset: 16, dstOffset: 24, size: 32 },
  write(view: DataView, at: number, value: VkBufferCopy2, _arena: StructMemory) {
    view.setInt32(at, 1000337006, true) // VK_STRUCTURE_TYPE_BUFFER_COPY_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    setU64(view, at + 16, value.srcOffset)
    setU64(view, at + 24, value.dstOffset)
    if (value.size !== undefined) setU64(view, at + 32, value.size)
  },
} as const satisfies Struct<'VkBufferCopy2', VkBufferCopy2>

export interface VkCopyBufferInfo2 {
  pNext?: Pointer | null
  srcBuffer: VkBuffer
  dstBuffer: VkBuffer
  regionCount?: number
  pRegions: PointedArray<'VkBufferCopy2', VkBufferCopy2>
}
export const VkCopyBufferInfo2 = {
  name: 'VkCopyBufferInfo2',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcBuffer: 16, dstBuffer: 24, regionCount: 32, pRegions: 40 },
  write(view: DataView, at: number, value: VkCopyBufferInfo2, arena: StructMemory) {
    view.setInt32(at, 1000337000, true) // VK_STRUCTURE_TYPE_COPY_BUFFER_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.srcBuffer, true)
    view.setBigUint64(at + 24, value.dstBuffer, true)
    view.setUint32(at + 32, value.regionCount ?? countOf(value.pRegions), true)
    view.setBigUint64(at + 40, toStructs(arena, VkBufferCopy2, value.pRegions), true)
  },
} as const satisfies Struct<'VkCopyBufferInfo2', VkCopyBufferInfo2>

export interface VkImageSubresourceLayers {
  aspectMask: VkImageAspectFlags
  mipLevel: number
  baseArrayLayer: number
  layerCount: number
}
export const VkImageSubresourceLayers = {
  name: 'VkImageSubresourceLayers',
  size: 16,
  align: 4,
  offsets: { aspectMask: 0, mipLevel: 4, baseArrayLayer: 8, layerCount: 12 },
  write(view: DataView, at: number, value: VkImageSubresourceLayers, _arena: StructMemory) {
    view.setUint32(at, value.aspectMask, true)
    view.setUint32(at + 4, value.mipLevel, true)
    view.setUint32(at + 8, value.baseArrayLayer, true)
    view.setUint32(at + 12, value.layerCount, true)
  },
} as const satisfies Struct<'VkImageSubresourceLayers', VkImageSubresourceLayers>

export interface VkOffset3D {
  x: number
  y: number
  z: number
}
export const VkOffset3D = {
  name: 'VkOffset3D',
  size: 12,
  align: 4,
  offsets: { x: 0, y: 4, z: 8 },
  write(view: DataView, at: number, value: VkOffset3D, _arena: StructMemory) {
    view.setInt32(at, value.x, true)
    view.setInt32(at + 4, value.y, true)
    view.setInt32(at + 8, value.z, true)
  },
} as const satisfies Struct<'VkOffset3D', VkOffset3D>

export interface VkImageCopy2 {
  pNext?: Pointer | null
  srcSubresource: VkImageSubresourceLayers
  srcOffset: VkOffset3D
  dstSubresource: VkImageSubresourceLayers
  dstOffset: VkOffset3D
  extent: VkExtent3D
}
export const VkImageCopy2 = {
  name: 'VkImageCopy2',
  size: 88,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcSubresource: 16, srcOffset: 32, dstSubresource: 44, dstOffset: 60, extent: 72 },
  write(view: DataView, at: number, value: VkImageCopy2, arena: StructMemory) {
    view.setInt32(at, 1000337007, true) // VK_STRUCTURE_TYPE_IMAGE_COPY_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    VkImageSubresourceLayers.write(view, at + 16, value.srcSubresource, arena)
    VkOffset3D.write(view, at + 32, value.srcOffset, arena)
    VkImageSubresourceLayers.write(view, at + 44, value.dstSubresource, arena)
    VkOffset3D.write(view, at + 60, value.dstOffset, arena)
    VkExtent3D.write(view, at + 72, value.extent, arena)
  },
} as const satisfies Struct<'VkImageCopy2', VkImageCopy2>

export interface VkCopyImageInfo2 {
  pNext?: Pointer | null
  srcImage: VkImage
  srcImageLayout: VkImageLayout
  dstImage: VkImage
  dstImageLayout: VkImageLayout
  regionCount?: number
  pRegions: PointedArray<'VkImageCopy2', VkImageCopy2>
}
export const VkCopyImageInfo2 = {
  name: 'VkCopyImageInfo2',
  size: 56,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcImage: 16, srcImageLayout: 24, dstImage: 32, dstImageLayout: 40, regionCount: 44, pRegions: 48 },
  write(view: DataView, at: number, value: VkCopyImageInfo2, arena: StructMemory) {
    view.setInt32(at, 1000337001, true) // VK_STRUCTURE_TYPE_COPY_IMAGE_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.srcImage, true)
    view.setInt32(at + 24, value.srcImageLayout, true)
    view.setBigUint64(at + 32, value.dstImage, true)
    view.setInt32(at + 40, value.dstImageLayout, true)
    view.setUint32(at + 44, value.regionCount ?? countOf(value.pRegions), true)
    view.setBigUint64(at + 48, toStructs(arena, VkImageCopy2, value.pRegions), true)
  },
} as const satisfies Struct<'VkCopyImageInfo2', VkCopyImageInfo2>

export interface VkBufferImageCopy2 {
  pNext?: Pointer | null
  bufferOffset: VkDeviceSize
  bufferRowLength: number
  bufferImageHeight: number
  imageSubresource: VkImageSubresourceLayers
  imageOffset: VkOffset3D
  imageExtent: VkExtent3D
}
export const VkBufferImageCopy2 = {
  name: 'VkBufferImageCopy2',
  size: 72,
  align: 8,
  offsets: { sType: 0, pNext: 8, bufferOffset: 16, bufferRowLength: 24, bufferImageHeight: 28, imageSubresource: 32, imageOffset: 48, imageExtent: 60 },
  write(view: DataView, at: number, value: VkBufferImageCopy2, arena: StructMemory) {
    view.setInt32(at, 1000337009, true) // VK_STRUCTURE_TYPE_BUFFER_IMAGE_COPY_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    setU64(view, at + 16, value.bufferOffset)
    view.setUint32(at + 24, value.bufferRowLength, true)
    view.setUint32(at + 28, value.bufferImageHeight, true)
    VkImageSubresourceLayers.write(view, at + 32, value.imageSubresource, arena)
    VkOffset3D.write(view, at + 48, value.imageOffset, arena)
    VkExtent3D.write(view, at + 60, value.imageExtent, arena)
  },
} as const satisfies Struct<'VkBufferImageCopy2', VkBufferImageCopy2>

export interface VkCopyBufferToImageInfo2 {
  pNext?: Pointer | null
  srcBuffer: VkBuffer
  dstImage: VkImage
  dstImageLayout: VkImageLayout
  regionCount?: number
  pRegions: PointedArray<'VkBufferImageCopy2', VkBufferImageCopy2>
}
export const VkCopyBufferToImageInfo2 = {
  name: 'VkCopyBufferToImageInfo2',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcBuffer: 16, dstImage: 24, dstImageLayout: 32, regionCount: 36, pRegions: 40 },
  write(view: DataView, at: number, value: VkCopyBufferToImageInfo2, arena: StructMemory) {
    view.setInt32(at, 1000337002, true) // VK_STRUCTURE_TYPE_COPY_BUFFER_TO_IMAGE_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.srcBuffer, true)
    view.setBigUint64(at + 24, value.dstImage, true)
    view.setInt32(at + 32, value.dstImageLayout, true)
    view.setUint32(at + 36, value.regionCount ?? countOf(value.pRegions), true)
    view.setBigUint64(at + 40, toStructs(arena, VkBufferImageCopy2, value.pRegions), true)
  },
} as const satisfies Struct<'VkCopyBufferToImageInfo2', VkCopyBufferToImageInfo2>

export interface VkCopyImageToBufferInfo2 {
  pNext?: Pointer | null
  srcImage: VkImage
  srcImageLayout: VkImageLayout
  dstBuffer: VkBuffer
  regionCount?: number
  pRegions: PointedArray<'VkBufferImageCopy2', VkBufferImageCopy2>
}
export const VkCopyImageToBufferInfo2 = {
  name: 'VkCopyImageToBufferInfo2',
  size: 56,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcImage: 16, srcImageLayout: 24, dstBuffer: 32, regionCount: 40, pRegions: 48 },
  write(view: DataView, at: number, value: VkCopyImageToBufferInfo2, arena: StructMemory) {
    view.setInt32(at, 1000337003, true) // VK_STRUCTURE_TYPE_COPY_IMAGE_TO_BUFFER_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.srcImage, true)
    view.setInt32(at + 24, value.srcImageLayout, true)
    view.setBigUint64(at + 32, value.dstBuffer, true)
    view.setUint32(at + 40, value.regionCount ?? countOf(value.pRegions), true)
    view.setBigUint64(at + 48, toStructs(arena, VkBufferImageCopy2, value.pRegions), true)
  },
} as const satisfies Struct<'VkCopyImageToBufferInfo2', VkCopyImageToBufferInfo2>

export interface VkImageBlit2 {
  pNext?: Pointer | null
  srcSubresource: VkImageSubresourceLayers
  srcOffsets?: readonly VkOffset3D[]
  dstSubresource: VkImageSubresourceLayers
  dstOffsets?: readonly VkOffset3D[]
}
export const VkImageBlit2 = {
  name: 'VkImageBlit2',
  size: 96,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcSubresource: 16, srcOffsets: 32, dstSubresource: 56, dstOffsets: 72 },
  write(view: DataView, at: number, value: VkImageBlit2, arena: StructMemory) {
    view.setInt32(at, 1000337008, true) // VK_STRUCTURE_TYPE_IMAGE_BLIT_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    VkImageSubresourceLayers.write(view, at + 16, value.srcSubresource, arena)
    if (value.srcOffsets !== undefined) setStructs(view, at + 32, 2, VkOffset3D, value.srcOffsets, arena)
    VkImageSubresourceLayers.write(view, at + 56, value.dstSubresource, arena)
    if (value.dstOffsets !== undefined) setStructs(view, at + 72, 2, VkOffset3D, value.dstOffsets, arena)
  },
} as const satisfies Struct<'VkImageBlit2', VkImageBlit2>

export interface VkBlitImageInfo2 {
  pNext?: Pointer | null
  srcImage: VkImage
  srcImageLayout: VkImageLayout
  dstImage: VkImage
  dstImageLayout: VkImageLayout
  regionCount?: number
  pRegions: PointedArray<'VkImageBlit2', VkImageBlit2>
  filter: VkFilter
}
export const VkBlitImageInfo2 = {
  name: 'VkBlitImageInfo2',
  size: 64,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcImage: 16, srcImageLayout: 24, dstImage: 32, dstImageLayout: 40, regionCount: 44, pRegions: 48, filter: 56 },
  write(view: DataView, at: number, value: VkBlitImageInfo2, arena: StructMemory) {
    view.setInt32(at, 1000337004, true) // VK_STRUCTURE_TYPE_BLIT_IMAGE_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.srcImage, true)
    view.setInt32(at + 24, value.srcImageLayout, true)
    view.setBigUint64(at + 32, value.dstImage, true)
    view.setInt32(at + 40, value.dstImageLayout, true)
    view.setUint32(at + 44, value.regionCount ?? countOf(value.pRegions), true)
    view.setBigUint64(at + 48, toStructs(arena, VkImageBlit2, value.pRegions), true)
    view.setInt32(at + 56, value.filter, true)
  },
} as const satisfies Struct<'VkBlitImageInfo2', VkBlitImageInfo2>

export interface VkImageResolve2 {
  pNext?: Pointer | null
  srcSubresource: VkImageSubresourceLayers
  srcOffset: VkOffset3D
  dstSubresource: VkImageSubresourceLayers
  dstOffset: VkOffset3D
  extent: VkExtent3D
}
export const VkImageResolve2 = {
  name: 'VkImageResolve2',
  size: 88,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcSubresource: 16, srcOffset: 32, dstSubresource: 44, dstOffset: 60, extent: 72 },
  write(view: DataView, at: number, value: VkImageResolve2, arena: StructMemory) {
    view.setInt32(at, 1000337010, true) // VK_STRUCTURE_TYPE_IMAGE_RESOLVE_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    VkImageSubresourceLayers.write(view, at + 16, value.srcSubresource, arena)
    VkOffset3D.write(view, at + 32, value.srcOffset, arena)
    VkImageSubresourceLayers.write(view, at + 44, value.dstSubresource, arena)
    VkOffset3D.write(view, at + 60, value.dstOffset, arena)
    VkExtent3D.write(view, at + 72, value.extent, arena)
  },
} as const satisfies Struct<'VkImageResolve2', VkImageResolve2>

export interface VkResolveImageInfo2 {
  pNext?: Pointer | null
  srcImage: VkImage
  srcImageLayout: VkImageLayout
  dstImage: VkImage
  dstImageLayout: VkImageLayout
  regionCount?: number
  pRegions: PointedArray<'VkImageResolve2', VkImageResolve2>
}
export const VkResolveImageInfo2 = {
  name: 'VkResolveImageInfo2',
  size: 56,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcImage: 16, srcImageLayout: 24, dstImage: 32, dstImageLayout: 40, regionCount: 44, pRegions: 48 },
  write(view: DataView, at: number, value: VkResolveImageInfo2, arena: StructMemory) {
    view.setInt32(at, 1000337005, true) // VK_STRUCTURE_TYPE_RESOLVE_IMAGE_INFO_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, value.srcImage, true)
    view.setInt32(at + 24, value.srcImageLayout, true)
    view.setBigUint64(at + 32, value.dstImage, true)
    view.setInt32(at + 40, value.dstImageLayout, true)
    view.setUint32(at + 44, value.regionCount ?? countOf(value.pRegions), true)
    view.setBigUint64(at + 48, toStructs(arena, VkImageResolve2, value.pRegions), true)
  },
} as const satisfies Struct<'VkResolveImageInfo2', VkResolveImageInfo2>

export interface VkClearColorValue {
  float32?: readonly number[] | Float32Array
  int32?: readonly number[] | Int32Array
  uint32?: readonly number[] | Uint32Array
}
export const VkClearColorValue = {
  name: 'VkClearColorValue',
  size: 16,
  align: 4,
  offsets: { float32: 0, int32: 0, uint32: 0 },
  write(view: DataView, at: number, value: VkClearColorValue, _arena: StructMemory) {
    if (value.float32 !== undefined) setF32s(view, at, 4, value.float32)
    if (value.int32 !== undefined) setI32s(view, at, 4, value.int32)
    if (value.uint32 !== undefined) setU32s(view, at, 4, value.uint32)
  },
} as const satisfies Struct<'VkClearColorValue', VkClearColorValue>

export interface VkClearDepthStencilValue {
  depth?: number
  stencil: number
}
export const VkClearDepthStencilValue = {
  name: 'VkClearDepthStencilValue',
  size: 8,
  align: 4,
  offsets: { depth: 0, stencil: 4 },
  write(view: DataView, at: number, value: VkClearDepthStencilValue, _arena: StructMemory) {
    if (value.depth !== undefined) view.setFloat32(at, value.depth, true)
    view.setUint32(at + 4, value.stencil, true)
  },
} as const satisfies Struct<'VkClearDepthStencilValue', VkClearDepthStencilValue>

export interface VkMemoryBarrier2 {
  pNext?: Pointer | null
  srcStageMask?: VkPipelineStageFlags2
  srcAccessMask?: VkAccessFlags2
  dstStageMask?: VkPipelineStageFlags2
  dstAccessMask?: VkAccessFlags2
}
export const VkMemoryBarrier2 = {
  name: 'VkMemoryBarrier2',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcStageMask: 16, srcAccessMask: 24, dstStageMask: 32, dstAccessMask: 40 },
  write(view: DataView, at: number, value: VkMemoryBarrier2, _arena: StructMemory) {
    view.setInt32(at, 1000314000, true) // VK_STRUCTURE_TYPE_MEMORY_BARRIER_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.srcStageMask !== undefined) view.setBigUint64(at + 16, value.srcStageMask, true)
    if (value.srcAccessMask !== undefined) view.setBigUint64(at + 24, value.srcAccessMask, true)
    if (value.dstStageMask !== undefined) view.setBigUint64(at + 32, value.dstStageMask, true)
    if (value.dstAccessMask !== undefined) view.setBigUint64(at + 40, value.dstAccessMask, true)
  },
} as const satisfies Struct<'VkMemoryBarrier2', VkMemoryBarrier2>

export interface VkBufferMemoryBarrier2 {
  pNext?: Pointer | null
  srcStageMask?: VkPipelineStageFlags2
  srcAccessMask?: VkAccessFlags2
  dstStageMask?: VkPipelineStageFlags2
  dstAccessMask?: VkAccessFlags2
  srcQueueFamilyIndex: number
  dstQueueFamilyIndex: number
  buffer: VkBuffer
  offset: VkDeviceSize
  size: VkDeviceSize
}
export const VkBufferMemoryBarrier2 = {
  name: 'VkBufferMemoryBarrier2',
  size: 80,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcStageMask: 16, srcAccessMask: 24, dstStageMask: 32, dstAccessMask: 40, srcQueueFamilyIndex: 48, dstQueueFamilyIndex: 52, buffer: 56, offset: 64, size: 72 },
  write(view: DataView, at: number, value: VkBufferMemoryBarrier2, _arena: StructMemory) {
    view.setInt32(at, 1000314001, true) // VK_STRUCTURE_TYPE_BUFFER_MEMORY_BARRIER_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.srcStageMask !== undefined) view.setBigUint64(at + 16, value.srcStageMask, true)
    if (value.srcAccessMask !== undefined) view.setBigUint64(at + 24, value.srcAccessMask, true)
    if (value.dstStageMask !== undefined) view.setBigUint64(at + 32, value.dstStageMask, true)
    if (value.dstAccessMask !== undefined) view.setBigUint64(at + 40, value.dstAccessMask, true)
    view.setUint32(at + 48, value.srcQueueFamilyIndex, true)
    view.setUint32(at + 52, value.dstQueueFamilyIndex, true)
    view.setBigUint64(at + 56, value.buffer, true)
    setU64(view, at + 64, value.offset)
    setU64(view, at + 72, value.size)
  },
} as const satisfies Struct<'VkBufferMemoryBarrier2', VkBufferMemoryBarrier2>

export interface VkImageMemoryBarrier2 {
  pNext?: Pointer | null
  srcStageMask?: VkPipelineStageFlags2
  srcAccessMask?: VkAccessFlags2
  dstStageMask?: VkPipelineStageFlags2
  dstAccessMask?: VkAccessFlags2
  oldLayout: VkImageLayout
  newLayout: VkImageLayout
  srcQueueFamilyIndex: number
  dstQueueFamilyIndex: number
  image: VkImage
  subresourceRange: VkImageSubresourceRange
}
export const VkImageMemoryBarrier2 = {
  name: 'VkImageMemoryBarrier2',
  size: 96,
  align: 8,
  offsets: { sType: 0, pNext: 8, srcStageMask: 16, srcAccessMask: 24, dstStageMask: 32, dstAccessMask: 40, oldLayout: 48, newLayout: 52, srcQueueFamilyIndex: 56, dstQueueFamilyIndex: 60, image: 64, subresourceRange: 72 },
  write(view: DataView, at: number, value: VkImageMemoryBarrier2, arena: StructMemory) {
    view.setInt32(at, 1000314002, true) // VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.srcStageMask !== undefined) view.setBigUint64(at + 16, value.srcStageMask, true)
    if (value.srcAccessMask !== undefined) view.setBigUint64(at + 24, value.srcAccessMask, true)
    if (value.dstStageMask !== undefined) view.setBigUint64(at + 32, value.dstStageMask, true)
    if (value.dstAccessMask !== undefined) view.setBigUint64(at + 40, value.dstAccessMask, true)
    view.setInt32(at + 48, value.oldLayout, true)
    view.setInt32(at + 52, value.newLayout, true)
    view.setUint32(at + 56, value.srcQueueFamilyIndex, true)
    view.setUint32(at + 60, value.dstQueueFamilyIndex, true)
    view.setBigUint64(at + 64, value.image, true)
    VkImageSubresourceRange.write(view, at + 72, value.subresourceRange, arena)
  },
} as const satisfies Struct<'VkImageMemoryBarrier2', VkImageMemoryBarrier2>

export interface VkDependencyInfo {
  pNext?: Pointer | null
  dependencyFlags?: VkDependencyFlags
  memoryBarrierCount?: number
  pMemoryBarriers?: PointedArray<'VkMemoryBarrier2', VkMemoryBarrier2>
  bufferMemoryBarrierCount?: number
  pBufferMemoryBarriers?: PointedArray<'VkBufferMemoryBarrier2', VkBufferMemoryBarrier2>
  imageMemoryBarrierCount?: number
  pImageMemoryBarriers?: PointedArray<'VkImageMemoryBarrier2', VkImageMemoryBarrier2>
}
export const VkDependencyInfo = {
  name: 'VkDependencyInfo',
  size: 64,
  align: 8,
  offsets: { sType: 0, pNext: 8, dependencyFlags: 16, memoryBarrierCount: 20, pMemoryBarriers: 24, bufferMemoryBarrierCount: 32, pBufferMemoryBarriers: 40, imageMemoryBarrierCount: 48, pImageMemoryBarriers: 56 },
  write(view: DataView, at: number, value: VkDependencyInfo, arena: StructMemory) {
    view.setInt32(at, 1000314003, true) // VK_STRUCTURE_TYPE_DEPENDENCY_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.dependencyFlags !== undefined) view.setUint32(at + 16, value.dependencyFlags, true)
    view.setUint32(at + 20, value.memoryBarrierCount ?? countOf(value.pMemoryBarriers), true)
    if (value.pMemoryBarriers !== undefined) view.setBigUint64(at + 24, toStructs(arena, VkMemoryBarrier2, value.pMemoryBarriers), true)
    view.setUint32(at + 32, value.bufferMemoryBarrierCount ?? countOf(value.pBufferMemoryBarriers), true)
    if (value.pBufferMemoryBarriers !== undefined) view.setBigUint64(at + 40, toStructs(arena, VkBufferMemoryBarrier2, value.pBufferMemoryBarriers), true)
    view.setUint32(at + 48, value.imageMemoryBarrierCount ?? countOf(value.pImageMemoryBarriers), true)
    if (value.pImageMemoryBarriers !== undefined) view.setBigUint64(at + 56, toStructs(arena, VkImageMemoryBarrier2, value.pImageMemoryBarriers), true)
  },
} as const satisfies Struct<'VkDependencyInfo', VkDependencyInfo>

export interface VkDebugUtilsLabelEXT {
  pNext?: Pointer | null
  pLabelName: string | Pointer | null
  color?: readonly number[] | Float32Array
}
export const VkDebugUtilsLabelEXT = {
  name: 'VkDebugUtilsLabelEXT',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, pLabelName: 16, color: 24 },
  write(view: DataView, at: number, value: VkDebugUtilsLabelEXT, arena: StructMemory) {
    view.setInt32(at, 1000128002, true) // VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setBigUint64(at + 16, toText(arena, value.pLabelName), true)
    if (value.color !== undefined) setF32s(view, at + 24, 4, value.color)
  },
} as const satisfies Struct<'VkDebugUtilsLabelEXT', VkDebugUtilsLabelEXT>

export interface VkClearValue {
  color?: VkClearColorValue
  depthStencil?: VkClearDepthStencilValue
}
export const VkClearValue = {
  name: 'VkClearValue',
  size: 16,
  align: 4,
  offsets: { color: 0, depthStencil: 0 },
  write(view: DataView, at: number, value: VkClearValue, arena: StructMemory) {
    if (value.color !== undefined) VkClearColorValue.write(view, at, value.color, arena)
    if (value.depthStencil !== undefined) VkClearDepthStencilValue.write(view, at, value.depthStencil, arena)
  },
} as const satisfies Struct<'VkClearValue', VkClearValue>

export interface VkRenderingAttachmentInfo {
  pNext?: Pointer | null
  imageView?: VkImageView
  imageLayout: VkImageLayout
  resolveMode?: VkResolveModeFlagBits
  resolveImageView?: VkImageView
  resolveImageLayout: VkImageLayout
  loadOp: VkAttachmentLoadOp
  storeOp: VkAttachmentStoreOp
  clearValue: VkClearValue
}
export const VkRenderingAttachmentInfo = {
  name: 'VkRenderingAttachmentInfo',
  size: 72,
  align: 8,
  offsets: { sType: 0, pNext: 8, imageView: 16, imageLayout: 24, resolveMode: 28, resolveImageView: 32, resolveImageLayout: 40, loadOp: 44, storeOp: 48, clearValue: 52 },
  write(view: DataView, at: number, value: VkRenderingAttachmentInfo, arena: StructMemory) {
    view.setInt32(at, 1000044001, true) // VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.imageView !== undefined) view.setBigUint64(at + 16, value.imageView, true)
    view.setInt32(at + 24, value.imageLayout, true)
    if (value.resolveMode !== undefined) view.setInt32(at + 28, value.resolveMode, true)
    if (value.resolveImageView !== undefined) view.setBigUint64(at + 32, value.resolveImageView, true)
    view.setInt32(at + 40, value.resolveImageLayout, true)
    view.setInt32(at + 44, value.loadOp, true)
    view.setInt32(at + 48, value.storeOp, true)
    VkClearValue.write(view, at + 52, value.clearValue, arena)
  },
} as const satisfies Struct<'VkRenderingAttachmentInfo', VkRenderingAttachmentInfo>

export interface VkRenderingInfo {
  pNext?: Pointer | null
  flags?: VkRenderingFlags
  renderArea: VkRect2D
  layerCount: number
  viewMask: number
  colorAttachmentCount?: number
  pColorAttachments?: PointedArray<'VkRenderingAttachmentInfo', VkRenderingAttachmentInfo>
  pDepthAttachment?: Pointed<'VkRenderingAttachmentInfo', VkRenderingAttachmentInfo>
  pStencilAttachment?: Pointed<'VkRenderingAttachmentInfo', VkRenderingAttachmentInfo>
}
export const VkRenderingInfo = {
  name: 'VkRenderingInfo',
  size: 72,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, renderArea: 20, layerCount: 36, viewMask: 40, colorAttachmentCount: 44, pColorAttachments: 48, pDepthAttachment: 56, pStencilAttachment: 64 },
  write(view: DataView, at: number, value: VkRenderingInfo, arena: StructMemory) {
    view.setInt32(at, 1000044000, true) // VK_STRUCTURE_TYPE_RENDERING_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    VkRect2D.write(view, at + 20, value.renderArea, arena)
    view.setUint32(at + 36, value.layerCount, true)
    view.setUint32(at + 40, value.viewMask, true)
    view.setUint32(at + 44, value.colorAttachmentCount ?? countOf(value.pColorAttachments), true)
    if (value.pColorAttachments !== undefined) view.setBigUint64(at + 48, toStructs(arena, VkRenderingAttachmentInfo, value.pColorAttachments), true)
    if (value.pDepthAttachment !== undefined) view.setBigUint64(at + 56, toStruct(arena, VkRenderingAttachmentInfo, value.pDepthAttachment), true)
    if (value.pStencilAttachment !== undefined) view.setBigUint64(at + 64, toStruct(arena, VkRenderingAttachmentInfo, value.pStencilAttachment), true)
  },
} as const satisfies Struct<'VkRenderingInfo', VkRenderingInfo>

export interface VkClearAttachment {
  aspectMask: VkImageAspectFlags
  colorAttachment: number
  clearValue?: VkClearValue
}
export const VkClearAttachment = {
  name: 'VkClearAttachment',
  size: 24,
  align: 4,
  offsets: { aspectMask: 0, colorAttachment: 4, clearValue: 8 },
  write(view: DataView, at: number, value: VkClearAttachment, arena: StructMemory) {
    view.setUint32(at, value.aspectMask, true)
    view.setUint32(at + 4, value.colorAttachment, true)
    if (value.clearValue !== undefined) VkClearValue.write(view, at + 8, value.clearValue, arena)
  },
} as const satisfies Struct<'VkClearAttachment', VkClearAttachment>

export interface VkClearRect {
  rect: VkRect2D
  baseArrayLayer: number
  layerCount: number
}
export const VkClearRect = {
  name: 'VkClearRect',
  size: 24,
  align: 4,
  offsets: { rect: 0, baseArrayLayer: 16, layerCount: 20 },
  write(view: DataView, at: number, value: VkClearRect, arena: StructMemory) {
    VkRect2D.write(view, at, value.rect, arena)
    view.setUint32(at + 16, value.baseArrayLayer, true)
    view.setUint32(at + 20, value.layerCount, true)
  },
} as const satisfies Struct<'VkClearRect', VkClearRect>

export interface VkValidationFeaturesEXT {
  pNext?: Pointer | null
  enabledValidationFeatureCount?: number
  pEnabledValidationFeatures?: PointedArray<'VkValidationFeatureEnableEXT', VkValidationFeatureEnableEXT> | Int32Array
  disabledValidationFeatureCount?: number
  pDisabledValidationFeatures?: PointedArray<'VkValidationFeatureDisableEXT', VkValidationFeatureDisableEXT> | Int32Array
}
export const VkValidationFeaturesEXT = {
  name: 'VkValidationFeaturesEXT',
  size: 48,
  align: 8,
  offsets: { sType: 0, pNext: 8, enabledValidationFeatureCount: 16, pEnabledValidationFeatures: 24, disabledValidationFeatureCount: 32, pDisabledValidationFeatures: 40 },
  write(view: DataView, at: number, value: VkValidationFeaturesEXT, arena: StructMemory) {
    view.setInt32(at, 1000247000, true) // VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setUint32(at + 16, value.enabledValidationFeatureCount ?? countOf(value.pEnabledValidationFeatures), true)
    if (value.pEnabledValidationFeatures !== undefined) view.setBigUint64(at + 24, toI32s(arena, value.pEnabledValidationFeatures), true)
    view.setUint32(at + 32, value.disabledValidationFeatureCount ?? countOf(value.pDisabledValidationFeatures), true)
    if (value.pDisabledValidationFeatures !== undefined) view.setBigUint64(at + 40, toI32s(arena, value.pDisabledValidationFeatures), true)
  },
} as const satisfies Struct<'VkValidationFeaturesEXT', VkValidationFeaturesEXT>

export interface VkDebugUtilsMessengerCallbackDataEXT {
  pNext?: Pointer | null
}
export interface VkDebugUtilsMessengerCallbackDataEXTOut {
  flags: VkDebugUtilsMessengerCallbackDataFlagsEXT
  pMessageIdName: Pointer
  messageIdNumber: number
  pMessage: Pointer
  queueLabelCount: number
  pQueueLabels: Pointer
  cmdBufLabelCount: number
  pCmdBufLabels: Pointer
  objectCount: number
  pObjects: Pointer
}
export const VkDebugUtilsMessengerCallbackDataEXT = {
  name: 'VkDebugUtilsMessengerCallbackDataEXT',
  size: 96,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, pMessageIdName: 24, messageIdNumber: 32, pMessage: 40, queueLabelCount: 48, pQueueLabels: 56, cmdBufLabelCount: 64, pCmdBufLabels: 72, objectCount: 80, pObjects: 88 },
  write(view: DataView, at: number, value: VkDebugUtilsMessengerCallbackDataEXT, _arena: StructMemory) {
    view.setInt32(at, 1000128003, true) // VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CALLBACK_DATA_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkDebugUtilsMessengerCallbackDataEXTOut {
    return {
      flags: view.getUint32(at + 16, true),
      pMessageIdName: view.getBigUint64(at + 24, true) as Pointer,
      messageIdNumber: view.getInt32(at + 32, true),
      pMessage: view.getBigUint64(at + 40, true) as Pointer,
      queueLabelCount: view.getUint32(at + 48, true),
      pQueueLabels: view.getBigUint64(at + 56, true) as Pointer,
      cmdBufLabelCount: view.getUint32(at + 64, true),
      pCmdBufLabels: view.getBigUint64(at + 72, true) as Pointer,
      objectCount: view.getUint32(at + 80, true),
      pObjects: view.getBigUint64(at + 88, true) as Pointer,
    }
  },
} as const satisfies ReadableStruct<'VkDebugUtilsMessengerCallbackDataEXT', VkDebugUtilsMessengerCallbackDataEXT, VkDebugUtilsMessengerCallbackDataEXTOut>

export interface VkPhysicalDeviceVulkan11Features {
  pNext?: Pointer | null
  storageBuffer16BitAccess?: VkBool32
  uniformAndStorageBuffer16BitAccess?: VkBool32
  storagePushConstant16?: VkBool32
  storageInputOutput16?: VkBool32
  multiview?: VkBool32
  multiviewGeometryShader?: VkBool32
  multiviewTessellationShader?: VkBool32
  variablePointersStorageBuffer?: VkBool32
  variablePointers?: VkBool32
  protectedMemory?: VkBool32
  samplerYcbcrConversion?: VkBool32
  shaderDrawParameters?: VkBool32
}
export interface VkPhysicalDeviceVulkan11FeaturesOut {
  storageBuffer16BitAccess: VkBool32
  uniformAndStorageBuffer16BitAccess: VkBool32
  storagePushConstant16: VkBool32
  storageInputOutput16: VkBool32
  multiview: VkBool32
  multiviewGeometryShader: VkBool32
  multiviewTessellationShader: VkBool32
  variablePointersStorageBuffer: VkBool32
  variablePointers: VkBool32
  protectedMemory: VkBool32
  samplerYcbcrConversion: VkBool32
  shaderDrawParameters: VkBool32
}
export const VkPhysicalDeviceVulkan11Features = {
  name: 'VkPhysicalDeviceVulkan11Features',
  size: 64,
  align: 8,
  offsets: { sType: 0, pNext: 8, storageBuffer16BitAccess: 16, uniformAndStorageBuffer16BitAccess: 20, storagePushConstant16: 24, storageInputOutput16: 28, multiview: 32, multiviewGeometryShader: 36, multiviewTessellationShader: 40, variablePointersStorageBuffer: 44, variablePointers: 48, protectedMemory: 52, samplerYcbcrConversion: 56, shaderDrawParameters: 60 },
  write(view: DataView, at: number, value: VkPhysicalDeviceVulkan11Features, _arena: StructMemory) {
    view.setInt32(at, 49, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.storageBuffer16BitAccess === true) view.setUint32(at + 16, 1, true)
    if (value.uniformAndStorageBuffer16BitAccess === true) view.setUint32(at + 20, 1, true)
    if (value.storagePushConstant16 === true) view.setUint32(at + 24, 1, true)
    if (value.storageInputOutput16 === true) view.setUint32(at + 28, 1, true)
    if (value.multiview === true) view.setUint32(at + 32, 1, true)
    if (value.multiviewGeometryShader === true) view.setUint32(at + 36, 1, true)
    if (value.multiviewTessellationShader === true) view.setUint32(at + 40, 1, true)
    if (value.variablePointersStorageBuffer === true) view.setUint32(at + 44, 1, true)
    if (value.variablePointers === true) view.setUint32(at + 48, 1, true)
    if (value.protectedMemory === true) view.setUint32(at + 52, 1, true)
    if (value.samplerYcbcrConversion === true) view.setUint32(at + 56, 1, true)
    if (value.shaderDrawParameters === true) view.setUint32(at + 60, 1, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceVulkan11FeaturesOut {
    return {
      storageBuffer16BitAccess: view.getUint32(at + 16, true) !== 0,
      uniformAndStorageBuffer16BitAccess: view.getUint32(at + 20, true) !== 0,
      storagePushConstant16: view.getUint32(at + 24, true) !== 0,
      storageInputOutput16: view.getUint32(at + 28, true) !== 0,
      multiview: view.getUint32(at + 32, true) !== 0,
      multiviewGeometryShader: view.getUint32(at + 36, true) !== 0,
      multiviewTessellationShader: view.getUint32(at + 40, true) !== 0,
      variablePointersStorageBuffer: view.getUint32(at + 44, true) !== 0,
      variablePointers: view.getUint32(at + 48, true) !== 0,
      protectedMemory: view.getUint32(at + 52, true) !== 0,
      samplerYcbcrConversion: view.getUint32(at + 56, true) !== 0,
      shaderDrawParameters: view.getUint32(at + 60, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceVulkan11Features', VkPhysicalDeviceVulkan11Features, VkPhysicalDeviceVulkan11FeaturesOut>

export interface VkPhysicalDeviceVulkan12Features {
  pNext?: Pointer | null
  samplerMirrorClampToEdge?: VkBool32
  drawIndirectCount?: VkBool32
  storageBuffer8BitAccess?: VkBool32
  uniformAndStorageBuffer8BitAccess?: VkBool32
  storagePushConstant8?: VkBool32
  shaderBufferInt64Atomics?: VkBool32
  shaderSharedInt64Atomics?: VkBool32
  shaderFloat16?: VkBool32
  shaderInt8?: VkBool32
  descriptorIndexing?: VkBool32
  shaderInputAttachmentArrayDynamicIndexing?: VkBool32
  shaderUniformTexelBufferArrayDynamicIndexing?: VkBool32
  shaderStorageTexelBufferArrayDynamicIndexing?: VkBool32
  shaderUniformBufferArrayNonUniformIndexing?: VkBool32
  shaderSampledImageArrayNonUniformIndexing?: VkBool32
  shaderStorageBufferArrayNonUniformIndexing?: VkBool32
  shaderStorageImageArrayNonUniformIndexing?: VkBool32
  shaderInputAttachmentArrayNonUniformIndexing?: VkBool32
  shaderUniformTexelBufferArrayNonUniformIndexing?: VkBool32
  shaderStorageTexelBufferArrayNonUniformIndexing?: VkBool32
  descriptorBindingUniformBufferUpdateAfterBind?: VkBool32
  descriptorBindingSampledImageUpdateAfterBind?: VkBool32
  descriptorBindingStorageImageUpdateAfterBind?: VkBool32
  descriptorBindingStorageBufferUpdateAfterBind?: VkBool32
  descriptorBindingUniformTexelBufferUpdateAfterBind?: VkBool32
  descriptorBindingStorageTexelBufferUpdateAfterBind?: VkBool32
  descriptorBindingUpdateUnusedWhilePending?: VkBool32
  descriptorBindingPartiallyBound?: VkBool32
  descriptorBindingVariableDescriptorCount?: VkBool32
  runtimeDescriptorArray?: VkBool32
  samplerFilterMinmax?: VkBool32
  scalarBlockLayout?: VkBool32
  imagelessFramebuffer?: VkBool32
  uniformBufferStandardLayout?: VkBool32
  shaderSubgroupExtendedTypes?: VkBool32
  separateDepthStencilLayouts?: VkBool32
  hostQueryReset?: VkBool32
  timelineSemaphore?: VkBool32
  bufferDeviceAddress?: VkBool32
  bufferDeviceAddressCaptureReplay?: VkBool32
  bufferDeviceAddressMultiDevice?: VkBool32
  vulkanMemoryModel?: VkBool32
  vulkanMemoryModelDeviceScope?: VkBool32
  vulkanMemoryModelAvailabilityVisibilityChains?: VkBool32
  shaderOutputViewportIndex?: VkBool32
  shaderOutputLayer?: VkBool32
  subgroupBroadcastDynamicId?: VkBool32
}
export interface VkPhysicalDeviceVulkan12FeaturesOut {
  samplerMirrorClampToEdge: VkBool32
  drawIndirectCount: VkBool32
  storageBuffer8BitAccess: VkBool32
  uniformAndStorageBuffer8BitAccess: VkBool32
  storagePushConstant8: VkBool32
  shaderBufferInt64Atomics: VkBool32
  shaderSharedInt64Atomics: VkBool32
  shaderFloat16: VkBool32
  shaderInt8: VkBool32
  descriptorIndexing: VkBool32
  shaderInputAttachmentArrayDynamicIndexing: VkBool32
  shaderUniformTexelBufferArrayDynamicIndexing: VkBool32
  shaderStorageTexelBufferArrayDynamicIndexing: VkBool32
  shaderUniformBufferArrayNonUniformIndexing: VkBool32
  shaderSampledImageArrayNonUniformIndexing: VkBool32
  shaderStorageBufferArrayNonUniformIndexing: VkBool32
  shaderStorageImageArrayNonUniformIndexing: VkBool32
  shaderInputAttachmentArrayNonUniformIndexing: VkBool32
  shaderUniformTexelBufferArrayNonUniformIndexing: VkBool32
  shaderStorageTexelBufferArrayNonUniformIndexing: VkBool32
  descriptorBindingUniformBufferUpdateAfterBind: VkBool32
  descriptorBindingSampledImageUpdateAfterBind: VkBool32
  descriptorBindingStorageImageUpdateAfterBind: VkBool32
  descriptorBindingStorageBufferUpdateAfterBind: VkBool32
  descriptorBindingUniformTexelBufferUpdateAfterBind: VkBool32
  descriptorBindingStorageTexelBufferUpdateAfterBind: VkBool32
  descriptorBindingUpdateUnusedWhilePending: VkBool32
  descriptorBindingPartiallyBound: VkBool32
  descriptorBindingVariableDescriptorCount: VkBool32
  runtimeDescriptorArray: VkBool32
  samplerFilterMinmax: VkBool32
  scalarBlockLayout: VkBool32
  imagelessFramebuffer: VkBool32
  uniformBufferStandardLayout: VkBool32
  shaderSubgroupExtendedTypes: VkBool32
  separateDepthStencilLayouts: VkBool32
  hostQueryReset: VkBool32
  timelineSemaphore: VkBool32
  bufferDeviceAddress: VkBool32
  bufferDeviceAddressCaptureReplay: VkBool32
  bufferDeviceAddressMultiDevice: VkBool32
  vulkanMemoryModel: VkBool32
  vulkanMemoryModelDeviceScope: VkBool32
  vulkanMemoryModelAvailabilityVisibilityChains: VkBool32
  shaderOutputViewportIndex: VkBool32
  shaderOutputLayer: VkBool32
  subgroupBroadcastDynamicId: VkBool32
}
export const VkPhysicalDeviceVulkan12Features = {
  name: 'VkPhysicalDeviceVulkan12Features',
  size: 208,
  align: 8,
  offsets: { sType: 0, pNext: 8, samplerMirrorClampToEdge: 16, drawIndirectCount: 20, storageBuffer8BitAccess: 24, uniformAndStorageBuffer8BitAccess: 28, storagePushConstant8: 32, shaderBufferInt64Atomics: 36, shaderSharedInt64Atomics: 40, shaderFloat16: 44, shaderInt8: 48, descriptorIndexing: 52, shaderInputAttachmentArrayDynamicIndexing: 56, shaderUniformTexelBufferArrayDynamicIndexing: 60, shaderStorageTexelBufferArrayDynamicIndexing: 64, shaderUniformBufferArrayNonUniformIndexing: 68, shaderSampledImageArrayNonUniformIndexing: 72, shaderStorageBufferArrayNonUniformIndexing: 76, shaderStorageImageArrayNonUniformIndexing: 80, shaderInputAttachmentArrayNonUniformIndexing: 84, shaderUniformTexelBufferArrayNonUniformIndexing: 88, shaderStorageTexelBufferArrayNonUniformIndexing: 92, descriptorBindingUniformBufferUpdateAfterBind: 96, descriptorBindingSampledImageUpdateAfterBind: 100, descriptorBindingStorageImageUpdateAfterBind: 104, descriptorBindingStorageBufferUpdateAfterBind: 108, descriptorBindingUniformTexelBufferUpdateAfterBind: 112, descriptorBindingStorageTexelBufferUpdateAfterBind: 116, descriptorBindingUpdateUnusedWhilePending: 120, descriptorBindingPartiallyBound: 124, descriptorBindingVariableDescriptorCount: 128, runtimeDescriptorArray: 132, samplerFilterMinmax: 136, scalarBlockLayout: 140, imagelessFramebuffer: 144, uniformBufferStandardLayout: 148, shaderSubgroupExtendedTypes: 152, separateDepthStencilLayouts: 156, hostQueryReset: 160, timelineSemaphore: 164, bufferDeviceAddress: 168, bufferDeviceAddressCaptureReplay: 172, bufferDeviceAddressMultiDevice: 176, vulkanMemoryModel: 180, vulkanMemoryModelDeviceScope: 184, vulkanMemoryModelAvailabilityVisibilityChains: 188, shaderOutputViewportIndex: 192, shaderOutputLayer: 196, subgroupBroadcastDynamicId: 200 },
  write(view: DataView, at: number, value: VkPhysicalDeviceVulkan12Features, _arena: StructMemory) {
    view.setInt32(at, 51, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.samplerMirrorClampToEdge === true) view.setUint32(at + 16, 1, true)
    if (value.drawIndirectCount === true) view.setUint32(at + 20, 1, true)
    if (value.storageBuffer8BitAccess === true) view.setUint32(at + 24, 1, true)
    if (value.uniformAndStorageBuffer8BitAccess === true) view.setUint32(at + 28, 1, true)
    if (value.storagePushConstant8 === true) view.setUint32(at + 32, 1, true)
    if (value.shaderBufferInt64Atomics === true) view.setUint32(at + 36, 1, true)
    if (value.shaderSharedInt64Atomics === true) view.setUint32(at + 40, 1, true)
    if (value.shaderFloat16 === true) view.setUint32(at + 44, 1, true)
    if (value.shaderInt8 === true) view.setUint32(at + 48, 1, true)
    if (value.descriptorIndexing === true) view.setUint32(at + 52, 1, true)
    if (value.shaderInputAttachmentArrayDynamicIndexing === true) view.setUint32(at + 56, 1, true)
    if (value.shaderUniformTexelBufferArrayDynamicIndexing === true) view.setUint32(at + 60, 1, true)
    if (value.shaderStorageTexelBufferArrayDynamicIndexing === true) view.setUint32(at + 64, 1, true)
    if (value.shaderUniformBufferArrayNonUniformIndexing === true) view.setUint32(at + 68, 1, true)
    if (value.shaderSampledImageArrayNonUniformIndexing === true) view.setUint32(at + 72, 1, true)
    if (value.shaderStorageBufferArrayNonUniformIndexing === true) view.setUint32(at + 76, 1, true)
    if (value.shaderStorageImageArrayNonUniformIndexing === true) view.setUint32(at + 80, 1, true)
    if (value.shaderInputAttachmentArrayNonUniformIndexing === true) view.setUint32(at + 84, 1, true)
    if (value.shaderUniformTexelBufferArrayNonUniformIndexing === true) view.setUint32(at + 88, 1, true)
    if (value.shaderStorageTexelBufferArrayNonUniformIndexing === true) view.setUint32(at + 92, 1, true)
    if (value.descriptorBindingUniformBufferUpdateAfterBind === true) view.setUint32(at + 96, 1, true)
    if (value.descriptorBindingSampledImageUpdateAfterBind === true) view.setUint32(at + 100, 1, true)
    if (value.descriptorBindingStorageImageUpdateAfterBind === true) view.setUint32(at + 104, 1, true)
    if (value.descriptorBindingStorageBufferUpdateAfterBind === true) view.setUint32(at + 108, 1, true)
    if (value.descriptorBindingUniformTexelBufferUpdateAfterBind === true) view.setUint32(at + 112, 1, true)
    if (value.descriptorBindingStorageTexelBufferUpdateAfterBind === true) view.setUint32(at + 116, 1, true)
    if (value.descriptorBindingUpdateUnusedWhilePending === true) view.setUint32(at + 120, 1, true)
    if (value.descriptorBindingPartiallyBound === true) view.setUint32(at + 124, 1, true)
    if (value.descriptorBindingVariableDescriptorCount === true) view.setUint32(at + 128, 1, true)
    if (value.runtimeDescriptorArray === true) view.setUint32(at + 132, 1, true)
    if (value.samplerFilterMinmax === true) view.setUint32(at + 136, 1, true)
    if (value.scalarBlockLayout === true) view.setUint32(at + 140, 1, true)
    if (value.imagelessFramebuffer === true) view.setUint32(at + 144, 1, true)
    if (value.uniformBufferStandardLayout === true) view.setUint32(at + 148, 1, true)
    if (value.shaderSubgroupExtendedTypes === true) view.setUint32(at + 152, 1, true)
    if (value.separateDepthStencilLayouts === true) view.setUint32(at + 156, 1, true)
    if (value.hostQueryReset === true) view.setUint32(at + 160, 1, true)
    if (value.timelineSemaphore === true) view.setUint32(at + 164, 1, true)
    if (value.bufferDeviceAddress === true) view.setUint32(at + 168, 1, true)
    if (value.bufferDeviceAddressCaptureReplay === true) view.setUint32(at + 172, 1, true)
    if (value.bufferDeviceAddressMultiDevice === true) view.setUint32(at + 176, 1, true)
    if (value.vulkanMemoryModel === true) view.setUint32(at + 180, 1, true)
    if (value.vulkanMemoryModelDeviceScope === true) view.setUint32(at + 184, 1, true)
    if (value.vulkanMemoryModelAvailabilityVisibilityChains === true) view.setUint32(at + 188, 1, true)
    if (value.shaderOutputViewportIndex === true) view.setUint32(at + 192, 1, true)
    if (value.shaderOutputLayer === true) view.setUint32(at + 196, 1, true)
    if (value.subgroupBroadcastDynamicId === true) view.setUint32(at + 200, 1, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceVulkan12FeaturesOut {
    return {
      samplerMirrorClampToEdge: view.getUint32(at + 16, true) !== 0,
      drawIndirectCount: view.getUint32(at + 20, true) !== 0,
      storageBuffer8BitAccess: view.getUint32(at + 24, true) !== 0,
      uniformAndStorageBuffer8BitAccess: view.getUint32(at + 28, true) !== 0,
      storagePushConstant8: view.getUint32(at + 32, true) !== 0,
      shaderBufferInt64Atomics: view.getUint32(at + 36, true) !== 0,
      shaderSharedInt64Atomics: view.getUint32(at + 40, true) !== 0,
      shaderFloat16: view.getUint32(at + 44, true) !== 0,
      shaderInt8: view.getUint32(at + 48, true) !== 0,
      descriptorIndexing: view.getUint32(at + 52, true) !== 0,
      shaderInputAttachmentArrayDynamicIndexing: view.getUint32(at + 56, true) !== 0,
      shaderUniformTexelBufferArrayDynamicIndexing: view.getUint32(at + 60, true) !== 0,
      shaderStorageTexelBufferArrayDynamicIndexing: view.getUint32(at + 64, true) !== 0,
      shaderUniformBufferArrayNonUniformIndexing: view.getUint32(at + 68, true) !== 0,
      shaderSampledImageArrayNonUniformIndexing: view.getUint32(at + 72, true) !== 0,
      shaderStorageBufferArrayNonUniformIndexing: view.getUint32(at + 76, true) !== 0,
      shaderStorageImageArrayNonUniformIndexing: view.getUint32(at + 80, true) !== 0,
      shaderInputAttachmentArrayNonUniformIndexing: view.getUint32(at + 84, true) !== 0,
      shaderUniformTexelBufferArrayNonUniformIndexing: view.getUint32(at + 88, true) !== 0,
      shaderStorageTexelBufferArrayNonUniformIndexing: view.getUint32(at + 92, true) !== 0,
      descriptorBindingUniformBufferUpdateAfterBind: view.getUint32(at + 96, true) !== 0,
      descriptorBindingSampledImageUpdateAfterBind: view.getUint32(at + 100, true) !== 0,
      descriptorBindingStorageImageUpdateAfterBind: view.getUint32(at + 104, true) !== 0,
      descriptorBindingStorageBufferUpdateAfterBind: view.getUint32(at + 108, true) !== 0,
      descriptorBindingUniformTexelBufferUpdateAfterBind: view.getUint32(at + 112, true) !== 0,
      descriptorBindingStorageTexelBufferUpdateAfterBind: view.getUint32(at + 116, true) !== 0,
      descriptorBindingUpdateUnusedWhilePending: view.getUint32(at + 120, true) !== 0,
      descriptorBindingPartiallyBound: view.getUint32(at + 124, true) !== 0,
      descriptorBindingVariableDescriptorCount: view.getUint32(at + 128, true) !== 0,
      runtimeDescriptorArray: view.getUint32(at + 132, true) !== 0,
      samplerFilterMinmax: view.getUint32(at + 136, true) !== 0,
      scalarBlockLayout: view.getUint32(at + 140, true) !== 0,
      imagelessFramebuffer: view.getUint32(at + 144, true) !== 0,
      uniformBufferStandardLayout: view.getUint32(at + 148, true) !== 0,
      shaderSubgroupExtendedTypes: view.getUint32(at + 152, true) !== 0,
      separateDepthStencilLayouts: view.getUint32(at + 156, true) !== 0,
      hostQueryReset: view.getUint32(at + 160, true) !== 0,
      timelineSemaphore: view.getUint32(at + 164, true) !== 0,
      bufferDeviceAddress: view.getUint32(at + 168, true) !== 0,
      bufferDeviceAddressCaptureReplay: view.getUint32(at + 172, true) !== 0,
      bufferDeviceAddressMultiDevice: view.getUint32(at + 176, true) !== 0,
      vulkanMemoryModel: view.getUint32(at + 180, true) !== 0,
      vulkanMemoryModelDeviceScope: view.getUint32(at + 184, true) !== 0,
      vulkanMemoryModelAvailabilityVisibilityChains: view.getUint32(at + 188, true) !== 0,
      shaderOutputViewportIndex: view.getUint32(at + 192, true) !== 0,
      shaderOutputLayer: view.getUint32(at + 196, true) !== 0,
      subgroupBroadcastDynamicId: view.getUint32(at + 200, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceVulkan12Features', VkPhysicalDeviceVulkan12Features, VkPhysicalDeviceVulkan12FeaturesOut>

export interface VkPhysicalDeviceVulkan13Features {
  pNext?: Pointer | null
  robustImageAccess?: VkBool32
  inlineUniformBlock?: VkBool32
  descriptorBindingInlineUniformBlockUpdateAfterBind?: VkBool32
  pipelineCreationCacheControl?: VkBool32
  privateData?: VkBool32
  shaderDemoteToHelperInvocation?: VkBool32
  shaderTerminateInvocation?: VkBool32
  subgroupSizeControl?: VkBool32
  computeFullSubgroups?: VkBool32
  synchronization2?: VkBool32
  textureCompressionASTC_HDR?: VkBool32
  shaderZeroInitializeWorkgroupMemory?: VkBool32
  dynamicRendering?: VkBool32
  shaderIntegerDotProduct?: VkBool32
  maintenance4?: VkBool32
}
export interface VkPhysicalDeviceVulkan13FeaturesOut {
  robustImageAccess: VkBool32
  inlineUniformBlock: VkBool32
  descriptorBindingInlineUniformBlockUpdateAfterBind: VkBool32
  pipelineCreationCacheControl: VkBool32
  privateData: VkBool32
  shaderDemoteToHelperInvocation: VkBool32
  shaderTerminateInvocation: VkBool32
  subgroupSizeControl: VkBool32
  computeFullSubgroups: VkBool32
  synchronization2: VkBool32
  textureCompressionASTC_HDR: VkBool32
  shaderZeroInitializeWorkgroupMemory: VkBool32
  dynamicRendering: VkBool32
  shaderIntegerDotProduct: VkBool32
  maintenance4: VkBool32
}
export const VkPhysicalDeviceVulkan13Features = {
  name: 'VkPhysicalDeviceVulkan13Features',
  size: 80,
  align: 8,
  offsets: { sType: 0, pNext: 8, robustImageAccess: 16, inlineUniformBlock: 20, descriptorBindingInlineUniformBlockUpdateAfterBind: 24, pipelineCreationCacheControl: 28, privateData: 32, shaderDemoteToHelperInvocation: 36, shaderTerminateInvocation: 40, subgroupSizeControl: 44, computeFullSubgroups: 48, synchronization2: 52, textureCompressionASTC_HDR: 56, shaderZeroInitializeWorkgroupMemory: 60, dynamicRendering: 64, shaderIntegerDotProduct: 68, maintenance4: 72 },
  write(view: DataView, at: number, value: VkPhysicalDeviceVulkan13Features, _arena: StructMemory) {
    view.setInt32(at, 53, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.robustImageAccess === true) view.setUint32(at + 16, 1, true)
    if (value.inlineUniformBlock === true) view.setUint32(at + 20, 1, true)
    if (value.descriptorBindingInlineUniformBlockUpdateAfterBind === true) view.setUint32(at + 24, 1, true)
    if (value.pipelineCreationCacheControl === true) view.setUint32(at + 28, 1, true)
    if (value.privateData === true) view.setUint32(at + 32, 1, true)
    if (value.shaderDemoteToHelperInvocation === true) view.setUint32(at + 36, 1, true)
    if (value.shaderTerminateInvocation === true) view.setUint32(at + 40, 1, true)
    if (value.subgroupSizeControl === true) view.setUint32(at + 44, 1, true)
    if (value.computeFullSubgroups === true) view.setUint32(at + 48, 1, true)
    if (value.synchronization2 === true) view.setUint32(at + 52, 1, true)
    if (value.textureCompressionASTC_HDR === true) view.setUint32(at + 56, 1, true)
    if (value.shaderZeroInitializeWorkgroupMemory === true) view.setUint32(at + 60, 1, true)
    if (value.dynamicRendering === true) view.setUint32(at + 64, 1, true)
    if (value.shaderIntegerDotProduct === true) view.setUint32(at + 68, 1, true)
    if (value.maintenance4 === true) view.setUint32(at + 72, 1, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceVulkan13FeaturesOut {
    return {
      robustImageAccess: view.getUint32(at + 16, true) !== 0,
      inlineUniformBlock: view.getUint32(at + 20, true) !== 0,
      descriptorBindingInlineUniformBlockUpdateAfterBind: view.getUint32(at + 24, true) !== 0,
      pipelineCreationCacheControl: view.getUint32(at + 28, true) !== 0,
      privateData: view.getUint32(at + 32, true) !== 0,
      shaderDemoteToHelperInvocation: view.getUint32(at + 36, true) !== 0,
      shaderTerminateInvocation: view.getUint32(at + 40, true) !== 0,
      subgroupSizeControl: view.getUint32(at + 44, true) !== 0,
      computeFullSubgroups: view.getUint32(at + 48, true) !== 0,
      synchronization2: view.getUint32(at + 52, true) !== 0,
      textureCompressionASTC_HDR: view.getUint32(at + 56, true) !== 0,
      shaderZeroInitializeWorkgroupMemory: view.getUint32(at + 60, true) !== 0,
      dynamicRendering: view.getUint32(at + 64, true) !== 0,
      shaderIntegerDotProduct: view.getUint32(at + 68, true) !== 0,
      maintenance4: view.getUint32(at + 72, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceVulkan13Features', VkPhysicalDeviceVulkan13Features, VkPhysicalDeviceVulkan13FeaturesOut>

export interface VkPhysicalDeviceRobustness2FeaturesEXT {
  pNext?: Pointer | null
  robustBufferAccess2?: VkBool32
  robustImageAccess2?: VkBool32
  nullDescriptor?: VkBool32
}
export interface VkPhysicalDeviceRobustness2FeaturesEXTOut {
  robustBufferAccess2: VkBool32
  robustImageAccess2: VkBool32
  nullDescriptor: VkBool32
}
export const VkPhysicalDeviceRobustness2FeaturesEXT = {
  name: 'VkPhysicalDeviceRobustness2FeaturesEXT',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, robustBufferAccess2: 16, robustImageAccess2: 20, nullDescriptor: 24 },
  write(view: DataView, at: number, value: VkPhysicalDeviceRobustness2FeaturesEXT, _arena: StructMemory) {
    view.setInt32(at, 1000286000, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ROBUSTNESS_2_FEATURES_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.robustBufferAccess2 === true) view.setUint32(at + 16, 1, true)
    if (value.robustImageAccess2 === true) view.setUint32(at + 20, 1, true)
    if (value.nullDescriptor === true) view.setUint32(at + 24, 1, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceRobustness2FeaturesEXTOut {
    return {
      robustBufferAccess2: view.getUint32(at + 16, true) !== 0,
      robustImageAccess2: view.getUint32(at + 20, true) !== 0,
      nullDescriptor: view.getUint32(at + 24, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceRobustness2FeaturesEXT', VkPhysicalDeviceRobustness2FeaturesEXT, VkPhysicalDeviceRobustness2FeaturesEXTOut>

export interface VkPhysicalDeviceDepthClipEnableFeaturesEXT {
  pNext?: Pointer | null
  depthClipEnable?: VkBool32
}
export interface VkPhysicalDeviceDepthClipEnableFeaturesEXTOut {
  depthClipEnable: VkBool32
}
export const VkPhysicalDeviceDepthClipEnableFeaturesEXT = {
  name: 'VkPhysicalDeviceDepthClipEnableFeaturesEXT',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, depthClipEnable: 16 },
  write(view: DataView, at: number, value: VkPhysicalDeviceDepthClipEnableFeaturesEXT, _arena: StructMemory) {
    view.setInt32(at, 1000102000, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DEPTH_CLIP_ENABLE_FEATURES_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.depthClipEnable === true) view.setUint32(at + 16, 1, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceDepthClipEnableFeaturesEXTOut {
    return {
      depthClipEnable: view.getUint32(at + 16, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceDepthClipEnableFeaturesEXT', VkPhysicalDeviceDepthClipEnableFeaturesEXT, VkPhysicalDeviceDepthClipEnableFeaturesEXTOut>

export interface VkPhysicalDeviceVulkan11Properties {
  pNext?: Pointer | null
}
export interface VkPhysicalDeviceVulkan11PropertiesOut {
  deviceUUID: Uint8Array
  driverUUID: Uint8Array
  deviceLUID: Uint8Array
  deviceNodeMask: number
  deviceLUIDValid: VkBool32
  subgroupSize: number
  subgroupSupportedStages: VkShaderStageFlags
  subgroupSupportedOperations: VkSubgroupFeatureFlags
  subgroupQuadOperationsInAllStages: VkBool32
  pointClippingBehavior: VkPointClippingBehavior
  maxMultiviewViewCount: number
  maxMultiviewInstanceIndex: number
  protectedNoFault: VkBool32
  maxPerSetDescriptors: number
  maxMemoryAllocationSize: bigint
}
export const VkPhysicalDeviceVulkan11Properties = {
  name: 'VkPhysicalDeviceVulkan11Properties',
  size: 112,
  align: 8,
  offsets: { sType: 0, pNext: 8, deviceUUID: 16, driverUUID: 32, deviceLUID: 48, deviceNodeMask: 56, deviceLUIDValid: 60, subgroupSize: 64, subgroupSupportedStages: 68, subgroupSupportedOperations: 72, subgroupQuadOperationsInAllStages: 76, pointClippingBehavior: 80, maxMultiviewViewCount: 84, maxMultiviewInstanceIndex: 88, protectedNoFault: 92, maxPerSetDescriptors: 96, maxMemoryAllocationSize: 104 },
  write(view: DataView, at: number, value: VkPhysicalDeviceVulkan11Properties, _arena: StructMemory) {
    view.setInt32(at, 50, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceVulkan11PropertiesOut {
    return {
      deviceUUID: getU8s(view, at + 16, 16),
      driverUUID: getU8s(view, at + 32, 16),
      deviceLUID: getU8s(view, at + 48, 8),
      deviceNodeMask: view.getUint32(at + 56, true),
      deviceLUIDValid: view.getUint32(at + 60, true) !== 0,
      subgroupSize: view.getUint32(at + 64, true),
      subgroupSupportedStages: view.getUint32(at + 68, true),
      subgroupSupportedOperations: view.getUint32(at + 72, true),
      subgroupQuadOperationsInAllStages: view.getUint32(at + 76, true) !== 0,
      pointClippingBehavior: view.getInt32(at + 80, true),
      maxMultiviewViewCount: view.getUint32(at + 84, true),
      maxMultiviewInstanceIndex: view.getUint32(at + 88, true),
      protectedNoFault: view.getUint32(at + 92, true) !== 0,
      maxPerSetDescriptors: view.getUint32(at + 96, true),
      maxMemoryAllocationSize: view.getBigUint64(at + 104, true),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceVulkan11Properties', VkPhysicalDeviceVulkan11Properties, VkPhysicalDeviceVulkan11PropertiesOut>

export interface VkConformanceVersion {
  major: number
  minor: number
  subminor: number
  patch: number
}
export interface VkConformanceVersionOut {
  major: number
  minor: number
  subminor: number
  patch: number
}
export const VkConformanceVersion = {
  name: 'VkConformanceVersion',
  size: 4,
  align: 1,
  offsets: { major: 0, minor: 1, subminor: 2, patch: 3 },
  write(view: DataView, at: number, value: VkConformanceVersion, _arena: StructMemory) {
    view.setUint8(at, value.major)
    view.setUint8(at + 1, value.minor)
    view.setUint8(at + 2, value.subminor)
    view.setUint8(at + 3, value.patch)
  },
  read(view: DataView, at: number): VkConformanceVersionOut {
    return {
      major: view.getUint8(at),
      minor: view.getUint8(at + 1),
      subminor: view.getUint8(at + 2),
      patch: view.getUint8(at + 3),
    }
  },
} as const satisfies ReadableStruct<'VkConformanceVersion', VkConformanceVersion, VkConformanceVersionOut>

export interface VkPhysicalDeviceVulkan12Properties {
  pNext?: Pointer | null
}
export interface VkPhysicalDeviceVulkan12PropertiesOut {
  driverID: VkDriverId
  driverName: string
  driverInfo: string
  conformanceVersion: VkConformanceVersionOut
  denormBehaviorIndependence: VkShaderFloatControlsIndependence
  roundingModeIndependence: VkShaderFloatControlsIndependence
  shaderSignedZeroInfNanPreserveFloat16: VkBool32
  shaderSignedZeroInfNanPreserveFloat32: VkBool32
  shaderSignedZeroInfNanPreserveFloat64: VkBool32
  shaderDenormPreserveFloat16: VkBool32
  shaderDenormPreserveFloat32: VkBool32
  shaderDenormPreserveFloat64: VkBool32
  shaderDenormFlushToZeroFloat16: VkBool32
  shaderDenormFlushToZeroFloat32: VkBool32
  shaderDenormFlushToZeroFloat64: VkBool32
  shaderRoundingModeRTEFloat16: VkBool32
  shaderRoundingModeRTEFloat32: VkBool32
  shaderRoundingModeRTEFloat64: VkBool32
  shaderRoundingModeRTZFloat16: VkBool32
  shaderRoundingModeRTZFloat32: VkBool32
  shaderRoundingModeRTZFloat64: VkBool32
  maxUpdateAfterBindDescriptorsInAllPools: number
  shaderUniformBufferArrayNonUniformIndexingNative: VkBool32
  shaderSampledImageArrayNonUniformIndexingNative: VkBool32
  shaderStorageBufferArrayNonUniformIndexingNative: VkBool32
  shaderStorageImageArrayNonUniformIndexingNative: VkBool32
  shaderInputAttachmentArrayNonUniformIndexingNative: VkBool32
  robustBufferAccessUpdateAfterBind: VkBool32
  quadDivergentImplicitLod: VkBool32
  maxPerStageDescriptorUpdateAfterBindSamplers: number
  maxPerStageDescriptorUpdateAfterBindUniformBuffers: number
  maxPerStageDescriptorUpdateAfterBindStorageBuffers: number
  maxPerStageDescriptorUpdateAfterBindSampledImages: number
  maxPerStageDescriptorUpdateAfterBindStorageImages: number
  maxPerStageDescriptorUpdateAfterBindInputAttachments: number
  maxPerStageUpdateAfterBindResources: number
  maxDescriptorSetUpdateAfterBindSamplers: number
  maxDescriptorSetUpdateAfterBindUniformBuffers: number
  maxDescriptorSetUpdateAfterBindUniformBuffersDynamic: number
  maxDescriptorSetUpdateAfterBindStorageBuffers: number
  maxDescriptorSetUpdateAfterBindStorageBuffersDynamic: number
  maxDescriptorSetUpdateAfterBindSampledImages: number
  maxDescriptorSetUpdateAfterBindStorageImages: number
  maxDescriptorSetUpdateAfterBindInputAttachments: number
  supportedDepthResolveModes: VkResolveModeFlags
  supportedStencilResolveModes: VkResolveModeFlags
  independentResolveNone: VkBool32
  independentResolve: VkBool32
  filterMinmaxSingleComponentFormats: VkBool32
  filterMinmaxImageComponentMapping: VkBool32
  maxTimelineSemaphoreValueDifference: bigint
  framebufferIntegerColorSampleCounts: VkSampleCountFlags
}
export const VkPhysicalDeviceVulkan12Properties = {
  name: 'VkPhysicalDeviceVulkan12Properties',
  size: 736,
  align: 8,
  offsets: { sType: 0, pNext: 8, driverID: 16, driverName: 20, driverInfo: 276, conformanceVersion: 532, denormBehaviorIndependence: 536, roundingModeIndependence: 540, shaderSignedZeroInfNanPreserveFloat16: 544, shaderSignedZeroInfNanPreserveFloat32: 548, shaderSignedZeroInfNanPreserveFloat64: 552, shaderDenormPreserveFloat16: 556, shaderDenormPreserveFloat32: 560, shaderDenormPreserveFloat64: 564, shaderDenormFlushToZeroFloat16: 568, shaderDenormFlushToZeroFloat32: 572, shaderDenormFlushToZeroFloat64: 576, shaderRoundingModeRTEFloat16: 580, shaderRoundingModeRTEFloat32: 584, shaderRoundingModeRTEFloat64: 588, shaderRoundingModeRTZFloat16: 592, shaderRoundingModeRTZFloat32: 596, shaderRoundingModeRTZFloat64: 600, maxUpdateAfterBindDescriptorsInAllPools: 604, shaderUniformBufferArrayNonUniformIndexingNative: 608, shaderSampledImageArrayNonUniformIndexingNative: 612, shaderStorageBufferArrayNonUniformIndexingNative: 616, shaderStorageImageArrayNonUniformIndexingNative: 620, shaderInputAttachmentArrayNonUniformIndexingNative: 624, robustBufferAccessUpdateAfterBind: 628, quadDivergentImplicitLod: 632, maxPerStageDescriptorUpdateAfterBindSamplers: 636, maxPerStageDescriptorUpdateAfterBindUniformBuffers: 640, maxPerStageDescriptorUpdateAfterBindStorageBuffers: 644, maxPerStageDescriptorUpdateAfterBindSampledImages: 648, maxPerStageDescriptorUpdateAfterBindStorageImages: 652, maxPerStageDescriptorUpdateAfterBindInputAttachments: 656, maxPerStageUpdateAfterBindResources: 660, maxDescriptorSetUpdateAfterBindSamplers: 664, maxDescriptorSetUpdateAfterBindUniformBuffers: 668, maxDescriptorSetUpdateAfterBindUniformBuffersDynamic: 672, maxDescriptorSetUpdateAfterBindStorageBuffers: 676, maxDescriptorSetUpdateAfterBindStorageBuffersDynamic: 680, maxDescriptorSetUpdateAfterBindSampledImages: 684, maxDescriptorSetUpdateAfterBindStorageImages: 688, maxDescriptorSetUpdateAfterBindInputAttachments: 692, supportedDepthResolveModes: 696, supportedStencilResolveModes: 700, independentResolveNone: 704, independentResolve: 708, filterMinmaxSingleComponentFormats: 712, filterMinmaxImageComponentMapping: 716, maxTimelineSemaphoreValueDifference: 720, framebufferIntegerColorSampleCounts: 728 },
  write(view: DataView, at: number, value: VkPhysicalDeviceVulkan12Properties, _arena: StructMemory) {
    view.setInt32(at, 52, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceVulkan12PropertiesOut {
    return {
      driverID: view.getInt32(at + 16, true),
      driverName: getText(view, at + 20, 256),
      driverInfo: getText(view, at + 276, 256),
      conformanceVersion: VkConformanceVersion.read(view, at + 532),
      denormBehaviorIndependence: view.getInt32(at + 536, true),
      roundingModeIndependence: view.getInt32(at + 540, true),
      shaderSignedZeroInfNanPreserveFloat16: view.getUint32(at + 544, true) !== 0,
      shaderSignedZeroInfNanPreserveFloat32: view.getUint32(at + 548, true) !== 0,
      shaderSignedZeroInfNanPreserveFloat64: view.getUint32(at + 552, true) !== 0,
      shaderDenormPreserveFloat16: view.getUint32(at + 556, true) !== 0,
      shaderDenormPreserveFloat32: view.getUint32(at + 560, true) !== 0,
      shaderDenormPreserveFloat64: view.getUint32(at + 564, true) !== 0,
      shaderDenormFlushToZeroFloat16: view.getUint32(at + 568, true) !== 0,
      shaderDenormFlushToZeroFloat32: view.getUint32(at + 572, true) !== 0,
      shaderDenormFlushToZeroFloat64: view.getUint32(at + 576, true) !== 0,
      shaderRoundingModeRTEFloat16: view.getUint32(at + 580, true) !== 0,
      shaderRoundingModeRTEFloat32: view.getUint32(at + 584, true) !== 0,
      shaderRoundingModeRTEFloat64: view.getUint32(at + 588, true) !== 0,
      shaderRoundingModeRTZFloat16: view.getUint32(at + 592, true) !== 0,
      shaderRoundingModeRTZFloat32: view.getUint32(at + 596, true) !== 0,
      shaderRoundingModeRTZFloat64: view.getUint32(at + 600, true) !== 0,
      maxUpdateAfterBindDescriptorsInAllPools: view.getUint32(at + 604, true),
      shaderUniformBufferArrayNonUniformIndexingNative: view.getUint32(at + 608, true) !== 0,
      shaderSampledImageArrayNonUniformIndexingNative: view.getUint32(at + 612, true) !== 0,
      shaderStorageBufferArrayNonUniformIndexingNative: view.getUint32(at + 616, true) !== 0,
      shaderStorageImageArrayNonUniformIndexingNative: view.getUint32(at + 620, true) !== 0,
      shaderInputAttachmentArrayNonUniformIndexingNative: view.getUint32(at + 624, true) !== 0,
      robustBufferAccessUpdateAfterBind: view.getUint32(at + 628, true) !== 0,
      quadDivergentImplicitLod: view.getUint32(at + 632, true) !== 0,
      maxPerStageDescriptorUpdateAfterBindSamplers: view.getUint32(at + 636, true),
      maxPerStageDescriptorUpdateAfterBindUniformBuffers: view.getUint32(at + 640, true),
      maxPerStageDescriptorUpdateAfterBindStorageBuffers: view.getUint32(at + 644, true),
      maxPerStageDescriptorUpdateAfterBindSampledImages: view.getUint32(at + 648, true),
      maxPerStageDescriptorUpdateAfterBindStorageImages: view.getUint32(at + 652, true),
      maxPerStageDescriptorUpdateAfterBindInputAttachments: view.getUint32(at + 656, true),
      maxPerStageUpdateAfterBindResources: view.getUint32(at + 660, true),
      maxDescriptorSetUpdateAfterBindSamplers: view.getUint32(at + 664, true),
      maxDescriptorSetUpdateAfterBindUniformBuffers: view.getUint32(at + 668, true),
      maxDescriptorSetUpdateAfterBindUniformBuffersDynamic: view.getUint32(at + 672, true),
      maxDescriptorSetUpdateAfterBindStorageBuffers: view.getUint32(at + 676, true),
      maxDescriptorSetUpdateAfterBindStorageBuffersDynamic: view.getUint32(at + 680, true),
      maxDescriptorSetUpdateAfterBindSampledImages: view.getUint32(at + 684, true),
      maxDescriptorSetUpdateAfterBindStorageImages: view.getUint32(at + 688, true),
      maxDescriptorSetUpdateAfterBindInputAttachments: view.getUint32(at + 692, true),
      supportedDepthResolveModes: view.getUint32(at + 696, true),
      supportedStencilResolveModes: view.getUint32(at + 700, true),
      independentResolveNone: view.getUint32(at + 704, true) !== 0,
      independentResolve: view.getUint32(at + 708, true) !== 0,
      filterMinmaxSingleComponentFormats: view.getUint32(at + 712, true) !== 0,
      filterMinmaxImageComponentMapping: view.getUint32(at + 716, true) !== 0,
      maxTimelineSemaphoreValueDifference: view.getBigUint64(at + 720, true),
      framebufferIntegerColorSampleCounts: view.getUint32(at + 728, true),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceVulkan12Properties', VkPhysicalDeviceVulkan12Properties, VkPhysicalDeviceVulkan12PropertiesOut>

export interface VkPhysicalDeviceVulkan13Properties {
  pNext?: Pointer | null
}
export interface VkPhysicalDeviceVulkan13PropertiesOut {
  minSubgroupSize: number
  maxSubgroupSize: number
  maxComputeWorkgroupSubgroups: number
  requiredSubgroupSizeStages: VkShaderStageFlags
  maxInlineUniformBlockSize: number
  maxPerStageDescriptorInlineUniformBlocks: number
  maxPerStageDescriptorUpdateAfterBindInlineUniformBlocks: number
  maxDescriptorSetInlineUniformBlocks: number
  maxDescriptorSetUpdateAfterBindInlineUniformBlocks: number
  maxInlineUniformTotalSize: number
  integerDotProduct8BitUnsignedAccelerated: VkBool32
  integerDotProduct8BitSignedAccelerated: VkBool32
  integerDotProduct8BitMixedSignednessAccelerated: VkBool32
  integerDotProduct4x8BitPackedUnsignedAccelerated: VkBool32
  integerDotProduct4x8BitPackedSignedAccelerated: VkBool32
  integerDotProduct4x8BitPackedMixedSignednessAccelerated: VkBool32
  integerDotProduct16BitUnsignedAccelerated: VkBool32
  integerDotProduct16BitSignedAccelerated: VkBool32
  integerDotProduct16BitMixedSignednessAccelerated: VkBool32
  integerDotProduct32BitUnsignedAccelerated: VkBool32
  integerDotProduct32BitSignedAccelerated: VkBool32
  integerDotProduct32BitMixedSignednessAccelerated: VkBool32
  integerDotProduct64BitUnsignedAccelerated: VkBool32
  integerDotProduct64BitSignedAccelerated: VkBool32
  integerDotProduct64BitMixedSignednessAccelerated: VkBool32
  integerDotProductAccumulatingSaturating8BitUnsignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating8BitSignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating8BitMixedSignednessAccelerated: VkBool32
  integerDotProductAccumulatingSaturating4x8BitPackedUnsignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating4x8BitPackedSignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating4x8BitPackedMixedSignednessAccelerated: VkBool32
  integerDotProductAccumulatingSaturating16BitUnsignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating16BitSignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating16BitMixedSignednessAccelerated: VkBool32
  integerDotProductAccumulatingSaturating32BitUnsignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating32BitSignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating32BitMixedSignednessAccelerated: VkBool32
  integerDotProductAccumulatingSaturating64BitUnsignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating64BitSignedAccelerated: VkBool32
  integerDotProductAccumulatingSaturating64BitMixedSignednessAccelerated: VkBool32
  storageTexelBufferOffsetAlignmentBytes: bigint
  storageTexelBufferOffsetSingleTexelAlignment: VkBool32
  uniformTexelBufferOffsetAlignmentBytes: bigint
  uniformTexelBufferOffsetSingleTexelAlignment: VkBool32
  maxBufferSize: bigint
}
export const VkPhysicalDeviceVulkan13Properties = {
  name: 'VkPhysicalDeviceVulkan13Properties',
  size: 216,
  align: 8,
  offsets: { sType: 0, pNext: 8, minSubgroupSize: 16, maxSubgroupSize: 20, maxComputeWorkgroupSubgroups: 24, requiredSubgroupSizeStages: 28, maxInlineUniformBlockSize: 32, maxPerStageDescriptorInlineUniformBlocks: 36, maxPerStageDescriptorUpdateAfterBindInlineUniformBlocks: 40, maxDescriptorSetInlineUniformBlocks: 44, maxDescriptorSetUpdateAfterBindInlineUniformBlocks: 48, maxInlineUniformTotalSize: 52, integerDotProduct8BitUnsignedAccelerated: 56, integerDotProduct8BitSignedAccelerated: 60, integerDotProduct8BitMixedSignednessAccelerated: 64, integerDotProduct4x8BitPackedUnsignedAccelerated: 68, integerDotProduct4x8BitPackedSignedAccelerated: 72, integerDotProduct4x8BitPackedMixedSignednessAccelerated: 76, integerDotProduct16BitUnsignedAccelerated: 80, integerDotProduct16BitSignedAccelerated: 84, integerDotProduct16BitMixedSignednessAccelerated: 88, integerDotProduct32BitUnsignedAccelerated: 92, integerDotProduct32BitSignedAccelerated: 96, integerDotProduct32BitMixedSignednessAccelerated: 100, integerDotProduct64BitUnsignedAccelerated: 104, integerDotProduct64BitSignedAccelerated: 108, integerDotProduct64BitMixedSignednessAccelerated: 112, integerDotProductAccumulatingSaturating8BitUnsignedAccelerated: 116, integerDotProductAccumulatingSaturating8BitSignedAccelerated: 120, integerDotProductAccumulatingSaturating8BitMixedSignednessAccelerated: 124, integerDotProductAccumulatingSaturating4x8BitPackedUnsignedAccelerated: 128, integerDotProductAccumulatingSaturating4x8BitPackedSignedAccelerated: 132, integerDotProductAccumulatingSaturating4x8BitPackedMixedSignednessAccelerated: 136, integerDotProductAccumulatingSaturating16BitUnsignedAccelerated: 140, integerDotProductAccumulatingSaturating16BitSignedAccelerated: 144, integerDotProductAccumulatingSaturating16BitMixedSignednessAccelerated: 148, integerDotProductAccumulatingSaturating32BitUnsignedAccelerated: 152, integerDotProductAccumulatingSaturating32BitSignedAccelerated: 156, integerDotProductAccumulatingSaturating32BitMixedSignednessAccelerated: 160, integerDotProductAccumulatingSaturating64BitUnsignedAccelerated: 164, integerDotProductAccumulatingSaturating64BitSignedAccelerated: 168, integerDotProductAccumulatingSaturating64BitMixedSignednessAccelerated: 172, storageTexelBufferOffsetAlignmentBytes: 176, storageTexelBufferOffsetSingleTexelAlignment: 184, uniformTexelBufferOffsetAlignmentBytes: 192, uniformTexelBufferOffsetSingleTexelAlignment: 200, maxBufferSize: 208 },
  write(view: DataView, at: number, value: VkPhysicalDeviceVulkan13Properties, _arena: StructMemory) {
    view.setInt32(at, 54, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceVulkan13PropertiesOut {
    return {
      minSubgroupSize: view.getUint32(at + 16, true),
      maxSubgroupSize: view.getUint32(at + 20, true),
      maxComputeWorkgroupSubgroups: view.getUint32(at + 24, true),
      requiredSubgroupSizeStages: view.getUint32(at + 28, true),
      maxInlineUniformBlockSize: view.getUint32(at + 32, true),
      maxPerStageDescriptorInlineUniformBlocks: view.getUint32(at + 36, true),
      maxPerStageDescriptorUpdateAfterBindInlineUniformBlocks: view.getUint32(at + 40, true),
      maxDescriptorSetInlineUniformBlocks: view.getUint32(at + 44, true),
      maxDescriptorSetUpdateAfterBindInlineUniformBlocks: view.getUint32(at + 48, true),
      maxInlineUniformTotalSize: view.getUint32(at + 52, true),
      integerDotProduct8BitUnsignedAccelerated: view.getUint32(at + 56, true) !== 0,
      integerDotProduct8BitSignedAccelerated: view.getUint32(at + 60, true) !== 0,
      integerDotProduct8BitMixedSignednessAccelerated: view.getUint32(at + 64, true) !== 0,
      integerDotProduct4x8BitPackedUnsignedAccelerated: view.getUint32(at + 68, true) !== 0,
      integerDotProduct4x8BitPackedSignedAccelerated: view.getUint32(at + 72, true) !== 0,
      integerDotProduct4x8BitPackedMixedSignednessAccelerated: view.getUint32(at + 76, true) !== 0,
      integerDotProduct16BitUnsignedAccelerated: view.getUint32(at + 80, true) !== 0,
      integerDotProduct16BitSignedAccelerated: view.getUint32(at + 84, true) !== 0,
      integerDotProduct16BitMixedSignednessAccelerated: view.getUint32(at + 88, true) !== 0,
      integerDotProduct32BitUnsignedAccelerated: view.getUint32(at + 92, true) !== 0,
      integerDotProduct32BitSignedAccelerated: view.getUint32(at + 96, true) !== 0,
      integerDotProduct32BitMixedSignednessAccelerated: view.getUint32(at + 100, true) !== 0,
      integerDotProduct64BitUnsignedAccelerated: view.getUint32(at + 104, true) !== 0,
      integerDotProduct64BitSignedAccelerated: view.getUint32(at + 108, true) !== 0,
      integerDotProduct64BitMixedSignednessAccelerated: view.getUint32(at + 112, true) !== 0,
      integerDotProductAccumulatingSaturating8BitUnsignedAccelerated: view.getUint32(at + 116, true) !== 0,
      integerDotProductAccumulatingSaturating8BitSignedAccelerated: view.getUint32(at + 120, true) !== 0,
      integerDotProductAccumulatingSaturating8BitMixedSignednessAccelerated: view.getUint32(at + 124, true) !== 0,
      integerDotProductAccumulatingSaturating4x8BitPackedUnsignedAccelerated: view.getUint32(at + 128, true) !== 0,
      integerDotProductAccumulatingSaturating4x8BitPackedSignedAccelerated: view.getUint32(at + 132, true) !== 0,
      integerDotProductAccumulatingSaturating4x8BitPackedMixedSignednessAccelerated: view.getUint32(at + 136, true) !== 0,
      integerDotProductAccumulatingSaturating16BitUnsignedAccelerated: view.getUint32(at + 140, true) !== 0,
      integerDotProductAccumulatingSaturating16BitSignedAccelerated: view.getUint32(at + 144, true) !== 0,
      integerDotProductAccumulatingSaturating16BitMixedSignednessAccelerated: view.getUint32(at + 148, true) !== 0,
      integerDotProductAccumulatingSaturating32BitUnsignedAccelerated: view.getUint32(at + 152, true) !== 0,
      integerDotProductAccumulatingSaturating32BitSignedAccelerated: view.getUint32(at + 156, true) !== 0,
      integerDotProductAccumulatingSaturating32BitMixedSignednessAccelerated: view.getUint32(at + 160, true) !== 0,
      integerDotProductAccumulatingSaturating64BitUnsignedAccelerated: view.getUint32(at + 164, true) !== 0,
      integerDotProductAccumulatingSaturating64BitSignedAccelerated: view.getUint32(at + 168, true) !== 0,
      integerDotProductAccumulatingSaturating64BitMixedSignednessAccelerated: view.getUint32(at + 172, true) !== 0,
      storageTexelBufferOffsetAlignmentBytes: view.getBigUint64(at + 176, true),
      storageTexelBufferOffsetSingleTexelAlignment: view.getUint32(at + 184, true) !== 0,
      uniformTexelBufferOffsetAlignmentBytes: view.getBigUint64(at + 192, true),
      uniformTexelBufferOffsetSingleTexelAlignment: view.getUint32(at + 200, true) !== 0,
      maxBufferSize: view.getBigUint64(at + 208, true),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceVulkan13Properties', VkPhysicalDeviceVulkan13Properties, VkPhysicalDeviceVulkan13PropertiesOut>

export interface VkPhysicalDeviceExternalMemoryHostPropertiesEXT {
  pNext?: Pointer | null
}
export interface VkPhysicalDeviceExternalMemoryHostPropertiesEXTOut {
  minImportedHostPointerAlignment: bigint
}
export const VkPhysicalDeviceExternalMemoryHostPropertiesEXT = {
  name: 'VkPhysicalDeviceExternalMemoryHostPropertiesEXT',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, minImportedHostPointerAlignment: 16 },
  write(view: DataView, at: number, value: VkPhysicalDeviceExternalMemoryHostPropertiesEXT, _arena: StructMemory) {
    view.setInt32(at, 1000178002, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_MEMORY_HOST_PROPERTIES_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceExternalMemoryHostPropertiesEXTOut {
    return {
      minImportedHostPointerAlignment: view.getBigUint64(at + 16, true),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceExternalMemoryHostPropertiesEXT', VkPhysicalDeviceExternalMemoryHostPropertiesEXT, VkPhysicalDeviceExternalMemoryHostPropertiesEXTOut>

export interface VkPhysicalDeviceMemoryBudgetPropertiesEXT {
  pNext?: Pointer | null
}
export interface VkPhysicalDeviceMemoryBudgetPropertiesEXTOut {
  heapBudget: bigint[]
  heapUsage: bigint[]
}
export const VkPhysicalDeviceMemoryBudgetPropertiesEXT = {
  name: 'VkPhysicalDeviceMemoryBudgetPropertiesEXT',
  size: 272,
  align: 8,
  offsets: { sType: 0, pNext: 8, heapBudget: 16, heapUsage: 144 },
  write(view: DataView, at: number, value: VkPhysicalDeviceMemoryBudgetPropertiesEXT, _arena: StructMemory) {
    view.setInt32(at, 1000237000, true) // VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkPhysicalDeviceMemoryBudgetPropertiesEXTOut {
    return {
      heapBudget: getU64s(view, at + 16, 16),
      heapUsage: getU64s(view, at + 144, 16),
    }
  },
} as const satisfies ReadableStruct<'VkPhysicalDeviceMemoryBudgetPropertiesEXT', VkPhysicalDeviceMemoryBudgetPropertiesEXT, VkPhysicalDeviceMemoryBudgetPropertiesEXTOut>

export interface VkMemoryDedicatedRequirements {
  pNext?: Pointer | null
}
export interface VkMemoryDedicatedRequirementsOut {
  prefersDedicatedAllocation: VkBool32
  requiresDedicatedAllocation: VkBool32
}
export const VkMemoryDedicatedRequirements = {
  name: 'VkMemoryDedicatedRequirements',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, prefersDedicatedAllocation: 16, requiresDedicatedAllocation: 20 },
  write(view: DataView, at: number, value: VkMemoryDedicatedRequirements, _arena: StructMemory) {
    view.setInt32(at, 1000127000, true) // VK_STRUCTURE_TYPE_MEMORY_DEDICATED_REQUIREMENTS
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
  },
  read(view: DataView, at: number): VkMemoryDedicatedRequirementsOut {
    return {
      prefersDedicatedAllocation: view.getUint32(at + 16, true) !== 0,
      requiresDedicatedAllocation: view.getUint32(at + 20, true) !== 0,
    }
  },
} as const satisfies ReadableStruct<'VkMemoryDedicatedRequirements', VkMemoryDedicatedRequirements, VkMemoryDedicatedRequirementsOut>

export interface VkMemoryDedicatedAllocateInfo {
  pNext?: Pointer | null
  image?: VkImage
  buffer?: VkBuffer
}
export const VkMemoryDedicatedAllocateInfo = {
  name: 'VkMemoryDedicatedAllocateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, image: 16, buffer: 24 },
  write(view: DataView, at: number, value: VkMemoryDedicatedAllocateInfo, _arena: StructMemory) {
    view.setInt32(at, 1000127001, true) // VK_STRUCTURE_TYPE_MEMORY_DEDICATED_ALLOCATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.image !== undefined) view.setBigUint64(at + 16, value.image, true)
    if (value.buffer !== undefined) view.setBigUint64(at + 24, value.buffer, true)
  },
} as const satisfies Struct<'VkMemoryDedicatedAllocateInfo', VkMemoryDedicatedAllocateInfo>

export interface VkMemoryAllocateFlagsInfo {
  pNext?: Pointer | null
  flags?: VkMemoryAllocateFlags
  deviceMask: number
}
export const VkMemoryAllocateFlagsInfo = {
  name: 'VkMemoryAllocateFlagsInfo',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, deviceMask: 20 },
  write(view: DataView, at: number, value: VkMemoryAllocateFlagsInfo, _arena: StructMemory) {
    view.setInt32(at, 1000060000, true) // VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    view.setUint32(at + 20, value.deviceMask, true)
  },
} as const satisfies Struct<'VkMemoryAllocateFlagsInfo', VkMemoryAllocateFlagsInfo>

export interface VkImportMemoryHostPointerInfoEXT {
  pNext?: Pointer | null
  handleType: VkExternalMemoryHandleTypeFlagBits
  pHostPointer: Pointer | null
}
export const VkImportMemoryHostPointerInfoEXT = {
  name: 'VkImportMemoryHostPointerInfoEXT',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, handleType: 16, pHostPointer: 24 },
  write(view: DataView, at: number, value: VkImportMemoryHostPointerInfoEXT, _arena: StructMemory) {
    view.setInt32(at, 1000178000, true) // VK_STRUCTURE_TYPE_IMPORT_MEMORY_HOST_POINTER_INFO_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setInt32(at + 16, value.handleType, true)
    if (value.pHostPointer) view.setBigUint64(at + 24, value.pHostPointer, true)
  },
} as const satisfies Struct<'VkImportMemoryHostPointerInfoEXT', VkImportMemoryHostPointerInfoEXT>

export interface VkExternalMemoryBufferCreateInfo {
  pNext?: Pointer | null
  handleTypes?: VkExternalMemoryHandleTypeFlags
}
export const VkExternalMemoryBufferCreateInfo = {
  name: 'VkExternalMemoryBufferCreateInfo',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, handleTypes: 16 },
  write(view: DataView, at: number, value: VkExternalMemoryBufferCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 1000072000, true) // VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.handleTypes !== undefined) view.setUint32(at + 16, value.handleTypes, true)
  },
} as const satisfies Struct<'VkExternalMemoryBufferCreateInfo', VkExternalMemoryBufferCreateInfo>

export interface VkImageViewUsageCreateInfo {
  pNext?: Pointer | null
  usage: VkImageUsageFlags
}
export const VkImageViewUsageCreateInfo = {
  name: 'VkImageViewUsageCreateInfo',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, usage: 16 },
  write(view: DataView, at: number, value: VkImageViewUsageCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 1000117002, true) // VK_STRUCTURE_TYPE_IMAGE_VIEW_USAGE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setUint32(at + 16, value.usage, true)
  },
} as const satisfies Struct<'VkImageViewUsageCreateInfo', VkImageViewUsageCreateInfo>

export interface VkSemaphoreTypeCreateInfo {
  pNext?: Pointer | null
  semaphoreType: VkSemaphoreType
  initialValue: number | bigint
}
export const VkSemaphoreTypeCreateInfo = {
  name: 'VkSemaphoreTypeCreateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, semaphoreType: 16, initialValue: 24 },
  write(view: DataView, at: number, value: VkSemaphoreTypeCreateInfo, _arena: StructMemory) {
    view.setInt32(at, 1000207002, true) // VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setInt32(at + 16, value.semaphoreType, true)
    setU64(view, at + 24, value.initialValue)
  },
} as const satisfies Struct<'VkSemaphoreTypeCreateInfo', VkSemaphoreTypeCreateInfo>

export interface VkPipelineRenderingCreateInfo {
  pNext?: Pointer | null
  viewMask: number
  colorAttachmentCount?: number
  pColorAttachmentFormats?: PointedArray<'VkFormat', VkFormat> | Int32Array
  depthAttachmentFormat?: VkFormat
  stencilAttachmentFormat?: VkFormat
}
export const VkPipelineRenderingCreateInfo = {
  name: 'VkPipelineRenderingCreateInfo',
  size: 40,
  align: 8,
  offsets: { sType: 0, pNext: 8, viewMask: 16, colorAttachmentCount: 20, pColorAttachmentFormats: 24, depthAttachmentFormat: 32, stencilAttachmentFormat: 36 },
  write(view: DataView, at: number, value: VkPipelineRenderingCreateInfo, arena: StructMemory) {
    view.setInt32(at, 1000044002, true) // VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setUint32(at + 16, value.viewMask, true)
    view.setUint32(at + 20, value.colorAttachmentCount ?? countOf(value.pColorAttachmentFormats), true)
    if (value.pColorAttachmentFormats !== undefined) view.setBigUint64(at + 24, toI32s(arena, value.pColorAttachmentFormats), true)
    if (value.depthAttachmentFormat !== undefined) view.setInt32(at + 32, value.depthAttachmentFormat, true)
    if (value.stencilAttachmentFormat !== undefined) view.setInt32(at + 36, value.stencilAttachmentFormat, true)
  },
} as const satisfies Struct<'VkPipelineRenderingCreateInfo', VkPipelineRenderingCreateInfo>

export interface VkPipelineRasterizationDepthClipStateCreateInfoEXT {
  pNext?: Pointer | null
  flags?: VkPipelineRasterizationDepthClipStateCreateFlagsEXT
  depthClipEnable?: VkBool32
}
export const VkPipelineRasterizationDepthClipStateCreateInfoEXT = {
  name: 'VkPipelineRasterizationDepthClipStateCreateInfoEXT',
  size: 24,
  align: 8,
  offsets: { sType: 0, pNext: 8, flags: 16, depthClipEnable: 20 },
  write(view: DataView, at: number, value: VkPipelineRasterizationDepthClipStateCreateInfoEXT, _arena: StructMemory) {
    view.setInt32(at, 1000102001, true) // VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_DEPTH_CLIP_STATE_CREATE_INFO_EXT
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    if (value.flags !== undefined) view.setUint32(at + 16, value.flags, true)
    if (value.depthClipEnable === true) view.setUint32(at + 20, 1, true)
  },
} as const satisfies Struct<'VkPipelineRasterizationDepthClipStateCreateInfoEXT', VkPipelineRasterizationDepthClipStateCreateInfoEXT>

export interface VkDescriptorSetLayoutBindingFlagsCreateInfo {
  pNext?: Pointer | null
  bindingCount?: number
  pBindingFlags?: PointedArray<'VkDescriptorBindingFlags', VkDescriptorBindingFlags> | Uint32Array
}
export const VkDescriptorSetLayoutBindingFlagsCreateInfo = {
  name: 'VkDescriptorSetLayoutBindingFlagsCreateInfo',
  size: 32,
  align: 8,
  offsets: { sType: 0, pNext: 8, bindingCount: 16, pBindingFlags: 24 },
  write(view: DataView, at: number, value: VkDescriptorSetLayoutBindingFlagsCreateInfo, arena: StructMemory) {
    view.setInt32(at, 1000161000, true) // VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_BINDING_FLAGS_CREATE_INFO
    if (value.pNext) view.setBigUint64(at + 8, value.pNext, true)
    view.setUint32(at + 16, value.bindingCount ?? countOf(value.pBindingFlags), true)
    if (value.pBindingFlags !== undefined) view.setBigUint64(at + 24, toU32s(arena, value.pBindingFlags), true)
  },
} as const satisfies Struct<'VkDescriptorSetLayoutBindingFlagsCreateInfo', VkDescriptorSetLayoutBindingFlagsCreateInfo>
