/** Boxes of texels, and their rows as aspects of them are copied. */
import { aspectBytes, type Aspect } from './formats.ts'
import type { TextureLayout } from './texture-layout.ts'

export interface TexelBox {
  readonly mipLevel: number
  readonly mipLevelCount: number
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
}

/** Number of block rows in a box of one level, and the tight bytes of each row in a copy of one aspect. */
export function boxRows(
  layout: TextureLayout,
  box: Pick<TexelBox, 'size'>,
  aspect: Aspect,
): { rowBytes: number; rows: number } {
  const { blockWidth, blockHeight } = layout.format
  return {
    rowBytes: Math.ceil(box.size[0] / blockWidth) * aspectBytes(layout.format, aspect) * layout.sampleCount,
    rows: Math.ceil(box.size[1] / blockHeight),
  }
}
