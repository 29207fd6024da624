import koffi from 'koffi'
import { afterEach, describe, expect, it } from 'vitest'
import {
  inBackground,
  VK_ACCESS_2_HOST_READ_BIT,
  VK_ACCESS_2_TRANSFER_READ_BIT,
  VK_ACCESS_2_TRANSFER_WRITE_BIT,
  VK_BUFFER_USAGE_TRANSFER_DST_BIT,
  VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
  VK_COMMAND_BUFFER_LEVEL_PRIMARY,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
  VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  VK_PIPELINE_STAGE_2_HOST_BIT,
  VK_SEMAPHORE_TYPE_TIMELINE,
  VK_SHARING_MODE_EXCLUSIVE,
  VK_SUCCESS,
  VK_WHOLE_SIZE,
  VkBindBufferMemoryInfo,
  VkBufferCreateInfo,
  VkBufferMemoryRequirementsInfo2,
  VkCommandBufferAllocateInfo,
  VkCommandBufferBeginInfo,
  VkCommandPoolCreateInfo,
  VkCopyBufferInfo2,
  VkDependencyInfo,
  VkMemoryAllocateInfo,
  VkMemoryRequirements2,
  VkPhysicalDeviceMemoryProperties2,
  VkPhysicalDeviceProperties2,
  VkPhysicalDeviceVulkan12Properties,
  VkSemaphoreCreateInfo,
  VkSemaphoreTypeCreateInfo,
  VkSemaphoreWaitInfo,
  VkSubmitInfo2,
  type Pointer,
  type VkBuffer,
  type VkCommandBuffer,
  type VkCommandPool,
  type VkDeviceMemory,
  type VkSemaphore,
} from '../../src/backends/vulkan/bindings/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { check, openRawVulkan, type RawVulkan } from '../support/gpu/raw-vulkan.ts'

const sizeBytes = 4096

await describeGpu('vulkan', 'the Vulkan bindings', ({ loader, validationLayers }) => {
  if (!validationLayers) console.log('the Vulkan bindings run unchecked: no Khronos validation layer is installed')
  let raw: RawVulkan | undefined
  afterEach(() => {
    raw?.destroy()
    raw = undefined
  })

  it('fill, copy across a barrier and wait without blocking, and the right bytes arrive', async () => {
    raw = openRawVulkan(loader, validationLayers)
    const bytes = await fillAndCopy(raw, { barrier: true })
    expect(new Uint32Array(bytes)).toEqual(new Uint32Array(sizeBytes / 4).fill(0xc0ffee))
    expect(raw.messages).toEqual([])
  })

  it('read what the implementation fills in', () => {
    raw = openRawVulkan(loader, validationLayers)
    const { arena, instanceCommands, physicalDevice } = raw
    const driver = arena.struct(VkPhysicalDeviceVulkan12Properties, {})
    const properties = arena.struct(VkPhysicalDeviceProperties2, { pNext: driver })
    instanceCommands.vkGetPhysicalDeviceProperties2(physicalDevice, properties)
    const { deviceName, apiVersion, limits } = arena.read(VkPhysicalDeviceProperties2, properties).properties
    expect(deviceName).toMatch(/^[\x20-\x7e]+$/)
    expect((apiVersion >>> 12) & 0x3ff).toBeGreaterThanOrEqual(3)
    // The least that the specification lets a device have.
    expect(limits.maxComputeWorkGroupCount.every((count) => count >= 65535)).toBe(true)
    expect(limits.maxComputeWorkGroupSize).toHaveLength(3)
    const { driverName, conformanceVersion } = arena.read(VkPhysicalDeviceVulkan12Properties, driver)
    expect(driverName).not.toBe('')
    expect(conformanceVersion.major).toBe(1)
    expect(raw.messages).toEqual([])
  })

  describe.skipIf(!validationLayers)('under synchronization validation', () => {
    it('show the hazard when the barrier is left out', async () => {
      raw = openRawVulkan(loader, true)
      await fillAndCopy(raw, { barrier: false })
      expect(new Set(raw.messages.map(({ id }) => id))).toEqual(new Set(['SYNC-HAZARD-READ-AFTER-WRITE']))
    })
  })
})

/** Fills one buffer, copies it to another, and gives the bytes of that once the timeline semaphore says so. */
async function fillAndCopy(raw: RawVulkan, { barrier }: { barrier: boolean }): Promise<ArrayBuffer> {
  const { arena, device, queue, vk } = raw
  const handle = new BigUint64Array(1)
  const source = createBuffer(raw)
  const target = createBuffer(raw)

  check(
    vk.vkCreateCommandPool(device, arena.struct(VkCommandPoolCreateInfo, { queueFamilyIndex: 0 }), null, handle),
    'pool',
  )
  const pool = handle[0] as VkCommandPool
  const allocation = { commandPool: pool, level: VK_COMMAND_BUFFER_LEVEL_PRIMARY, commandBufferCount: 1 }
  check(vk.vkAllocateCommandBuffers(device, arena.struct(VkCommandBufferAllocateInfo, allocation), handle), 'commands')
  const commands = handle[0] as VkCommandBuffer
  check(vk.vkBeginCommandBuffer(commands, arena.struct(VkCommandBufferBeginInfo, {})), 'vkBeginCommandBuffer')
  vk.vkCmdFillBuffer(commands, source.buffer, 0, VK_WHOLE_SIZE, 0xc0ffee)
  if (barrier) pipelineBarrier(raw, commands, VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, VK_ACCESS_2_TRANSFER_READ_BIT)
  const copy = arena.struct(VkCopyBufferInfo2, {
    srcBuffer: source.buffer,
    dstBuffer: target.buffer,
    pRegions: [
      { srcOffset: 0, dstOffset: 0, size: sizeBytes / 2 },
      { srcOffset: sizeBytes / 2, dstOffset: sizeBytes / 2, size: BigInt(sizeBytes / 2) },
    ],
  })
  vk.vkCmdCopyBuffer2(commands, copy)
  pipelineBarrier(raw, commands, VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT)
  check(vk.vkEndCommandBuffer(commands), 'vkEndCommandBuffer')

  const timeline = arena.struct(VkSemaphoreTypeCreateInfo, {
    semaphoreType: VK_SEMAPHORE_TYPE_TIMELINE,
    initialValue: 0,
  })
  check(
    vk.vkCreateSemaphore(device, arena.struct(VkSemaphoreCreateInfo, { pNext: timeline }), null, handle),
    'semaphore',
  )
  const semaphore = handle[0] as VkSemaphore
  const submit = arena.struct(VkSubmitInfo2, {
    pCommandBufferInfos: [{ commandBuffer: commands, deviceMask: 0 }],
    pSignalSemaphoreInfos: [{ semaphore, value: 7, stageMask: VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, deviceIndex: 0 }],
  })
  check(vk.vkQueueSubmit2(queue, 1, submit, 0n), 'vkQueueSubmit2')
  const wait = arena.struct(VkSemaphoreWaitInfo, { pSemaphores: [semaphore], pValues: [7] })
  expect(await inBackground(vk.vkWaitSemaphores, device, wait, 5_000_000_000)).toBe(VK_SUCCESS)
  vk.vkGetSemaphoreCounterValue(device, semaphore, handle)
  expect(handle[0]).toBe(7n)
  const bytes = target.mapped.slice(0)

  vk.vkDestroySemaphore(device, semaphore, null)
  vk.vkDestroyCommandPool(device, pool, null)
  for (const { buffer, memory } of [source, target]) {
    vk.vkDestroyBuffer(device, buffer, null)
    vk.vkFreeMemory(device, memory, null)
  }
  return bytes
}

interface MappedBuffer {
  buffer: VkBuffer
  memory: VkDeviceMemory
  mapped: ArrayBuffer
}

function createBuffer({ arena, device, instanceCommands, physicalDevice, vk }: RawVulkan): MappedBuffer {
  const handle = new BigUint64Array(1)
  const info = arena.struct(VkBufferCreateInfo, {
    size: sizeBytes,
    usage: VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
    sharingMode: VK_SHARING_MODE_EXCLUSIVE,
  })
  check(vk.vkCreateBuffer(device, info, null, handle), 'vkCreateBuffer')
  const buffer = handle[0] as VkBuffer
  const needs = arena.struct(VkMemoryRequirements2, {})
  vk.vkGetBufferMemoryRequirements2(device, arena.struct(VkBufferMemoryRequirementsInfo2, { buffer }), needs)
  const { size, memoryTypeBits } = arena.read(VkMemoryRequirements2, needs).memoryRequirements

  const has = arena.struct(VkPhysicalDeviceMemoryProperties2, {})
  instanceCommands.vkGetPhysicalDeviceMemoryProperties2(physicalDevice, has)
  const { memoryTypes, memoryTypeCount } = arena.read(VkPhysicalDeviceMemoryProperties2, has).memoryProperties
  const wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
  const memoryTypeIndex = memoryTypes.slice(0, memoryTypeCount).findIndex(({ propertyFlags }, index) => {
    return (propertyFlags & wanted) === wanted && (memoryTypeBits & (1 << index)) !== 0
  })
  const allocation = arena.struct(VkMemoryAllocateInfo, { allocationSize: size, memoryTypeIndex })
  check(vk.vkAllocateMemory(device, allocation, null, handle), 'vkAllocateMemory')
  const memory = handle[0] as VkDeviceMemory
  const binding = arena.structs(VkBindBufferMemoryInfo, [{ buffer, memory, memoryOffset: 0 }])
  check(vk.vkBindBufferMemory2(device, 1, binding), 'vkBindBufferMemory2')
  check(vk.vkMapMemory(device, memory, 0, VK_WHOLE_SIZE, 0, handle), 'vkMapMemory')
  return { buffer, memory, mapped: koffi.view(handle[0] as Pointer, sizeBytes) }
}

/** What transfers wrote becomes visible to what comes after. */
function pipelineBarrier({ arena, vk }: RawVulkan, commands: VkCommandBuffer, stage: bigint, access: bigint): void {
  const barrier = {
    srcStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
    srcAccessMask: VK_ACCESS_2_TRANSFER_WRITE_BIT,
    dstStageMask: stage,
    dstAccessMask: access,
  }
  vk.vkCmdPipelineBarrier2(commands, arena.struct(VkDependencyInfo, { pMemoryBarriers: [barrier] }))
}
