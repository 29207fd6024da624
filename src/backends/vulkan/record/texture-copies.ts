/** Copies between textures. */
import { unsupported } from '../../../errors.ts'
import { aspectSpan, formatInfo } from '../../../graph/formats.ts'
import type { CommandOf, PlannedTexture, TextureCopyRegion } from '../../../plan/document.ts'
import { VkCopyImageInfo2, VkCopyImageToBufferInfo2 } from '../bindings/index.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import { aspectsOf, isBothAspects, vulkanFormat } from '../device/formats.ts'
import type { Scratch } from '../memory/scratch.ts'
import type { Layouts } from '../../../plan/facts/image-layouts.ts'
import { recordTransferBarrier } from './barrier.ts'
import { layoutOf } from '../device/image-layouts.ts'
import { compileCopyToImage } from './copies-to-images.ts'
import { boxOf, bufferImageCopy } from './texture-regions.ts'

export function compileCopyTexture(
  build: Build,
  layouts: Layouts,
  scratch: Scratch,
  { from, to, regions }: CommandOf<'copy-texture'>,
): RecordCommand {
  if (regions.length === 0) return () => undefined
  const { device, places, plan } = build
  const { fromLevel, fromOrigin, toLevel, toOrigin } = regions[0]!
  const srcImageLayout = layoutOf[layouts.of({ texture: from, mipLevel: fromLevel, origin: fromOrigin })]
  const dstImageLayout = layoutOf[layouts.of({ texture: to, mipLevel: toLevel, origin: toOrigin })]
  const source = plan.textures[from]!
  const target = plan.textures[to]!
  if (!copiesAsImages(source, target)) {
    const rows = regions.map((region) => placeCopy(scratch, source, target, region))
    const toImage = compileCopyToImage(build, target)
    return (recording) => {
      const { commands, arena, at } = recording
      const out = arena.struct(VkCopyImageToBufferInfo2, {
        srcImage: places.image(from, at).image,
        srcImageLayout,
        dstBuffer: scratch.buffer,
        pRegions: rows.map(({ taken, offset }) => bufferImageCopy(source, taken, offset)),
      })
      device.vk.vkCmdCopyImageToBuffer2(commands, out)
      recordTransferBarrier(build, recording)
      toImage(recording, {
        srcBuffer: scratch.buffer,
        dstImage: places.image(to, at).image,
        dstImageLayout,
        pRegions: rows.map(({ put, offset }) => bufferImageCopy(target, put, offset)),
      })
    }
  }
  const pRegions = regions.map(({ fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect = aspect }) => {
    const src = boxOf(source, fromOrigin, size, fromLevel, aspectsOf(source.format, fromAspect))
    const dst = boxOf(target, toOrigin, size, toLevel, aspectsOf(target.format, aspect))
    return {
      srcSubresource: src.subresource,
      srcOffset: src.offset,
      dstSubresource: dst.subresource,
      dstOffset: dst.offset,
      // In a copy between a 3D texture and layers, the depth is the number of layers.
      extent: src.extent.depth >= dst.extent.depth ? src.extent : dst.extent,
    }
  })
  return ({ commands, arena, at }) => {
    const info = arena.struct(VkCopyImageInfo2, {
      srcImage: places.image(from, at).image,
      srcImageLayout,
      dstImage: places.image(to, at).image,
      dstImageLayout,
      pRegions,
    })
    device.vk.vkCmdCopyImage2(commands, info)
  }
}

/**
 * Whether Vulkan can copy between the two images directly: depth and stencil need equal formats, and different dimensions are
 * allowed only between layers and slices. All other copies go through a buffer.
 */
function copiesAsImages(source: PlannedTexture, target: PlannedTexture): boolean {
  if (source.dimension !== target.dimension && (source.dimension === '1d' || target.dimension === '1d')) return false
  const isColour = ({ format }: PlannedTexture) => !formatInfo(format).depth && !formatInfo(format).stencil
  return (isColour(source) && isColour(target)) || vulkanFormat(source.format) === vulkanFormat(target.format)
}

/** The two copies of a copy through scratch memory, and the offset in it. */
function placeCopy(
  scratch: Scratch,
  source: PlannedTexture,
  target: PlannedTexture,
  region: CommandOf<'copy-texture'>['regions'][number],
): { taken: TextureCopyRegion; put: TextureCopyRegion; offset: number } {
  const { fromLevel, fromOrigin, toLevel, toOrigin, size, aspect, fromAspect = aspect } = region
  if (isBothAspects(source.format, fromAspect) || isBothAspects(target.format, aspect))
    throw unsupported(
      `Depth and stencil of ${source.format} and ${target.format} are copied one at a time; give the aspect "depth-only" or "stencil-only"`,
      { formats: [source.format, target.format] },
    )
  const { tightBytes } = aspectSpan(formatInfo(source.format), fromAspect)
  const rows = { offset: 0, rowBytes: size[0] * tightBytes, rowsPerImage: size[1], size }
  return {
    taken: { ...rows, mipLevel: fromLevel, origin: fromOrigin, aspect: fromAspect },
    put: { ...rows, mipLevel: toLevel, origin: toOrigin, aspect },
    offset: scratch.take(rows.rowBytes * rows.rowsPerImage * size[2]),
  }
}
