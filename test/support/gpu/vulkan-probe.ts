import koffi from 'koffi'

/** One physical device, as a Vulkan loader lists it. */
export interface VulkanDevice {
  name: string
  /** Runs on the CPU: SwiftShader, lavapipe. */
  software: boolean
  /** Major and minor version of Vulkan, such as 1.3. */
  version: string
}

const cpuDeviceType = 4
const version13 = (1 << 22) | (3 << 12)

// Anonymous koffi types, so that the layout is koffi's work; only the head of VkPhysicalDeviceProperties is read.
const applicationInfo = koffi.struct({
  sType: 'int32_t',
  pNext: 'void *',
  pApplicationName: 'void *',
  applicationVersion: 'uint32_t',
  pEngineName: 'void *',
  engineVersion: 'uint32_t',
  apiVersion: 'uint32_t',
})
const instanceCreateInfo = koffi.struct({
  sType: 'int32_t',
  pNext: 'void *',
  flags: 'uint32_t',
  pApplicationInfo: koffi.pointer(applicationInfo),
  enabledLayerCount: 'uint32_t',
  ppEnabledLayerNames: 'void *',
  enabledExtensionCount: 'uint32_t',
  ppEnabledExtensionNames: 'void *',
})
const propertiesHead = koffi.struct({
  apiVersion: 'uint32_t',
  driverVersion: 'uint32_t',
  vendorID: 'uint32_t',
  deviceID: 'uint32_t',
  deviceType: 'uint32_t',
  deviceName: koffi.array('char', 256, 'String'),
})
/** More than any VkPhysicalDeviceProperties (824 bytes) will ever need. */
const propertiesRoomBytes = 4096

/**
 * The devices that a loader finds with the environment as it stands; empty when it finds no driver.
 *
 * @throws Error when the loader itself cannot be loaded
 */
export function listVulkanDevices(loader: string): VulkanDevice[] {
  const library = koffi.load(loader)
  const createInstance = library.func('vkCreateInstance', 'int', [
    koffi.pointer(instanceCreateInfo),
    'void *',
    'void *',
  ])
  const destroyInstance = library.func('vkDestroyInstance', 'void', ['void *', 'void *'])
  const enumerate = library.func('vkEnumeratePhysicalDevices', 'int', ['void *', 'void *', 'void *'])
  const properties = library.func('vkGetPhysicalDeviceProperties', 'void', ['void *', 'void *'])

  const handle = new BigUint64Array(1)
  const created = createInstance({ sType: 1, pApplicationInfo: { apiVersion: version13 } }, null, handle) as number
  const instance = handle[0] ?? 0n
  if (created !== 0 || instance === 0n) return []
  try {
    const count = new Uint32Array(1)
    enumerate(instance, count, null)
    const devices = new BigUint64Array(count[0] ?? 0)
    enumerate(instance, count, devices)
    return [...devices].map((device) => {
      const room = new Uint8Array(propertiesRoomBytes)
      properties(device, room)
      const head = koffi.decode(room, propertiesHead) as { apiVersion: number; deviceType: number; deviceName: string }
      return {
        name: head.deviceName,
        software: head.deviceType === cpuDeviceType,
        version: `${(head.apiVersion >>> 22) & 0x7f}.${(head.apiVersion >>> 12) & 0x3ff}`,
      }
    })
  } finally {
    destroyInstance(instance, null)
  }
}
