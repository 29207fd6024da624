/** How GPUs average texels for mipmaps: as integers, which are exact, or as floats. */
import type { TextureFormat } from '../../graph/formats.ts'

/** The largest integers of colour and of alpha, of formats that are averaged as integers; 0 for channels that are not, as those in sRGB. */
export const averagedIntegers: Partial<Record<TextureFormat, readonly [color: number, alpha: number]>> = {
  r8unorm: [255, 255],
  rg8unorm: [255, 255],
  rgba8unorm: [255, 255],
  bgra8unorm: [255, 255],
  rgb10a2unorm: [1023, 3],
  'rgba8unorm-srgb': [0, 255],
  'bgra8unorm-srgb': [0, 255],
}

export const averagedAsFloats = [0, 0] as const
