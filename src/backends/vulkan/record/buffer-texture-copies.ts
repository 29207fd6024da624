/** Copies between buffers and textures. */
import { unsupported } from '../../../errors.ts'
import { aspectSpan, formatInfo } from '../../../graph/formats.ts'
import { tightRows } from '../../../graph/texel-rows.ts'
import { copySpan } from '../../../plan/facts/copy-rows.ts'
import type { CommandOf, PlannedTexture, TextureCopyRegion } from '../../../plan/document.ts'
import { VkCopyImageToBufferInfo2, type VkBuffer, type VkBufferImageCopy2 } from '../bindings/index.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import { recordBufferCopy } from '../memory/buffers.ts'
import { isBothAspects } from '../device/formats.ts'
import type { Scratch } from '../memory/scratch.ts'
import type { Layouts } from '../../../plan/facts/image-layouts.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { recordTransferBarrier } from './barrier.ts'
import { layoutOf } from '../device/image-layouts.ts'
import { compileCopyToImage } from './copies-to-images.ts'
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

/** A region that the device does not copy directly, with its offset in scratch memory. */
interface Detour {
  readonly region: TextureCopyRegion
  readonly offset: number
  readonly spanBytes: number
}

/** The regions that the device copies directly, and the others. */
function placeRegions(
  texture: PlannedTexture,
  scratch: Scratch,
  regions: readonly TextureCopyRegion[],
  queue: DeviceQueue,
): { readonly direct: readonly TextureCopyRegion[]; readonly detours: readonly Detour[] } {
  if (texture.sampleCount > 1) throw unsupported('Multisampled textures cannot be copied from or to buffers')
  const direct: TextureCopyRegion[] = []
  const detours: Detour[] = []
  for (const region of regions) {
    if (isBothAspects(texture.format, region.aspect))
      throw unsupported(
        `Depth and stencil of ${texture.format} are copied one at a time; give the aspect "depth-only" or "stencil-only"`,
        { format: texture.format },
      )
    const spanBytes = copySpan(texture.format, region)
    if (region.offset % offsetUnit(texture, region.aspect, queue) === 0) direct.push(region)
    else detours.push({ region, spanBytes, offset: scratch.take(spanBytes) })
  }
  return { direct, detours }
}

/** Compiles a copy in either direction. What is computed for each region is computed when it is recorded, which may be never. */
export function compileBufferTextureCopy(
  build: Build,
  layouts: Layouts,
  scratch: Scratch,
  command: CommandOf<'copy-to-texture' | 'copy-from-texture'>,
  queue: DeviceQueue,
): RecordCommand {
  const { device, places, plan } = build
  const { texture: index, regions } = command
  if (regions.length === 0) return () => undefined
  const texture = plan.textures[index]!
  const [isWrite, heap] = command.op === 'copy-to-texture' ? [true, command.from] : [false, command.to]
  const { mipLevel, origin } = regions[0]!
  const layout = layoutOf[layouts.of({ texture: index, mipLevel, origin })]
  const toImage = isWrite ? compileCopyToImage(build, texture) : undefined
  const copy = (recording: Recording, buffer: VkBuffer, pRegions: VkBufferImageCopy2[]): void => {
    if (pRegions.length === 0) return
    const { commands, arena, at } = recording
    const { image } = places.image(index, at)
    if (toImage) toImage(recording, { srcBuffer: buffer, dstImage: image, dstImageLayout: layout, pRegions })
    else {
      const info = { srcImage: image, srcImageLayout: layout, dstBuffer: buffer, pRegions }
      device.vk.vkCmdCopyImageToBuffer2(commands, arena.struct(VkCopyImageToBufferInfo2, info))
    }
  }
  const { direct, detours } = areDirect(texture, regions, queue)
    ? { direct: regions, detours: [] }
    : placeRegions(texture, scratch, regions, queue)
  return (recording) => {
    const { buffer, offset: start } = places.buffer(heap, recording.at)
    copy(
      recording,
      buffer,
      direct.map((region) => bufferImageCopy(texture, region, start + region.offset)),
    )
    if (detours.length === 0) return
    const around = detours.map(({ region, offset }) => bufferImageCopy(texture, region, offset))
    if (isWrite) {
      const spans = detours.map(({ region, offset, spanBytes }) => {
        return { srcOffset: start + region.offset, dstOffset: offset, size: spanBytes }
      })
      recordBufferCopy(device, recording, buffer, scratch.buffer, spans)
      recordTransferBarrier(build, recording)
      copy(recording, scratch.buffer, around)
    } else {
      copy(recording, scratch.buffer, around)
      recordTransferBarrier(build, recording)
      // Rows that are not contiguous are copied one by one, so that the bytes between them keep their contents.
      const rows = detours.flatMap(({ region, offset }) =>
        rowsOf(texture, region).map(([row, size]) => {
          return { srcOffset: offset + row, dstOffset: start + region.offset + row, size }
        }),
      )
      recordBufferCopy(device, recording, scratch.buffer, buffer, rows)
    }
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
