/**
 * The canonical linear texel layout: a texture's bytes mip level by mip level, each level its layers or slices in order, rows
 * without padding.
 *
 * Inputs, outputs and buffer copies use this layout, and so does all hazard analysis: a texture is a range of bytes like a
 * buffer, and a subresource is an interval of it.
 */
import type { TextureResource } from './document.ts'
import { formatInfo, type FormatInfo, type TextureFormat } from './formats.ts'

export interface TextureLevel {
  readonly width: number
  readonly height: number
  /** Array layers, or depth slices of a 3D texture's level. */
  readonly slices: number
  readonly blocksX: number
  readonly blocksY: number
  readonly rowBytes: number
  readonly sliceBytes: number
  /** Offset of the level in the linear texel layout. */
  readonly offset: number
}

export interface TextureLayout {
  readonly format: FormatInfo
  readonly formatName: TextureFormat
  readonly dimension: '1d' | '2d' | '3d'
  readonly sampleCount: number
  readonly levels: readonly TextureLevel[]
  readonly sizeBytes: number
}

/** The extent of a mip level along an axis that gets smaller from level to level. */
export const extentAt = (extent: number, mipLevel: number): number => Math.max(1, Math.floor(extent / 2 ** mipLevel))

const textureDimension = (texture: TextureResource): '1d' | '2d' | '3d' => texture.dimension ?? '2d'

/**
 * Latest shapes, as text, and their layouts, each at a place that the extents say: a document may have very many textures of one shape. A map
 * that is emptied when it is full would keep all that it held: what dies old holds what is young, until V8 looks through all memory.
 */
const shapes = new Array<string>(64).fill('')
const layouts: TextureLayout[] = []

/**
 * The texel layout of a texture in O(levels), often the same object for equal shapes. `sizeBytes` may be Infinity or inexact for
 * absurd extents: the caller refuses those.
 */
export function textureLayout(texture: TextureResource): TextureLayout {
  const { format, size, sampleCount = 1, mipLevelCount = 1 } = texture
  const shape = `${format} ${textureDimension(texture)} ${size.join(' ')} ${mipLevelCount} ${sampleCount}`
  const [width, height = 1, depth = 1] = size as readonly number[]
  const place = (width! + 5 * height + 11 * depth + 23 * mipLevelCount) % shapes.length
  if (shapes[place] === shape) return layouts[place]!
  shapes[place] = shape
  return (layouts[place] = layOut(texture))
}

function layOut(texture: TextureResource): TextureLayout {
  const format = formatInfo(texture.format)
  const dimension = textureDimension(texture)
  const [width, height = 1, depth = 1] = texture.size as readonly number[]
  const sampleCount = texture.sampleCount ?? 1
  const levels = new Array<TextureLevel>(texture.mipLevelCount ?? 1)
  let offset = 0
  for (let level = 0; level < levels.length; level++) {
    const w = extentAt(width!, level)
    const h = dimension === '1d' ? 1 : extentAt(height, level)
    const slices = dimension === '3d' ? extentAt(depth, level) : depth
    const blocksX = Math.ceil(w / format.blockWidth)
    const blocksY = Math.ceil(h / format.blockHeight)
    const rowBytes = blocksX * format.blockBytes * sampleCount
    const sliceBytes = rowBytes * blocksY
    levels[level] = { width: w, height: h, slices, blocksX, blocksY, rowBytes, sliceBytes, offset }
    offset += sliceBytes * slices
  }
  return { format, formatName: texture.format, dimension, sampleCount, levels, sizeBytes: offset }
}
