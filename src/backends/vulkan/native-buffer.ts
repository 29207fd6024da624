/** Buffers that outlive plans, and what a device says of itself. */
import type { DeviceFacts, NativeBuffer } from '../backend.ts'
import {
  Arena,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VkPhysicalDeviceMemoryBudgetPropertiesEXT,
  VkPhysicalDeviceMemoryProperties2,
  VkPhysicalDeviceProperties2,
} from './bindings/index.ts'
import { createBuffers, sharingOf } from './buffers.ts'
import type { Device } from './device.ts'
import type { ImportedBuffer } from './places.ts'
import { Scope } from './scope.ts'

/** Each has memory of its own. @param living those that the backend still has to free */
export function createNativeBuffer(device: Device, sizeBytes: number, living: Set<NativeBuffer>): NativeBuffer {
  device.checkLost()
  const scope = new Scope(device.live)
  const families = [...new Set(device.queues.map(({ family }) => family))].sort((a, b) => a - b)
  try {
    const wish = { what: 'a device buffer', use: 'device', sizeBytes } as const
    const [made] = createBuffers(device, scope, new Arena(4096), sharingOf(families), [wish])
    const handle: ImportedBuffer = { buffer: made!.buffer }
    const native: NativeBuffer = {
      handle,
      destroy() {
        living.delete(native)
        scope.free()
      },
    }
    living.add(native)
    return native
  } catch (error) {
    scope.free()
    throw error
  }
}

/** Vendors by PCI or Khronos id. */
const vendors: Readonly<Record<number, string>> = {
  0x1002: 'AMD',
  0x1010: 'Imagination Technologies',
  0x106b: 'Apple',
  0x10de: 'NVIDIA',
  0x13b5: 'Arm',
  0x14e4: 'Broadcom',
  0x1ae0: 'Google',
  0x5143: 'Qualcomm',
  0x8086: 'Intel',
  0x10005: 'Mesa',
}

export function vulkanFacts({ instance, physical }: Device): DeviceFacts {
  const { handle, name, limits, memoryTypes, memoryHeapBytes, extensions } = physical
  const { commands } = instance
  const arena = new Arena(4096)
  const out = arena.struct(VkPhysicalDeviceProperties2, {})
  commands.vkGetPhysicalDeviceProperties2(handle, out)
  const { vendorID } = arena.read(VkPhysicalDeviceProperties2, out).properties
  const budgets = (): readonly number[] => {
    const budget = arena.struct(VkPhysicalDeviceMemoryBudgetPropertiesEXT, {})
    commands.vkGetPhysicalDeviceMemoryProperties2(
      handle,
      arena.struct(VkPhysicalDeviceMemoryProperties2, { pNext: budget }),
    )
    const { heapBudget } = arena.read(VkPhysicalDeviceMemoryBudgetPropertiesEXT, budget)
    return heapBudget.slice(0, memoryHeapBytes.length).map(Number)
  }
  const both = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
  return {
    deviceName: name,
    vendorName: vendors[vendorID] ?? `0x${vendorID.toString(16)}`,
    maxAllocations: Number(limits.maxMemoryAllocationCount),
    coherentMemory: memoryTypes.some(({ flags }) => (flags & both) === both),
    ...(extensions.has('VK_EXT_memory_budget') ? { budgetBytes: budgets() } : {}),
  }
}
