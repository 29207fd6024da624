/** Buffers that a test makes by itself on a backend's device, to be imported or for bodies. */
import koffi from 'koffi'
import {
  Arena,
  VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT,
  VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
  VK_BUFFER_USAGE_TRANSFER_DST_BIT,
  VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
  VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VK_SHARING_MODE_CONCURRENT,
  VK_SHARING_MODE_EXCLUSIVE,
  VK_WHOLE_SIZE,
  VkBindBufferMemoryInfo,
  VkBufferCreateInfo,
  VkBufferMemoryRequirementsInfo2,
  VkMemoryAllocateInfo,
  VkMemoryRequirements2,
  VkPhysicalDeviceMemoryProperties2,
  type VkBuffer,
  type VkDeviceMemory,
} from '../../../src/backends/vulkan/bindings/index.ts'
import type { VulkanNative } from '../../../src/backends/vulkan/index.ts'
import { check } from './raw-vulkan.ts'

export interface MappedBuffer {
  readonly buffer: VkBuffer
  /** The same memory, as the host sees it. */
  readonly bytes: Uint8Array
  destroy(): void
}

const usage =
  VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
  VK_BUFFER_USAGE_TRANSFER_DST_BIT |
  VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
  VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT |
  VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT

/** Whole words, so that shaders see the last bytes. */
export function createMappedBuffer(native: VulkanNative, sizeBytes: number): MappedBuffer {
  const { commands: vk, device, queueFamilies } = native
  const arena = new Arena()
  const out = new BigUint64Array(1)
  const size = Math.ceil(sizeBytes / 4) * 4
  const shared = queueFamilies.length > 1
  const info = arena.struct(VkBufferCreateInfo, {
    size,
    usage,
    sharingMode: shared ? VK_SHARING_MODE_CONCURRENT : VK_SHARING_MODE_EXCLUSIVE,
    ...(shared ? { pQueueFamilyIndices: queueFamilies } : {}),
  })
  check(vk.vkCreateBuffer(device, info, null, out), 'vkCreateBuffer')
  const buffer = out[0] as VkBuffer
  const needs = arena.struct(VkMemoryRequirements2, {})
  vk.vkGetBufferMemoryRequirements2(device, arena.struct(VkBufferMemoryRequirementsInfo2, { buffer }), needs)
  const { memoryRequirements } = arena.read(VkMemoryRequirements2, needs)
  const allocation = arena.struct(VkMemoryAllocateInfo, {
    allocationSize: memoryRequirements.size,
    memoryTypeIndex: visibleType(native, arena, memoryRequirements.memoryTypeBits),
  })
  check(vk.vkAllocateMemory(device, allocation, null, out), 'vkAllocateMemory')
  const memory = out[0] as VkDeviceMemory
  const binding = arena.structs(VkBindBufferMemoryInfo, [{ buffer, memory, memoryOffset: 0 }])
  check(vk.vkBindBufferMemory2(device, 1, binding), 'vkBindBufferMemory2')
  check(vk.vkMapMemory(device, memory, 0, VK_WHOLE_SIZE, 0, out), 'vkMapMemory')
  return {
    buffer,
    bytes: new Uint8Array(koffi.view(out[0]!, size)),
    destroy() {
      vk.vkDestroyBuffer(device, buffer, null)
      vk.vkFreeMemory(device, memory, null)
    },
  }
}

function visibleType({ instanceCommands, physicalDevice }: VulkanNative, arena: Arena, typeBits: number): number {
  const has = arena.struct(VkPhysicalDeviceMemoryProperties2, {})
  instanceCommands.vkGetPhysicalDeviceMemoryProperties2(physicalDevice, has)
  const { memoryTypes, memoryTypeCount } = arena.read(VkPhysicalDeviceMemoryProperties2, has).memoryProperties
  const wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
  return memoryTypes
    .slice(0, memoryTypeCount)
    .findIndex(({ propertyFlags }, i) => (propertyFlags & wanted) === wanted && (typeBits & (1 << i)) !== 0)
}

/** Imports for `run`, and their bytes. */
export function importMapped(
  native: VulkanNative,
  imports: Readonly<Record<string, Uint8Array>>,
): { handles: Record<string, { buffer: bigint }>; buffers: Record<string, MappedBuffer> } {
  const buffers = Object.fromEntries(
    Object.entries(imports).map(([id, bytes]) => {
      const made = createMappedBuffer(native, bytes.length)
      made.bytes.set(bytes)
      return [id, made]
    }),
  )
  const handles = Object.fromEntries(Object.entries(buffers).map(([id, { buffer }]) => [id, { buffer }]))
  return { handles, buffers }
}
