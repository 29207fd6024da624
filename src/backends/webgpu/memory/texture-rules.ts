/** The API's rules for textures and for copies between them and buffers. */
import { unsupported } from '../../../errors.ts'
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import type { PlannedTexture, TextureCopyRegion } from '../../../plan/document.ts'
import { levelSize } from '../../../plan/facts/level-boxes.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { tightRows } from '../../../graph/texel-rows.ts'

type Triple = readonly [number, number, number]
type Aspect = TextureCopyRegion['aspect']

/** The pitch of rows in copies between buffers and textures is a multiple of this. */
export const rowPitchBytes = 256

export const extentOf = ([width, height, depthOrArrayLayers]: Triple): GPUExtent3DDict => ({
  width,
  height,
  depthOrArrayLayers,
})

/** The extent of a copy: whole blocks of compressed formats, even where a small mip level is narrower than its block. */
export function blockExtent(format: TextureFormat, [width, height, depthOrArrayLayers]: Triple): GPUExtent3DDict {
  const { blockWidth, blockHeight } = formatInfo(format)
  return { width: roundUp(width, blockWidth), height: roundUp(height, blockHeight), depthOrArrayLayers }
}

/** Whether the API takes the buffer side of a copy unchanged. */
export function takesRows(format: TextureFormat, { offset, rowBytes, size, aspect }: TextureCopyRegion): boolean {
  const { blockBytes, depth, stencil } = formatInfo(format)
  const unit = depth || stencil ? 4 : blockBytes
  if (offset % unit !== 0) return false
  return rowBytes % rowPitchBytes === 0 || (size[2] === 1 && tightRows(formatInfo(format), size, aspect).rows === 1)
}

/** Whether the API takes regions of colour unchanged, texels and rows: a quick yes, for most plans with many textures have no others. */
export function takesAll({ format, sampleCount }: PlannedTexture, regions: readonly TextureCopyRegion[]): boolean {
  const { blockBytes, blockHeight, depth, stencil } = formatInfo(format)
  if (depth || stencil || sampleCount > 1) return false
  for (let i = 0; i < regions.length; i++) {
    const { offset, rowBytes, size } = regions[i]!
    if (offset % blockBytes !== 0) return false
    if (rowBytes % rowPitchBytes !== 0 && (size[2] > 1 || size[1] > blockHeight)) return false
  }
  return true
}

/** Whether the API copies bytes in that direction: depth can only be drawn in, and copied out where its bytes are defined. */
export function takesBytes(format: TextureFormat, aspect: Aspect, direction: 'to' | 'from'): boolean {
  const { depth, stencil } = formatInfo(format)
  if (!depth || (stencil && aspect === 'stencil-only') || format === 'depth16unorm') return true
  return direction === 'from' && format.startsWith('depth32float')
}

export function isWholePlane(
  texture: PlannedTexture,
  { mipLevel, origin, size }: Pick<TextureCopyRegion, 'mipLevel' | 'origin' | 'size'>,
): boolean {
  const [width, height] = levelSize(texture, mipLevel)
  return origin[0] === 0 && origin[1] === 0 && size[0] === width && size[1] === height
}

/** Whether the API copies this region by itself, apart from its rows. */
export function copiesDirectly(
  texture: PlannedTexture,
  region: Pick<TextureCopyRegion, 'mipLevel' | 'origin' | 'size' | 'aspect'>,
  direction: 'to' | 'from',
): boolean {
  const { depth, stencil } = formatInfo(texture.format)
  return takesBytes(texture.format, region.aspect, direction) && (!(depth || stencil) || isWholePlane(texture, region))
}

/** @throws MemkitError UNSUPPORTED for texels whose bytes are undefined. */
export function checkBufferCopy(
  { format, sampleCount }: PlannedTexture,
  aspect: Aspect,
  direction: 'to' | 'from',
  passes: readonly string[],
): void {
  const { depth, stencil } = formatInfo(format)
  if (sampleCount === 1 && !(depth && stencil && aspect === 'all')) return
  const what = `the copy ${direction} texture of ${JSON.stringify(passes)}`
  if (sampleCount > 1)
    throw unsupported(`WebGPU cannot do ${what}: the texture is multisampled; resolve it first`, { passes })
  throw unsupported(
    `WebGPU cannot do ${what}: ${format} is copied one aspect at a time; name "depth-only" or "stencil-only"`,
    { passes },
  )
}
