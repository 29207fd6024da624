/**
 * Copies between rows of bytes and a texture in its linear texel layout, and between two textures.
 *
 * A box is in texels of one mip level; on compressed formats it consists of whole blocks. On the side of the rows, bytes are
 * `rowBytes` apart from row to row and `rowsPerImage` rows apart from slice to slice; a row is a row of blocks.
 */
import { aspectSpan } from '../graph/formats.ts'
import { tightRows, type TexelBox } from '../graph/texel-rows.ts'
import type { TextureLayout } from '../graph/texture-layout.ts'

/** A box in the bytes of its texture. */
export interface BoxInTexture {
  readonly bytes: Uint8Array
  readonly layout: TextureLayout
  readonly box: TexelBox
}

/** The place of a box's rows in a buffer. */
export interface Rows {
  readonly offset: number
  readonly rowBytes: number
  readonly rowsPerImage: number
}

/** Rows of a box without padding, from `offset`. */
export function tightRowsAt(layout: TextureLayout, box: TexelBox, offset = 0): Rows {
  const { rowBytes, rows } = tightRows(layout.format, box.size, box.aspect, layout.sampleCount)
  return { offset, rowBytes, rowsPerImage: rows }
}

export function copyRowsToTexture(
  from: Uint8Array,
  rows: Rows,
  to: Uint8Array,
  layout: TextureLayout,
  box: TexelBox,
): void {
  const walk = walkOf(layout, box)
  forEachRow(walk, (at, row, slice) => {
    const source = rows.offset + (slice * rows.rowsPerImage + row) * rows.rowBytes
    if (walk.whole) to.set(from.subarray(source, source + walk.columns * walk.tightBytes), at)
    else {
      const fromParts = { bytes: from, offset: source, pitch: walk.tightBytes }
      const toParts = { bytes: to, offset: at + walk.partOffset, pitch: walk.unitBytes }
      copyParts(fromParts, toParts, walk.partBytes, walk.columns)
    }
  })
}

export function copyTextureToRows(
  from: Uint8Array,
  layout: TextureLayout,
  box: TexelBox,
  to: Uint8Array,
  rows: Rows,
): void {
  const walk = walkOf(layout, box)
  // Nobody writes the padding behind depth and stencil, which may come one by one.
  const isPadded = layout.format.depth && layout.format.stencil
  forEachRow(walk, (at, row, slice) => {
    const target = rows.offset + (slice * rows.rowsPerImage + row) * rows.rowBytes
    if (walk.whole) {
      const end = target + walk.columns * walk.tightBytes
      to.set(from.subarray(at, at + walk.columns * walk.tightBytes), target)
      if (isPadded) for (let texel = target; texel < end; texel += 8) to.fill(0, texel + 5, texel + 8)
    } else {
      to.fill(0, target, target + walk.columns * walk.tightBytes)
      const fromParts = { bytes: from, offset: at + walk.partOffset, pitch: walk.unitBytes }
      const toParts = { bytes: to, offset: target, pitch: walk.tightBytes }
      copyParts(fromParts, toParts, walk.partBytes, walk.columns)
    }
  })
}

/** Copies a box between textures. Both boxes have one size; the textures have blocks of equal bytes. */
export function copyTextureToTexture(from: BoxInTexture, to: BoxInTexture): void {
  const rows = tightRowsAt(from.layout, from.box)
  const bytes = new Uint8Array(rows.rowBytes * rows.rowsPerImage * from.box.size[2])
  copyTextureToRows(from.bytes, from.layout, from.box, bytes, rows)
  copyRowsToTexture(bytes, rows, to.bytes, to.layout, to.box)
}

/**
 * Writes `block`, a whole texel of the format, to every block of the box; where the box has an aspect, the bytes of that aspect
 * only.
 */
export function fillTexture(bytes: Uint8Array, layout: TextureLayout, box: TexelBox, block: Uint8Array): void {
  const walk = walkOf(layout, box)
  const { blockBytes } = layout.format
  const part = block.subarray(walk.partOffset, walk.partOffset + walk.partBytes)
  forEachRow(walk, (at) => {
    if (walk.whole) {
      const row = bytes.subarray(at, at + walk.columns * walk.unitBytes)
      row.set(block)
      for (let done = blockBytes; done < row.length; done *= 2)
        row.copyWithin(done, 0, Math.min(done, row.length - done))
    } else
      for (let column = 0; column < walk.columns; column++)
        bytes.set(part, at + column * walk.unitBytes + walk.partOffset)
  })
}

interface Walk {
  readonly start: number
  readonly pitch: number
  readonly sliceBytes: number
  readonly columns: number
  readonly rows: number
  readonly slices: number
  /** Bytes of one column in the texture: a block, or all samples of a texel. */
  readonly unitBytes: number
  readonly tightBytes: number
  readonly partOffset: number
  readonly partBytes: number
  readonly whole: boolean
}

function walkOf(layout: TextureLayout, box: TexelBox): Walk {
  const level = layout.levels[box.mipLevel]!
  const { blockWidth, blockHeight, blockBytes } = layout.format
  const unitBytes = blockBytes * layout.sampleCount
  const span = aspectSpan(layout.format, box.aspect ?? 'all')
  const tight = tightRows(layout.format, box.size, box.aspect, layout.sampleCount)
  const start =
    level.offset +
    box.origin[2] * level.sliceBytes +
    Math.floor(box.origin[1] / blockHeight) * level.rowBytes +
    Math.floor(box.origin[0] / blockWidth) * unitBytes
  return {
    start,
    pitch: level.rowBytes,
    sliceBytes: level.sliceBytes,
    columns: tight.columns,
    rows: tight.rows,
    slices: box.size[2],
    unitBytes,
    tightBytes: tight.blockBytes,
    partOffset: span.offset,
    partBytes: span.bytes,
    whole: span.bytes === blockBytes,
  }
}

function forEachRow(walk: Walk, visit: (at: number, row: number, slice: number) => void): void {
  for (let slice = 0; slice < walk.slices; slice++)
    for (let row = 0; row < walk.rows; row++) visit(walk.start + slice * walk.sliceBytes + row * walk.pitch, row, slice)
}

/** Parts of a row's texels: the first begins at `offset`, the others follow every `pitch` bytes. */
interface Parts {
  readonly bytes: Uint8Array
  readonly offset: number
  readonly pitch: number
}

function copyParts(from: Parts, to: Parts, partBytes: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const source = from.offset + i * from.pitch
    const target = to.offset + i * to.pitch
    for (let byte = 0; byte < partBytes; byte++) to.bytes[target + byte] = from.bytes[source + byte]!
  }
}

/** Calls `visit` with the byte offset of each row of a box, slice by slice. */
export const forEachRowOf = (layout: TextureLayout, box: TexelBox, visit: (at: number) => void): void =>
  forEachRow(walkOf(layout, box), visit)
