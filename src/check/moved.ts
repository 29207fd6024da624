/** Counts of what the commands of a plan do, for its report. */
import type { Command } from '../plan/document.ts'
import type { Aspect } from './formats.ts'
import type { TextureMemory } from './memory.ts'
import { boxRows } from './runs.ts'

export class Moved {
  barriers = 0
  /** Transfers: commands, their regions, and the bytes of these. */
  commands = 0
  regions = 0
  bytes = 0

  add(textures: readonly TextureMemory[], command: Command): void {
    if (command.op === 'barrier') this.barriers++
    const moved = movedBy(textures, command)
    if (!moved) return
    this.commands++
    this.regions += moved.regions
    this.bytes += moved.bytes
  }
}

/** Regions and bytes that a command moves, including padding between rows on the buffer side of a texture copy. */
function movedBy(textures: readonly TextureMemory[], command: Command): { regions: number; bytes: number } | undefined {
  const texelBytes = (t: number, size: readonly [number, number, number], aspect: Aspect) => {
    const { rowBytes, rows } = boxRows(textures[t]!.layout, { size }, aspect)
    return rowBytes * rows * size[2]
  }
  const sum = <R>(list: readonly R[], bytesOf: (region: R) => number) => ({
    regions: list.length,
    bytes: list.reduce((total, region) => total + bytesOf(region), 0),
  })
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return sum(command.regions, ([, , size]) => size)
    case 'fill':
      return { regions: 1, bytes: command.size }
    case 'copy-to-texture':
    case 'copy-from-texture':
      return sum(command.regions, ({ rowBytes, rowsPerImage, size }) => rowBytes * rowsPerImage * size[2])
    case 'copy-texture':
      return sum(command.regions, ({ size, aspect }) => texelBytes(command.to, size, aspect))
    case 'clear-texture': {
      const { texture, mipLevel, mipLevelCount, size, aspect } = command.slice
      if (mipLevelCount === 1) return { regions: 1, bytes: texelBytes(texture, size, aspect) }
      const { levels, dimension } = textures[texture]!.layout
      const touched = levels.slice(mipLevel, mipLevel + mipLevelCount)
      return {
        regions: 1,
        bytes: touched.reduce(
          (total, { width, height, slices }) =>
            total + texelBytes(texture, [width, height, dimension === '3d' ? slices : size[2]], aspect),
          0,
        ),
      }
    }
    default:
      return undefined
  }
}
