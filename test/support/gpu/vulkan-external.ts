/** A body on Vulkan as another engine would run it: in a command buffer of its own, which it submits to the queue that it is given. */
import type { Body } from '../../../src/backends/backend.ts'
import {
  Arena,
  VK_COMMAND_BUFFER_LEVEL_PRIMARY,
  VkCommandBufferAllocateInfo,
  VkCommandBufferBeginInfo,
  VkCommandPoolCreateInfo,
  VkSubmitInfo2,
  type VkCommandBuffer,
  type VkCommandPool,
} from '../../../src/backends/vulkan/bindings/index.ts'
import type { VulkanExternalContext, VulkanNative } from '../../../src/backends/vulkan/index.ts'
import { check } from './raw-vulkan.ts'

/** What the body makes is destroyed by `cleanUp`, once the device is done with it. */
export function submittingVulkan({ commands: vk, device }: VulkanNative, body: Body, cleanUp: (() => void)[]): Body {
  return (context: VulkanExternalContext) => {
    const { queue, queueFamily } = context.native
    const arena = new Arena()
    const out = new BigUint64Array(1)
    const poolInfo = arena.struct(VkCommandPoolCreateInfo, { queueFamilyIndex: queueFamily })
    check(vk.vkCreateCommandPool(device, poolInfo, null, out), 'pool')
    const commandPool = out[0] as VkCommandPool
    cleanUp.push(() => vk.vkDestroyCommandPool(device, commandPool, null))
    const level = VK_COMMAND_BUFFER_LEVEL_PRIMARY
    const info = arena.struct(VkCommandBufferAllocateInfo, { commandPool, level, commandBufferCount: 1 })
    check(vk.vkAllocateCommandBuffers(device, info, out), 'buffer')
    const commandBuffer = out[0] as VkCommandBuffer
    check(vk.vkBeginCommandBuffer(commandBuffer, arena.struct(VkCommandBufferBeginInfo, {})), 'begin')
    const rest = body({ ...context, native: commandBuffer })
    check(vk.vkEndCommandBuffer(commandBuffer), 'end')
    const submitted = arena.struct(VkSubmitInfo2, {
      commandBufferInfoCount: 1,
      pCommandBufferInfos: [{ commandBuffer, deviceMask: 0 }],
    })
    check(vk.vkQueueSubmit2(queue, 1, submitted, 0n), 'submit')
    return rest
  }
}
