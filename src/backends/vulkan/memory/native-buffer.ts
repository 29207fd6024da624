/** Buffers that outlive plans, and the facts of the device. */
import type { DeviceFacts, NativeBuffer } from '../../backend.ts'
import { checkBufferSize, registerHandle } from '../../native-handles.ts'
import {
  Arena,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VkPhysicalDeviceMemoryBudgetPropertiesEXT,
  VkPhysicalDeviceMemoryProperties2,
} from '../bindings/index.ts'
import type { DeviceProfile } from '../../../plan/profile.ts'
import type { Device } from '../device/device.ts'
import type { Slabs } from './slabs.ts'

export function createNativeBuffer(
  device: Device,
  profile: DeviceProfile,
  slabs: Slabs,
  sizeBytes: number,
): NativeBuffer {
  checkBufferSize(sizeBytes, profile.limits.maxBufferBytes)
  device.checkLost()
  const { handle, giveBack } = slabs.take(sizeBytes)
  const retire = registerHandle(handle, device, sizeBytes)
  let isAlive = true
  return {
    handle,
    destroy() {
      if (isAlive) giveBack()
      isAlive = false
      retire()
    },
  }
}

/** Vendor names by PCI or Khronos id. */
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
  const { handle, name, vendor, limits, memoryTypes, memoryHeapBytes, extensions } = physical
  const { commands } = instance
  const arena = new Arena(4096)
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
    vendorName: vendors[vendor] ?? `0x${vendor.toString(16)}`,
    maxAllocations: Number(limits.maxMemoryAllocationCount),
    coherentMemory: memoryTypes.some(({ flags }) => (flags & both) === both),
    ...(extensions.has('VK_EXT_memory_budget') ? { budgetBytes: budgets() } : {}),
  }
}
