import {
  Arena,
  loadVulkan,
  VK_API_VERSION_1_3,
  VK_PHYSICAL_DEVICE_TYPE_CPU,
  VK_SUCCESS,
  VkInstanceCreateInfo,
  VkPhysicalDeviceProperties2,
  type VkInstance,
  type VkPhysicalDevice,
} from '../../../src/backends/vulkan/bindings/index.ts'

/** One physical device, as a Vulkan loader lists it. */
export interface VulkanDevice {
  name: string
  /** Runs on the CPU: SwiftShader, lavapipe. */
  software: boolean
  /** Major and minor version of Vulkan, such as 1.3. */
  version: string
}

/**
 * The devices that a loader finds with the environment as it stands; empty when it finds no driver.
 *
 * @throws Error when the loader itself cannot be loaded
 */
export function listVulkanDevices(loader: string): VulkanDevice[] {
  const arena = new Arena()
  const library = loadVulkan({ loader })
  const handle = new BigUint64Array(1)
  const info = arena.struct(VkInstanceCreateInfo, {
    pApplicationInfo: { applicationVersion: 0, engineVersion: 0, apiVersion: VK_API_VERSION_1_3 },
  })
  if (library.commands.vkCreateInstance(info, null, handle) !== VK_SUCCESS) return []
  const instance = handle[0] as VkInstance
  const vk = library.instanceCommands(instance)
  try {
    const count = new Uint32Array(1)
    vk.vkEnumeratePhysicalDevices(instance, count, null)
    const devices = new BigUint64Array(count[0]!)
    vk.vkEnumeratePhysicalDevices(instance, count, devices)
    return [...devices].map((device) => {
      const properties = arena.struct(VkPhysicalDeviceProperties2, {})
      vk.vkGetPhysicalDeviceProperties2(device as VkPhysicalDevice, properties)
      const { apiVersion, deviceName, deviceType } = arena.read(VkPhysicalDeviceProperties2, properties).properties
      return {
        name: deviceName,
        software: deviceType === VK_PHYSICAL_DEVICE_TYPE_CPU,
        version: `${(apiVersion >>> 22) & 0x7f}.${(apiVersion >>> 12) & 0x3ff}`,
      }
    })
  } finally {
    vk.vkDestroyInstance(instance, null)
  }
}
