/** Textures and samplers as bindings, with views and samplers that are each created once: a view for each image, whichever sessions have it. */
import type { SamplerDescription } from '../../../graph/document.ts'
import type { TextureFormat } from '../../../graph/formats.ts'
import type { PlanBinding, TextureSlice } from '../../../plan/document.ts'
import {
  Arena,
  VK_BORDER_COLOR_FLOAT_TRANSPARENT_BLACK,
  VK_COMPONENT_SWIZZLE_IDENTITY,
  VK_FILTER_LINEAR,
  VK_FILTER_NEAREST,
  VK_IMAGE_VIEW_TYPE_1D,
  VK_IMAGE_VIEW_TYPE_2D,
  VK_IMAGE_VIEW_TYPE_2D_ARRAY,
  VK_IMAGE_VIEW_TYPE_3D,
  VK_IMAGE_VIEW_TYPE_CUBE,
  VK_IMAGE_VIEW_TYPE_CUBE_ARRAY,
  VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  VK_SAMPLER_ADDRESS_MODE_MIRRORED_REPEAT,
  VK_SAMPLER_ADDRESS_MODE_REPEAT,
  VK_SAMPLER_MIPMAP_MODE_LINEAR,
  VK_SAMPLER_MIPMAP_MODE_NEAREST,
  VkImageViewCreateInfo,
  VkImageViewUsageCreateInfo,
  VkSamplerCreateInfo,
  type VkDescriptorImageInfo,
  type VkImage,
  type VkImageView,
  type VkSampler,
} from '../bindings/index.ts'
import type { Build } from '../memory/build.ts'
import { compareOps } from '../device/compare-ops.ts'
import { aspectsOf, isBothAspects, vulkanFormat } from '../device/formats.ts'
import type { Image } from '../memory/image.ts'
import { usageInOtherFormats } from '../memory/make-image.ts'
import type { Layouts } from '../../../plan/facts/image-layouts.ts'
import type { RunPlace } from '../memory/places.ts'
import { layoutOf } from '../device/image-layouts.ts'

type Sampler = Extract<PlanBinding, { sampler: unknown }>['sampler']

const addressModes = {
  'clamp-to-edge': VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  repeat: VK_SAMPLER_ADDRESS_MODE_REPEAT,
  'mirror-repeat': VK_SAMPLER_ADDRESS_MODE_MIRRORED_REPEAT,
} as const
const filters = { nearest: VK_FILTER_NEAREST, linear: VK_FILTER_LINEAR } as const
const mipmapModes = { nearest: VK_SAMPLER_MIPMAP_MODE_NEAREST, linear: VK_SAMPLER_MIPMAP_MODE_LINEAR } as const
const viewTypes = {
  '1d': [VK_IMAGE_VIEW_TYPE_1D, VK_IMAGE_VIEW_TYPE_1D],
  '2d': [VK_IMAGE_VIEW_TYPE_2D, VK_IMAGE_VIEW_TYPE_2D_ARRAY],
  '3d': [VK_IMAGE_VIEW_TYPE_3D, VK_IMAGE_VIEW_TYPE_3D],
  cube: [VK_IMAGE_VIEW_TYPE_CUBE, VK_IMAGE_VIEW_TYPE_CUBE_ARRAY],
} as const

/** Shape in which a slice is viewed, by a shader or as an attachment. */
export interface ViewShape {
  readonly dimension: keyof typeof viewTypes
  readonly arrayed: boolean
}

/** Slices of a 3D texture are drawn to as layers. */
export const attachmentShape = ({ size }: TextureSlice): ViewShape => ({ dimension: '2d', arrayed: size[2] > 1 })

/** All that a view is made of, beside the image. */
const keyOf = (
  { mipLevel, mipLevelCount, origin, size, aspect, format }: TextureSlice,
  { dimension, arrayed }: ViewShape,
): string => `${dimension} ${arrayed} ${mipLevel}+${mipLevelCount} ${origin[2]}+${size[2]} ${aspect} ${format}`

export class TextureBindings {
  private readonly build: Build
  private readonly layouts: Layouts
  /** Views of imported images are created during runs, so their structs are freed immediately. */
  private readonly arena = new Arena(1024)
  private readonly samplers = new Map<string, VkDescriptorImageInfo>()
  /** The views of imported images. */
  private readonly views = new Map<string, { of: unknown; image: VkImage; view: VkImageView }>()

  /** `layouts` are the image layouts at the command that is being compiled. */
  constructor(build: Build, layouts: Layouts) {
    this.build = build
    this.layouts = layouts
  }

  sampler(description: Sampler): () => VkDescriptorImageInfo {
    // Samplers are created immediately: they are few, and no run changes them.
    const info = this.makeSampler(description as SamplerDescription)
    return () => info
  }

  bind(slice: TextureSlice, shape: ViewShape): (at: RunPlace) => VkDescriptorImageInfo {
    const { format } = this.build.plan.textures[slice.texture]!
    const imageLayout = this.layoutOf(slice)
    // A shader views one aspect at a time.
    const seen = isBothAspects(slice.format ?? format, slice.aspect)
      ? { ...slice, aspect: 'depth-only' as const }
      : slice
    return (at) => ({ imageView: this.view(at, seen, shape), imageLayout })
  }

  /** Layout of a slice at the current command, a VkImageLayout. */
  layoutOf(slice: TextureSlice): number {
    return layoutOf[this.layouts.of(slice)]
  }

  /** The shape that the texture's declaration gives to a slice. */
  plainShape({ texture, size }: TextureSlice): ViewShape {
    const { dimension } = this.build.plan.textures[texture]!
    return { dimension, arrayed: dimension === '2d' && size[2] > 1 }
  }

  /** The view of a slice in a run. */
  view(at: RunPlace, slice: TextureSlice, shape: ViewShape): VkImageView {
    const image = this.build.places.image(slice.texture, at)
    const key = keyOf(slice, shape)
    if (!image.made) return this.viewOfImport(at, slice, shape, image, key)
    const { views, shared } = image.made
    const known = views.get(key)
    if (known !== undefined) return known
    const { device } = this.build
    const view = this.makeView(image, slice, shape)
    views.set(key, view)
    shared.scope.own('imageViews', () => device.vk.vkDestroyImageView(device.handle, view, null))
    return view
  }

  /** Imported images may change, so a frame keeps one view of each slice until the image does. */
  private viewOfImport(at: RunPlace, slice: TextureSlice, shape: ViewShape, image: Image, what: string): VkImageView {
    const key = `${at.frame} ${slice.texture} ${what}`
    const handle = at.imports[image.texture.resource!]
    const kept = this.views.get(key)
    if (kept?.of === handle && kept!.image === image.image) return kept!.view
    const { device, scope } = this.build
    const { vk } = device
    const view = this.makeView(image, slice, shape)
    if (kept) {
      vk.vkDestroyImageView(device.handle, kept.view, null)
      Object.assign(kept, { of: handle, image: image.image, view })
    } else {
      const made = { of: handle, image: image.image, view }
      this.views.set(key, made)
      scope.own('imageViews', () => vk.vkDestroyImageView(device.handle, made.view, null))
    }
    return view
  }

  private makeView(shown: Image, slice: TextureSlice, { dimension, arrayed }: ViewShape): VkImageView {
    const { device } = this.build
    const { arena } = this
    const { image, texture, layers } = shown
    const format: TextureFormat = slice.format ?? texture.format
    // Slices of a 3D texture are viewed as layers when they are rendered to.
    const isWhole = texture.dimension === '3d' && dimension === '3d'
    const identity = VK_COMPONENT_SWIZZLE_IDENTITY
    // A view has all usages of its image unless it says otherwise, and sRGB formats are not for storage.
    const isOther = format !== texture.format
    const info = arena.struct(VkImageViewCreateInfo, {
      ...(isOther && { pNext: arena.struct(VkImageViewUsageCreateInfo, { usage: usageInOtherFormats(shown) }) }),
      image,
      viewType: viewTypes[dimension][arrayed ? 1 : 0],
      format: vulkanFormat(format),
      components: { r: identity, g: identity, b: identity, a: identity },
      subresourceRange: {
        aspectMask: aspectsOf(format, slice.aspect),
        baseMipLevel: slice.mipLevel,
        levelCount: slice.mipLevelCount,
        baseArrayLayer: isWhole ? 0 : slice.origin[2],
        layerCount: isWhole ? layers : slice.size[2],
      },
    })
    const out = new BigUint64Array(1)
    const result = device.vk.vkCreateImageView(device.handle, info, null, out)
    arena.reset()
    device.check(result, 'vkCreateImageView', 'a view of a texture')
    return out[0] as VkImageView
  }

  private makeSampler(description: SamplerDescription): VkDescriptorImageInfo {
    const {
      addressModeU = 'clamp-to-edge',
      addressModeV = 'clamp-to-edge',
      addressModeW = 'clamp-to-edge',
      magFilter = 'nearest',
      minFilter = 'nearest',
      mipmapFilter = 'nearest',
      lodMinClamp = 0,
      lodMaxClamp = 32,
      compare,
      maxAnisotropy = 1,
    } = description
    const { device, arena, scope } = this.build
    const most = device.physical.limits.maxSamplerAnisotropy
    const values = {
      magFilter: filters[magFilter],
      minFilter: filters[minFilter],
      mipmapMode: mipmapModes[mipmapFilter],
      addressModeU: addressModes[addressModeU],
      addressModeV: addressModes[addressModeV],
      addressModeW: addressModes[addressModeW],
      anisotropyEnable: maxAnisotropy > 1,
      maxAnisotropy: Math.min(maxAnisotropy, most),
      compareEnable: compare !== undefined,
      compareOp: compareOps[compare ?? 'never'],
      minLod: lodMinClamp,
      maxLod: lodMaxClamp,
      borderColor: VK_BORDER_COLOR_FLOAT_TRANSPARENT_BLACK,
    }
    const key = JSON.stringify(values)
    let info = this.samplers.get(key)
    if (!info) {
      const { vk, handle } = device
      const out = new BigUint64Array(1)
      const result = vk.vkCreateSampler(handle, arena.struct(VkSamplerCreateInfo, values), null, out)
      device.check(result, 'vkCreateSampler', 'a sampler')
      const sampler = out[0] as VkSampler
      scope.own('samplers', () => vk.vkDestroySampler(handle, sampler, null))
      this.samplers.set(key, (info = { sampler }))
    }
    return info
  }
}
