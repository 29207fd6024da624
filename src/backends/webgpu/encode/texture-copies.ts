/** Copies with a texture on one side or both. Rows that the API does not take are repacked through scratch memory. */
import { unsupported } from '../../../errors.ts'
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import type { CommandOf, TextureCopyRegion } from '../../../planner/plan.ts'
import type { Build } from '../build.ts'
import type { Encode } from '../encoding.ts'
import { bufferUsage, textureUsage } from '../flags.ts'
import type { BufferPlace, TexturePlace } from '../places.ts'
import { blockExtent, checkBufferCopy, rowPitchBytes, rowsOf, takesRows } from '../texture-rules.ts'
import { compileHeapMove, compileMove } from './move.ts'

type Region = [number, number, number]

const sequence = (steps: readonly Encode[]): Encode =>
  steps.length === 1
    ? steps[0]!
    : (encoding) => {
        for (const step of steps) void step(encoding)
      }

/** The texture's side of a copy, and its extent: made once. */
function textureSide(build: Build, texture: number, at: Pick<TextureCopyRegion, 'mipLevel' | 'origin' | 'aspect'>) {
  const place = build.places.texture(texture)
  const [x, y, z] = at.origin
  const side = {
    texture: undefined as unknown as GPUTexture,
    mipLevel: at.mipLevel,
    origin: { x, y, z },
    aspect: at.aspect,
  }
  return (run: Parameters<TexturePlace['at']>[0]): GPUTexelCopyTextureInfo => {
    side.texture = place.at(run)
    return side
  }
}

function rowsSide(
  buffer: BufferPlace,
  { offset, rowBytes, rowsPerImage }: Pick<TextureCopyRegion, 'offset' | 'rowBytes' | 'rowsPerImage'>,
) {
  // A single row needs no pitch, and then it may have any.
  const pitch = rowBytes % rowPitchBytes === 0 ? { bytesPerRow: rowBytes, rowsPerImage } : {}
  const side = { buffer: undefined as unknown as GPUBuffer, offset, ...pitch }
  return (run: Parameters<BufferPlace['at']>[0]): GPUTexelCopyBufferInfo => {
    side.buffer = buffer.at(run)
    return side
  }
}

const toTexture = (build: Build, buffer: BufferPlace, texture: number, region: TextureCopyRegion): Encode => {
  const rows = rowsSide(buffer, region)
  const side = textureSide(build, texture, region)
  const extent = blockExtent(build.plan.textures[texture]!.format, region.size)
  return (encoding) => encoding.commands().copyBufferToTexture(rows(encoding.run), side(encoding.run), extent)
}

const fromTexture = (build: Build, texture: number, buffer: BufferPlace, region: TextureCopyRegion): Encode => {
  const rows = rowsSide(buffer, region)
  const side = textureSide(build, texture, region)
  const extent = blockExtent(build.plan.textures[texture]!.format, region.size)
  return (encoding) => encoding.commands().copyTextureToBuffer(side(encoding.run), rows(encoding.run), extent)
}

/** The region with the rows that the API takes, at the front of scratch memory, and the moves between the two. */
function padded(
  format: TextureFormat,
  region: TextureCopyRegion,
): { region: TextureCopyRegion; moves: Region[]; sizeBytes: number } {
  const { rowBytes, rows } = rowsOf(format, region.size, region.aspect)
  const pitch = Math.ceil(rowBytes / rowPitchBytes) * rowPitchBytes
  const moves: Region[] = []
  for (let slice = 0; slice < region.size[2]; slice++)
    for (let row = 0; row < rows; row++)
      moves.push([
        region.offset + (slice * region.rowsPerImage + row) * region.rowBytes,
        (slice * rows + row) * pitch,
        rowBytes,
      ])
  return {
    region: { ...region, offset: 0, rowBytes: pitch, rowsPerImage: rows },
    moves,
    sizeBytes: pitch * rows * region.size[2],
  }
}

export function compileCopyToTexture(
  build: Build,
  { from, texture, regions, passes }: CommandOf<'copy-to-texture'>,
): Encode {
  const planned = build.plan.textures[texture]!
  build.textureUsage[texture]! |= textureUsage.copyDst
  return sequence(
    regions.map((region) => {
      checkBufferCopy(planned, region.aspect, 'to', passes)
      if (takesRows(planned.format, region))
        return toTexture(build, build.heap(from, bufferUsage.copySrc), texture, region)
      const { region: packed, moves, sizeBytes } = padded(planned.format, region)
      const scratch = build.needScratch(sizeBytes)
      return sequence([
        compileHeapMove(build, from, scratch, moves, sizeBytes),
        toTexture(build, scratch, texture, packed),
      ])
    }),
  )
}

export function compileCopyFromTexture(
  build: Build,
  { texture, to, regions, passes }: CommandOf<'copy-from-texture'>,
): Encode {
  const planned = build.plan.textures[texture]!
  build.textureUsage[texture]! |= textureUsage.copySrc
  return sequence(
    regions.map((region) => {
      checkBufferCopy(planned, region.aspect, 'from', passes)
      if (takesRows(planned.format, region)) return fromTexture(build, texture, build.target(to), region)
      const { region: packed, moves, sizeBytes } = padded(planned.format, region)
      const scratch = build.needScratch(sizeBytes)
      const unpack = moves.map(([at, row, size]): Region => [row, at, size])
      return sequence([
        fromTexture(build, texture, scratch, packed),
        compileMove(build, scratch, build.writable(to), unpack),
      ])
    }),
  )
}

export function compileCopyTexture(build: Build, { from, to, regions, passes }: CommandOf<'copy-texture'>): Encode {
  const source = build.plan.textures[from]!
  const target = build.plan.textures[to]!
  build.textureUsage[from]! |= textureUsage.copySrc
  build.textureUsage[to]! |= textureUsage.copyDst
  const linear = (format: string) => format.replace('-srgb', '')
  const direct = linear(source.format) === linear(target.format)
  return sequence(
    regions.map(({ fromLevel, fromOrigin, toLevel, toOrigin, size, aspect }) => {
      const sourceAt = { mipLevel: fromLevel, origin: fromOrigin, aspect }
      const targetAt = { mipLevel: toLevel, origin: toOrigin, aspect }
      const { depth, stencil } = formatInfo(source.format)
      if (depth && stencil && aspect !== 'all')
        throw unsupported(
          `WebGPU copies both aspects of ${source.format} or none; ${JSON.stringify(passes)} names one`,
          { passes },
        )
      if (direct) {
        const a = textureSide(build, from, sourceAt)
        const b = textureSide(build, to, targetAt)
        const extent = blockExtent(source.format, size)
        return (encoding) => encoding.commands().copyTextureToTexture(a(encoding.run), b(encoding.run), extent)
      }
      checkBufferCopy(source, aspect, 'from', passes)
      checkBufferCopy(target, aspect, 'to', passes)
      const { rowBytes, rows } = rowsOf(source.format, size, aspect)
      const pitch = Math.ceil(rowBytes / rowPitchBytes) * rowPitchBytes
      const scratch = build.needScratch(pitch * rows * size[2])
      const rowsAt = { offset: 0, rowBytes: pitch, rowsPerImage: rows, size }
      return sequence([
        fromTexture(build, from, scratch, { ...rowsAt, ...sourceAt }),
        toTexture(build, scratch, to, { ...rowsAt, ...targetAt }),
      ])
    }),
  )
}
