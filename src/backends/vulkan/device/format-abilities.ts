/** Abilities of the device for each texture format, as its driver states them. */
import { canBeStorage, canMultisample, isRenderable } from '../../../graph/format-uses.ts'
import { formatInfo, textureFormatNames, type TextureFormat } from '../../../graph/formats.ts'
import type { DeviceProfile, FormatAbility } from '../../../plan/profile.ts'
import {
  Arena,
  VK_ERROR_FORMAT_NOT_SUPPORTED,
  VK_FORMAT_FEATURE_COLOR_ATTACHMENT_BIT,
  VK_FORMAT_FEATURE_DEPTH_STENCIL_ATTACHMENT_BIT,
  VK_FORMAT_FEATURE_STORAGE_IMAGE_BIT,
  VK_IMAGE_TILING_OPTIMAL,
  VK_IMAGE_TYPE_2D,
  VK_IMAGE_TYPE_3D,
  VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_SAMPLED_BIT,
  VK_SAMPLE_COUNT_1_BIT,
  VK_SAMPLE_COUNT_4_BIT,
  VK_SUCCESS,
  VkFormatProperties2,
  VkImageFormatProperties2,
  VkPhysicalDeviceImageFormatInfo2,
  type VkPhysicalDevice,
} from '../bindings/index.ts'
import { vulkanFormat } from './formats.ts'
import type { Instance } from './instance.ts'
import { errorOfResult } from './results.ts'

/** SPIR-V has no name for `bgra8unorm`, and what is not named can be written, but not read by WGSL. */
const storage = (format: TextureFormat): readonly FormatAbility[] =>
  format === 'bgra8unorm' ? ['storage-write'] : ['storage-read', 'storage-write', 'storage-read-write']

/**
 * Asks the driver about some hundred formats, with one or two calls each. @throws MemkitError where the driver fails to answer
 */
export function readFormats({ commands }: Instance, device: VkPhysicalDevice): DeviceProfile['formats'] {
  const arena = new Arena(4096)
  const properties = arena.struct(VkFormatProperties2, {})
  const answer = arena.struct(VkImageFormatProperties2, {})
  const samplesOf = (format: TextureFormat, type: number, usage: number): number => {
    const query = arena.struct(VkPhysicalDeviceImageFormatInfo2, {
      format: vulkanFormat(format),
      type,
      tiling: VK_IMAGE_TILING_OPTIMAL,
      usage,
      flags: 0,
    })
    const call = 'vkGetPhysicalDeviceImageFormatProperties2'
    const result = commands[call](device, query, answer)
    if (result === VK_ERROR_FORMAT_NOT_SUPPORTED) return 0
    // A failed query must not be mistaken for an unsupported format.
    if (result !== VK_SUCCESS) throw errorOfResult(result, call, `what it knows of ${format}`, 0)
    return arena.read(VkImageFormatProperties2, answer).imageFormatProperties.sampleCounts
  }
  const made: Partial<Record<TextureFormat, FormatAbility[]>> = {}
  for (const format of textureFormatNames) {
    commands.vkGetPhysicalDeviceFormatProperties2(device, vulkanFormat(format), properties)
    const { optimalTilingFeatures: features } = arena.read(VkFormatProperties2, properties).formatProperties
    // The device does not support the format at all.
    if (features === 0) continue
    const abilities: FormatAbility[] = []
    const { depth, stencil, blockWidth } = formatInfo(format)
    const [feature, usage] =
      depth || stencil
        ? [VK_FORMAT_FEATURE_DEPTH_STENCIL_ATTACHMENT_BIT, VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT]
        : [VK_FORMAT_FEATURE_COLOR_ATTACHMENT_BIT, VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT]
    const draws = (features & feature) !== 0
    if (draws) abilities.push('attachment')
    if ((features & VK_FORMAT_FEATURE_STORAGE_IMAGE_BIT) !== 0 && canBeStorage(format))
      abilities.push(...storage(format))
    if (draws && isRenderable(format) && canMultisample(format))
      if ((samplesOf(format, VK_IMAGE_TYPE_2D, usage) & VK_SAMPLE_COUNT_4_BIT) !== 0) abilities.push('multisampled')
    if (blockWidth > 1)
      if ((samplesOf(format, VK_IMAGE_TYPE_3D, VK_IMAGE_USAGE_SAMPLED_BIT) & VK_SAMPLE_COUNT_1_BIT) !== 0)
        abilities.push('3d')
    made[format] = abilities
  }
  return made
}
