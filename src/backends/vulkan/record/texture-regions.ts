/** Regions of textures in the terms of Vulkan: boxes, and copies between them and buffers. */
import { aspectSpan, formatInfo } from '../../../graph/formats.ts'
import type { PlannedTexture, TextureCopyRegion } from '../../../plan/document.ts'
import { VkBufferImageCopy2 } from '../bindings/index.ts'
import { aspectsOf } from '../device/formats.ts'

type Triple = readonly [number, number, number]

/** A region's box for Vulkan: the third coordinate is depth in 3D textures, and layers in all others. */
export const boxOf = (
  { dimension }: PlannedTexture,
  origin: Triple,
  size: Triple,
  mipLevel: number,
  aspectMask: number,
) => {
  const is3d = dimension === '3d'
  return {
    subresource: {
      aspectMask,
      mipLevel,
      baseArrayLayer: is3d ? 0 : origin[2],
      layerCount: is3d ? 1 : size[2],
    },
    offset: { x: origin[0], y: origin[1], z: is3d ? origin[2] : 0 },
    extent: { width: size[0], height: size[1], depth: is3d ? size[2] : 1 },
  }
}

export function bufferImageCopy(
  texture: PlannedTexture,
  region: TextureCopyRegion,
  bufferOffset: number,
): VkBufferImageCopy2 {
  const info = formatInfo(texture.format)
  const { tightBytes } = aspectSpan(info, region.aspect)
  const { subresource, offset, extent } = boxOf(
    texture,
    region.origin,
    region.size,
    region.mipLevel,
    aspectsOf(texture.format, region.aspect),
  )
  return {
    bufferOffset,
    bufferRowLength: (region.rowBytes / tightBytes) * info.blockWidth,
    bufferImageHeight: region.rowsPerImage * info.blockHeight,
    imageSubresource: subresource,
    imageOffset: offset,
    imageExtent: extent,
  }
}
