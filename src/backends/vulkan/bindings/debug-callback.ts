import { loadFfi, type Ffi } from './ffi.ts'
import { VkDebugUtilsMessengerCallbackDataEXT } from './generated/structs.ts'
import type { Pointer } from './struct.ts'

/** A message from the validation layers, the loader or a driver. */
export interface DebugMessage {
  /** Severity of the message, a VkDebugUtilsMessageSeverityFlagBitsEXT. */
  severity: number
  /** Types of the message, a set of VkDebugUtilsMessageTypeFlagBitsEXT. */
  types: number
  /** Identifier of the rule, such as VUID-vkQueueSubmit2-commandBuffer-03874; empty where there is none. */
  id: string
  /** The message. */
  text: string
}

/**
 * A JavaScript function as the `pfnUserCallback` of VkDebugUtilsMessengerCreateInfoEXT. Release it after the messenger is
 * destroyed.
 */
export class DebugCallback {
  readonly pointer: Pointer
  readonly #ffi: Ffi = loadFfi()

  constructor(onMessage: (message: DebugMessage) => void) {
    const ffi = this.#ffi
    const textAt = (address: bigint): string => (address === 0n ? '' : ffi.decode.string(address))
    // PFN_vkDebugUtilsMessengerCallbackEXT
    const prototype = ffi.proto('uint32_t', ['uint32_t', 'uint32_t', 'void *', 'void *'])
    const callback = (severity: number, types: number, data: bigint): number => {
      const view = new DataView(ffi.view(data, VkDebugUtilsMessengerCallbackDataEXT.size))
      const { pMessageIdName, pMessage } = VkDebugUtilsMessengerCallbackDataEXT.read(view, 0)
      onMessage({ severity, types, id: textAt(pMessageIdName), text: textAt(pMessage) })
      // VK_FALSE: the call that caused the message goes on.
      return 0
    }
    this.pointer = ffi.register(callback, ffi.pointer(prototype)) as Pointer
  }

  release(): void {
    this.#ffi.unregister(this.pointer)
  }
}
