/**
 * The checks of texture parts: mip levels, boxes, aspects and views lie inside the texture, and its usage allows what is done
 * with it.
 */
import { counted } from '../../errors.ts'
import { aspectSpan, formatInfo, sameTexels, type Aspect, type TextureFormat } from '../../graph/formats.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import type { CommandOf, PlannedTexture, TextureCopyRegion, TextureSlice } from '../document.ts'
import { tightRows } from '../../graph/texel-rows.ts'
import { copySpan } from '../facts/copy-rows.ts'
import { textureWords } from '../facts/plan-words.ts'
import { checkBytes, checkHeap, type PlanContext } from './context.ts'
import { at, checkIndex, refuse, type Path } from './refuse.ts'

type Triple = readonly [number, number, number]
type TextureUsage = PlannedTexture['usage'][number]

/** The largest row pitch that devices take: they count it in 32 bits. */
const mostPitch = 2 ** 31 - 1

export function layoutOf({ plan, layouts }: PlanContext, texture: number, path: Path): TextureLayout {
  checkIndex(texture, plan.textures.length, 'texture', path)
  return layouts.of(texture)
}

export function checkUsage({ plan }: PlanContext, texture: number, usage: TextureUsage, path: Path): void {
  checkIndex(texture, plan.textures.length, 'texture', path)
  if (!plan.textures[texture]!.usage.includes(usage))
    refuse(`The usage of ${textureWords(plan, texture)} does not include ${JSON.stringify(usage)}`, path)
}

function checkAspect({ format, formatName }: TextureLayout, aspect: Aspect, path: Path): void {
  if ((aspect === 'depth-only' && !format.depth) || (aspect === 'stencil-only' && !format.stencil))
    refuse(`${formatName} has no such aspect`, at(path, 'aspect'))
}

function checkBox(layout: TextureLayout, mipLevel: number, origin: Triple, size: Triple, path: Path): void {
  const level = layout.levels[mipLevel]
  if (!level) return refuse(`The texture has no mip level ${mipLevel}; it has ${layout.levels.length}`, path)
  const { blockWidth, blockHeight } = layout.format
  // Levels of compressed textures are stored in whole blocks.
  const extent = [level.width, level.height, level.slices] as const
  const room = [level.blocksX * blockWidth, level.blocksY * blockHeight, level.slices] as const
  for (let axis = 0; axis < 3; axis++) {
    const [from, length] = [origin[axis]!, size[axis]!]
    const unit = axis === 0 ? blockWidth : axis === 1 ? blockHeight : 1
    const reaches = length < 1 || from > room[axis]! || length > room[axis]! - from
    const cuts = from % unit !== 0 || (length % unit !== 0 && from + length !== extent[axis]!)
    if (reaches) refuse(`The box reaches outside mip level ${mipLevel} (${extent.join(' × ')})`, path)
    if (cuts) refuse(`The box cuts blocks of ${blockWidth} × ${blockHeight} texels`, path)
  }
}

export function checkTextureSlice(context: PlanContext, slice: TextureSlice, usage: TextureUsage, path: Path): void {
  const layout = layoutOf(context, slice.texture, path)
  checkUsage(context, slice.texture, usage, path)
  if (slice.mipLevelCount < 1 || slice.mipLevelCount > layout.levels.length - slice.mipLevel)
    refuse('The slice has levels that the texture has not', path)
  checkBox(layout, slice.mipLevel, slice.origin, slice.size, path)
  checkAspect(layout, slice.aspect, path)
  if (slice.format !== undefined && !sameTexels(slice.format, layout.formatName))
    refuse(`A texture of ${layout.formatName} cannot be seen as ${slice.format}`, at(path, 'format'))
}

/** Refuses copies of multisampled textures to or from buffers. */
function checkSingle({ sampleCount }: TextureLayout, path: Path): void {
  if (sampleCount !== 1) refuse('The samples of a texture cannot be copied', path)
}

export function checkBufferTextureCopy(
  context: PlanContext,
  command: CommandOf<'copy-to-texture' | 'copy-from-texture'>,
  path: Path,
): void {
  const toTexture = command.op === 'copy-to-texture'
  const heap = toTexture ? command.from : command.to
  const layout = layoutOf(context, command.texture, at(path, 'texture'))
  checkUsage(context, command.texture, toTexture ? 'copy-dst' : 'copy-src', path)
  checkSingle(layout, path)
  checkHeap(context, heap, toTexture ? 'from' : 'to', path)
  command.regions.forEach((region, r) => {
    const regionPath = at(path, 'regions', r)
    const span = checkRegion(layout, context.plan.textures[command.texture]!.format, region, regionPath)
    checkBytes(context, { heap, offset: region.offset, size: span }, toTexture ? 'from' : 'to', regionPath)
  })
}

/** @returns the bytes that the region spans in the buffer */
function checkRegion(layout: TextureLayout, format: TextureFormat, region: TextureCopyRegion, path: Path): number {
  checkBox(layout, region.mipLevel, region.origin, region.size, path)
  checkAspect(layout, region.aspect, path)
  const { blockWidth, blockHeight } = layout.format
  const tight = tightRows(formatInfo(format), region.size, region.aspect)
  const unit = tightRows(formatInfo(format), [1, 1, 1], region.aspect).rowBytes
  if (region.rowBytes < tight.rowBytes || region.rowsPerImage < tight.rows)
    refuse('Rows of the buffer are shorter than those of the box', path)
  if (region.rowBytes % unit !== 0) refuse(`Rows are whole texels of ${counted(unit, 'byte')}`, at(path, 'rowBytes'))
  if (region.rowBytes > mostPitch || (region.rowBytes / unit) * blockWidth > mostPitch)
    refuse(`Rows are at most ${counted(mostPitch, 'byte')} or texels`, at(path, 'rowBytes'))
  if (region.rowsPerImage * blockHeight > mostPitch)
    refuse(`Images are at most ${mostPitch} rows`, at(path, 'rowsPerImage'))
  return copySpan(format, region)
}

export function checkTextureCopy(context: PlanContext, command: CommandOf<'copy-texture'>, path: Path): void {
  const [from, to] = [layoutOf(context, command.from, at(path, 'from')), layoutOf(context, command.to, at(path, 'to'))]
  checkUsage(context, command.from, 'copy-src', at(path, 'from'))
  checkUsage(context, command.to, 'copy-dst', at(path, 'to'))
  if (from.sampleCount !== to.sampleCount) refuse('Both textures have as many samples', path)
  const [a, b] = [from.format, to.format]
  if (a.blockWidth !== b.blockWidth || a.blockHeight !== b.blockHeight)
    refuse(`Texels of ${from.formatName} are not those of ${to.formatName}`, path)
  command.regions.forEach(({ fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect = aspect }, r) => {
    const region = at(path, 'regions', r)
    checkBox(from, fromLevel, fromOrigin, size, region)
    checkBox(to, toLevel, toOrigin, size, region)
    checkAspect(from, fromAspect, region)
    checkAspect(to, aspect, region)
    const [taken, put] = [aspectSpan(a, fromAspect), aspectSpan(b, aspect)]
    if (taken.bytes !== put.bytes || taken.tightBytes !== put.tightBytes)
      refuse(`Texels of ${from.formatName} are not those of ${to.formatName}`, region)
    const overlap =
      command.from === command.to &&
      fromLevel === toLevel &&
      size.every((length, axis) => Math.abs(fromOrigin[axis]! - toOrigin[axis]!) < length)
    if (overlap) refuse('Source and destination of the copy overlap', region)
  })
}
