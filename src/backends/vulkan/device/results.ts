/** Vulkan's result codes as errors of this library. */
import {
  backendFailed,
  mapFailed,
  noDevice,
  outOfHostMemory,
  outOfMemory,
  withoutGpu,
  type MemkitError,
} from '../../../errors.ts'
import {
  resultNames,
  VK_ERROR_EXTENSION_NOT_PRESENT,
  VK_ERROR_FEATURE_NOT_PRESENT,
  VK_ERROR_INCOMPATIBLE_DRIVER,
  VK_ERROR_INITIALIZATION_FAILED,
  VK_ERROR_LAYER_NOT_PRESENT,
  VK_ERROR_MEMORY_MAP_FAILED,
  VK_ERROR_OUT_OF_DEVICE_MEMORY,
  VK_ERROR_OUT_OF_HOST_MEMORY,
  VK_ERROR_OUT_OF_POOL_MEMORY,
  type VkResult,
} from '../bindings/index.ts'

export const resultName = (result: VkResult): string => resultNames.get(result) ?? `VkResult ${result}`

/** The error of a failed call. Device loss is handled by `Device.check`. */
export function errorOfResult(result: VkResult, call: string, what: string, sizeBytes: number): MemkitError {
  const cause = new Error(`${call} returned ${resultName(result)}`)
  switch (result) {
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_OUT_OF_POOL_MEMORY:
      return outOfMemory(what, sizeBytes, cause)
    case VK_ERROR_OUT_OF_HOST_MEMORY:
      return outOfHostMemory(what, cause)
    case VK_ERROR_MEMORY_MAP_FAILED:
      return mapFailed(what, cause)
    case VK_ERROR_INCOMPATIBLE_DRIVER:
      return noDevice(
        `Vulkan finds no driver on this machine; install one (Debian: mesa-vulkan-drivers, or the vendor’s). ${withoutGpu}`,
        { call },
        cause,
      )
    case VK_ERROR_INITIALIZATION_FAILED:
    case VK_ERROR_EXTENSION_NOT_PRESENT:
    case VK_ERROR_FEATURE_NOT_PRESENT:
      return noDevice(`The Vulkan driver cannot make ${what}: ${resultName(result)}`, { call }, cause)
    case VK_ERROR_LAYER_NOT_PRESENT:
      return noDevice(
        'The Khronos validation layer is not installed (Debian: vulkan-validationlayers); install it, or leave validation off',
        { call },
        cause,
      )
    default:
      return backendFailed(call, resultName(result), { what }, cause)
  }
}
