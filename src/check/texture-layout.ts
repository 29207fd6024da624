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
}

export interface TextureLayout {
  readonly format: FormatInfo
  readonly dimension: '1d' | '2d' | '3d'
  readonly sampleCount: number
  readonly levels: readonly TextureLevel[]
  readonly sizeBytes: number
}

const half = (length: number, times: number): number => Math.max(1, Math.floor(length / 2 ** times))

export function textureLayout({
  format: name,
  dimension,
  size,
  mipLevelCount,
  sampleCount,
}: TextureShape): TextureLayout {
  const format = formatInfo(name)
  const levels: TextureLevel[] = []
  let offset = 0
  for (let l = 0; l < mipLevelCount; l++) {
    const width = half(size[0], l)
    const height = half(size[1], l)
    // The number of layers is the same on all levels; the depth of a 3D texture halves.
    const slices = dimension === '3d' ? half(size[2], l) : size[2]
    const rowBytes = Math.ceil(width / format.blockWidth) * format.blockBytes * sampleCount
    const sliceBytes = rowBytes * Math.ceil(height / format.blockHeight)
    levels.push({ width, height, slices, rowBytes, sliceBytes, offset })
    offset += sliceBytes * slices
  }
  return { format, dimension, sampleCount, levels, sizeBytes: offset }
}
