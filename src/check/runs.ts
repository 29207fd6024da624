/** Regions as runs of bytes in tight order: rows of a texture in its canonical linear layout, ranges of a buffer, pitched rows. */
import { aspectBytes, type Aspect } from './formats.ts'
import type { Region } from './regions.ts'
import type { ResourceInfo } from './resources.ts'
import type { TextureLayout } from './texture-layout.ts'

export interface TexelBox {
  readonly mipLevel: number
  readonly mipLevelCount: number
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
}

export const regionRuns = (region: Region, info: ResourceInfo): number[] =>
  region.kind === 'buffer' ? [region.offset, region.size] : textureRuns(info.layout!, region)

/** Rows of a box of texels, level by level, joined where they touch. The box must lie inside the texture. */
export function textureRuns(layout: TextureLayout, box: TexelBox): number[] {
  const runs: number[] = []
  for (let l = box.mipLevel; l < box.mipLevel + box.mipLevelCount; l++) {
    const level = layout.levels[l]!
    if (box.mipLevelCount > 1) {
      const [first, count] = layout.dimension === '3d' ? [0, level.slices] : [box.origin[2], box.size[2]]
      append(runs, level.offset + first * level.sliceBytes, count * level.sliceBytes)
      continue
    }
    const { rowBytes, rows } = boxRows(layout, box)
    const blockX = box.origin[0] / layout.format.blockWidth
    const blockY = box.origin[1] / layout.format.blockHeight
    const left = blockX * layout.format.blockBytes * layout.sampleCount
    for (let z = box.origin[2]; z < box.origin[2] + box.size[2]; z++) {
      const slice = level.offset + z * level.sliceBytes
      if (rowBytes === level.rowBytes) append(runs, slice + blockY * level.rowBytes, rows * rowBytes)
      else for (let y = 0; y < rows; y++) append(runs, slice + (blockY + y) * level.rowBytes + left, rowBytes)
    }
  }
  return runs
}

/** Block rows of a box of one level, and the tight bytes of each, as one aspect of it is copied. */
export function boxRows(
  layout: TextureLayout,
  box: Pick<TexelBox, 'size'>,
  aspect: Aspect = 'all',
): { rowBytes: number; rows: number } {
  const { blockWidth, blockHeight } = layout.format
  return {
    rowBytes: Math.ceil(box.size[0] / blockWidth) * aspectBytes(layout.format, aspect) * layout.sampleCount,
    rows: Math.ceil(box.size[1] / blockHeight),
  }
}

/** `count` rows of `rowBytes`, `pitchBytes` apart. */
export function pitchedRuns(offset: number, count: number, rowBytes: number, pitchBytes: number): number[] {
  const runs: number[] = []
  for (let row = 0; row < count; row++) append(runs, offset + row * pitchBytes, rowBytes)
  return runs
}

export function append(runs: number[], address: number, length: number): void {
  if (length === 0) return
  const last = runs.length - 2
  if (last >= 0 && runs[last]! + runs[last + 1]! === address) runs[last + 1]! += length
  else runs.push(address, length)
}
