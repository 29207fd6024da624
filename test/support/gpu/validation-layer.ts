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
