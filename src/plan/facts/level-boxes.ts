/** Sizes of planned textures: their mip levels, layers, and the boxes of their slices. */
import { levelBoxes, type TexelBox, type TexelRegion } from '../../graph/texel-rows.ts'
import { extentAt } from '../../graph/texture-layout.ts'
import type { PlannedTexture } from '../document.ts'

type Triple = [number, number, number]

type Sized = Pick<PlannedTexture, 'size' | 'dimension'>

/**
 * The size of a mip level in texels; the third number is layers, of which all levels have as many, unless the texture is 3D.
 */
export const levelSize = ({ size: [width, height, depth], dimension }: Sized, level: number): Triple => [
  extentAt(width, level),
  dimension === '1d' ? 1 : extentAt(height, level),
  dimension === '3d' ? extentAt(depth, level) : depth,
]

/** The boxes of a slice, one at each of its mip levels. */
export const sliceBoxes = (texture: Sized, slice: TexelRegion): TexelBox[] =>
  levelBoxes(slice, texture.dimension === '3d', (level) => levelSize(texture, level))

/** The number of array layers; a 3D texture has one. */
export const layersOf = ({ dimension, size }: Sized): number => (dimension === '3d' ? 1 : size[2])
