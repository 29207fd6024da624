/** Physical devices: the list of the driver, and the choice of one. */
import { noDevice, withoutGpu } from '../../../errors.ts'
import {
  Arena,
  VK_PHYSICAL_DEVICE_TYPE_CPU,
  VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU,
  VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU,
  VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU,
  VK_INCOMPLETE,
  VK_SUCCESS,
  VkExtensionProperties,
  VkPhysicalDeviceExternalMemoryHostPropertiesEXT,
  VkPhysicalDeviceMemoryProperties2,
  VkPhysicalDeviceProperties2,
  VkPhysicalDeviceVulkan11Properties,
  VkPhysicalDeviceVulkan13Properties,
  VkQueueFamilyProperties2,
  type VkPhysicalDevice,
  type VkPhysicalDeviceLimitsOut,
  type VkQueueFamilyPropertiesOut,
  type VkResult,
} from '../bindings/index.ts'
import type { Instance } from './instance.ts'
import { errorOfResult } from './results.ts'

export interface MemoryType {
  readonly flags: number
  readonly heap: number
}

/** A physical device as its driver describes it. */
export interface PhysicalDevice {
  readonly handle: VkPhysicalDevice
  readonly name: string
  /** Id of the vendor, on the PCI bus or of Khronos. */
  readonly vendor: number
  /** Type of the device, a VkPhysicalDeviceType. */
  readonly type: number
  readonly limits: VkPhysicalDeviceLimitsOut
  readonly maxBufferBytes: number
  readonly maxAllocationBytes: number
  readonly families: readonly VkQueueFamilyPropertiesOut[]
  readonly memoryTypes: readonly MemoryType[]
  readonly memoryHeapBytes: readonly number[]
  readonly extensions: ReadonlySet<string>
  /** Alignment of imported host memory; 0 where the device cannot import any. */
  readonly hostImportAlignment: number
}

const preference = [
  VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU,
  VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU,
  VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU,
  VK_PHYSICAL_DEVICE_TYPE_CPU,
]

/** Chooses a device by name, index or default order. @throws MemkitError NO_DEVICE, which lists the devices there are */
export function choosePhysicalDevice(instance: Instance, wanted: number | string | undefined): PhysicalDevice {
  const found = listDevices(instance)
  if (found.length === 0)
    throw noDevice(
      `Vulkan finds no device on this machine; install a driver (Debian: mesa-vulkan-drivers, or the vendor’s). ${withoutGpu}`,
    )
  const names = found.map(({ name, version }, i) => `${i}: ${name} (Vulkan ${versionText(version)})`)
  const candidates = found.filter((device, i) => {
    if (wanted === undefined) return true
    return typeof wanted === 'number' ? i === wanted : device.name.toLowerCase().includes(wanted.toLowerCase())
  })
  if (candidates.length === 0)
    throw noDevice(`No Vulkan device is ${JSON.stringify(wanted)}; the devices are ${names.join(', ')}`, {
      devices: names,
    })
  const able = candidates.filter(({ version }) => isAble(version))
  if (able.length === 0)
    throw noDevice(`No Vulkan device has Vulkan 1.3; the devices are ${names.join(', ')}. Update the driver`, {
      devices: names,
    })
  const rank = (type: number): number => (preference.indexOf(type) + preference.length + 1) % (preference.length + 1)
  const best = able.reduce((a, b) => (rank(b.type) < rank(a.type) ? b : a))
  return describe(instance, best.handle)
}

const isAble = (version: number): boolean => version >>> 22 === 1 && ((version >>> 12) & 0x3ff) >= 3
const versionText = (version: number): string => `${(version >>> 22) & 0x7f}.${(version >>> 12) & 0x3ff}`

interface Listed {
  readonly handle: VkPhysicalDevice
  readonly name: string
  readonly type: number
  readonly version: number
}

function listDevices({ handle, commands }: Instance): Listed[] {
  const arena = new Arena()
  const count = new Uint32Array(1)
  const check = (result: VkResult): void => {
    if (result !== VK_SUCCESS && result !== VK_INCOMPLETE)
      throw errorOfResult(result, 'vkEnumeratePhysicalDevices', 'the list of devices', 0)
  }
  check(commands.vkEnumeratePhysicalDevices(handle, count, null))
  const handles = new BigUint64Array(count[0]!)
  if (handles.length > 0) check(commands.vkEnumeratePhysicalDevices(handle, count, handles))
  return [...handles].map((device) => {
    const properties = arena.struct(VkPhysicalDeviceProperties2, {})
    commands.vkGetPhysicalDeviceProperties2(device as VkPhysicalDevice, properties)
    const { deviceName, deviceType, apiVersion } = arena.read(VkPhysicalDeviceProperties2, properties).properties
    return { handle: device as VkPhysicalDevice, name: deviceName, type: deviceType, version: apiVersion }
  })
}

function describe({ commands }: Instance, handle: VkPhysicalDevice): PhysicalDevice {
  const arena = new Arena()
  const extensions = readExtensions(commands, handle, arena)
  const imports = extensions.has('VK_EXT_external_memory_host')
  const hostMemory = arena.struct(VkPhysicalDeviceExternalMemoryHostPropertiesEXT, {})
  const v13 = arena.struct(VkPhysicalDeviceVulkan13Properties, { pNext: imports ? hostMemory : null })
  const v11 = arena.struct(VkPhysicalDeviceVulkan11Properties, { pNext: v13 })
  const properties = arena.struct(VkPhysicalDeviceProperties2, { pNext: v11 })
  commands.vkGetPhysicalDeviceProperties2(handle, properties)
  const { deviceName, vendorID, deviceType, limits } = arena.read(VkPhysicalDeviceProperties2, properties).properties

  const memory = arena.struct(VkPhysicalDeviceMemoryProperties2, {})
  commands.vkGetPhysicalDeviceMemoryProperties2(handle, memory)
  const { memoryTypes, memoryTypeCount, memoryHeaps, memoryHeapCount } = arena.read(
    VkPhysicalDeviceMemoryProperties2,
    memory,
  ).memoryProperties

  const count = new Uint32Array(1)
  commands.vkGetPhysicalDeviceQueueFamilyProperties2(handle, count, null)
  const families = arena.structs(
    VkQueueFamilyProperties2,
    Array.from({ length: count[0]! }, () => ({})),
  )
  commands.vkGetPhysicalDeviceQueueFamilyProperties2(handle, count, families)
  return {
    handle,
    name: deviceName,
    vendor: vendorID,
    type: deviceType,
    limits,
    maxBufferBytes: Number(arena.read(VkPhysicalDeviceVulkan13Properties, v13).maxBufferSize),
    maxAllocationBytes: Number(arena.read(VkPhysicalDeviceVulkan11Properties, v11).maxMemoryAllocationSize),
    families: arena
      .readMany(VkQueueFamilyProperties2, families, count[0]!)
      .map(({ queueFamilyProperties }) => queueFamilyProperties),
    memoryTypes: memoryTypes
      .slice(0, memoryTypeCount)
      .map(({ propertyFlags, heapIndex }) => ({ flags: propertyFlags, heap: heapIndex })),
    memoryHeapBytes: memoryHeaps.slice(0, memoryHeapCount).map(({ size }) => Number(size)),
    extensions,
    hostImportAlignment: imports
      ? Number(arena.read(VkPhysicalDeviceExternalMemoryHostPropertiesEXT, hostMemory).minImportedHostPointerAlignment)
      : 0,
  }
}

function readExtensions(commands: Instance['commands'], device: VkPhysicalDevice, arena: Arena): Set<string> {
  const check = (result: VkResult): void => {
    if (result !== VK_SUCCESS && result !== VK_INCOMPLETE)
      throw errorOfResult(result, 'vkEnumerateDeviceExtensionProperties', 'the list of extensions', 0)
  }
  const count = new Uint32Array(1)
  check(commands.vkEnumerateDeviceExtensionProperties(device, null, count, null))
  const list = arena.structs(
    VkExtensionProperties,
    Array.from({ length: count[0]! }, () => ({})),
  )
  check(commands.vkEnumerateDeviceExtensionProperties(device, null, count, list))
  return new Set(arena.readMany(VkExtensionProperties, list, count[0]!).map(({ extensionName }) => extensionName))
}
