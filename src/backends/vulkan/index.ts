/**
 * The Vulkan backend: Vulkan 1.3 through koffi, with real queues and real memory.
 */
import { createBackendOn, loaderError, type VulkanBackend } from './backend.ts'
import { loadVulkan, type VulkanLibrary } from './bindings/index.ts'
import { takeOptions, type VulkanOptions } from './device/options.ts'

/**
 * Opens a Vulkan device. Needs the optional peer koffi, and for shaders in WGSL the optional peer naga-wasm.
 *
 * Rejects with NO_DEVICE, and what to install, where koffi, a loader, a driver, a device of that name or Vulkan 1.3 is missing;
 * with UNSUPPORTED, OUT_OF_HOST_MEMORY or BACKEND_FAILED where the driver fails; with INVALID_OPTION.
 */
export async function createVulkanBackend(options?: VulkanOptions): Promise<VulkanBackend> {
  const taken = takeOptions(options)
  let library: VulkanLibrary
  try {
    library = loadVulkan(taken.loader === undefined ? {} : { loader: taken.loader })
  } catch (cause) {
    throw loaderError(cause)
  }
  return createBackendOn(library, taken)
}

export type { VulkanBackend, VulkanNative } from './backend.ts'
export type {
  VulkanBodyContext,
  VulkanBufferSlice,
  VulkanExternalContext,
  VulkanQueue,
  VulkanSlice,
  VulkanTextureSlice,
} from './record/bodies.ts'
export type { DebugMessage } from './bindings/index.ts'
export type { ImportedImage } from './memory/image.ts'
export type { VulkanOptions } from './device/options.ts'
export type { ImportedBuffer } from './memory/places.ts'
