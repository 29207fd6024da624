/**
 * Extents: the bytes of a memory that an access covers, as runs of a buffer or heap in tight order, or as boxes of texture
 * levels.
 */
import type { TexelBox } from './texel-box.ts'
import type { TextureLayout, TextureLevel } from './texture-layout.ts'

/** Address and length of each run, [address, length, address, length, …], in tight order. */
export type Runs = readonly number[]

/** A box of one mip level, measured in slices, rows of blocks, and bytes of a row. */
export interface Box {
  readonly level: number
  readonly low: readonly [number, number, number]
  readonly high: readonly [number, number, number]
}

/** The corners of a box. */
export type Corners = Pick<Box, 'low' | 'high'>

/** Whether two boxes of a level have a texel in common. Written out: very many pairs are asked. */
export const shareTexels = (a: Corners, b: Corners): boolean =>
  a.low[0] < b.high[0] &&
  a.low[1] < b.high[1] &&
  a.low[2] < b.high[2] &&
  b.low[0] < a.high[0] &&
  b.low[1] < a.high[1] &&
  b.low[2] < a.high[2]

/** Whether a box has all texels of another. */
export const covers = (whole: Corners, { low, high }: Corners): boolean =>
  whole.low[0] <= low[0] &&
  whole.low[1] <= low[1] &&
  whole.low[2] <= low[2] &&
  high[0] <= whole.high[0] &&
  high[1] <= whole.high[1] &&
  high[2] <= whole.high[2]

export const isSamePlace = (a: Corners, b: Corners): boolean => covers(a, b) && covers(b, a)

export const movedBy = (place: Corners['low'], by: Corners['low']): Corners['low'] => [
  place[0] + by[0],
  place[1] + by[1],
  place[2] + by[2],
]

/** Rows of `tight` bytes, whose starts are `pitch` bytes apart. */
export interface Rows {
  readonly tight: number
  readonly pitch: number
}

/** The bytes of an access: runs, or boxes; `size` is their sum. */
export type Extent =
  /**
   * With `rows`, a run reaches from the start of its first row to the end of the last; the bytes between rows are not part of
   * it.
   */
  | { readonly runs: Runs; readonly rows?: Rows; readonly boxes?: undefined; readonly size: number }
  | { readonly boxes: readonly Box[]; readonly rows?: undefined; readonly runs?: undefined; readonly size: number }

/** The extent of one run. */
export function bytesAt(offset: number, size: number): Extent {
  return { runs: size === 0 ? [] : [offset, size], size }
}

/**
 * The extent of `images` images of `count` rows of `tight` bytes; rows start `pitch` bytes apart, images `imagePitch` bytes
 * apart.
 */
export function pitchedBytes(
  offset: number,
  { tight, pitch }: Rows,
  count: number,
  images = 1,
  imagePitch = 0,
): Extent {
  const isTight = count === 1 || pitch === tight
  const runs: number[] = []
  for (let z = 0; z < images; z++) {
    const span = isTight ? count * tight : (count - 1) * pitch + tight
    if (isTight) append(runs, offset + z * imagePitch, span)
    else runs.push(offset + z * imagePitch, span)
  }
  const size = images * count * tight
  return isTight ? { runs, size } : { runs, rows: { tight, pitch }, size }
}

/** Adds a run behind others, which it extends where it goes on. */
function append(runs: number[], address: number, length: number): void {
  if (length === 0) return
  const last = runs.length - 2
  if (last >= 0 && runs[last]! + runs[last + 1]! === address) runs[last + 1]! += length
  else runs.push(address, length)
}

/** The runs of an extent, with one run for each row. */
export function exactRuns({ runs, rows }: Extent): Runs {
  if (!runs || !rows) return runs ?? []
  const exact: number[] = []
  for (let i = 0; i < runs.length; i += 2)
    for (let at = 0; at < runs[i + 1]!; at += rows.pitch) exact.push(runs[i]! + at, rows.tight)
  return exact
}

/** Whether two extents of a heap share a byte. O(n log n) in their runs. */
export function overlaps(a: Extent, b: Extent): boolean {
  const [left, right] = [exactRuns(a), exactRuns(b)].map((runs) => {
    const pairs = Array.from({ length: runs.length / 2 }, (_, i) => [runs[2 * i]!, runs[2 * i + 1]!] as const)
    return pairs.sort((x, y) => x[0] - y[0])
  }) as [(readonly [number, number])[], (readonly [number, number])[]]
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const [[x, n], [y, m]] = [left[i]!, right[j]!]
    if (x < y + m && y < x + n) return true
    if (x + n < y + m) i++
    else j++
  }
  return false
}

export const boxBytes = ({ low, high }: Box): number => (high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2])

/**
 * The boxes of a texture region, which must lie inside the texture. A region of several levels covers each level whole, in its
 * layers.
 */
export function texelsOf(layout: TextureLayout, box: TexelBox): Extent {
  if (isWhole(layout, box)) return allTexels(layout)
  if (isWholeLevel(layout, box)) return wholeExtents(layout).level(box.mipLevel)
  const boxes = new Array<Box>(box.mipLevelCount)
  let size = 0
  for (let l = box.mipLevel; l < box.mipLevel + box.mipLevelCount; l++) {
    const { slices, rowBytes, sliceBytes } = layout.levels[l]!
    const { blockWidth, blockHeight, blockBytes } = layout.format
    const texel = blockBytes * layout.sampleCount
    const [first, count] =
      box.mipLevelCount > 1 && layout.dimension === '3d' ? [0, slices] : [box.origin[2], box.size[2]]
    const isWhole = box.mipLevelCount > 1
    const y = isWhole ? 0 : box.origin[1] / blockHeight
    const x = isWhole ? 0 : (box.origin[0] / blockWidth) * texel
    const rows = isWhole ? sliceBytes / rowBytes : Math.ceil(box.size[1] / blockHeight)
    const width = isWhole ? rowBytes : Math.ceil(box.size[0] / blockWidth) * texel
    const made: Box = { level: l, low: [first, y, x], high: [first + count, y + rows, x + width] }
    boxes[l - box.mipLevel] = made
    size += boxBytes(made)
  }
  return { boxes, size }
}

function isWhole({ levels }: TextureLayout, { mipLevel, mipLevelCount, origin, size }: TexelBox): boolean {
  const { width, height, slices } = levels[0]!
  return (
    mipLevel === 0 &&
    mipLevelCount === levels.length &&
    origin[0] + origin[1] + origin[2] === 0 &&
    size[0] === width &&
    size[1] === height &&
    size[2] === slices
  )
}

function isWholeLevel({ levels }: TextureLayout, { mipLevel, mipLevelCount, origin, size }: TexelBox): boolean {
  const { width, height, slices } = levels[mipLevel]!
  return (
    mipLevelCount === 1 &&
    origin[0] + origin[1] + origin[2] === 0 &&
    size[0] === width &&
    size[1] === height &&
    size[2] === slices
  )
}

const first = [0, 0, 0] as const

/** The extents of a texture and of its levels: one object of each for all that have the layout, made when first asked for. */
class WholeExtents {
  readonly layout: TextureLayout
  private whole: Extent | undefined
  private levels: Extent[] | undefined

  constructor(layout: TextureLayout) {
    this.layout = layout
    this.whole = undefined
    this.levels = undefined
  }

  get all(): Extent {
    const { levels, sizeBytes } = this.layout
    return (this.whole ??= { boxes: levels.map(wholeBox), size: sizeBytes })
  }

  level(level: number): Extent {
    const { levels } = this.layout
    if (levels.length === 1) return this.all
    this.levels ??= new Array<Extent>(levels.length)
    const box = wholeBox(levels[level]!, level)
    return (this.levels[level] ??= { boxes: [box], size: boxBytes(box) })
  }
}

const wholeBox = ({ sizes }: TextureLevel, level: number): Box => ({ level, low: first, high: sizes })

/** Extents of the latest layouts: many textures have one layout, or each its own, and then nobody asks for many of them again. */
const latest: WholeExtents[] = []
const mostKept = 16
let oldest = 0

function wholeExtents(layout: TextureLayout): WholeExtents {
  for (let i = 0; i < latest.length; i++) if (latest[i]!.layout === layout) return latest[i]!
  const made = new WholeExtents(layout)
  latest[oldest] = made
  oldest = (oldest + 1) % mostKept
  return made
}

/** All texels of a texture. */
export const allTexels = (layout: TextureLayout): Extent => wholeExtents(layout).all

export function isSameExtent(a: Extent, b: Extent): boolean {
  if (a.rows || b.rows) return false
  if (a.runs) return b.runs !== undefined && a.runs.length === b.runs.length && a.runs.every((n, i) => n === b.runs[i])
  return b.boxes !== undefined && isSameBoxes(a.boxes, b.boxes)
}

export const isSameBoxes = (a: readonly Box[], b: readonly Box[]): boolean =>
  a.length === b.length &&
  a.every(({ level, low, high }, i) => {
    const other = b[i]!
    return level === other.level && low.every((n, axis) => n === other.low[axis] && high[axis] === other.high[axis])
  })

/** The runs of bytes that a box covers in the canonical linear layout, for messages. */
export function linearRuns(layout: TextureLayout, { level, low, high }: Box): number[] {
  const { offset, sliceBytes, rowBytes } = layout.levels[level]!
  const runs: number[] = []
  for (let z = low[0]; z < high[0]; z++)
    for (let y = low[1]; y < high[1]; y++)
      append(runs, offset + z * sliceBytes + y * rowBytes + low[2], high[2] - low[2])
  return runs
}
