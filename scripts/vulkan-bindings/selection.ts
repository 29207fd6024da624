/**
 * Contents of the bindings: these commands, these structs, and every type that they need. Constants are not listed: those
 * that the project's sources name are generated, and no others.
 */

export const commands = [
  // Instance
  'vkEnumerateInstanceVersion',
  'vkEnumerateInstanceExtensionProperties',
  'vkCreateInstance',
  'vkDestroyInstance',
  'vkCreateDebugUtilsMessengerEXT',
  'vkDestroyDebugUtilsMessengerEXT',

  // Physical devices
  'vkEnumeratePhysicalDevices',
  'vkEnumerateDeviceExtensionProperties',
  'vkGetPhysicalDeviceProperties2',
  'vkGetPhysicalDeviceFeatures2',
  'vkGetPhysicalDeviceMemoryProperties2',
  'vkGetPhysicalDeviceQueueFamilyProperties2',
  'vkGetPhysicalDeviceFormatProperties2',
  'vkGetPhysicalDeviceImageFormatProperties2',
  'vkGetPhysicalDeviceExternalBufferProperties',

  // Device and queues
  'vkGetDeviceProcAddr',
  'vkCreateDevice',
  'vkDestroyDevice',
  'vkDeviceWaitIdle',
  'vkGetDeviceQueue2',
  'vkQueueSubmit2',
  'vkQueueWaitIdle',
  'vkSetDebugUtilsObjectNameEXT',

  // Synchronization
  'vkCreateSemaphore',
  'vkDestroySemaphore',
  'vkGetSemaphoreCounterValue',
  'vkWaitSemaphores',
  'vkCreateFence',
  'vkDestroyFence',
  'vkResetFences',
  'vkWaitForFences',

  // Memory
  'vkAllocateMemory',
  'vkFreeMemory',
  'vkMapMemory',
  'vkInvalidateMappedMemoryRanges',
  'vkGetMemoryHostPointerPropertiesEXT',

  // Buffers and images
  'vkCreateBuffer',
  'vkDestroyBuffer',
  'vkGetBufferMemoryRequirements2',
  'vkBindBufferMemory2',
  'vkCreateImage',
  'vkDestroyImage',
  'vkGetImageMemoryRequirements2',
  'vkBindImageMemory2',
  'vkCreateImageView',
  'vkDestroyImageView',
  'vkCreateSampler',
  'vkDestroySampler',

  // Shaders, descriptors, pipelines
  'vkCreateShaderModule',
  'vkDestroyShaderModule',
  'vkCreateDescriptorSetLayout',
  'vkDestroyDescriptorSetLayout',
  'vkCreateDescriptorPool',
  'vkDestroyDescriptorPool',
  'vkAllocateDescriptorSets',
  'vkUpdateDescriptorSets',
  'vkCreatePipelineLayout',
  'vkDestroyPipelineLayout',
  'vkCreatePipelineCache',
  'vkDestroyPipelineCache',
  'vkCreateComputePipelines',
  'vkCreateGraphicsPipelines',
  'vkDestroyPipeline',

  // Queries
  'vkCreateQueryPool',
  'vkDestroyQueryPool',
  'vkGetQueryPoolResults',
  'vkResetQueryPool',

  // Command buffers
  'vkCreateCommandPool',
  'vkDestroyCommandPool',
  'vkResetCommandBuffer',
  'vkAllocateCommandBuffers',
  'vkBeginCommandBuffer',
  'vkEndCommandBuffer',

  // Commands: transfer
  'vkCmdCopyBuffer2',
  'vkCmdCopyImage2',
  'vkCmdCopyBufferToImage2',
  'vkCmdCopyImageToBuffer2',
  'vkCmdBlitImage2',
  'vkCmdResolveImage2',
  'vkCmdFillBuffer',
  'vkCmdUpdateBuffer',
  'vkCmdClearColorImage',
  'vkCmdClearDepthStencilImage',

  // Commands: synchronization and queries
  'vkCmdPipelineBarrier2',
  'vkCmdWriteTimestamp2',
  'vkCmdBeginDebugUtilsLabelEXT',
  'vkCmdEndDebugUtilsLabelEXT',

  // Commands: state, compute, render
  'vkCmdBindPipeline',
  'vkCmdBindDescriptorSets',
  'vkCmdPushConstants',
  'vkCmdDispatch',
  'vkCmdDispatchIndirect',
  'vkCmdBeginRendering',
  'vkCmdEndRendering',
  'vkCmdBindVertexBuffers2',
  'vkCmdBindIndexBuffer',
  'vkCmdSetViewport',
  'vkCmdSetScissor',
  'vkCmdSetBlendConstants',
  'vkCmdSetStencilReference',
  'vkCmdDraw',
  'vkCmdDrawIndexed',
  'vkCmdDrawIndirect',
  'vkCmdDrawIndexedIndirect',
  'vkCmdClearAttachments',
]

/** Structs that no command names: the links of `pNext` chains, and what callbacks receive. */
export const structs = [
  // Instance
  'VkValidationFeaturesEXT',
  'VkDebugUtilsMessengerCallbackDataEXT',

  // Physical devices
  'VkPhysicalDeviceVulkan11Features',
  'VkPhysicalDeviceVulkan12Features',
  'VkPhysicalDeviceVulkan13Features',
  'VkPhysicalDeviceRobustness2FeaturesEXT',
  'VkPhysicalDeviceDepthClipEnableFeaturesEXT',
  'VkPhysicalDeviceVulkan11Properties',
  'VkPhysicalDeviceVulkan12Properties',
  'VkPhysicalDeviceVulkan13Properties',
  'VkPhysicalDeviceExternalMemoryHostPropertiesEXT',
  'VkPhysicalDeviceMemoryBudgetPropertiesEXT',

  // Memory
  'VkMemoryDedicatedRequirements',
  'VkMemoryDedicatedAllocateInfo',
  'VkMemoryAllocateFlagsInfo',
  'VkImportMemoryHostPointerInfoEXT',
  'VkExternalMemoryBufferCreateInfo',

  // Images
  'VkImageViewUsageCreateInfo',

  // Synchronization
  'VkSemaphoreTypeCreateInfo',

  // Pipelines
  'VkPipelineRenderingCreateInfo',
  'VkPipelineRasterizationDepthClipStateCreateInfoEXT',
  'VkDescriptorSetLayoutBindingFlagsCreateInfo',
]

/** Structs that a callback hands over, so that they are read although no command returns them. */
export const callbackStructs = ['VkDebugUtilsMessengerCallbackDataEXT']

/** Structs that the bindings never use: the only value of a pointer to one is null. */
export const unusedStructs = ['VkAllocationCallbacks']
