/** The buffer side of a copy to or from a texture: rows of blocks. */
import { aspectSpan, formatInfo, type Aspect, type TextureFormat } from '../../graph/formats.ts'
import type { TextureCopyRegion } from '../document.ts'

/** Bytes of one row of blocks of a box without padding, and the number of such rows in a slice. */
export function tightRows(
  format: TextureFormat,
  [width, height]: readonly [number, number, number],
  aspect: Aspect,
): { rowBytes: number; rows: number } {
  const info = formatInfo(format)
  return {
    rowBytes: Math.ceil(width / info.blockWidth) * aspectSpan(info, aspect).tightBytes,
    rows: Math.ceil(height / info.blockHeight),
  }
}

/** Bytes that a region spans in the buffer: padding between rows counts, and there is none behind the last. */
export function copySpan(
  format: TextureFormat,
  { size, rowBytes, rowsPerImage, aspect }: Pick<TextureCopyRegion, 'size' | 'rowBytes' | 'rowsPerImage' | 'aspect'>,
): number {
  const tight = tightRows(format, size, aspect)
  return rowBytes * (rowsPerImage * (size[2] - 1) + tight.rows - 1) + tight.rowBytes
}
