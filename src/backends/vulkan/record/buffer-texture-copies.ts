/** Copies between buffers and textures. */
import { unsupported } from '../../../errors.ts'
import { aspectSpan, formatInfo } from '../../../graph/formats.ts'
import { tightRows } from '../../../graph/texel-rows.ts'
import { copySpan } from '../../../plan/facts/copy-rows.ts'
import type { CommandOf, PlannedTexture, TextureCopyRegion } from '../../../plan/document.ts'
import {
  VkBufferImageCopy2,
  VkCopyBufferInfo2,
  VkCopyBufferToImageInfo2,
  VkCopyImageToBufferInfo2,
  type Arena,
  type VkBuffer,
} from '../bindings/index.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import { isBothAspects } from '../device/formats.ts'
import type { Scratch } from '../memory/scratch.ts'
import type { Layouts } from '../../../plan/facts/image-layouts.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { recordTransferBarrier } from './barrier.ts'
import { layoutOf } from '../device/image-layouts.ts'
import { bufferImageCopy } from './texture-regions.ts'

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
