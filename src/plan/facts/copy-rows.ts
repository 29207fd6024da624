/** The buffer side of a copy to or from a texture: rows of blocks. */
import { formatInfo, type TextureFormat } from '../../graph/formats.ts'
import { tightRows } from '../../graph/texel-rows.ts'
import type { HostCopy, TextureCopyRegion } from '../document.ts'

/** Bytes that a region spans in the buffer: padding between rows counts, and there is none behind the last. */
export function copySpan(
  format: TextureFormat,
  { size, rowBytes, rowsPerImage, aspect }: Pick<TextureCopyRegion, 'size' | 'rowBytes' | 'rowsPerImage' | 'aspect'>,
): number {
  const tight = tightRows(formatInfo(format), size, aspect)
  return rowBytes * (rowsPerImage * (size[2] - 1) + tight.rows - 1) + tight.rowBytes
}

/** Bytes of staging that a host copy spans, from its first to its last: padded rows have no padding behind the last. */
export const spanOfHostCopy = ({ size, rows }: Pick<HostCopy, 'size' | 'rows'>): number =>
  rows ? (rows.count - 1) * rows.pitchBytes + rows.tightBytes : size
