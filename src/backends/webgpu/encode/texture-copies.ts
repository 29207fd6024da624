/** Copies with a texture on one side or both. Rows that the API does not take are repacked in scratch memory. */
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import type { CommandOf, TextureCopyRegion } from '../../../plan/document.ts'
import type { Build } from './build.ts'
import { sequence, type Encode } from './encoding.ts'
import { bufferUsage, textureUsage } from '../device/flags.ts'
import {
  blockExtent,
  checkBufferCopy,
  copiesDirectly,
  isWholePlane,
  takesAll,
  takesRows,
} from '../memory/texture-rules.ts'
import { compileHeapMove, compileMove } from './move.ts'
import { fromTexture, textureSide, toTexture } from './api-copies.ts'
import { readTexels, rowMoves, writeTexels } from './texel-rows.ts'

export function compileCopyToTexture(
  build: Build,
  { from, texture, regions, passes }: CommandOf<'copy-to-texture'>,
): Encode {
  const planned = build.plan.textures[texture]!
  const compileAll = () => sequence(regions.map((region) => orImage(build, texture, region, compile(region))))
  if (!takesAll(planned, regions)) return compileAll()
  // There may be 10^4 of these, and another plan may follow before a run.
  build.heap(from, bufferUsage.copySrc)
  build.textureUsage[texture]! |= textureUsage.copyDst
  let encode: Encode | undefined
  return (encoding) => (encode ??= compileAll())(encoding)

  function compile(region: TextureCopyRegion): Encode {
    checkBufferCopy(planned, region.aspect, 'to', passes)
    if (copiesDirectly(planned, region, 'to') && takesRows(planned.format, region))
      return toTexture(build, build.heap(from, bufferUsage.copySrc), texture, region)
    const { rows, sizeBytes, before, after } = writeTexels(build, texture, region, region.aspect, 0)
    const moves = rowMoves(planned.format, region.size, region.aspect, region, rows)
    return sequence([...before, compileHeapMove(build, from, build.scratch, moves, sizeBytes), after])
  }
}

/** The same for runs that are given bytes; an image comes from the texture that it was copied to. */
function orImage(build: Build, texture: number, region: TextureCopyRegion, encode: Encode): Encode {
  return (encoding) => {
    const { images } = encoding.run
    const part = images && build.images.partOf(region)
    if (!part || !images!.has(part.name)) return encode(encoding)
    const source = { texture: build.images.textureOf(part.name), origin: [0, part.row, 0] }
    encoding.commands().copyTextureToTexture(source, textureSide(build, texture, region)(encoding.run), region.size)
  }
}

export function compileCopyFromTexture(
  build: Build,
  { texture, to, regions, passes }: CommandOf<'copy-from-texture'>,
): Encode {
  const planned = build.plan.textures[texture]!
  return sequence(
    regions.map((region) => {
      checkBufferCopy(planned, region.aspect, 'from', passes)
      if (copiesDirectly(planned, region, 'from') && takesRows(planned.format, region))
        return fromTexture(build, texture, build.target(to), region)
      const { rows, encode } = readTexels(build, texture, region, region.aspect)
      const moves = rowMoves(planned.format, region.size, region.aspect, rows, region)
      return sequence([encode, compileMove(build, build.scratch, build.writable(to), moves)])
    }),
  )
}

type Boxes = Pick<
  CommandOf<'copy-texture'>['regions'][number],
  'fromLevel' | 'fromOrigin' | 'toLevel' | 'toOrigin' | 'size'
>

/**
 * Whether both boxes touch the same mip level and layer (of a 3D texture, the same level): the API copies inside no
 * subresource, however far apart the boxes are.
 */
function isInsideSubresource(dimension: string, { fromLevel, fromOrigin, toLevel, toOrigin, size }: Boxes): boolean {
  if (fromLevel !== toLevel) return false
  return dimension === '3d' || Math.abs(fromOrigin[2] - toOrigin[2]) < size[2]
}

export function compileCopyTexture(build: Build, { from, to, regions, passes }: CommandOf<'copy-texture'>): Encode {
  const source = build.plan.textures[from]!
  const target = build.plan.textures[to]!
  const linear = (format: string) => format.replace('-srgb', '')
  const sameFormat = linear(source.format) === linear(target.format)
  const isCombined = (format: TextureFormat) => formatInfo(format).depth && formatInfo(format).stencil
  return sequence(
    regions.flatMap(({ fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect = aspect }) => {
      const sourceAt = { mipLevel: fromLevel, origin: fromOrigin, size, aspect: fromAspect }
      const targetAt = { mipLevel: toLevel, origin: toOrigin, size, aspect }
      const { depth, stencil } = formatInfo(source.format)
      const wholes = isWholePlane(source, sourceAt) && isWholePlane(target, targetAt)
      const allAspects = !isCombined(source.format) || (aspect === 'all' && fromAspect === 'all')
      const box = { fromLevel, fromOrigin, toLevel, toOrigin, size }
      const inside = from === to && isInsideSubresource(source.dimension, box)
      if (sameFormat && allAspects && !inside && (!(depth || stencil) || wholes)) {
        build.textureUsage[from]! |= textureUsage.copySrc
        build.textureUsage[to]! |= textureUsage.copyDst
        const a = textureSide(build, from, sourceAt)
        const b = textureSide(build, to, targetAt)
        const extent = blockExtent(source.format, size)
        return (encoding) => encoding.commands().copyTextureToTexture(a(encoding.run), b(encoding.run), extent)
      }
      // Both aspects, one after the other.
      const both = isCombined(source.format) && isCombined(target.format) && aspect === 'all' && fromAspect === 'all'
      const aspects = both
        ? (['depth-only', 'stencil-only'] as const).map((one) => [one, one] as const)
        : [[fromAspect, aspect] as const]
      return aspects.map(([taken, put]) => {
        checkBufferCopy(source, taken, 'from', passes)
        checkBufferCopy(target, put, 'to', passes)
        const read = readTexels(build, from, sourceAt, taken)
        const write = writeTexels(build, to, targetAt, put, read.sizeBytes)
        const moves = rowMoves(target.format, size, put, read.rows, write.rows)
        return sequence([
          read.encode,
          ...write.before,
          compileMove(build, build.scratch, build.scratch, moves),
          write.after,
        ])
      })
    }),
  )
}
