/** Counts of what the commands of a plan do, for its report. */
import type { Command, TextureSlice } from '../plan/document.ts'
import type { Aspect } from './formats.ts'
import { boxRows } from './texel-box.ts'
import type { TextureLayout } from './texture-layout.ts'
import type { TextureMemories } from './textures.ts'

/** Counts of the commands so far. */
export class Moved {
  barriers = 0
  /** Transfers: commands, their regions, and the bytes of these. */
  commands = 0
  regions = 0
  bytes = 0

  add(textures: TextureMemories, command: Command): void {
    switch (command.op) {
      case 'barrier':
        this.barriers++
        break
      case 'copy':
      case 'scatter':
        for (const [, , size] of command.regions) this.bytes += size
        this.count(command.regions.length)
        break
      case 'fill':
        this.bytes += command.size
        this.count(1)
        break
      // With the padding between rows on the buffer side.
      case 'copy-to-texture':
      case 'copy-from-texture':
        for (const { rowBytes, rowsPerImage, size } of command.regions) this.bytes += rowBytes * rowsPerImage * size[2]
        this.count(command.regions.length)
        break
      case 'copy-texture': {
        const { layout } = textures.at(command.to)!
        for (const { size, aspect } of command.regions) this.bytes += texelBytes(layout, size, aspect)
        this.count(command.regions.length)
        break
      }
      case 'clear-texture':
        this.bytes += clearedBytes(textures.at(command.slice.texture)!.layout, command.slice)
        this.count(1)
        break
      default:
    }
  }

  private count(regions: number): void {
    this.commands++
    this.regions += regions
  }
}

type Size = readonly [number, number, number]

function texelBytes(layout: TextureLayout, size: Size, aspect: Aspect): number {
  const { rowBytes, rows } = boxRows(layout, { size }, aspect)
  return rowBytes * rows * size[2]
}

function clearedBytes(layout: TextureLayout, { mipLevel, mipLevelCount, size, aspect }: TextureSlice): number {
  if (mipLevelCount === 1) return texelBytes(layout, size, aspect)
  let bytes = 0
  for (const { width, height, slices } of layout.levels.slice(mipLevel, mipLevel + mipLevelCount))
    bytes += texelBytes(layout, [width, height, layout.dimension === '3d' ? slices : size[2]], aspect)
  return bytes
}
