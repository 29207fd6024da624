/** Which bytes of a memory are meant: runs of a buffer or a heap in tight order, or boxes of a texture's levels. */
import { append, type TexelBox } from './runs.ts'
import type { TextureLayout } from './texture-layout.ts'

/** [address, length, address, length, …] in tight order. */
export type Runs = readonly number[]

/** A box of one level: slices, rows of blocks, and bytes of a row. */
export interface Box {
  readonly level: number
  readonly low: readonly [number, number, number]
  readonly high: readonly [number, number, number]
}

export type Extent =
  | { readonly runs: Runs; readonly boxes?: undefined; readonly size: number }
  | { readonly boxes: readonly Box[]; readonly runs?: undefined; readonly size: number }

export function bytesAt(offset: number, size: number): Extent {
  return { runs: size === 0 ? [] : [offset, size], size }
}

export function bytesOfRuns(runs: Runs): Extent {
  let size = 0
  for (let i = 1; i < runs.length; i += 2) size += runs[i]!
  return { runs, size }
}

export const boxBytes = ({ low, high }: Box): number => (high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2])

/** The boxes of a region, which must lie inside the texture; of several levels a region is the whole of each, in its layers. */
export function texelsOf(layout: TextureLayout, box: TexelBox): Extent {
  const boxes: Box[] = []
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
    boxes.push(made)
    size += boxBytes(made)
  }
  return { boxes, size }
}

/** All texels of a texture. */
export const allTexels = ({ levels, sizeBytes }: TextureLayout): Extent => ({
  boxes: levels.map(({ slices, rowBytes, sliceBytes }, level) => ({
    level,
    low: [0, 0, 0],
    high: [slices, sliceBytes / rowBytes, rowBytes],
  })),
  size: sizeBytes,
})

export function isSameExtent(a: Extent, b: Extent): boolean {
  if (a.runs) return b.runs !== undefined && a.runs.length === b.runs.length && a.runs.every((n, i) => n === b.runs[i])
  return b.boxes !== undefined && isSameBoxes(a.boxes, b.boxes)
}

export const isSameBoxes = (a: readonly Box[], b: readonly Box[]): boolean =>
  a.length === b.length &&
  a.every(({ level, low, high }, i) => {
    const other = b[i]!
    return level === other.level && low.every((n, axis) => n === other.low[axis] && high[axis] === other.high[axis])
  })

/** The bytes that a box takes in the canonical linear layout, for messages. */
export function linearRuns(layout: TextureLayout, { level, low, high }: Box): number[] {
  const { offset, sliceBytes, rowBytes } = layout.levels[level]!
  const runs: number[] = []
  for (let z = low[0]; z < high[0]; z++)
    for (let y = low[1]; y < high[1]; y++)
      append(runs, offset + z * sliceBytes + y * rowBytes + low[2], high[2] - low[2])
  return runs
}
