/** Vulkan instances, with the validation layer where it is asked for. */
import { noDevice } from '../../../errors.ts'
import {
  Arena,
  DebugCallback,
  VK_API_VERSION_1_3,
  VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
  VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
  VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
  VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
  VK_SUCCESS,
  VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT,
  VkDebugUtilsMessengerCreateInfoEXT,
  VkExtensionProperties,
  VkInstanceCreateInfo,
  VkValidationFeaturesEXT,
  type DebugMessage,
  type InstanceCommands,
  type VkDebugUtilsMessengerEXT,
  type VkInstance,
  type VkResult,
  type VulkanLibrary,
} from '../bindings/index.ts'
import type { VulkanOptions } from './options.ts'
import { errorOfResult } from './results.ts'
import { LiveCounts, Scope } from './scope.ts'

export interface Instance {
  readonly handle: VkInstance
  readonly commands: InstanceCommands
  readonly validated: boolean
  destroy(): void
}

const print = ({ id, text }: DebugMessage): void => console.warn(`Vulkan validation: ${id}: ${text}`)

/** Creates an instance. @throws MemkitError NO_DEVICE or OUT_OF_HOST_MEMORY, after freeing everything that was created */
export function createInstance(library: VulkanLibrary, validation: VulkanOptions['validation']): Instance {
  const validated = validation !== undefined && validation !== false
  const arena = new Arena()
  const out = new BigUint64Array(1)
  const check = (result: VkResult, call: string, what: string): void => {
    if (result !== VK_SUCCESS) throw errorOfResult(result, call, what, 0)
  }
  const callback = validated ? new DebugCallback(typeof validation === 'function' ? validation : print) : undefined
  const messenger = callback
    ? arena.struct(VkDebugUtilsMessengerCreateInfoEXT, {
        messageSeverity:
          VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
        messageType: VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
        pfnUserCallback: callback.pointer,
      })
    : null
  const chain = messenger
    ? arena.struct(VkValidationFeaturesEXT, {
        pEnabledValidationFeatures: [VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT],
        // As part of the chain, the messenger also reports messages about the creation and destruction of the instance.
        pNext: messenger,
      })
    : null
  try {
    const info = arena.struct(VkInstanceCreateInfo, {
      pNext: chain,
      pApplicationInfo: {
        pApplicationName: 'memkit-gpu',
        applicationVersion: 0,
        engineVersion: 0,
        apiVersion: VK_API_VERSION_1_3,
      },
      ppEnabledLayerNames: validated ? ['VK_LAYER_KHRONOS_validation'] : [],
      // Without validation it carries the names of passes and pipelines to captures.
      ppEnabledExtensionNames:
        validated || extensionsOf(library).has(VK_EXT_DEBUG_UTILS_EXTENSION_NAME)
          ? [VK_EXT_DEBUG_UTILS_EXTENSION_NAME]
          : [],
    })
    check(library.commands.vkCreateInstance(info, null, out), 'vkCreateInstance', 'an instance')
  } catch (error) {
    callback?.release()
    throw error
  }
  const handle = out[0] as VkInstance
  let commands: InstanceCommands
  try {
    commands = library.instanceCommands(handle)
  } catch (cause) {
    // Without its functions the instance cannot be destroyed either.
    callback?.release()
    throw noDevice('The Vulkan loader is older than the Vulkan 1.3 that this backend needs; update it', {}, cause)
  }
  const own = new Scope(new LiveCounts())
  // The instance refers to the chain, so the arena is freed after it.
  own.own('structs', () => arena.reset())
  own.own('callbacks', () => callback?.release())
  own.own('instances', () => commands.vkDestroyInstance(handle, null))
  if (messenger) {
    try {
      const result = commands.vkCreateDebugUtilsMessengerEXT!(handle, messenger, null, out)
      check(result, 'vkCreateDebugUtilsMessengerEXT', 'a debug messenger')
      const made = out[0] as VkDebugUtilsMessengerEXT
      own.own('messengers', () => commands.vkDestroyDebugUtilsMessengerEXT!(handle, made, null))
    } catch (error) {
      own.free()
      throw error
    }
  }
  return { handle, commands, validated, destroy: () => own.free() }
}

/** Instance extensions of the loader and its drivers; none where they cannot be listed. */
function extensionsOf({ commands: { vkEnumerateInstanceExtensionProperties: list } }: VulkanLibrary): Set<string> {
  const arena = new Arena()
  const count = new Uint32Array(1)
  if (list(null, count, null) !== VK_SUCCESS) return new Set()
  const found = arena.structs(
    VkExtensionProperties,
    Array.from({ length: count[0]! }, () => ({})),
  )
  if (list(null, count, found) !== VK_SUCCESS) return new Set()
  return new Set(arena.readMany(VkExtensionProperties, found, count[0]!).map(({ extensionName }) => extensionName))
}
