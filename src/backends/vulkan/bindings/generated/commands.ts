// Made by scripts/generate-vulkan-bindings.ts from the Vulkan registry, vk.xml 1.3.239. Do not edit.
// The registry is copyright The Khronos Group Inc., Apache-2.0 OR MIT.
import type { Signature, VulkanCommand } from '../command.ts'
import type { Pointer } from '../struct.ts'
import type { VkBuffer, VkCommandBuffer, VkCommandBufferResetFlags, VkCommandPool, VkDebugUtilsMessengerEXT, VkDescriptorPool, VkDescriptorSetLayout, VkDevice, VkDeviceMemory, VkDeviceSize, VkExternalMemoryHandleTypeFlagBits, VkFence, VkFormat, VkImage, VkImageLayout, VkImageView, VkIndexType, VkInstance, VkMemoryMapFlags, VkPhysicalDevice, VkPipeline, VkPipelineBindPoint, VkPipelineCache, VkPipelineLayout, VkPipelineStageFlags2, VkQueryPool, VkQueryResultFlags, VkQueue, VkResult, VkSampler, VkSemaphore, VkShaderModule, VkShaderStageFlags, VkStencilFaceFlags } from './types.ts'

/** Found without an instance. Commands of extensions are undefined where the extension is not enabled. */
export interface GlobalCommands {
  vkEnumerateInstanceVersion: VulkanCommand<[pApiVersion: Uint32Array | Pointer<'uint32_t'>], VkResult>
  vkEnumerateInstanceExtensionProperties: VulkanCommand<[pLayerName: string | null, pPropertyCount: Uint32Array | Pointer<'uint32_t'>, pProperties: Pointer<'VkExtensionProperties'> | null], VkResult>
  vkCreateInstance: VulkanCommand<[pCreateInfo: Pointer<'VkInstanceCreateInfo'>, pAllocator: null, pInstance: BigUint64Array | Pointer<'VkInstance'>], VkResult>
}

export const globalSignatures: Record<keyof GlobalCommands, Signature> = {
  vkEnumerateInstanceVersion: { result: 'int32_t', parameters: ['void *'] },
  vkEnumerateInstanceExtensionProperties: { result: 'int32_t', parameters: ['str', 'void *', 'void *'] },
  vkCreateInstance: { result: 'int32_t', parameters: ['void *', 'void *', 'void *'] },
}

/** Found through an instance. Commands of extensions are undefined where the extension is not enabled. */
export interface InstanceCommands {
  vkDestroyInstance: VulkanCommand<[instance: VkInstance | 0n, pAllocator: null], void>
  vkCreateDebugUtilsMessengerEXT: VulkanCommand<[instance: VkInstance, pCreateInfo: Pointer<'VkDebugUtilsMessengerCreateInfoEXT'>, pAllocator: null, pMessenger: BigUint64Array | Pointer<'VkDebugUtilsMessengerEXT'>], VkResult> | undefined
  vkDestroyDebugUtilsMessengerEXT: VulkanCommand<[instance: VkInstance, messenger: VkDebugUtilsMessengerEXT | 0n, pAllocator: null], void> | undefined
  vkEnumeratePhysicalDevices: VulkanCommand<[instance: VkInstance, pPhysicalDeviceCount: Uint32Array | Pointer<'uint32_t'>, pPhysicalDevices: BigUint64Array | Pointer<'VkPhysicalDevice'> | null], VkResult>
  vkEnumerateDeviceExtensionProperties: VulkanCommand<[physicalDevice: VkPhysicalDevice, pLayerName: string | null, pPropertyCount: Uint32Array | Pointer<'uint32_t'>, pProperties: Pointer<'VkExtensionProperties'> | null], VkResult>
  vkGetPhysicalDeviceProperties2: VulkanCommand<[physicalDevice: VkPhysicalDevice, pProperties: Pointer<'VkPhysicalDeviceProperties2'>], void>
  vkGetPhysicalDeviceFeatures2: VulkanCommand<[physicalDevice: VkPhysicalDevice, pFeatures: Pointer<'VkPhysicalDeviceFeatures2'>], void>
  vkGetPhysicalDeviceMemoryProperties2: VulkanCommand<[physicalDevice: VkPhysicalDevice, pMemoryProperties: Pointer<'VkPhysicalDeviceMemoryProperties2'>], void>
  vkGetPhysicalDeviceQueueFamilyProperties2: VulkanCommand<[physicalDevice: VkPhysicalDevice, pQueueFamilyPropertyCount: Uint32Array | Pointer<'uint32_t'>, pQueueFamilyProperties: Pointer<'VkQueueFamilyProperties2'> | null], void>
  vkGetPhysicalDeviceFormatProperties2: VulkanCommand<[physicalDevice: VkPhysicalDevice, format: VkFormat, pFormatProperties: Pointer<'VkFormatProperties2'>], void>
  vkGetPhysicalDeviceImageFormatProperties2: VulkanCommand<[physicalDevice: VkPhysicalDevice, pImageFormatInfo: Pointer<'VkPhysicalDeviceImageFormatInfo2'>, pImageFormatProperties: Pointer<'VkImageFormatProperties2'>], VkResult>
  vkGetPhysicalDeviceExternalBufferProperties: VulkanCommand<[physicalDevice: VkPhysicalDevice, pExternalBufferInfo: Pointer<'VkPhysicalDeviceExternalBufferInfo'>, pExternalBufferProperties: Pointer<'VkExternalBufferProperties'>], void>
  vkGetDeviceProcAddr: VulkanCommand<[device: VkDevice, pName: string], bigint | null>
  vkCreateDevice: VulkanCommand<[physicalDevice: VkPhysicalDevice, pCreateInfo: Pointer<'VkDeviceCreateInfo'>, pAllocator: null, pDevice: BigUint64Array | Pointer<'VkDevice'>], VkResult>
}

export const instanceSignatures: Record<keyof InstanceCommands, Signature> = {
  vkDestroyInstance: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCreateDebugUtilsMessengerEXT: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'], extension: 'VK_EXT_debug_utils' },
  vkDestroyDebugUtilsMessengerEXT: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'], extension: 'VK_EXT_debug_utils' },
  vkEnumeratePhysicalDevices: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *'] },
  vkEnumerateDeviceExtensionProperties: { result: 'int32_t', parameters: ['uint64_t', 'str', 'void *', 'void *'] },
  vkGetPhysicalDeviceProperties2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkGetPhysicalDeviceFeatures2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkGetPhysicalDeviceMemoryProperties2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkGetPhysicalDeviceQueueFamilyProperties2: { result: 'void', parameters: ['uint64_t', 'void *', 'void *'] },
  vkGetPhysicalDeviceFormatProperties2: { result: 'void', parameters: ['uint64_t', 'int32_t', 'void *'] },
  vkGetPhysicalDeviceImageFormatProperties2: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *'] },
  vkGetPhysicalDeviceExternalBufferProperties: { result: 'void', parameters: ['uint64_t', 'void *', 'void *'] },
  vkGetDeviceProcAddr: { result: 'void *', parameters: ['uint64_t', 'str'] },
  vkCreateDevice: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
}

/** Found through a device: calls go straight to the driver. Commands of extensions are undefined where the extension is not enabled. */
export interface DeviceCommands {
  vkDestroyDevice: VulkanCommand<[device: VkDevice | 0n, pAllocator: null], void>
  vkDeviceWaitIdle: VulkanCommand<[device: VkDevice], VkResult>
  vkGetDeviceQueue2: VulkanCommand<[device: VkDevice, pQueueInfo: Pointer<'VkDeviceQueueInfo2'>, pQueue: BigUint64Array | Pointer<'VkQueue'>], void>
  vkQueueSubmit2: VulkanCommand<[queue: VkQueue, submitCount: number, pSubmits: Pointer<'VkSubmitInfo2'> | null, fence: VkFence | 0n], VkResult>
  vkQueueWaitIdle: VulkanCommand<[queue: VkQueue], VkResult>
  vkSetDebugUtilsObjectNameEXT: VulkanCommand<[device: VkDevice, pNameInfo: Pointer<'VkDebugUtilsObjectNameInfoEXT'>], VkResult> | undefined
  vkCreateSemaphore: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkSemaphoreCreateInfo'>, pAllocator: null, pSemaphore: BigUint64Array | Pointer<'VkSemaphore'>], VkResult>
  vkDestroySemaphore: VulkanCommand<[device: VkDevice, semaphore: VkSemaphore | 0n, pAllocator: null], void>
  vkGetSemaphoreCounterValue: VulkanCommand<[device: VkDevice, semaphore: VkSemaphore, pValue: BigUint64Array | Pointer<'uint64_t'>], VkResult>
  vkWaitSemaphores: VulkanCommand<[device: VkDevice, pWaitInfo: Pointer<'VkSemaphoreWaitInfo'>, timeout: number | bigint], VkResult>
  vkCreateFence: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkFenceCreateInfo'>, pAllocator: null, pFence: BigUint64Array | Pointer<'VkFence'>], VkResult>
  vkDestroyFence: VulkanCommand<[device: VkDevice, fence: VkFence | 0n, pAllocator: null], void>
  vkResetFences: VulkanCommand<[device: VkDevice, fenceCount: number, pFences: BigUint64Array | Pointer<'VkFence'>], VkResult>
  vkWaitForFences: VulkanCommand<[device: VkDevice, fenceCount: number, pFences: BigUint64Array | Pointer<'VkFence'>, waitAll: 0 | 1, timeout: number | bigint], VkResult>
  vkAllocateMemory: VulkanCommand<[device: VkDevice, pAllocateInfo: Pointer<'VkMemoryAllocateInfo'>, pAllocator: null, pMemory: BigUint64Array | Pointer<'VkDeviceMemory'>], VkResult>
  vkFreeMemory: VulkanCommand<[device: VkDevice, memory: VkDeviceMemory | 0n, pAllocator: null], void>
  vkMapMemory: VulkanCommand<[device: VkDevice, memory: VkDeviceMemory, offset: VkDeviceSize, size: VkDeviceSize, flags: VkMemoryMapFlags, ppData: BigUint64Array | Pointer], VkResult>
  vkInvalidateMappedMemoryRanges: VulkanCommand<[device: VkDevice, memoryRangeCount: number, pMemoryRanges: Pointer<'VkMappedMemoryRange'>], VkResult>
  vkGetMemoryHostPointerPropertiesEXT: VulkanCommand<[device: VkDevice, handleType: VkExternalMemoryHandleTypeFlagBits, pHostPointer: ArrayBufferView | Pointer, pMemoryHostPointerProperties: Pointer<'VkMemoryHostPointerPropertiesEXT'>], VkResult> | undefined
  vkCreateBuffer: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkBufferCreateInfo'>, pAllocator: null, pBuffer: BigUint64Array | Pointer<'VkBuffer'>], VkResult>
  vkDestroyBuffer: VulkanCommand<[device: VkDevice, buffer: VkBuffer | 0n, pAllocator: null], void>
  vkGetBufferMemoryRequirements2: VulkanCommand<[device: VkDevice, pInfo: Pointer<'VkBufferMemoryRequirementsInfo2'>, pMemoryRequirements: Pointer<'VkMemoryRequirements2'>], void>
  vkBindBufferMemory2: VulkanCommand<[device: VkDevice, bindInfoCount: number, pBindInfos: Pointer<'VkBindBufferMemoryInfo'>], VkResult>
  vkCreateImage: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkImageCreateInfo'>, pAllocator: null, pImage: BigUint64Array | Pointer<'VkImage'>], VkResult>
  vkDestroyImage: VulkanCommand<[device: VkDevice, image: VkImage | 0n, pAllocator: null], void>
  vkGetImageMemoryRequirements2: VulkanCommand<[device: VkDevice, pInfo: Pointer<'VkImageMemoryRequirementsInfo2'>, pMemoryRequirements: Pointer<'VkMemoryRequirements2'>], void>
  vkBindImageMemory2: VulkanCommand<[device: VkDevice, bindInfoCount: number, pBindInfos: Pointer<'VkBindImageMemoryInfo'>], VkResult>
  vkCreateImageView: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkImageViewCreateInfo'>, pAllocator: null, pView: BigUint64Array | Pointer<'VkImageView'>], VkResult>
  vkDestroyImageView: VulkanCommand<[device: VkDevice, imageView: VkImageView | 0n, pAllocator: null], void>
  vkCreateSampler: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkSamplerCreateInfo'>, pAllocator: null, pSampler: BigUint64Array | Pointer<'VkSampler'>], VkResult>
  vkDestroySampler: VulkanCommand<[device: VkDevice, sampler: VkSampler | 0n, pAllocator: null], void>
  vkCreateShaderModule: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkShaderModuleCreateInfo'>, pAllocator: null, pShaderModule: BigUint64Array | Pointer<'VkShaderModule'>], VkResult>
  vkDestroyShaderModule: VulkanCommand<[device: VkDevice, shaderModule: VkShaderModule | 0n, pAllocator: null], void>
  vkCreateDescriptorSetLayout: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkDescriptorSetLayoutCreateInfo'>, pAllocator: null, pSetLayout: BigUint64Array | Pointer<'VkDescriptorSetLayout'>], VkResult>
  vkDestroyDescriptorSetLayout: VulkanCommand<[device: VkDevice, descriptorSetLayout: VkDescriptorSetLayout | 0n, pAllocator: null], void>
  vkCreateDescriptorPool: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkDescriptorPoolCreateInfo'>, pAllocator: null, pDescriptorPool: BigUint64Array | Pointer<'VkDescriptorPool'>], VkResult>
  vkDestroyDescriptorPool: VulkanCommand<[device: VkDevice, descriptorPool: VkDescriptorPool | 0n, pAllocator: null], void>
  vkAllocateDescriptorSets: VulkanCommand<[device: VkDevice, pAllocateInfo: Pointer<'VkDescriptorSetAllocateInfo'>, pDescriptorSets: BigUint64Array | Pointer<'VkDescriptorSet'>], VkResult>
  vkUpdateDescriptorSets: VulkanCommand<[device: VkDevice, descriptorWriteCount: number, pDescriptorWrites: Pointer<'VkWriteDescriptorSet'> | null, descriptorCopyCount: number, pDescriptorCopies: Pointer<'VkCopyDescriptorSet'> | null], void>
  vkCreatePipelineLayout: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkPipelineLayoutCreateInfo'>, pAllocator: null, pPipelineLayout: BigUint64Array | Pointer<'VkPipelineLayout'>], VkResult>
  vkDestroyPipelineLayout: VulkanCommand<[device: VkDevice, pipelineLayout: VkPipelineLayout | 0n, pAllocator: null], void>
  vkCreatePipelineCache: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkPipelineCacheCreateInfo'>, pAllocator: null, pPipelineCache: BigUint64Array | Pointer<'VkPipelineCache'>], VkResult>
  vkDestroyPipelineCache: VulkanCommand<[device: VkDevice, pipelineCache: VkPipelineCache | 0n, pAllocator: null], void>
  vkCreateComputePipelines: VulkanCommand<[device: VkDevice, pipelineCache: VkPipelineCache | 0n, createInfoCount: number, pCreateInfos: Pointer<'VkComputePipelineCreateInfo'>, pAllocator: null, pPipelines: BigUint64Array | Pointer<'VkPipeline'>], VkResult>
  vkCreateGraphicsPipelines: VulkanCommand<[device: VkDevice, pipelineCache: VkPipelineCache | 0n, createInfoCount: number, pCreateInfos: Pointer<'VkGraphicsPipelineCreateInfo'>, pAllocator: null, pPipelines: BigUint64Array | Pointer<'VkPipeline'>], VkResult>
  vkDestroyPipeline: VulkanCommand<[device: VkDevice, pipeline: VkPipeline | 0n, pAllocator: null], void>
  vkCreateQueryPool: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkQueryPoolCreateInfo'>, pAllocator: null, pQueryPool: BigUint64Array | Pointer<'VkQueryPool'>], VkResult>
  vkDestroyQueryPool: VulkanCommand<[device: VkDevice, queryPool: VkQueryPool | 0n, pAllocator: null], void>
  vkGetQueryPoolResults: VulkanCommand<[device: VkDevice, queryPool: VkQueryPool, firstQuery: number, queryCount: number, dataSize: number | bigint, pData: ArrayBufferView | Pointer, stride: VkDeviceSize, flags: VkQueryResultFlags], VkResult>
  vkResetQueryPool: VulkanCommand<[device: VkDevice, queryPool: VkQueryPool, firstQuery: number, queryCount: number], void>
  vkCreateCommandPool: VulkanCommand<[device: VkDevice, pCreateInfo: Pointer<'VkCommandPoolCreateInfo'>, pAllocator: null, pCommandPool: BigUint64Array | Pointer<'VkCommandPool'>], VkResult>
  vkDestroyCommandPool: VulkanCommand<[device: VkDevice, commandPool: VkCommandPool | 0n, pAllocator: null], void>
  vkResetCommandBuffer: VulkanCommand<[commandBuffer: VkCommandBuffer, flags: VkCommandBufferResetFlags], VkResult>
  vkAllocateCommandBuffers: VulkanCommand<[device: VkDevice, pAllocateInfo: Pointer<'VkCommandBufferAllocateInfo'>, pCommandBuffers: BigUint64Array | Pointer<'VkCommandBuffer'>], VkResult>
  vkBeginCommandBuffer: VulkanCommand<[commandBuffer: VkCommandBuffer, pBeginInfo: Pointer<'VkCommandBufferBeginInfo'>], VkResult>
  vkEndCommandBuffer: VulkanCommand<[commandBuffer: VkCommandBuffer], VkResult>
  vkCmdCopyBuffer2: VulkanCommand<[commandBuffer: VkCommandBuffer, pCopyBufferInfo: Pointer<'VkCopyBufferInfo2'>], void>
  vkCmdCopyImage2: VulkanCommand<[commandBuffer: VkCommandBuffer, pCopyImageInfo: Pointer<'VkCopyImageInfo2'>], void>
  vkCmdCopyBufferToImage2: VulkanCommand<[commandBuffer: VkCommandBuffer, pCopyBufferToImageInfo: Pointer<'VkCopyBufferToImageInfo2'>], void>
  vkCmdCopyImageToBuffer2: VulkanCommand<[commandBuffer: VkCommandBuffer, pCopyImageToBufferInfo: Pointer<'VkCopyImageToBufferInfo2'>], void>
  vkCmdBlitImage2: VulkanCommand<[commandBuffer: VkCommandBuffer, pBlitImageInfo: Pointer<'VkBlitImageInfo2'>], void>
  vkCmdResolveImage2: VulkanCommand<[commandBuffer: VkCommandBuffer, pResolveImageInfo: Pointer<'VkResolveImageInfo2'>], void>
  vkCmdFillBuffer: VulkanCommand<[commandBuffer: VkCommandBuffer, dstBuffer: VkBuffer, dstOffset: VkDeviceSize, size: VkDeviceSize, data: number], void>
  vkCmdUpdateBuffer: VulkanCommand<[commandBuffer: VkCommandBuffer, dstBuffer: VkBuffer, dstOffset: VkDeviceSize, dataSize: VkDeviceSize, pData: ArrayBufferView | Pointer], void>
  vkCmdClearColorImage: VulkanCommand<[commandBuffer: VkCommandBuffer, image: VkImage, imageLayout: VkImageLayout, pColor: Pointer<'VkClearColorValue'>, rangeCount: number, pRanges: Pointer<'VkImageSubresourceRange'>], void>
  vkCmdClearDepthStencilImage: VulkanCommand<[commandBuffer: VkCommandBuffer, image: VkImage, imageLayout: VkImageLayout, pDepthStencil: Pointer<'VkClearDepthStencilValue'>, rangeCount: number, pRanges: Pointer<'VkImageSubresourceRange'>], void>
  vkCmdPipelineBarrier2: VulkanCommand<[commandBuffer: VkCommandBuffer, pDependencyInfo: Pointer<'VkDependencyInfo'>], void>
  vkCmdWriteTimestamp2: VulkanCommand<[commandBuffer: VkCommandBuffer, stage: VkPipelineStageFlags2, queryPool: VkQueryPool, query: number], void>
  vkCmdBeginDebugUtilsLabelEXT: VulkanCommand<[commandBuffer: VkCommandBuffer, pLabelInfo: Pointer<'VkDebugUtilsLabelEXT'>], void> | undefined
  vkCmdEndDebugUtilsLabelEXT: VulkanCommand<[commandBuffer: VkCommandBuffer], void> | undefined
  vkCmdBindPipeline: VulkanCommand<[commandBuffer: VkCommandBuffer, pipelineBindPoint: VkPipelineBindPoint, pipeline: VkPipeline], void>
  vkCmdBindDescriptorSets: VulkanCommand<[commandBuffer: VkCommandBuffer, pipelineBindPoint: VkPipelineBindPoint, layout: VkPipelineLayout, firstSet: number, descriptorSetCount: number, pDescriptorSets: BigUint64Array | Pointer<'VkDescriptorSet'>, dynamicOffsetCount: number, pDynamicOffsets: Uint32Array | Pointer<'uint32_t'> | null], void>
  vkCmdPushConstants: VulkanCommand<[commandBuffer: VkCommandBuffer, layout: VkPipelineLayout, stageFlags: VkShaderStageFlags, offset: number, size: number, pValues: ArrayBufferView | Pointer], void>
  vkCmdDispatch: VulkanCommand<[commandBuffer: VkCommandBuffer, groupCountX: number, groupCountY: number, groupCountZ: number], void>
  vkCmdDispatchIndirect: VulkanCommand<[commandBuffer: VkCommandBuffer, buffer: VkBuffer, offset: VkDeviceSize], void>
  vkCmdBeginRendering: VulkanCommand<[commandBuffer: VkCommandBuffer, pRenderingInfo: Pointer<'VkRenderingInfo'>], void>
  vkCmdEndRendering: VulkanCommand<[commandBuffer: VkCommandBuffer], void>
  vkCmdBindVertexBuffers2: VulkanCommand<[commandBuffer: VkCommandBuffer, firstBinding: number, bindingCount: number, pBuffers: BigUint64Array | Pointer<'VkBuffer'>, pOffsets: BigUint64Array | Pointer<'VkDeviceSize'>, pSizes: BigUint64Array | Pointer<'VkDeviceSize'> | null, pStrides: BigUint64Array | Pointer<'VkDeviceSize'> | null], void>
  vkCmdBindIndexBuffer: VulkanCommand<[commandBuffer: VkCommandBuffer, buffer: VkBuffer, offset: VkDeviceSize, indexType: VkIndexType], void>
  vkCmdSetViewport: VulkanCommand<[commandBuffer: VkCommandBuffer, firstViewport: number, viewportCount: number, pViewports: Pointer<'VkViewport'>], void>
  vkCmdSetScissor: VulkanCommand<[commandBuffer: VkCommandBuffer, firstScissor: number, scissorCount: number, pScissors: Pointer<'VkRect2D'>], void>
  vkCmdSetBlendConstants: VulkanCommand<[commandBuffer: VkCommandBuffer, blendConstants: Float32Array | Pointer<'float'>], void>
  vkCmdSetStencilReference: VulkanCommand<[commandBuffer: VkCommandBuffer, faceMask: VkStencilFaceFlags, reference: number], void>
  vkCmdDraw: VulkanCommand<[commandBuffer: VkCommandBuffer, vertexCount: number, instanceCount: number, firstVertex: number, firstInstance: number], void>
  vkCmdDrawIndexed: VulkanCommand<[commandBuffer: VkCommandBuffer, indexCount: number, instanceCount: number, firstIndex: number, vertexOffset: number, firstInstance: number], void>
  vkCmdDrawIndirect: VulkanCommand<[commandBuffer: VkCommandBuffer, buffer: VkBuffer, offset: VkDeviceSize, drawCount: number, stride: number], void>
  vkCmdDrawIndexedIndirect: VulkanCommand<[commandBuffer: VkCommandBuffer, buffer: VkBuffer, offset: VkDeviceSize, drawCount: number, stride: number], void>
  vkCmdClearAttachments: VulkanCommand<[commandBuffer: VkCommandBuffer, attachmentCount: number, pAttachments: Pointer<'VkClearAttachment'>, rectCount: number, pRects: Pointer<'VkClearRect'>], void>
}

export const deviceSignatures: Record<keyof DeviceCommands, Signature> = {
  vkDestroyDevice: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkDeviceWaitIdle: { result: 'int32_t', parameters: ['uint64_t'] },
  vkGetDeviceQueue2: { result: 'void', parameters: ['uint64_t', 'void *', 'void *'] },
  vkQueueSubmit2: { result: 'int32_t', parameters: ['uint64_t', 'uint32_t', 'void *', 'uint64_t'] },
  vkQueueWaitIdle: { result: 'int32_t', parameters: ['uint64_t'] },
  vkSetDebugUtilsObjectNameEXT: { result: 'int32_t', parameters: ['uint64_t', 'void *'], extension: 'VK_EXT_debug_utils' },
  vkCreateSemaphore: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroySemaphore: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkGetSemaphoreCounterValue: { result: 'int32_t', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkWaitSemaphores: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'uint64_t'] },
  vkCreateFence: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyFence: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkResetFences: { result: 'int32_t', parameters: ['uint64_t', 'uint32_t', 'void *'] },
  vkWaitForFences: { result: 'int32_t', parameters: ['uint64_t', 'uint32_t', 'void *', 'uint32_t', 'uint64_t'] },
  vkAllocateMemory: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkFreeMemory: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkMapMemory: { result: 'int32_t', parameters: ['uint64_t', 'uint64_t', 'uint64_t', 'uint64_t', 'uint32_t', 'void *'] },
  vkInvalidateMappedMemoryRanges: { result: 'int32_t', parameters: ['uint64_t', 'uint32_t', 'void *'] },
  vkGetMemoryHostPointerPropertiesEXT: { result: 'int32_t', parameters: ['uint64_t', 'int32_t', 'void *', 'void *'], extension: 'VK_EXT_external_memory_host' },
  vkCreateBuffer: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyBuffer: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkGetBufferMemoryRequirements2: { result: 'void', parameters: ['uint64_t', 'void *', 'void *'] },
  vkBindBufferMemory2: { result: 'int32_t', parameters: ['uint64_t', 'uint32_t', 'void *'] },
  vkCreateImage: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyImage: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkGetImageMemoryRequirements2: { result: 'void', parameters: ['uint64_t', 'void *', 'void *'] },
  vkBindImageMemory2: { result: 'int32_t', parameters: ['uint64_t', 'uint32_t', 'void *'] },
  vkCreateImageView: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyImageView: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkCreateSampler: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroySampler: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkCreateShaderModule: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyShaderModule: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkCreateDescriptorSetLayout: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyDescriptorSetLayout: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkCreateDescriptorPool: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyDescriptorPool: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkAllocateDescriptorSets: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *'] },
  vkUpdateDescriptorSets: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'void *', 'uint32_t', 'void *'] },
  vkCreatePipelineLayout: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyPipelineLayout: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkCreatePipelineCache: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyPipelineCache: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkCreateComputePipelines: { result: 'int32_t', parameters: ['uint64_t', 'uint64_t', 'uint32_t', 'void *', 'void *', 'void *'] },
  vkCreateGraphicsPipelines: { result: 'int32_t', parameters: ['uint64_t', 'uint64_t', 'uint32_t', 'void *', 'void *', 'void *'] },
  vkDestroyPipeline: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkCreateQueryPool: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyQueryPool: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkGetQueryPoolResults: { result: 'int32_t', parameters: ['uint64_t', 'uint64_t', 'uint32_t', 'uint32_t', 'uint64_t', 'void *', 'uint64_t', 'uint32_t'] },
  vkResetQueryPool: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint32_t', 'uint32_t'] },
  vkCreateCommandPool: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *', 'void *'] },
  vkDestroyCommandPool: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'void *'] },
  vkResetCommandBuffer: { result: 'int32_t', parameters: ['uint64_t', 'uint32_t'] },
  vkAllocateCommandBuffers: { result: 'int32_t', parameters: ['uint64_t', 'void *', 'void *'] },
  vkBeginCommandBuffer: { result: 'int32_t', parameters: ['uint64_t', 'void *'] },
  vkEndCommandBuffer: { result: 'int32_t', parameters: ['uint64_t'] },
  vkCmdCopyBuffer2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdCopyImage2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdCopyBufferToImage2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdCopyImageToBuffer2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdBlitImage2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdResolveImage2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdFillBuffer: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint64_t', 'uint64_t', 'uint32_t'] },
  vkCmdUpdateBuffer: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint64_t', 'uint64_t', 'void *'] },
  vkCmdClearColorImage: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'int32_t', 'void *', 'uint32_t', 'void *'] },
  vkCmdClearDepthStencilImage: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'int32_t', 'void *', 'uint32_t', 'void *'] },
  vkCmdPipelineBarrier2: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdWriteTimestamp2: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint64_t', 'uint32_t'] },
  vkCmdBeginDebugUtilsLabelEXT: { result: 'void', parameters: ['uint64_t', 'void *'], extension: 'VK_EXT_debug_utils' },
  vkCmdEndDebugUtilsLabelEXT: { result: 'void', parameters: ['uint64_t'], extension: 'VK_EXT_debug_utils' },
  vkCmdBindPipeline: { result: 'void', parameters: ['uint64_t', 'int32_t', 'uint64_t'] },
  vkCmdBindDescriptorSets: { result: 'void', parameters: ['uint64_t', 'int32_t', 'uint64_t', 'uint32_t', 'uint32_t', 'void *', 'uint32_t', 'void *'] },
  vkCmdPushConstants: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint32_t', 'uint32_t', 'uint32_t', 'void *'] },
  vkCmdDispatch: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'uint32_t', 'uint32_t'] },
  vkCmdDispatchIndirect: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint64_t'] },
  vkCmdBeginRendering: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdEndRendering: { result: 'void', parameters: ['uint64_t'] },
  vkCmdBindVertexBuffers2: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'uint32_t', 'void *', 'void *', 'void *', 'void *'] },
  vkCmdBindIndexBuffer: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint64_t', 'int32_t'] },
  vkCmdSetViewport: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'uint32_t', 'void *'] },
  vkCmdSetScissor: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'uint32_t', 'void *'] },
  vkCmdSetBlendConstants: { result: 'void', parameters: ['uint64_t', 'void *'] },
  vkCmdSetStencilReference: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'uint32_t'] },
  vkCmdDraw: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'uint32_t', 'uint32_t', 'uint32_t'] },
  vkCmdDrawIndexed: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'uint32_t', 'uint32_t', 'int32_t', 'uint32_t'] },
  vkCmdDrawIndirect: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint64_t', 'uint32_t', 'uint32_t'] },
  vkCmdDrawIndexedIndirect: { result: 'void', parameters: ['uint64_t', 'uint64_t', 'uint64_t', 'uint32_t', 'uint32_t'] },
  vkCmdClearAttachments: { result: 'void', parameters: ['uint64_t', 'uint32_t', 'void *', 'uint32_t', 'void *'] },
}
