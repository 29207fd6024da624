/** Textures and samplers as bindings: views and samplers, each made once. */
import type { SamplerDescription } from '../../graph/document.ts'
import type { TextureFormat } from '../../graph/formats.ts'
import type { PlanBinding, TextureSlice } from '../../planner/plan.ts'
import {
  VK_BORDER_COLOR_FLOAT_TRANSPARENT_BLACK,
  VK_COMPARE_OP_ALWAYS,
  VK_COMPARE_OP_EQUAL,
  VK_COMPARE_OP_GREATER,
  VK_COMPARE_OP_GREATER_OR_EQUAL,
  VK_COMPARE_OP_LESS,
  VK_COMPARE_OP_LESS_OR_EQUAL,
  VK_COMPARE_OP_NEVER,
  VK_COMPARE_OP_NOT_EQUAL,
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
  VkSamplerCreateInfo,
  type VkDescriptorImageInfo,
  type VkImageView,
  type VkSampler,
} from './bindings/index.ts'
import type { Build } from './build.ts'
import { aspectsOf, vulkanFormat } from './formats.ts'
import type { Image } from './images.ts'
import type { Layouts } from './layouts.ts'
import type { RunPlace } from './places.ts'
import { layoutOf } from './record/barrier.ts'
import type { ShaderResource } from './spirv.ts'

type Sampler = Extract<PlanBinding, { sampler: unknown }>['sampler']

const addressModes = {
  'clamp-to-edge': VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE,
  repeat: VK_SAMPLER_ADDRESS_MODE_REPEAT,
  'mirror-repeat': VK_SAMPLER_ADDRESS_MODE_MIRRORED_REPEAT,
} as const
const filters = { nearest: VK_FILTER_NEAREST, linear: VK_FILTER_LINEAR } as const
const mipmapModes = { nearest: VK_SAMPLER_MIPMAP_MODE_NEAREST, linear: VK_SAMPLER_MIPMAP_MODE_LINEAR } as const
const compareOps = {
  never: VK_COMPARE_OP_NEVER,
  less: VK_COMPARE_OP_LESS,
  equal: VK_COMPARE_OP_EQUAL,
  'less-equal': VK_COMPARE_OP_LESS_OR_EQUAL,
  greater: VK_COMPARE_OP_GREATER,
  'not-equal': VK_COMPARE_OP_NOT_EQUAL,
  'greater-equal': VK_COMPARE_OP_GREATER_OR_EQUAL,
  always: VK_COMPARE_OP_ALWAYS,
} as const
const viewTypes = {
  '1d': [VK_IMAGE_VIEW_TYPE_1D, VK_IMAGE_VIEW_TYPE_1D],
  '2d': [VK_IMAGE_VIEW_TYPE_2D, VK_IMAGE_VIEW_TYPE_2D_ARRAY],
  '3d': [VK_IMAGE_VIEW_TYPE_3D, VK_IMAGE_VIEW_TYPE_3D],
  cube: [VK_IMAGE_VIEW_TYPE_CUBE, VK_IMAGE_VIEW_TYPE_CUBE_ARRAY],
} as const

/** How a slice is seen: by a shader, or as an attachment. */
export interface ViewShape {
  readonly dimension: keyof typeof viewTypes
  readonly arrayed: boolean
}

export class TextureBindings {
  private readonly build: Build
  private readonly layouts: Layouts
  private readonly samplers = new Map<string, VkDescriptorImageInfo>()
  private readonly views = new Map<string, VkImageView>()

  /** `layouts` are those at the command that is being compiled. */
  constructor(build: Build, layouts: Layouts) {
    this.build = build
    this.layouts = layouts
  }

  sampler(description: Sampler): () => VkDescriptorImageInfo {
    // Samplers are made at once: their number is small, and no run changes them.
    const info = this.makeSampler(description as SamplerDescription)
    return () => info
  }

  bind(slice: TextureSlice, { kind, dimension, arrayed }: ShaderResource): (at: RunPlace) => VkDescriptorImageInfo {
    const shape = { dimension: dimension!, arrayed: arrayed! }
    const imageLayout = layoutOf[kind === 'storage-texture' ? 'storage' : this.sampledLayout(slice)]
    return (at) => ({ imageView: this.view(this.build.places.image(slice.texture, at), slice, shape), imageLayout })
  }

  /** A view of an image of this run. Views of imported images are kept as long as the session. */
  view({ image, texture, layers }: Image, slice: TextureSlice, { dimension, arrayed }: ViewShape): VkImageView {
    const format: TextureFormat = slice.format ?? texture.format
    const is3d = texture.dimension === '3d'
    const [baseArrayLayer, layerCount] = is3d ? [0, layers] : [slice.origin[2], slice.size[2]]
    const { mipLevel, mipLevelCount, aspect } = slice
    const viewType = viewTypes[dimension][arrayed ? 1 : 0]
    const key = [image, viewType, format, mipLevel, mipLevelCount, baseArrayLayer, layerCount, aspect].join(' ')
    let view = this.views.get(key)
    if (!view) {
      const { device, arena, scope } = this.build
      const { vk, handle } = device
      const identity = VK_COMPONENT_SWIZZLE_IDENTITY
      const info = arena.struct(VkImageViewCreateInfo, {
        image,
        viewType,
        format: vulkanFormat(format),
        components: { r: identity, g: identity, b: identity, a: identity },
        subresourceRange: {
          aspectMask: aspectsOf(format, aspect),
          baseMipLevel: mipLevel,
          levelCount: mipLevelCount,
          baseArrayLayer,
          layerCount,
        },
      })
      const out = new BigUint64Array(1)
      device.check(vk.vkCreateImageView(handle, info, null, out), 'vkCreateImageView', 'a view of a texture')
      const made = (view = out[0] as VkImageView)
      scope.own('imageViews', () => vk.vkDestroyImageView(handle, made, null))
      this.views.set(key, made)
    }
    return view
  }

  /** Depth that is tested against at the same time may be sampled in its read-only layout. */
  private sampledLayout({ texture, mipLevel, origin }: TextureSlice): 'depth-read' | 'sampled' {
    const layer = this.build.plan.textures[texture]!.dimension === '3d' ? 0 : origin[2]
    return this.layouts.at(texture, mipLevel, layer) === 'depth-read' ? 'depth-read' : 'sampled'
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
