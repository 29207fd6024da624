/** Texels as rows of blocks: the boxes of a region, and the bytes of their rows without padding. */
import { aspectSpan, type Aspect, type FormatInfo } from './formats.ts'
import type { TextureLayout } from './texture-layout.ts'

type Triple = readonly [number, number, number]

/** A box of texels in one mip level: all aspects of them, or one. */
export interface TexelBox {
  readonly mipLevel: number
  readonly origin: Triple
  readonly size: Triple
  readonly aspect?: Aspect
}

/** The boxes of mip levels that belong together. */
export interface TexelRegion extends TexelBox {
  readonly mipLevelCount: number
}

/** The boxes of a region of a texture with this layout, one per mip level. */
export const boxesOf = (region: TexelRegion, { dimension, levels }: TextureLayout): TexelBox[] =>
  levelBoxes(region, dimension === '3d', (level) => {
    const { width, height, slices } = levels[level]!
    return [width, height, slices]
  })

/**
 * The boxes of a region, one per mip level. A region of several levels covers each of them whole, in its layers.
 * @param sizeOf the size of a mip level in texels, layers as depth
 */
export function levelBoxes(
  { mipLevel, mipLevelCount, origin, size, aspect }: TexelRegion,
  isDeep: boolean,
  sizeOf: (mipLevel: number) => Triple,
): TexelBox[] {
  if (mipLevelCount === 1) return [{ mipLevel, origin, size, aspect }]
  return Array.from({ length: mipLevelCount }, (_, i) => {
    const [width, height, slices] = sizeOf(mipLevel + i)
    const [firstSlice, depth] = isDeep ? [0, slices] : [origin[2], size[2]]
    return { mipLevel: mipLevel + i, origin: [0, 0, firstSlice], size: [width, height, depth], aspect }
  })
}

export interface TightRows {
  /** Blocks in a row, and bytes of each in a copy of the aspect, including all samples. */
  readonly columns: number
  readonly blockBytes: number
  readonly rowBytes: number
  /** Rows of blocks in a layer or slice. */
  readonly rows: number
}

/** The rows of one layer or slice of a box, without padding. */
export function tightRows(format: FormatInfo, size: Triple, aspect: Aspect = 'all', sampleCount = 1): TightRows {
  const columns = Math.ceil(size[0] / format.blockWidth)
  const blockBytes = aspectSpan(format, aspect).tightBytes * sampleCount
  return { columns, blockBytes, rowBytes: columns * blockBytes, rows: Math.ceil(size[1] / format.blockHeight) }
}
