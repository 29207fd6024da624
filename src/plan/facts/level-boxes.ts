/** The boxes of a texture slice, one at each of its mip levels: one answer for every backend. */
import { extentAt } from '../../graph/texture-layout.ts'
import type { PlannedTexture, TextureSlice } from '../document.ts'

type Triple = [number, number, number]

export interface LevelBox {
  readonly mipLevel: number
  readonly origin: Triple
  readonly size: Triple
}

type Sized = Pick<PlannedTexture, 'size' | 'dimension'>

/**
 * The size of a mip level in texels; the third number is layers, of which all levels have as many, unless the texture is 3D.
 */
export const levelSize = ({ size: [width, height, depth], dimension }: Sized, level: number): Triple => [
  extentAt(width, level),
  dimension === '1d' ? 1 : extentAt(height, level),
  dimension === '3d' ? extentAt(depth, level) : depth,
]

/**
 * The boxes of a slice: of a single level, the box that the slice says; of several levels, each one's whole width and height in
 * the slice's layers.
 */
export function levelBoxes(
  texture: Sized,
  { mipLevel, mipLevelCount, origin, size }: Pick<TextureSlice, 'mipLevel' | 'mipLevelCount' | 'origin' | 'size'>,
): LevelBox[] {
  if (mipLevelCount === 1) return [{ mipLevel, origin, size }]
  const is3d = texture.dimension === '3d'
  return Array.from({ length: mipLevelCount }, (_, i) => {
    const [width, height, slices] = levelSize(texture, mipLevel + i)
    return {
      mipLevel: mipLevel + i,
      origin: [0, 0, is3d ? 0 : origin[2]],
      size: [width, height, is3d ? slices : size[2]],
    }
  })
}

/** The number of array layers; a 3D texture has one. */
export const layersOf = ({ dimension, size }: Sized): number => (dimension === '3d' ? 1 : size[2])
