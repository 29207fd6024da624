/**
 * Texels as rows of bytes: the layout of a texture region in an input, an output or staging, and how the region is cut.
 *
 * Texels of a region are numbered by *tight* bytes: level by level, layer by layer (or slice by slice), block row by block row.
 * A part of a region is a range of tight bytes that begins and ends at rows, or at blocks where a row does not fit.
 */
import type { TextureRegion } from '../../graph/endpoint.ts'
import type { FormatInfo } from '../../graph/formats.ts'
import { boxesOf, tightRows, type TexelBox } from '../../graph/texel-rows.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'

/** A box of texels with its rows. */
export interface TexelRows extends TexelBox {
  /** Bytes of one block of the region's aspect, including all samples. */
  readonly blockBytes: number
  /** Bytes of one row of blocks. */
  readonly tightBytes: number
  /** Rows of blocks in one layer or slice, and in all of them. */
  readonly rowsPerImage: number
  readonly rows: number
}

/** The boxes of a region, one per mip level. */
export function regionRows(region: TextureRegion, layout: TextureLayout): TexelRows[] {
  if (region.mipLevelCount === 1) return [rowsOf(region, region, layout)]
  return boxesOf(region, layout).map((box) => rowsOf(box, region, layout))
}

function rowsOf(box: TexelBox, { aspect }: TextureRegion, layout: TextureLayout): TexelRows {
  const { blockBytes, rowBytes, rows } = tightRows(layout.format, box.size, aspect, layout.sampleCount)
  return {
    mipLevel: box.mipLevel,
    origin: box.origin,
    size: box.size,
    blockBytes,
    tightBytes: rowBytes,
    rowsPerImage: rows,
    rows: rows * box.size[2],
  }
}

/** Limits for cutting a box of rows, or of blocks of one row. */
export interface Cut {
  /** Most bytes of the box in the layout of `spanBytes`. */
  readonly boxBytes: number
  /** Bytes that rows with the given tight bytes occupy. */
  spanBytes(rows: number, tightBytes: number): number
}

/**
 * The largest box that begins at tight byte `at` of a region, ends at or before `end`, and occupies at most `cut.boxBytes`:
 * whole layers, else rows of one layer, else blocks of one row. Undefined where a single block does not fit. O(levels + log
 * rows).
 *
 * @param boxes the boxes of the region, from `regionRows`
 */
export function boxAt(
  { blockWidth, blockHeight }: FormatInfo,
  boxes: readonly TexelRows[],
  at: number,
  end: number,
  { boxBytes, spanBytes }: Cut,
): (TexelRows & { readonly begin: number; readonly end: number }) | undefined {
  let level = 0
  let base = 0
  for (; at - base >= boxes[level]!.tightBytes * boxes[level]!.rows; level++)
    base += boxes[level]!.tightBytes * boxes[level]!.rows
  const { mipLevel, origin, size, blockBytes, tightBytes, rowsPerImage, rows } = boxes[level]!
  const row = Math.floor((at - base) / tightBytes)
  const inRow = at - base - row * tightBytes
  const image = Math.floor(row / rowsPerImage)
  const rowInImage = row - image * rowsPerImage
  const rowsLeft = Math.min(rows, Math.floor((end - base) / tightBytes)) - row
  const box = (x: number, y: number, count: readonly [number, number, number], bytes: number, images = 1) => ({
    mipLevel,
    origin: [origin[0] + x, origin[1] + y, origin[2] + image] as const,
    size: count,
    blockBytes,
    tightBytes: bytes,
    rowsPerImage: Math.ceil(count[1] / blockHeight),
    rows: Math.ceil(count[1] / blockHeight) * images,
  })
  const fitting = inRow > 0 ? 0 : most(rowsLeft, (count) => spanBytes(count, tightBytes) <= boxBytes)
  if (fitting === 0) {
    const rest = Math.min(tightBytes - inRow, end - at)
    const blocks = most(rest / blockBytes, (count) => spanBytes(1, count * blockBytes) <= boxBytes)
    if (blocks === 0) return undefined
    const x = (inRow / blockBytes) * blockWidth
    const y = rowInImage * blockHeight
    const extent = [Math.min(blocks * blockWidth, size[0] - x), Math.min(blockHeight, size[1] - y), 1] as const
    return { ...box(x, y, extent, blocks * blockBytes), begin: at, end: at + blocks * blockBytes }
  }
  const images = rowInImage === 0 ? Math.floor(fitting / rowsPerImage) : 0
  const taken = images > 0 ? images * rowsPerImage : Math.min(fitting, rowsPerImage - rowInImage)
  const y = rowInImage * blockHeight
  const extent =
    images > 0
      ? ([size[0], size[1], images] as const)
      : ([size[0], Math.min(taken * blockHeight, size[1] - y), 1] as const)
  return { ...box(0, y, extent, tightBytes, Math.max(1, images)), begin: at, end: at + taken * tightBytes }
}

/** The largest count up to `limit` that fits, given that larger counts never fit better. */
function most(limit: number, fits: (count: number) => boolean): number {
  if (limit > 0 && fits(limit)) return limit
  let low = 0
  let high = limit
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}
