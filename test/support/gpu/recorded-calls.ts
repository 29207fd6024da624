/**
 * A Vulkan library that holds every recorded command against the buffers, images and views it names: ranges, regions, mip levels,
 * layers and aspects must lie inside. It knows the objects from the calls that made them, and nothing of plans.
 */
import koffi from 'koffi'
import {
  VK_IMAGE_ASPECT_COLOR_BIT,
  VK_IMAGE_ASPECT_DEPTH_BIT,
  VK_IMAGE_ASPECT_STENCIL_BIT,
  VkBufferCopy2,
  VkBufferCreateInfo,
  VkBufferImageCopy2,
  VkCopyBufferInfo2,
  VkCopyBufferToImageInfo2,
  VkCopyImageInfo2,
  VkCopyImageToBufferInfo2,
  VkDependencyInfo,
  VkDescriptorBufferInfo,
  VkImageCopy2,
  VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_SAMPLED_BIT,
  VK_IMAGE_USAGE_STORAGE_BIT,
  VkImageCreateInfo,
  VkImageMemoryBarrier2,
  VkImageSubresourceRange,
  VkImageViewCreateInfo,
  VkRenderingAttachmentInfo,
  VkRenderingInfo,
  VkWriteDescriptorSet,
  type VulkanLibrary,
} from '../../../src/backends/vulkan/bindings/index.ts'
import { vulkanFormat } from '../../../src/backends/vulkan/device/formats.ts'
import { formatInfo, textureFormatNames, type FormatInfo } from '../../../src/graph/formats.ts'
import { patchVulkan, type Patch } from './patch-vulkan.ts'

interface Image {
  readonly is3d: boolean
  readonly imageType: number
  readonly usage: number
  readonly extent: readonly number[]
  readonly levels: number
  readonly layers: number
  readonly info: FormatInfo
}

const usagesOfViews =
  VK_IMAGE_USAGE_SAMPLED_BIT |
  VK_IMAGE_USAGE_STORAGE_BIT |
  VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT |
  VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT

interface Range {
  readonly aspects: number
  readonly level: number
  readonly levels: number
  readonly layer: number
  readonly layers: number
}

/** A struct in memory, read by the names of its members. */
class Fields {
  readonly view: DataView
  private readonly offsets: Readonly<Record<string, number>>

  constructor(at: bigint, { size, offsets }: { size: number; offsets: Readonly<Record<string, number>> }) {
    this.view = new DataView(koffi.view(at, size))
    this.offsets = offsets
  }

  u32(name: string, index = 0): number {
    return this.view.getUint32(this.offsets[name]! + index * 4, true)
  }

  u32s(name: string, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.u32(name, i))
  }

  u64(name: string): bigint {
    return this.view.getBigUint64(this.offsets[name]!, true)
  }

  size(name: string): number {
    return Number(this.u64(name))
  }

  all(count: string, pointer: string, struct: { size: number; offsets: Readonly<Record<string, number>> }): Fields[] {
    const at = this.u64(pointer)
    return Array.from({ length: this.u32(count) }, (_, i) => new Fields(at + BigInt(i * struct.size), struct))
  }
}

const infoOf = new Map(textureFormatNames.map((name) => [vulkanFormat(name), formatInfo(name)]))
const wholeSize = 0xffff_ffff_ffff_ffffn

export interface RecordedCalls {
  readonly library: VulkanLibrary
  /** How often each command was held against its objects. */
  readonly counts: Map<string, number>
}

/** @throws Error from the call that reaches outside, before the driver sees it */
export function checkRecorded(real: VulkanLibrary): RecordedCalls {
  const buffers = new Map<bigint, number>()
  const images = new Map<bigint, Image>()
  const views = new Map<bigint, { image: Image; range: Range }>()
  const counts = new Map<string, number>()

  const known = <T>(map: ReadonlyMap<bigint, T>, handle: bigint, what: string): T => {
    const found = map.get(handle)
    if (found === undefined) throw new Error(`${what} ${handle} is not alive`)
    return found
  }
  const inside = (begin: number, size: number, whole: number, what: string): void => {
    if (!(begin >= 0 && size >= 0 && begin + size <= whole))
      throw new Error(`${what} ${begin}…${begin + size} is not inside 0…${whole}`)
  }
  const inBuffer = (handle: bigint, offset: number, size: number, what: string): void =>
    inside(offset, size, known(buffers, handle, 'buffer'), `${what}: bytes`)
  const levelExtent = ({ extent, is3d }: Image, level: number): number[] =>
    extent.map((size, axis) => (axis === 2 && !is3d ? 1 : Math.max(1, size >> level)))
  const allAspects = ({ depth, stencil }: FormatInfo): number =>
    (depth ? VK_IMAGE_ASPECT_DEPTH_BIT : 0) | (stencil ? VK_IMAGE_ASPECT_STENCIL_BIT : 0) || VK_IMAGE_ASPECT_COLOR_BIT
  const inImage = (image: Image, range: Range, layers: number, what: string): void => {
    if (range.levels < 1 || range.layers < 1) throw new Error(`${what}: no levels or no layers`)
    inside(range.level, range.levels, image.levels, `${what}: mip levels`)
    inside(range.layer, range.layers, layers, `${what}: layers`)
    if (range.aspects === 0 || (range.aspects & ~allAspects(image.info)) !== 0)
      throw new Error(`${what}: the format has not the aspects ${range.aspects}`)
  }
  const rangeAt = (fields: Fields, name: string): Range => {
    const [aspects, level, levels, layer, layers] = fields.u32s(name, 5)
    return { aspects: aspects!, level: level!, levels: levels!, layer: layer!, layers: layers! }
  }
  const boxIn = (handle: bigint, fields: Fields, names: readonly [string, string, string], what: string): Image => {
    const image = known(images, handle, 'image')
    const [aspects, level, layer, layers] = fields.u32s(names[0], 4)
    const range = { aspects: aspects!, level: level!, levels: 1, layer: layer!, layers: layers! }
    inImage(image, range, image.layers, what)
    const extent = levelExtent(image, level!)
    const { blockWidth, blockHeight } = image.info
    fields.u32s(names[1], 3).forEach((at, axis) => {
      const size = fields.u32(names[2], axis)
      const unit = [blockWidth, blockHeight, 1][axis]!
      // Between layers and depth, depth counts what the other side has as layers.
      const whole = axis === 2 && !image.is3d ? layers! : extent[axis]!
      inside(at, size, whole, `${what}: axis ${axis}`)
      if (size === 0) throw new Error(`${what}: axis ${axis} has no texels`)
      if (at % unit !== 0 || (size % unit !== 0 && at + size !== whole))
        throw new Error(`${what}: axis ${axis}, ${at}…${at + size}, cuts blocks of ${unit}`)
    })
    return image
  }
  const bufferImage = (fields: Fields, buffer: bigint, image: bigint, what: string): void => {
    const { info } = boxIn(image, fields, ['imageSubresource', 'imageOffset', 'imageExtent'], what)
    const aspects = fields.u32('imageSubresource')
    if ((aspects & (aspects - 1)) !== 0) throw new Error(`${what}: two aspects at once`)
    const texel =
      aspects === VK_IMAGE_ASPECT_STENCIL_BIT
        ? 1
        : aspects === VK_IMAGE_ASPECT_DEPTH_BIT
          ? Math.min(info.blockBytes, 4)
          : info.blockBytes
    const [width, height, depth] = fields.u32s('imageExtent', 3) as [number, number, number]
    const layers = fields.u32('imageSubresource', 3)
    const offset = fields.size('bufferOffset')
    const unit = info.depth || info.stencil ? 4 : texel
    if (offset % unit !== 0) throw new Error(`${what}: offset ${offset} is not a multiple of ${unit}`)
    const across = (texels: number, block: number): number => Math.ceil(texels / block)
    const rowTexels = fields.u32('bufferRowLength') || width
    const sliceRows = fields.u32('bufferImageHeight') || height
    if (rowTexels < width || sliceRows < height) throw new Error(`${what}: rows shorter than the region`)
    const row = across(rowTexels, info.blockWidth) * texel
    const rows = across(height, info.blockHeight)
    const slices = Math.max(depth, layers) - 1
    const span =
      row * (across(sliceRows, info.blockHeight) * slices + rows - 1) + across(width, info.blockWidth) * texel
    inBuffer(buffer, offset, span, what)
  }

  const made =
    (keep: (handle: bigint, info: bigint) => void): Patch =>
    (call, args) => {
      const result = call(...args)
      if (result === 0) keep((args[3] as BigUint64Array)[0]!, args[1] as bigint)
      return result
    }
  const commands: Record<string, (args: readonly unknown[], name: string) => void> = {
    vkCmdFillBuffer([, buffer, offset, size], name) {
      const whole = known(buffers, buffer as bigint, 'buffer')
      const at = Number(offset)
      const bytes = BigInt(size as number) === wholeSize ? whole - at : Number(size)
      if (at % 4 !== 0 || (BigInt(size as number) !== wholeSize && bytes % 4 !== 0))
        throw new Error(`${name}: not words`)
      inBuffer(buffer as bigint, at, bytes, name)
    },
    vkCmdCopyBuffer2([, info], name) {
      const copy = new Fields(info as bigint, VkCopyBufferInfo2)
      const [from, to] = [copy.u64('srcBuffer'), copy.u64('dstBuffer')]
      for (const region of copy.all('regionCount', 'pRegions', VkBufferCopy2)) {
        const [source, target, size] = [region.size('srcOffset'), region.size('dstOffset'), region.size('size')]
        if (size === 0) throw new Error(`${name}: a region of no bytes`)
        inBuffer(from, source, size, name)
        inBuffer(to, target, size, name)
        if (from === to && source < target + size && target < source + size) throw new Error(`${name}: overlaps itself`)
      }
    },
    vkCmdCopyBufferToImage2([, info], name) {
      const copy = new Fields(info as bigint, VkCopyBufferToImageInfo2)
      for (const region of copy.all('regionCount', 'pRegions', VkBufferImageCopy2))
        bufferImage(region, copy.u64('srcBuffer'), copy.u64('dstImage'), name)
    },
    vkCmdCopyImageToBuffer2([, info], name) {
      const copy = new Fields(info as bigint, VkCopyImageToBufferInfo2)
      for (const region of copy.all('regionCount', 'pRegions', VkBufferImageCopy2))
        bufferImage(region, copy.u64('dstBuffer'), copy.u64('srcImage'), name)
    },
    vkCmdCopyImage2([, info], name) {
      const copy = new Fields(info as bigint, VkCopyImageInfo2)
      const types = (['srcImage', 'dstImage'] as const).map((side) => known(images, copy.u64(side), 'image').imageType)
      if (types[0] !== types[1] && types.includes(0)) throw new Error(`${name}: between 1D and another dimension`)
      for (const region of copy.all('regionCount', 'pRegions', VkImageCopy2)) {
        boxIn(copy.u64('srcImage'), region, ['srcSubresource', 'srcOffset', 'extent'], name)
        boxIn(copy.u64('dstImage'), region, ['dstSubresource', 'dstOffset', 'extent'], name)
      }
    },
    vkCmdClearColorImage: clears,
    vkCmdClearDepthStencilImage: clears,
    vkCmdPipelineBarrier2([, info], name) {
      const dependency = new Fields(info as bigint, VkDependencyInfo)
      const [memory, image] = [dependency.u32('memoryBarrierCount'), dependency.u32('imageMemoryBarrierCount')]
      // A driver loses the one where it stands beside the other; and a call without any is none.
      if (memory > 0 === image > 0) throw new Error(`${name}: ${memory} memory barriers with ${image} image barriers`)
      for (const barrier of dependency.all('imageMemoryBarrierCount', 'pImageMemoryBarriers', VkImageMemoryBarrier2)) {
        const image = known(images, barrier.u64('image'), 'image')
        inImage(image, rangeAt(barrier, 'subresourceRange'), image.layers, name)
      }
    },
    vkCmdDispatchIndirect([, buffer, offset], name) {
      if (Number(offset) % 4 !== 0) throw new Error(`${name}: not words`)
      inBuffer(buffer as bigint, Number(offset), 12, name)
    },
    vkCmdBeginRendering([, info], name) {
      const rendering = new Fields(info as bigint, VkRenderingInfo)
      const [x, y, width, height] = rendering.u32s('renderArea', 4) as [number, number, number, number]
      const attachments = rendering.all('colorAttachmentCount', 'pColorAttachments', VkRenderingAttachmentInfo)
      for (const pointer of ['pDepthAttachment', 'pStencilAttachment'])
        if (rendering.u64(pointer) !== 0n)
          attachments.push(new Fields(rendering.u64(pointer), VkRenderingAttachmentInfo))
      for (const attachment of attachments)
        for (const member of ['imageView', 'resolveImageView']) {
          if (attachment.u64(member) === 0n) continue
          const { image, range } = known(views, attachment.u64(member), 'view')
          const [wide, high] = levelExtent(image, range.level) as [number, number]
          if (range.levels !== 1) throw new Error(`${name}: an attachment of ${range.levels} levels`)
          inside(x, width, wide, `${name}: width`)
          inside(y, height, high, `${name}: height`)
          inside(0, rendering.u32('layerCount'), range.layers, `${name}: layers`)
        }
    },
    vkUpdateDescriptorSets([, count, writes], name) {
      for (let i = 0; i < Number(count); i++) {
        const write = new Fields((writes as bigint) + BigInt(i * VkWriteDescriptorSet.size), VkWriteDescriptorSet)
        if (write.u64('pBufferInfo') === 0n) continue
        for (const info of write.all('descriptorCount', 'pBufferInfo', VkDescriptorBufferInfo)) {
          if (info.size('range') === 0) throw new Error(`${name}: a binding of no bytes`)
          inBuffer(info.u64('buffer'), info.size('offset'), info.size('range'), name)
        }
      }
    },
  }
  function clears([, handle, , , count, ranges]: readonly unknown[], name: string): void {
    const image = known(images, handle as bigint, 'image')
    for (let i = 0; i < Number(count); i++) {
      const struct = { ...VkImageSubresourceRange, offsets: { ...VkImageSubresourceRange.offsets, range: 0 } }
      const range = rangeAt(new Fields((ranges as bigint) + BigInt(i * struct.size), struct), 'range')
      inImage(image, range, image.layers, name)
    }
  }

  const patches: Record<string, Patch> = {
    vkCreateBuffer: made((handle, info) => buffers.set(handle, new Fields(info, VkBufferCreateInfo).size('size'))),
    vkDestroyBuffer(call, args) {
      buffers.delete(args[1] as bigint)
      return call(...args)
    },
    vkCreateImage: made((handle, info) => {
      const fields = new Fields(info, VkImageCreateInfo)
      images.set(handle, {
        is3d: fields.u32('imageType') === 2,
        imageType: fields.u32('imageType'),
        usage: fields.u32('usage'),
        extent: fields.u32s('extent', 3),
        levels: fields.u32('mipLevels'),
        layers: fields.u32('arrayLayers'),
        info: infoOf.get(fields.u32('format'))!,
      })
    }),
    vkDestroyImage(call, args) {
      images.delete(args[1] as bigint)
      return call(...args)
    },
    vkCreateImageView(call, args) {
      const fields = new Fields(args[1] as bigint, VkImageViewCreateInfo)
      const image = known(images, fields.u64('image'), 'image')
      const range = rangeAt(fields, 'subresourceRange')
      if ((image.usage & usagesOfViews) === 0) throw new Error('vkCreateImageView: an image that is only copied')
      // Slices of a 3D image are layers to a 2D view of it.
      const isSliced = image.is3d && fields.u32('viewType') !== 2
      inImage(image, range, isSliced ? levelExtent(image, range.level)[2]! : image.layers, 'vkCreateImageView')
      const result = call(...args)
      if (result === 0) views.set((args[3] as BigUint64Array)[0]!, { image, range })
      return result
    },
    vkDestroyImageView(call, args) {
      views.delete(args[1] as bigint)
      return call(...args)
    },
  }
  for (const [name, check] of Object.entries(commands))
    patches[name] = (call, args) => {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      check(args, name)
      return call(...args)
    }
  return { library: patchVulkan(real, patches), counts }
}
