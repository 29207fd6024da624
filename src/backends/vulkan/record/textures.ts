/** Copies between buffers and textures, and between textures. */
import { unsupported } from '../../../errors.ts'
import { aspectSpan, formatInfo } from '../../../graph/formats.ts'
import { tightRows } from '../../../graph/texel-rows.ts'
import { copySpan } from '../../../plan/facts/copy-rows.ts'
import type { CommandOf, PlannedTexture, TextureCopyRegion } from '../../../plan/document.ts'
import {
  VK_ACCESS_2_TRANSFER_READ_BIT,
  VK_ACCESS_2_TRANSFER_WRITE_BIT,
  VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  VkBufferImageCopy2,
  VkCopyBufferInfo2,
  VkCopyBufferToImageInfo2,
  VkCopyImageInfo2,
  VkCopyImageToBufferInfo2,
  type Arena,
  type VkBuffer,
} from '../bindings/index.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import { aspectsOf, isBothAspects, vulkanFormat } from '../device/formats.ts'
import type { Scratch } from '../memory/scratch.ts'
import type { Layouts } from '../../../plan/facts/image-layouts.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { recordMemoryBarrier } from './barrier.ts'
import { layoutOf } from '../device/image-layouts.ts'

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

/**
 * Alignment of buffer offsets in copies: the bytes of a texel block (1, 2, 4, 8 or 16), and 4 for depth and stencil and on
 * queues that only transfer.
 */
const offsetUnit = (
  { format }: Pick<PlannedTexture, 'format'>,
  aspect: TextureCopyRegion['aspect'],
  { kinds }: Pick<DeviceQueue, 'kinds'>,
): number => {
  const info = formatInfo(format)
  if (info.depth || info.stencil) return 4
  const { tightBytes } = aspectSpan(info, aspect)
  return kinds.includes('graphics') || kinds.includes('compute') ? tightBytes : Math.max(tightBytes, 4)
}

/** Whether the device copies every region directly: most plans with 10^4 textures need no more than that. */
export function areDirect(
  { format, sampleCount }: PlannedTexture,
  regions: readonly TextureCopyRegion[],
  queue: DeviceQueue,
): boolean {
  if (sampleCount > 1) return false
  for (let i = 0; i < regions.length; i++) {
    const { offset, aspect } = regions[i]!
    if (isBothAspects(format, aspect)) return false
    // 16 is a multiple of every unit.
    if (offset % 16 !== 0 && offset % offsetUnit({ format }, aspect, queue) !== 0) return false
  }
  return true
}

/** What is computed for each region is computed when it is recorded, which may be never. */
const directCopies = (
  arena: Arena,
  texture: PlannedTexture,
  regions: readonly TextureCopyRegion[],
  bufferOffset: number,
) => ({
  regionCount: regions.length,
  pRegions: arena.structs(
    VkBufferImageCopy2,
    regions.map((region) => bufferImageCopy(texture, region, bufferOffset + region.offset)),
  ),
})

interface PlacedRegion {
  readonly region: TextureCopyRegion
  /** Offset in scratch memory for a copy that goes through it; −1 where the device copies directly. */
  readonly scratch: number
  readonly spanBytes: number
}

function placeRegions(
  { plan }: Build,
  scratch: Scratch,
  index: number,
  regions: readonly TextureCopyRegion[],
  queue: DeviceQueue,
): { texture: PlannedTexture; placed: PlacedRegion[] } {
  const texture = plan.textures[index]!
  if (texture.sampleCount > 1) throw unsupported('Multisampled textures cannot be copied from or to buffers')
  const placed = regions.map((region): PlacedRegion => {
    if (isBothAspects(texture.format, region.aspect))
      throw unsupported(
        `Depth and stencil of ${texture.format} are copied one at a time; give the aspect "depth-only" or "stencil-only"`,
        { format: texture.format },
      )
    const spanBytes = copySpan(texture.format, region)
    const isAligned = region.offset % offsetUnit(texture, region.aspect, queue) === 0
    return { region, spanBytes, scratch: isAligned ? -1 : scratch.take(spanBytes) }
  })
  return { texture, placed }
}

const copies = (
  arena: Arena,
  texture: PlannedTexture,
  placed: readonly PlacedRegion[],
  at: (placed: PlacedRegion) => number,
) => ({
  regionCount: placed.length,
  pRegions: arena.structs(
    VkBufferImageCopy2,
    placed.map((item) => bufferImageCopy(texture, item.region, at(item))),
  ),
})

export function compileCopyToTexture(
  build: Build,
  layouts: Layouts,
  scratch: Scratch,
  { from, texture: index, regions }: CommandOf<'copy-to-texture'>,
  queue: DeviceQueue,
): RecordCommand {
  const { device, places, plan } = build
  if (regions.length === 0) return () => undefined
  const { mipLevel, origin } = regions[0]!
  const dstImageLayout = layoutOf[layouts.of({ texture: index, mipLevel, origin })]
  if (areDirect(build.plan.textures[index]!, regions, queue))
    return ({ commands, arena, at }) => {
      const { buffer, offset } = places.buffer(from, at)
      const target = { dstImage: places.image(index, at).image, dstImageLayout }
      const info = { srcBuffer: buffer, ...target, ...directCopies(arena, plan.textures[index]!, regions, offset) }
      device.vk.vkCmdCopyBufferToImage2(commands, arena.struct(VkCopyBufferToImageInfo2, info))
    }
  const { texture, placed } = placeRegions(build, scratch, index, regions, queue)
  const direct = placed.filter((item) => item.scratch < 0)
  const detoured = placed.filter((item) => item.scratch >= 0)
  return (recording) => {
    const { commands, arena, at } = recording
    const source = places.buffer(from, at)
    const { image } = places.image(index, at)
    const copy = (buffer: VkBuffer, items: readonly PlacedRegion[], offset: (item: PlacedRegion) => number): void => {
      const target = { dstImage: image, dstImageLayout }
      const info = { srcBuffer: buffer, ...target, ...copies(arena, texture, items, offset) }
      device.vk.vkCmdCopyBufferToImage2(commands, arena.struct(VkCopyBufferToImageInfo2, info))
    }
    if (direct.length > 0) copy(source.buffer, direct, ({ region }) => source.offset + region.offset)
    if (detoured.length === 0) return
    const toScratch = arena.struct(VkCopyBufferInfo2, {
      srcBuffer: source.buffer,
      dstBuffer: scratch.buffer,
      pRegions: detoured.map(({ region, scratch: at, spanBytes }) => ({
        srcOffset: source.offset + region.offset,
        dstOffset: at,
        size: spanBytes,
      })),
    })
    device.vk.vkCmdCopyBuffer2(commands, toScratch)
    recordTransferBarrier(build, recording)
    copy(scratch.buffer, detoured, (item) => item.scratch)
  }
}

export function compileCopyFromTexture(
  build: Build,
  layouts: Layouts,
  scratch: Scratch,
  { to, texture: index, regions }: CommandOf<'copy-from-texture'>,
  queue: DeviceQueue,
): RecordCommand {
  const { device, places, plan } = build
  if (regions.length === 0) return () => undefined
  const { mipLevel, origin } = regions[0]!
  const srcImageLayout = layoutOf[layouts.of({ texture: index, mipLevel, origin })]
  if (areDirect(build.plan.textures[index]!, regions, queue))
    return ({ commands, arena, at }) => {
      const { buffer, offset } = places.buffer(to, at)
      const source = { srcImage: places.image(index, at).image, srcImageLayout }
      const info = { ...source, dstBuffer: buffer, ...directCopies(arena, plan.textures[index]!, regions, offset) }
      device.vk.vkCmdCopyImageToBuffer2(commands, arena.struct(VkCopyImageToBufferInfo2, info))
    }
  const { texture, placed } = placeRegions(build, scratch, index, regions, queue)
  const direct = placed.filter((item) => item.scratch < 0)
  const detoured = placed.filter((item) => item.scratch >= 0)
  return (recording) => {
    const { commands, arena, at } = recording
    const target = places.buffer(to, at)
    const { image } = places.image(index, at)
    const copy = (buffer: VkBuffer, items: readonly PlacedRegion[], offset: (item: PlacedRegion) => number): void => {
      const source = { srcImage: image, srcImageLayout }
      const info = { ...source, dstBuffer: buffer, ...copies(arena, texture, items, offset) }
      device.vk.vkCmdCopyImageToBuffer2(commands, arena.struct(VkCopyImageToBufferInfo2, info))
    }
    if (direct.length > 0) copy(target.buffer, direct, ({ region }) => target.offset + region.offset)
    if (detoured.length === 0) return
    copy(scratch.buffer, detoured, (item) => item.scratch)
    recordTransferBarrier(build, recording)
    // Rows that are not contiguous are copied one by one, so that the bytes between them keep their contents.
    const fromScratch = arena.struct(VkCopyBufferInfo2, {
      srcBuffer: scratch.buffer,
      dstBuffer: target.buffer,
      pRegions: detoured.flatMap(({ region, scratch: at }) =>
        rowsOf(texture, region).map(([row, size]) => ({
          srcOffset: at + row,
          dstOffset: target.offset + region.offset + row,
          size,
        })),
      ),
    })
    device.vk.vkCmdCopyBuffer2(commands, fromScratch)
  }
}

/** Runs of contiguous bytes of a region, as [offset, bytes]. */
function rowsOf(texture: PlannedTexture, region: TextureCopyRegion): [number, number][] {
  const { size, rowBytes, rowsPerImage, aspect } = region
  const { rowBytes: tight, rows } = tightRows(formatInfo(texture.format), size, aspect)
  if (tight === rowBytes && (rows === rowsPerImage || size[2] === 1)) return [[0, copySpan(texture.format, region)]]
  return Array.from({ length: rows * size[2] }, (_, i) => {
    return [(Math.floor(i / rows) * rowsPerImage + (i % rows)) * rowBytes, tight]
  })
}

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
      const into = arena.struct(VkCopyBufferToImageInfo2, {
        srcBuffer: scratch.buffer,
        dstImage: places.image(to, at).image,
        dstImageLayout,
        pRegions: rows.map(({ put, offset }) => bufferImageCopy(target, put, offset)),
      })
      device.vk.vkCmdCopyBufferToImage2(commands, into)
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

/** A barrier inside one command, whose second copy reads what its first one wrote. */
const recordTransferBarrier = ({ device }: Build, recording: Recording): void =>
  recordMemoryBarrier(device, recording, {
    srcStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
    srcAccessMask: VK_ACCESS_2_TRANSFER_WRITE_BIT,
    dstStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
    dstAccessMask: VK_ACCESS_2_TRANSFER_READ_BIT,
  })
