import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const manifestName = 'VkLayer_khronos_validation.json'

/**
 * The manifest of the Khronos validation layer (Debian: `vulkan-validationlayers`), where the loader would find it;
 * undefined when it is not installed.
 */
export function findValidationLayer(): string | undefined {
  const own = process.env['VK_LAYER_PATH']?.split(delimiter) ?? []
  const shared = ['/etc/vulkan', '/usr/local/share/vulkan', '/usr/share/vulkan'].map((at) =>
    join(at, 'explicit_layer.d'),
  )
  return [...own, ...shared].map((folder) => join(folder, manifestName)).find((path) => existsSync(path))
}

/**
 * Puts the validation layer, with synchronization validation, under every Vulkan instance this process makes from now
 * on, Dawn's too. Its messages go to a debug messenger where the instance has one, else to standard output.
 *
 * @throws Error when the layer is not installed
 */
export function turnOnValidationLayer(): void {
  if (findValidationLayer() === undefined) throw new Error('The Khronos validation layer is not installed')
  process.env['VK_INSTANCE_LAYERS'] = 'VK_LAYER_KHRONOS_validation'
  process.env['VK_LAYER_ENABLES'] = 'VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT'
}
