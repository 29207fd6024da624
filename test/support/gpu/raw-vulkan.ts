import {
  Arena,
  DebugCallback,
  loadVulkan,
  resultNames,
  VK_API_VERSION_1_3,
  VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
  VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
  VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
  VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
  VK_SUCCESS,
  VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT,
  VkDebugUtilsMessengerCreateInfoEXT,
  VkDeviceCreateInfo,
  VkDeviceQueueInfo2,
  VkInstanceCreateInfo,
  VkPhysicalDeviceVulkan12Features,
  VkPhysicalDeviceVulkan13Features,
  VkValidationFeaturesEXT,
  type DebugMessage,
  type DeviceCommands,
  type InstanceCommands,
  type VkDevice,
  type VkInstance,
  type VkPhysicalDevice,
  type VkQueue,
  type VkResult,
} from '../../../src/backends/vulkan/bindings/index.ts'

/** A Vulkan device without any backend around it, for tests of what backends are built on. */
export interface RawVulkan {
  instance: VkInstance
  physicalDevice: VkPhysicalDevice
  device: VkDevice
  queue: VkQueue
  instanceCommands: InstanceCommands
  vk: DeviceCommands
  /** Errors and warnings of the validation layer, in order. */
  messages: DebugMessage[]
  arena: Arena
  destroy(): void
}

/**
 * The first physical device with its first queue, with what Vulkan 1.3 brings turned on. With `validation` the Khronos
 * layer checks every call, synchronization included.
 *
 * @throws Error when a call fails
 */
export function openRawVulkan(loader: string, validation: boolean): RawVulkan {
  const arena = new Arena()
  const messages: DebugMessage[] = []
  const callback = new DebugCallback((message) => messages.push(message))
  const library = loadVulkan({ loader })
  const handle = new BigUint64Array(1)

  const messenger = arena.struct(VkDebugUtilsMessengerCreateInfoEXT, {
    messageSeverity: VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
    messageType: VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
    pfnUserCallback: callback.pointer,
  })
  // The messenger in the chain hears what is said while the instance itself is made and destroyed.
  const features = arena.struct(VkValidationFeaturesEXT, {
    pEnabledValidationFeatures: [VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT],
    pNext: messenger,
  })
  const instanceInfo = arena.struct(VkInstanceCreateInfo, {
    pNext: validation ? features : null,
    pApplicationInfo: {
      pApplicationName: 'memkit-gpu tests',
      applicationVersion: 0,
      engineVersion: 0,
      apiVersion: VK_API_VERSION_1_3,
    },
    ppEnabledLayerNames: validation ? ['VK_LAYER_KHRONOS_validation'] : [],
    ppEnabledExtensionNames: validation ? [VK_EXT_DEBUG_UTILS_EXTENSION_NAME] : [],
  })
  check(library.commands.vkCreateInstance(instanceInfo, null, handle), 'vkCreateInstance')
  const instance = handle[0] as VkInstance
  const instanceCommands = library.instanceCommands(instance)
  if (validation) {
    check(instanceCommands.vkCreateDebugUtilsMessengerEXT!(instance, messenger, null, handle), 'messenger')
  }
  const messengerHandle = handle[0]!

  // One is enough: VK_INCOMPLETE says that there are more.
  const count = new Uint32Array([1])
  instanceCommands.vkEnumeratePhysicalDevices(instance, count, handle)
  const physicalDevice = handle[0] as VkPhysicalDevice
  const deviceInfo = arena.struct(VkDeviceCreateInfo, {
    pNext: arena.struct(VkPhysicalDeviceVulkan12Features, {
      timelineSemaphore: true,
      pNext: arena.struct(VkPhysicalDeviceVulkan13Features, { synchronization2: true, dynamicRendering: true }),
    }),
    pQueueCreateInfos: [{ queueFamilyIndex: 0, pQueuePriorities: [1] }],
  })
  check(instanceCommands.vkCreateDevice(physicalDevice, deviceInfo, null, handle), 'vkCreateDevice')
  const device = handle[0] as VkDevice
  const vk = library.deviceCommands(instanceCommands, device)
  vk.vkGetDeviceQueue2(device, arena.struct(VkDeviceQueueInfo2, { queueFamilyIndex: 0, queueIndex: 0 }), handle)

  return {
    instance,
    physicalDevice,
    device,
    queue: handle[0] as VkQueue,
    instanceCommands,
    vk,
    messages,
    arena,
    destroy() {
      vk.vkDestroyDevice(device, null)
      if (validation) {
        const destroyMessenger = instanceCommands.vkDestroyDebugUtilsMessengerEXT!
        destroyMessenger(instance, messengerHandle as Parameters<typeof destroyMessenger>[1], null)
      }
      instanceCommands.vkDestroyInstance(instance, null)
      callback.release()
    },
  }
}

/** @throws Error unless the result of a Vulkan call is VK_SUCCESS */
export function check(result: VkResult, call: string): void {
  if (result !== VK_SUCCESS) throw new Error(`${call}: ${resultNames.get(result) ?? result}`)
}
