/** Copies of boxes of texels to and from rows in scratch memory, for copies that the API does not do by itself. */
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import type { TextureCopyRegion } from '../../../plan/document.ts'
import type { Build } from './build.ts'
import type { Encode } from './encoding.ts'
import { isWholePlane, rowPitchBytes, takesBytes } from '../memory/texture-rules.ts'
import { readDepth, writeDepth, type TexelBox, type TexelRows } from './depth-texels.ts'
import { fromTexture, toTexture } from './api-copies.ts'
import type { Regions } from '../memory/moves.ts'
import { tightRows } from '../../../graph/texel-rows.ts'
import { levelSize } from '../../../plan/facts/level-boxes.ts'
import { roundUp } from '../../../plan/multiples.ts'

type Aspect = TextureCopyRegion['aspect']

export interface RowsOfBox {
  readonly rows: TexelRows
  readonly sizeBytes: number
}

/** Rows of a box with the pitch that the API takes, and the part of them that is wanted. */
function pitched(
  build: Build,
  texture: number,
  box: TexelBox,
  aspect: Aspect,
  base: number,
): { readonly whole: TextureCopyRegion; readonly part: RowsOfBox } {
  const planned = build.plan.textures[texture]!
  const { depth, stencil } = formatInfo(planned.format)
  // Depth and stencil are copied by whole mip levels.
  const [width, height] = depth || stencil ? levelSize(planned, box.mipLevel) : box.size
  const [x, y] = depth || stencil ? box.origin : [0, 0]
  const { rowBytes, rows } = tightRows(formatInfo(planned.format), [width, height, 1], aspect)
  const texelBytes = tightRows(formatInfo(planned.format), [1, 1, 1], aspect).rowBytes
  const pitch = roundUp(rowBytes, rowPitchBytes)
  return {
    whole: {
      offset: base,
      rowBytes: pitch,
      rowsPerImage: rows,
      mipLevel: box.mipLevel,
      origin: depth || stencil ? [0, 0, box.origin[2]] : box.origin,
      size: [width, height, box.size[2]],
      aspect,
    },
    part: {
      rows: { offset: base + y * pitch + x * texelBytes, rowBytes: pitch, rowsPerImage: rows },
      sizeBytes: pitch * rows * box.size[2],
    },
  }
}

const tight = (box: TexelBox, base: number): RowsOfBox => {
  const [width, height, layers] = box.size
  return {
    rows: { offset: base, rowBytes: width * 4, rowsPerImage: height },
    sizeBytes: roundUp(width * 4 * height * layers, 256),
  }
}

/** Copies the texels of a box into scratch memory, to its beginning. @returns their rows there */
export function readTexels(
  build: Build,
  texture: number,
  box: TexelBox,
  aspect: Aspect,
): RowsOfBox & { readonly encode: Encode } {
  const { format } = build.plan.textures[texture]!
  if (!takesBytes(format, aspect, 'from')) {
    const made = tight(box, 0)
    const scratch = build.needScratch(made.sizeBytes)
    return { ...made, encode: readDepth(build, texture, box, scratch, made.rows) }
  }
  const { whole, part } = pitched(build, texture, box, aspect, 0)
  const scratch = build.needScratch(part.sizeBytes)
  return { ...part, encode: fromTexture(build, texture, scratch, whole) }
}

/**
 * Copies the texels of a box from scratch memory, from `base` (a multiple of 256) on: `before` must be encoded first, then the rows be written to
 * `rows`, then `after` be encoded.
 */
export function writeTexels(
  build: Build,
  texture: number,
  box: TexelBox,
  aspect: Aspect,
  base: number,
): RowsOfBox & { readonly before: readonly Encode[]; readonly after: Encode } {
  const planned = build.plan.textures[texture]!
  if (!takesBytes(planned.format, aspect, 'to')) {
    const made = tight(box, base)
    const scratch = build.needScratch(base + made.sizeBytes)
    return { ...made, before: [], after: writeDepth(build, texture, box, scratch, made.rows) }
  }
  const { whole, part } = pitched(build, texture, box, aspect, base)
  const scratch = build.needScratch(base + part.sizeBytes)
  const { depth, stencil } = formatInfo(planned.format)
  // The copy writes the whole mip level, so texels outside the box are read first and written back unchanged.
  const keeps = (depth || stencil) && !isWholePlane(planned, box)
  return {
    ...part,
    before: keeps ? [fromTexture(build, texture, scratch, whole)] : [],
    after: toTexture(build, scratch, texture, whole),
  }
}

/** Moves of a box's rows from one place to another. */
export function rowMoves(
  format: TextureFormat,
  size: TexelBox['size'],
  aspect: Aspect,
  from: TexelRows,
  to: TexelRows,
): Regions {
  const { rowBytes, rows } = tightRows(formatInfo(format), size, aspect)
  const at = (side: TexelRows, slice: number, row: number) =>
    side.offset + (slice * side.rowsPerImage + row) * side.rowBytes
  return Array.from({ length: size[2] * rows }, (_, i) => {
    const [slice, row] = [Math.floor(i / rows), i % rows]
    return [at(from, slice, row), at(to, slice, row), rowBytes] as const
  })
}
