/**
 * Images and the memory they are bound to. Transient textures of one plan heap share memory as the plan places them, with
 * offsets adapted to the sizes and alignments that the driver requires; all other images are placed side by side.
 */
import { counted, invalidImport, unsupported } from '../../../errors.ts'
import type { Plan, PlannedTexture } from '../../../plan/document.ts'
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
  VkBindImageMemoryInfo,
  VkImageCreateInfo,
  VkImageFormatProperties2,
  VkImageMemoryRequirementsInfo2,
  VkMemoryDedicatedAllocateInfo,
  VkMemoryDedicatedRequirements,
  VkMemoryRequirements2,
  VkPhysicalDeviceImageFormatInfo2,
  type VkImage,
} from '../bindings/index.ts'
import type { Build } from './build.ts'
import { aspectsOf, vulkanFormat } from '../device/formats.ts'
import type { Image, ImageMaking, ImportedImage, MadeImage } from './image.ts'
import { layersOf } from '../../../plan/facts/level-boxes.ts'
import { allocateMemory, hasMemory, type MemoryNeed } from './memory.ts'
import { memoryWords, Residents } from '../../../plan/facts/plan-words.ts'
import { onChipTextures } from '../../../plan/facts/on-chip.ts'
import { oncePerPlan } from '../../../plan/facts/once.ts'
import { Scope, Shared } from '../device/scope.ts'
import { textureSharing, type Sharing } from './sharing.ts'
import { stretchTextures } from '../../../plan/rewrites/stretch-textures.ts'
import { visitAccesses, type TexelPart } from '../../../plan/facts/accesses.ts'
import { isCopy } from '../../../plan/facts/touched.ts'
import { formatInfo, type TextureFormat } from '../../../graph/formats.ts'

const plannedUsage = {
  'copy-src': VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
  'copy-dst': VK_IMAGE_USAGE_TRANSFER_DST_BIT,
  sampled: VK_IMAGE_USAGE_SAMPLED_BIT,
  storage: VK_IMAGE_USAGE_STORAGE_BIT,
} as const
const imageTypes = { '1d': VK_IMAGE_TYPE_1D, '2d': VK_IMAGE_TYPE_2D, '3d': VK_IMAGE_TYPE_3D } as const

const describe = (texture: PlannedTexture, image: VkImage, made?: Image['made']): Image => ({
  image,
  texture,
  ...(made && { made }),
  format: vulkanFormat(texture.format),
  aspects: aspectsOf(texture.format),
  layers: layersOf(texture),
})

/** Creates all images of the plan except imported ones. @throws MemkitError UNSUPPORTED, OUT_OF_MEMORY */
export function createImages(build: Build, otherFormats: ReadonlyMap<number, ReadonlySet<TextureFormat>>): void {
  const { plan, places, queues, device } = build
  const onChip = onChipTextures(plan)
  const residents = new Residents(plan)
  const sharing = textureSharing(plan, queues, device.queues[0]!)
  places.imported = importedImages(plan)
  const made: NewImage[] = []
  for (let index = 0; index < plan.textures.length; index++) {
    const texture = plan.textures[index]!
    if (texture.lifetime === 'imported') continue
    const mutable = otherFormats.has(index)
    const isOnChip = onChip.has(index)
    const shared = sharing(index)
    if (shareLike(build, index, mutable, isOnChip, shared)) continue
    const how = makingOf(texture, { mutable, onChip: isOnChip, sharing: shared })
    if (shareImage(build, index, how)) continue
    const name = memoryWords('the texture', residents.of('texture', index), `textures[${index}]`)
    made.push(createImage(build, texture, index, name, how))
  }
  bindMemory(build, made)
  for (const { index, image, texture, how, shared, allocations } of made) {
    places.images[index] = describe(texture, image, { how, shared, allocations, views: new Map() })
    places.newTextures.push(index)
  }
}

/** A function of its own: what places keep must not reach the session before, through which it would reach all before that. */
const importedImages =
  (plan: Plan) =>
  (texture: number, handle: unknown): Image =>
    importedImage(plan, texture, handle)

/** The image of the session before that a texture can be. */
function imageBefore({ previous }: Build, index: number): (Image & { readonly made: MadeImage }) | undefined {
  const other = previous === undefined ? -1 : previous.textures[index]!
  const known = other < 0 ? undefined : previous!.places.images[other]
  return known?.made && (known as Image & { readonly made: MadeImage })
}

/** Takes over an image of the session before that is used as there: how it would be made is not worked out, for there may be 10^4. */
function shareLike(build: Build, index: number, mutable: boolean, onChip: boolean, sharing: Sharing): boolean {
  const known = imageBefore(build, index)
  if (!known) return false
  const { how } = known.made
  const texture = build.plan.textures[index]!
  const isMutable = (how.flags & VK_IMAGE_CREATE_MUTABLE_FORMAT_BIT) !== 0
  if (isMutable !== mutable || how.onChip !== onChip || how.sharing !== sharing) return false
  if (known.texture.lifetime !== texture.lifetime || !isSameList(known.texture.usage, texture.usage)) return false
  take(build, index, known)
  return true
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Takes over an image of the session before that has all that this one needs. */
function shareImage(build: Build, index: number, how: ImageMaking): boolean {
  const known = imageBefore(build, index)
  if (!known) return false
  const made = known.made.how
  const serves =
    (made.usage & how.usage) === how.usage &&
    made.flags === how.flags &&
    made.onChip === how.onChip &&
    made.sharing === how.sharing
  if (serves) take(build, index, known)
  return serves
}

function take({ plan, places, scope }: Build, index: number, known: Image & { readonly made: MadeImage }): void {
  known.made.shared.hold(scope)
  const { lifetime, resource } = known.texture
  const texture = plan.textures[index]!
  const isAlike = lifetime === texture.lifetime && resource === texture.resource
  places.images[index] = isAlike ? known : describe(texture, known.image, known.made)
}

function importedImage(plan: Plan, texture: number, handle: unknown): Image {
  const planned = plan.textures[texture]!
  if (typeof handle !== 'object' || handle === null || typeof (handle as ImportedImage).image !== 'bigint')
    throw invalidImport(planned.resource!, 'it is not { image: VkImage }')
  return describe(planned, (handle as ImportedImage).image as VkImage)
}

/** By texture: the formats besides its own in which it is viewed. */
export const otherFormats = oncePerPlan((plan: Plan): ReadonlyMap<number, ReadonlySet<TextureFormat>> => {
  const others = new Map<number, Set<TextureFormat>>()
  const texels = (texture: number, { format }: TexelPart): void => {
    if (format === undefined || format === plan.textures[texture]!.format) return
    others.set(texture, (others.get(texture) ?? new Set()).add(format))
  }
  const visitor = { bytes() {}, texels, transition() {} }
  for (const { commands } of plan.submissions)
    for (const command of commands) if (!isCopy(command)) visitAccesses(plan, command, visitor)
  return others
})

interface NewImage {
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

interface Wishes {
  /** Whether the image is viewed in other formats too. */
  readonly mutable: boolean
  /** Whether the texture is used inside render passes only. */
  readonly onChip: boolean
  readonly sharing: Sharing
}

/** How an image of the texture is made. */
function makingOf(texture: PlannedTexture, { mutable, onChip, sharing }: Wishes): ImageMaking {
  const [width, height, depth] = texture.size
  const { depth: isDepth, stencil } = formatInfo(texture.format)
  const attachment =
    isDepth || stencil ? VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT : VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT
  let usage = 0
  for (const name of texture.usage) usage |= name === 'attachment' ? attachment : plannedUsage[name]
  // Persistent textures are cleared at the start, and may be copied to another plan.
  if (texture.lifetime === 'persistent') usage |= VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT
  if (onChip && usage === attachment) usage |= VK_IMAGE_USAGE_TRANSIENT_ATTACHMENT_BIT
  // Vulkan forbids images without usage.
  if (usage === 0) usage = VK_IMAGE_USAGE_TRANSFER_DST_BIT
  const isCube = texture.dimension === '2d' && width === height && depth % 6 === 0 && texture.sampleCount === 1
  const isSliced = texture.dimension === '3d' && texture.usage.includes('attachment')
  const flags =
    (isCube ? VK_IMAGE_CREATE_CUBE_COMPATIBLE_BIT : 0) |
    (isSliced ? VK_IMAGE_CREATE_2D_ARRAY_COMPATIBLE_BIT : 0) |
    (mutable ? VK_IMAGE_CREATE_MUTABLE_FORMAT_BIT : 0)
  return { usage, flags, onChip, sharing }
}

function createImage(build: Build, texture: PlannedTexture, index: number, name: string, how: ImageMaking): NewImage {
  const { device, arena, scope } = build
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
  checkSupport(build, texture, info, what)
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
function checkSupport({ device, arena }: Build, texture: PlannedTexture, info: ImageInfo, what: string): void {
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

function bindMemory({ plan, device, arena, scope }: Build, made: readonly NewImage[]): void {
  if (made.length === 0) return
  const isShared = ({ texture, dedicated, onChip }: NewImage): boolean =>
    texture.heap !== undefined && dedicated !== 'required' && !onChip
  const sharing = made.filter(isShared)
  const stretched =
    sharing.length === 0
      ? plan
      : stretchTextures(
          plan,
          new Map(
            sharing.map(({ index, sizeBytes, alignment, typeBits }) => [
              index,
              { sizeBytes, alignment, memoryKind: typeBits },
            ]),
          ),
        )
  const apart = made.filter((image) => !isShared(image))
  const needs = apart.map((image): MemoryNeed => {
    const own =
      image.dedicated === 'no' ? undefined : arena.struct(VkMemoryDedicatedAllocateInfo, { image: image.image })
    return { ...needOf([image], image.sizeBytes), ...(own ? { dedicated: own } : {}) }
  })
  const bindings = apart.map((image, need) => ({ image, need, offset: 0 }))
  const byHeap = new Map<number, NewImage[]>()
  for (const image of sharing) {
    const heap = stretched.textures[image.index]!.heap!
    const list = byHeap.get(heap)
    if (list) list.push(image)
    else byHeap.set(heap, [image])
  }
  for (const [heap, images] of byHeap) {
    for (const image of images)
      bindings.push({ image, need: needs.length, offset: stretched.textures[image.index]!.offset! })
    needs.push(needOf(images, stretched.heaps[heap]!.sizeBytes))
  }
  const memory = allocateMemory(device, scope, arena, needs)
  for (const { image, need } of bindings) {
    memory[need]!.allocation.hold(image.shared.scope)
    image.allocations.push(memory[need]!.allocation)
  }
  const infos = bindings.map(({ image, need, offset }) => ({
    image: image.image,
    memory: memory[need]!.memory,
    memoryOffset: memory[need]!.offset + offset,
  }))
  const result = device.vk.vkBindImageMemory2(device.handle, infos.length, arena.structs(VkBindImageMemoryInfo, infos))
  device.check(result, 'vkBindImageMemory2', 'textures')
}

const needOf = (images: readonly NewImage[], sizeBytes: number): MemoryNeed => ({
  what: images.length === 1 ? images[0]!.name : `${images[0]!.name} and ${counted(images.length - 1, 'more texture')}`,
  use: images.every(({ onChip }) => onChip) ? 'on-chip' : 'device',
  sizeBytes,
  alignment: images.reduce((most, { alignment }) => Math.max(most, alignment), 1),
  typeBits: images[0]!.typeBits,
})
