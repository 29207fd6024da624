/** One large copy by hand, with nothing of the library around it: what the bus can do. */
import koffi from 'koffi'
import {
  Arena,
  VK_BUFFER_USAGE_TRANSFER_DST_BIT,
  VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
  VK_COMMAND_BUFFER_LEVEL_PRIMARY,
  VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
  VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VK_SHARING_MODE_EXCLUSIVE,
  VK_WHOLE_SIZE,
  VkBindBufferMemoryInfo,
  VkBufferCopy2,
  VkBufferCreateInfo,
  VkBufferMemoryRequirementsInfo2,
  VkCommandBufferAllocateInfo,
  VkCommandBufferBeginInfo,
  VkCommandPoolCreateInfo,
  VkCopyBufferInfo2,
  VkDeviceQueueInfo2,
  VkFenceCreateInfo,
  VkMemoryAllocateInfo,
  VkMemoryRequirements2,
  VkPhysicalDeviceMemoryProperties2,
  VkSubmitInfo2,
  type VkBuffer,
  type VkCommandBuffer,
  type VkCommandPool,
  type VkDeviceMemory,
  type VkFence,
  type VkQueue,
} from '../../src/backends/vulkan/bindings/index.ts'
import type { VulkanNative } from '../../src/backends/vulkan/index.ts'

export type MemoryKind = 'device' | 'device-visible' | 'write-combined' | 'cached'
export type Regions = readonly (readonly [from: number, to: number, size: number])[]

const { local, visible, cached } = {
  local: VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
  visible: VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  cached: VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
}
/** Flags that a type has, and has not, if there is such a type. */
const kinds: Record<MemoryKind, readonly [number, number]> = {
  device: [local, 0],
  'device-visible': [local | visible, 0],
  'write-combined': [visible, local | cached],
  cached: [visible | cached, local],
}

export interface RawCopy {
  /** Submits the recorded copy and waits for it; milliseconds. */
  run(): number
  destroy(): void
}

/** Records a copy between two new buffers of these kinds of memory. */
export function recordCopy(
  native: VulkanNative,
  from: MemoryKind,
  to: MemoryKind,
  bytes: number,
  regions: Regions,
): RawCopy {
  const { commands: vk, device, queueFamilies } = native
  const arena = new Arena()
  const out = new BigUint64Array(1)
  // `run` reads from the arena too, by address alone, which holds nothing.
  const destroyers: (() => void)[] = [() => arena.reset()]
  const srcBuffer = createBuffer(native, arena, from, bytes, destroyers)
  const dstBuffer = createBuffer(native, arena, to, bytes, destroyers)
  const family = queueFamilies[0]!
  check(vk.vkCreateCommandPool(device, arena.struct(VkCommandPoolCreateInfo, { queueFamilyIndex: family }), null, out))
  const pool = out[0] as VkCommandPool
  destroyers.push(() => vk.vkDestroyCommandPool(device, pool, null))
  const allocation = { commandPool: pool, level: VK_COMMAND_BUFFER_LEVEL_PRIMARY, commandBufferCount: 1 }
  check(vk.vkAllocateCommandBuffers(device, arena.struct(VkCommandBufferAllocateInfo, allocation), out))
  const commands = out[0] as VkCommandBuffer
  check(vk.vkBeginCommandBuffer(commands, arena.struct(VkCommandBufferBeginInfo, {})))
  const pRegions = arena.structs(
    VkBufferCopy2,
    regions.map(([srcOffset, dstOffset, size]) => ({ srcOffset, dstOffset, size })),
  )
  vk.vkCmdCopyBuffer2(
    commands,
    arena.struct(VkCopyBufferInfo2, { srcBuffer, dstBuffer, regionCount: regions.length, pRegions }),
  )
  check(vk.vkEndCommandBuffer(commands))
  check(vk.vkCreateFence(device, arena.struct(VkFenceCreateInfo, {}), null, out))
  const fence = out[0] as VkFence
  destroyers.push(() => vk.vkDestroyFence(device, fence, null))
  vk.vkGetDeviceQueue2(device, arena.struct(VkDeviceQueueInfo2, { queueFamilyIndex: family, queueIndex: 0 }), out)
  const queue = out[0] as VkQueue
  const submit = arena.struct(VkSubmitInfo2, { pCommandBufferInfos: [{ commandBuffer: commands, deviceMask: 0 }] })
  const fences = BigUint64Array.of(fence)
  return {
    run() {
      const start = performance.now()
      check(vk.vkQueueSubmit2(queue, 1, submit, fence))
      check(vk.vkWaitForFences(device, 1, fences, 1, 10_000_000_000))
      const ms = performance.now() - start
      check(vk.vkResetFences(device, 1, fences))
      return ms
    },
    destroy() {
      for (const destroy of destroyers.reverse()) destroy()
    },
  }
}

export interface MappedMemory {
  readonly bytes: Uint8Array
  destroy(): void
}

/** Device memory that the host sees: all of it at once on some devices (a BAR, or one memory for both). */
export function mapDeviceMemory(native: VulkanNative, bytes: number): MappedMemory | undefined {
  const { commands: vk, device } = native
  const arena = new Arena()
  const memoryTypeIndex = typeOf(native, arena, 'device-visible', -1)
  if (memoryTypeIndex < 0) return undefined
  const out = new BigUint64Array(1)
  const info = arena.struct(VkMemoryAllocateInfo, { allocationSize: bytes, memoryTypeIndex })
  check(vk.vkAllocateMemory(device, info, null, out))
  const memory = out[0] as VkDeviceMemory
  check(vk.vkMapMemory(device, memory, 0, VK_WHOLE_SIZE, 0, out))
  return {
    bytes: new Uint8Array(koffi.view(out[0]!, bytes)),
    destroy: () => vk.vkFreeMemory(device, memory, null),
  }
}

function createBuffer(
  native: VulkanNative,
  arena: Arena,
  kind: MemoryKind,
  size: number,
  destroyers: (() => void)[],
): VkBuffer {
  const { commands: vk, device } = native
  const out = new BigUint64Array(1)
  const usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT
  const info = arena.struct(VkBufferCreateInfo, { size, usage, sharingMode: VK_SHARING_MODE_EXCLUSIVE })
  check(vk.vkCreateBuffer(device, info, null, out))
  const buffer = out[0] as VkBuffer
  destroyers.push(() => vk.vkDestroyBuffer(device, buffer, null))
  const needs = arena.struct(VkMemoryRequirements2, {})
  vk.vkGetBufferMemoryRequirements2(device, arena.struct(VkBufferMemoryRequirementsInfo2, { buffer }), needs)
  const { size: allocationSize, memoryTypeBits } = arena.read(VkMemoryRequirements2, needs).memoryRequirements
  const memoryTypeIndex = typeOf(native, arena, kind, memoryTypeBits)
  check(vk.vkAllocateMemory(device, arena.struct(VkMemoryAllocateInfo, { allocationSize, memoryTypeIndex }), null, out))
  const memory = out[0] as VkDeviceMemory
  destroyers.push(() => vk.vkFreeMemory(device, memory, null))
  check(vk.vkBindBufferMemory2(device, 1, arena.structs(VkBindBufferMemoryInfo, [{ buffer, memory, memoryOffset: 0 }])))
  return buffer
}

function typeOf(
  { instanceCommands, physicalDevice }: VulkanNative,
  arena: Arena,
  kind: MemoryKind,
  bits: number,
): number {
  const has = arena.struct(VkPhysicalDeviceMemoryProperties2, {})
  instanceCommands.vkGetPhysicalDeviceMemoryProperties2(physicalDevice, has)
  const { memoryTypes, memoryTypeCount } = arena.read(VkPhysicalDeviceMemoryProperties2, has).memoryProperties
  const find = (wanted: number, unwanted: number): number =>
    memoryTypes.slice(0, memoryTypeCount).findIndex(({ propertyFlags }, i) => {
      return (bits & (1 << i)) !== 0 && (propertyFlags & wanted) === wanted && (propertyFlags & unwanted) === 0
    })
  const [wanted, unwanted] = kinds[kind]
  const exact = find(wanted, unwanted)
  if (exact >= 0 || kind === 'device-visible') return exact
  return find(wanted & (local | visible), 0)
}

function check(result: number): void {
  if (result !== 0) throw new Error(`a Vulkan call returned ${result}`)
}
