/** Images, as commands refer to them. */
import type { PlannedTexture } from '../../../plan/document.ts'
import { layersOf } from '../../../plan/facts/level-boxes.ts'
import type { VkImage, VkImageView } from '../bindings/index.ts'
import { aspectsOf, vulkanFormat } from '../device/formats.ts'
import type { Shared } from '../device/scope.ts'
import type { Sharing } from './sharing.ts'

export interface Image {
  readonly image: VkImage
  readonly texture: PlannedTexture
  readonly format: number
  /** All aspects of the image's format. */
  readonly aspects: number
  /** Number of array layers; 1 for 3D textures. */
  readonly layers: number
  /** How the image was made, and the image with its memory; absent for an imported one. */
  readonly made?: MadeImage
}

/** @param made undefined for an image of the caller */
export const imageOf = (texture: PlannedTexture, image: VkImage, made?: Image['made']): Image => ({
  image,
  texture,
  ...(made && { made }),
  format: vulkanFormat(texture.format),
  aspects: aspectsOf(texture.format),
  layers: layersOf(texture),
})

export interface MadeImage {
  readonly how: ImageMaking
  readonly shared: Shared
  readonly allocations: readonly Shared[]
  /** Views of it, by what they show: they live as long as the image, whichever sessions have it. */
  readonly views: Map<string, VkImageView>
}

/** All that two sessions' images must have in common for one image to serve both. */
export interface ImageMaking {
  readonly usage: number
  readonly flags: number
  readonly onChip: boolean
  readonly sharing: Sharing
}

/**
 * An image of the caller, given to `run` for an imported texture. Vulkan cannot be asked about it, so the caller promises that
 * it is an image of this backend's device, lives until the run has ended, is bound to memory, is in layout GENERAL, and has the
 * planned format, size and usage.
 */
export interface ImportedImage {
  /** The `VkImage`. */
  readonly image: bigint
}
