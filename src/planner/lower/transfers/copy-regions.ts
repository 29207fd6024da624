/** Geometry of copies on the device: the regions of bytes or texels that a pass copies. */
import type { TextureRegion } from '../../../graph/endpoint.ts'
import type { CommandOf, TextureCopyRegion, TextureSlice } from '../../../plan/document.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { regionRows, type TexelRows } from '../../staging/texel-rows.ts'
import { endsValue, isTexels, type ByteSide, type Side, type TexelSide, type TransferContext } from './context.ts'
import type { Region } from './fuse.ts'

type Triple = [number, number, number]
export type TexelCopy = CommandOf<'copy-texture' | 'copy-to-texture' | 'copy-from-texture'>

/**
 * The region of a copy between buffers. Where both sides end with their values, it may include the padding, so that whole words
 * are copied.
 */
export function byteRegion(context: TransferContext, from: ByteSide, to: ByteSide): Region {
  const size = from.end - from.begin
  const unit = context.graph.profile.alignments.copyBytes
  const isPadded =
    size % unit !== 0 &&
    from.offset % unit === 0 &&
    to.offset % unit === 0 &&
    endsValue(context, from.value, from.end) &&
    endsValue(context, to.value, to.end)
  return [from.offset, to.offset, isPadded ? roundUp(size, unit) : size]
}

/**
 * The command of a pass that copies texels on at least one side, with one region per mip level. In a buffer, texels have no
 * padding.
 */
export function texelCopy(context: TransferContext, from: Side, to: Side, passes: string[]): TexelCopy {
  if (isTexels(from)) {
    if (!isTexels(to))
      return {
        op: 'copy-from-texture',
        texture: from.texture,
        to: to.heap,
        regions: tightRegions(context, from, to),
        passes,
      }
    const sources = rowsOf(context, from.region)
    const { aspect } = to.region
    const { aspect: fromAspect } = from.region
    const regions = rowsOf(context, to.region).map(({ mipLevel: toLevel, origin, size: extent }, i) => {
      const { mipLevel: fromLevel } = sources[i]!
      const fromOrigin = copyOf(sources[i]!.origin)
      const toOrigin = copyOf(origin)
      const size = copyOf(extent)
      return fromAspect === aspect
        ? { fromLevel, fromOrigin, toLevel, toOrigin, size, aspect }
        : { fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect }
    })
    return { op: 'copy-texture', from: from.texture, to: to.texture, regions, passes }
  }
  const texels = to as TexelSide
  return {
    op: 'copy-to-texture',
    from: from.heap,
    texture: texels.texture,
    regions: tightRegions(context, texels, from),
    passes,
  }
}

/** By index: arrays of a frozen document are copied entry by entry otherwise, with an object for each. */
const copyOf = (given: readonly [number, number, number]): Triple => [given[0], given[1], given[2]]

function tightRegions(context: TransferContext, { region }: TexelSide, { offset }: ByteSide): TextureCopyRegion[] {
  let at = offset
  return rowsOf(context, region).map((level) => {
    const made = texelRegion(level, at, level.tightBytes, region.aspect)
    at += level.tightBytes * level.rows
    return made
  })
}

const rowsOf = ({ graph }: TransferContext, region: TextureRegion): TexelRows[] =>
  regionRows(region, graph.resources[region.resource]!.layout!)

/** A box of texels, and its rows in a buffer from `offset` on. */
export const texelRegion = (
  { rowsPerImage, mipLevel, origin, size }: TexelRows,
  offset: number,
  rowBytes: number,
  aspect: TextureRegion['aspect'],
): TextureCopyRegion => ({
  offset,
  rowBytes,
  rowsPerImage,
  mipLevel,
  origin: copyOf(origin),
  size: copyOf(size),
  aspect,
})

/** The slice of a plan that a region of a resource is in its physical texture. */
export const textureSlice = (region: TextureRegion, texture: number): TextureSlice => ({
  texture,
  mipLevel: region.mipLevel,
  mipLevelCount: region.mipLevelCount,
  origin: copyOf(region.origin),
  size: copyOf(region.size),
  aspect: region.aspect,
})

/** Key of a copy by its two ends: passes with equal keys become one command. */
export const endsOf = (from: Side, to: Side): string => `${endOf(from)}>${endOf(to)}`
const endOf = (side: Side): string => (isTexels(side) ? `texture ${side.texture}` : `heap ${side.heap}`)
