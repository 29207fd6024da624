/** Canonical linear layout of textures: level by level, each with its layers or slices in order and rows tight. */
import { formatInfo, type FormatInfo, type TextureFormat } from './formats.ts'

export interface TextureShape {
  readonly format: TextureFormat
  readonly dimension: '1d' | '2d' | '3d'
  /** Width, height, and layers or depth. */
  readonly size: readonly [number, number, number]
  readonly mipLevelCount: number
  readonly sampleCount: number
}

export interface TextureLevel {
  readonly width: number
  readonly height: number
  readonly slices: number
  readonly rowBytes: number
  readonly sliceBytes: number
  readonly offset: number
  /** Slices, rows of blocks, and bytes of a row. */
  readonly sizes: readonly [number, number, number]
}

/** The place of each level, and the bytes of all. */
export interface TextureLayout {
  readonly format: FormatInfo
  readonly dimension: '1d' | '2d' | '3d'
  readonly sampleCount: number
  readonly levels: readonly TextureLevel[]
  readonly sizeBytes: number
}

const half = (length: number, times: number): number => Math.max(1, Math.floor(length / 2 ** times))

/**
 * Latest shapes, as text, and their layouts, each at a place that the extents say: a document may have very many textures of one shape. A map
 * that is emptied when it is full would keep all that it held: what dies old holds what is young, until V8 looks through all memory.
 */
const shapes = new Array<string>(64).fill('')
const layouts: TextureLayout[] = []

/** The layout of a shape: often the same object for equal shapes. */
export function textureLayout(shape: TextureShape): TextureLayout {
  const { format, dimension, size, mipLevelCount, sampleCount } = shape
  const text = `${format} ${dimension} ${size[0]} ${size[1]} ${size[2]} ${mipLevelCount} ${sampleCount}`
  const place = (size[0] + 5 * size[1] + 11 * size[2] + 23 * mipLevelCount) % shapes.length
  if (shapes[place] === text) return layouts[place]!
  shapes[place] = text
  return (layouts[place] = layOut(shape))
}

/** Bytes of a texture, without the layout of its levels. */
export function textureBytes({ format: name, dimension, size, mipLevelCount, sampleCount }: TextureShape): number {
  const { blockWidth, blockHeight, blockBytes } = formatInfo(name)
  let bytes = 0
  for (let l = 0; l < mipLevelCount; l++) {
    const blocks = Math.ceil(half(size[0], l) / blockWidth) * Math.ceil(half(size[1], l) / blockHeight)
    bytes += blocks * blockBytes * sampleCount * (dimension === '3d' ? half(size[2], l) : size[2])
  }
  return bytes
}

function layOut({ format: name, dimension, size, mipLevelCount, sampleCount }: TextureShape): TextureLayout {
  const format = formatInfo(name)
  const levels = new Array<TextureLevel>(mipLevelCount)
  let offset = 0
  for (let l = 0; l < mipLevelCount; l++) {
    const width = half(size[0], l)
    const height = half(size[1], l)
    // The number of layers is the same on all levels; the depth of a 3D texture halves.
    const slices = dimension === '3d' ? half(size[2], l) : size[2]
    const rowBytes = Math.ceil(width / format.blockWidth) * format.blockBytes * sampleCount
    const rows = Math.ceil(height / format.blockHeight)
    const sliceBytes = rowBytes * rows
    levels[l] = { width, height, slices, rowBytes, sliceBytes, offset, sizes: [slices, rows, rowBytes] }
    offset += sliceBytes * slices
  }
  return { format, dimension, sampleCount, levels, sizeBytes: offset }
}
