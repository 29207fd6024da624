/** An image, as commands name it. */
import type { PlannedTexture } from '../../../plan/document.ts'
import type { VkImage } from '../bindings/index.ts'

export interface Image {
  readonly image: VkImage
  readonly texture: PlannedTexture
  readonly format: number
  /** All aspects of its format. */
  readonly aspects: number
  /** Array layers; 1 for 3D textures. */
  readonly layers: number
}

/**
 * The caller's image, given to `run` for an imported texture. Nothing of it can be asked, so the caller promises: it is an image of
 * this backend's device, alive until the run has ended, bound to memory, in layout GENERAL, of the planned format, size and usage.
 */
export interface ImportedImage {
  readonly image: bigint
}
