/** One new image: its usages and flags, whether the driver can make it, and the memory that it asks for. */
import { counted, unsupported } from '../../../errors.ts'
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'
import type { PlannedTexture } from '../../../plan/document.ts'
import { layersOf } from '../../../plan/facts/level-boxes.ts'
import {
  VK_ERROR_FORMAT_NOT_SUPPORTED,
  VK_IMAGE_CREATE_2D_ARRAY_COMPATIBLE_BIT,
  VK_IMAGE_CREATE_CUBE_COMPATIBLE_BIT,
  VK_IMAGE_CREATE_MUTABLE_FORMAT_BIT,
  VK_IMAGE_LAYOUT_UNDEFINED,
  VK_IMAGE_TILING_OPTIMAL,
  VK_IMAGE_TYPE_1D,
  VK_IMAGE_TYPE_2D,
  VK_IMAGE_TYPE_3D,
  VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT,
  VK_IMAGE_USAGE_SAMPLED_BIT,
  VK_IMAGE_USAGE_STORAGE_BIT,
  VK_IMAGE_USAGE_TRANSFER_DST_BIT,
  VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
  VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT,
  VkImageCreateInfo,
  VkImageFormatProperties2,
  VkImageMemoryRequirementsInfo2,
  VkMemoryDedicatedRequirements,
  VkMemoryRequirements2,
  VkPhysicalDeviceImageFormatInfo2,
  type Arena,
  type VkImage,
} from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import { vulkanFormat } from '../device/formats.ts'
import { Scope, Shared } from '../device/scope.ts'
import type { Image, ImageMaking } from './image.ts'
import { hasMemory } from './memory.ts'
import type { Sharing } from './sharing.ts'

const plannedUsage = {
  'copy-src': VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
  'copy-dst': VK_IMAGE_USAGE_TRANSFER_DST_BIT,
  sampled: VK_IMAGE_USAGE_SAMPLED_BIT,
  storage: VK_IMAGE_USAGE_STORAGE_BIT,
} as const
const imageTypes = { '1d': VK_IMAGE_TYPE_1D, '2d': VK_IMAGE_TYPE_2D, '3d': VK_IMAGE_TYPE_3D } as const

export interface NewImage {
  readonly name: string
  readonly index: number
  readonly texture: PlannedTexture
  readonly image: VkImage
  readonly how: ImageMaking
  readonly shared: Shared
  readonly allocations: Shared[]
  readonly sizeBytes: number
  readonly alignment: number
  readonly typeBits: number
  /** Whether the memory is lazily allocated, so that the image takes none of the shared memory. */
  readonly onChip: boolean
  /** Whether the driver requires or prefers an allocation of its own for the image. */
  readonly dedicated: 'required' | 'preferred' | 'no'
}

interface MakingParts {
  /** Whether the image is viewed in other formats too. */
  readonly mutable: boolean
  /** Whether the texture is used inside render passes only. */
  readonly onChip: boolean
  readonly sharing: Sharing
}

const attachmentUsage = (format: TextureFormat): number => {
  const { depth, stencil } = formatInfo(format)
  return depth || stencil ? VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT : VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT
}

/** Image usage flags for everything that the plan does with the texture. */
function usageOf({ usage, format }: PlannedTexture): number {
  const attachment = attachmentUsage(format)
  return usage.reduce((all, name) => all | (name === 'attachment' ? attachment : plannedUsage[name]), 0)
}

/** Image usage flags of views whose format is not the image's own. */
export const usageInOtherFormats = ({ made, texture }: Image): number =>
  (made?.how.usage ?? usageOf(texture)) & (VK_IMAGE_USAGE_SAMPLED_BIT | attachmentUsage(texture.format))

/** How an image of the texture is made. */
export function makingOf(texture: PlannedTexture, { mutable, onChip, sharing }: MakingParts): ImageMaking {
  const [width, height, depth] = texture.size
  const attachment = attachmentUsage(texture.format)
  let usage = usageOf(texture)
  // Persistent textures are cleared at the start, and may be copied to another plan.
  if (texture.lifetime === 'persistent') usage |= VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT
  if (onChip && usage === attachment) usage |= VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT
  // Vulkan forbids images without usage.
  if (usage === 0) usage = VK_IMAGE_USAGE_TRANSFER_DST_BIT
  // Any six of its layers may be viewed as a cube.
  const isCube = texture.dimension === '2d' && width === height && depth >= 6 && texture.sampleCount === 1
  const isSliced = texture.dimension === '3d' && texture.usage.includes('attachment')
  const flags =
    (isCube ? VK_IMAGE_CREATE_CUBE_COMPATIBLE_BIT : 0) |
    (isSliced ? VK_IMAGE_CREATE_2D_ARRAY_COMPATIBLE_BIT : 0) |
    (mutable ? VK_IMAGE_CREATE_MUTABLE_FORMAT_BIT : 0)
  return { usage, flags, onChip, sharing }
}

interface ImageMaker {
  readonly device: Device
  readonly arena: Arena
  readonly scope: Scope
}

export function createImage(
  maker: ImageMaker,
  texture: PlannedTexture,
  index: number,
  name: string,
  how: ImageMaking,
): NewImage {
  const { device, arena, scope } = maker
  const { onChip, sharing } = how
  const { vk, handle } = device
  const [width, height, depth] = texture.size
  const is3d = texture.dimension === '3d'
  const info = {
    flags: how.flags,
    imageType: imageTypes[texture.dimension],
    format: vulkanFormat(texture.format),
    extent: { width, height, depth: is3d ? depth : 1 },
    mipLevels: texture.mipLevelCount,
    arrayLayers: layersOf(texture),
    samples: texture.sampleCount,
    tiling: VK_IMAGE_TILING_OPTIMAL,
    usage: how.usage,
    ...sharing,
    initialLayout: VK_IMAGE_LAYOUT_UNDEFINED,
  }
  const what = `${name}, ${texture.format} ${texture.size.join(' × ')},`
  checkSupport(maker, texture, info, what)
  const out = new BigUint64Array(1)
  device.check(vk.vkCreateImage(handle, arena.struct(VkImageCreateInfo, info), null, out), 'vkCreateImage', what)
  const image = out[0] as VkImage
  const own = new Scope(scope.live)
  own.own('images', () => vk.vkDestroyImage(handle, image, null))
  const shared = new Shared(own, 0)
  shared.hold(scope)
  const dedicated = arena.struct(VkMemoryDedicatedRequirements, {})
  const needs = arena.struct(VkMemoryRequirements2, { pNext: dedicated })
  vk.vkGetImageMemoryRequirements2(handle, arena.struct(VkImageMemoryRequirementsInfo2, { image }), needs)
  const { size, alignment, memoryTypeBits } = arena.read(VkMemoryRequirements2, needs).memoryRequirements
  const wants = arena.read(VkMemoryDedicatedRequirements, dedicated)
  return {
    name,
    index,
    texture,
    image,
    how,
    shared,
    allocations: [],
    sizeBytes: Number(size),
    alignment: Number(alignment),
    typeBits: memoryTypeBits,
    onChip: onChip && hasMemory(device.physical.memoryTypes, 'on-chip', memoryTypeBits),
    dedicated: wants.requiresDedicatedAllocation ? 'required' : wants.prefersDedicatedAllocation ? 'preferred' : 'no',
  }
}

type ImageInfo = Pick<
  VkImageCreateInfo,
  'format' | 'imageType' | 'tiling' | 'usage' | 'flags' | 'extent' | 'mipLevels' | 'arrayLayers' | 'samples'
>

/** Asks the driver first: creating an image that it does not support is undefined behaviour. */
function checkSupport({ device, arena }: ImageMaker, texture: PlannedTexture, info: ImageInfo, what: string): void {
  const { commands } = device.instance
  const query = arena.struct(VkPhysicalDeviceImageFormatInfo2, {
    format: info.format,
    type: info.imageType,
    tiling: info.tiling,
    usage: info.usage,
    flags: info.flags ?? 0,
  })
  const answer = arena.struct(VkImageFormatProperties2, {})
  const result = commands.vkGetPhysicalDeviceImageFormatProperties2(device.physical.handle, query, answer)
  const refuse = (why: string): Error =>
    unsupported(`The device cannot make ${what} for ${texture.usage.join(', ')}: ${why}`, { format: texture.format })
  if (result === VK_ERROR_FORMAT_NOT_SUPPORTED) throw refuse('it does not support the format so')
  device.check(result, 'vkGetPhysicalDeviceImageFormatProperties2', what)
  const { maxExtent, maxMipLevels, maxArrayLayers, sampleCounts } = arena.read(
    VkImageFormatProperties2,
    answer,
  ).imageFormatProperties
  const { width, height, depth } = info.extent
  if (width > maxExtent.width || height > maxExtent.height || depth > maxExtent.depth)
    throw refuse(`its largest is ${maxExtent.width} × ${maxExtent.height} × ${maxExtent.depth}`)
  if (info.mipLevels > maxMipLevels) throw refuse(`it has at most ${maxMipLevels} mip levels`)
  if (info.arrayLayers > maxArrayLayers) throw refuse(`it has at most ${counted(maxArrayLayers, 'layer')}`)
  if ((sampleCounts & info.samples) === 0) throw refuse(`it has not ${counted(info.samples, 'sample')}`)
}
