/** Vulkan's formats for texture formats, with the aspects that copies of them need. */
import type { TextureFormat } from '../../../graph/formats.ts'
import { formatInfo } from '../../../graph/formats.ts'
import * as vk from '../bindings/index.ts'

/**
 * Vulkan format of each texture format. Opaque depth formats become 32-bit floats, whose bytes the document fixes; stencil is
 * stored separately.
 */
const formats: Readonly<Record<TextureFormat, number>> = {
  r8unorm: vk.VK_FORMAT_R8_UNORM,
  r8snorm: vk.VK_FORMAT_R8_SNORM,
  r8uint: vk.VK_FORMAT_R8_UINT,
  r8sint: vk.VK_FORMAT_R8_SINT,
  r16uint: vk.VK_FORMAT_R16_UINT,
  r16sint: vk.VK_FORMAT_R16_SINT,
  r16float: vk.VK_FORMAT_R16_SFLOAT,
  rg8unorm: vk.VK_FORMAT_R8G8_UNORM,
  rg8snorm: vk.VK_FORMAT_R8G8_SNORM,
  rg8uint: vk.VK_FORMAT_R8G8_UINT,
  rg8sint: vk.VK_FORMAT_R8G8_SINT,
  r32uint: vk.VK_FORMAT_R32_UINT,
  r32sint: vk.VK_FORMAT_R32_SINT,
  r32float: vk.VK_FORMAT_R32_SFLOAT,
  rg16uint: vk.VK_FORMAT_R16G16_UINT,
  rg16sint: vk.VK_FORMAT_R16G16_SINT,
  rg16float: vk.VK_FORMAT_R16G16_SFLOAT,
  rgba8unorm: vk.VK_FORMAT_R8G8B8A8_UNORM,
  'rgba8unorm-srgb': vk.VK_FORMAT_R8G8B8A8_SRGB,
  rgba8snorm: vk.VK_FORMAT_R8G8B8A8_SNORM,
  rgba8uint: vk.VK_FORMAT_R8G8B8A8_UINT,
  rgba8sint: vk.VK_FORMAT_R8G8B8A8_SINT,
  bgra8unorm: vk.VK_FORMAT_B8G8R8A8_UNORM,
  'bgra8unorm-srgb': vk.VK_FORMAT_B8G8R8A8_SRGB,
  rgb9e5ufloat: vk.VK_FORMAT_E5B9G9R9_UFLOAT_PACK32,
  rgb10a2uint: vk.VK_FORMAT_A2B10G10R10_UINT_PACK32,
  rgb10a2unorm: vk.VK_FORMAT_A2B10G10R10_UNORM_PACK32,
  rg11b10ufloat: vk.VK_FORMAT_B10G11R11_UFLOAT_PACK32,
  rg32uint: vk.VK_FORMAT_R32G32_UINT,
  rg32sint: vk.VK_FORMAT_R32G32_SINT,
  rg32float: vk.VK_FORMAT_R32G32_SFLOAT,
  rgba16uint: vk.VK_FORMAT_R16G16B16A16_UINT,
  rgba16sint: vk.VK_FORMAT_R16G16B16A16_SINT,
  rgba16float: vk.VK_FORMAT_R16G16B16A16_SFLOAT,
  rgba32uint: vk.VK_FORMAT_R32G32B32A32_UINT,
  rgba32sint: vk.VK_FORMAT_R32G32B32A32_SINT,
  rgba32float: vk.VK_FORMAT_R32G32B32A32_SFLOAT,
  stencil8: vk.VK_FORMAT_S8_UINT,
  depth16unorm: vk.VK_FORMAT_D16_UNORM,
  depth24plus: vk.VK_FORMAT_D32_SFLOAT,
  'depth24plus-stencil8': vk.VK_FORMAT_D32_SFLOAT_S8_UINT,
  depth32float: vk.VK_FORMAT_D32_SFLOAT,
  'depth32float-stencil8': vk.VK_FORMAT_D32_SFLOAT_S8_UINT,
  'bc1-rgba-unorm': vk.VK_FORMAT_BC1_RGBA_UNORM_BLOCK,
  'bc1-rgba-unorm-srgb': vk.VK_FORMAT_BC1_RGBA_SRGB_BLOCK,
  'bc2-rgba-unorm': vk.VK_FORMAT_BC2_UNORM_BLOCK,
  'bc2-rgba-unorm-srgb': vk.VK_FORMAT_BC2_SRGB_BLOCK,
  'bc3-rgba-unorm': vk.VK_FORMAT_BC3_UNORM_BLOCK,
  'bc3-rgba-unorm-srgb': vk.VK_FORMAT_BC3_SRGB_BLOCK,
  'bc4-r-unorm': vk.VK_FORMAT_BC4_UNORM_BLOCK,
  'bc4-r-snorm': vk.VK_FORMAT_BC4_SNORM_BLOCK,
  'bc5-rg-unorm': vk.VK_FORMAT_BC5_UNORM_BLOCK,
  'bc5-rg-snorm': vk.VK_FORMAT_BC5_SNORM_BLOCK,
  'bc6h-rgb-ufloat': vk.VK_FORMAT_BC6H_UFLOAT_BLOCK,
  'bc6h-rgb-float': vk.VK_FORMAT_BC6H_SFLOAT_BLOCK,
  'bc7-rgba-unorm': vk.VK_FORMAT_BC7_UNORM_BLOCK,
  'bc7-rgba-unorm-srgb': vk.VK_FORMAT_BC7_SRGB_BLOCK,
  'etc2-rgb8unorm': vk.VK_FORMAT_ETC2_R8G8B8_UNORM_BLOCK,
  'etc2-rgb8unorm-srgb': vk.VK_FORMAT_ETC2_R8G8B8_SRGB_BLOCK,
  'etc2-rgb8a1unorm': vk.VK_FORMAT_ETC2_R8G8B8A1_UNORM_BLOCK,
  'etc2-rgb8a1unorm-srgb': vk.VK_FORMAT_ETC2_R8G8B8A1_SRGB_BLOCK,
  'etc2-rgba8unorm': vk.VK_FORMAT_ETC2_R8G8B8A8_UNORM_BLOCK,
  'etc2-rgba8unorm-srgb': vk.VK_FORMAT_ETC2_R8G8B8A8_SRGB_BLOCK,
  'eac-r11unorm': vk.VK_FORMAT_EAC_R11_UNORM_BLOCK,
  'eac-r11snorm': vk.VK_FORMAT_EAC_R11_SNORM_BLOCK,
  'eac-rg11unorm': vk.VK_FORMAT_EAC_R11G11_UNORM_BLOCK,
  'eac-rg11snorm': vk.VK_FORMAT_EAC_R11G11_SNORM_BLOCK,
  'astc-4x4-unorm': vk.VK_FORMAT_ASTC_4x4_UNORM_BLOCK,
  'astc-4x4-unorm-srgb': vk.VK_FORMAT_ASTC_4x4_SRGB_BLOCK,
  'astc-5x4-unorm': vk.VK_FORMAT_ASTC_5x4_UNORM_BLOCK,
  'astc-5x4-unorm-srgb': vk.VK_FORMAT_ASTC_5x4_SRGB_BLOCK,
  'astc-5x5-unorm': vk.VK_FORMAT_ASTC_5x5_UNORM_BLOCK,
  'astc-5x5-unorm-srgb': vk.VK_FORMAT_ASTC_5x5_SRGB_BLOCK,
  'astc-6x5-unorm': vk.VK_FORMAT_ASTC_6x5_UNORM_BLOCK,
  'astc-6x5-unorm-srgb': vk.VK_FORMAT_ASTC_6x5_SRGB_BLOCK,
  'astc-6x6-unorm': vk.VK_FORMAT_ASTC_6x6_UNORM_BLOCK,
  'astc-6x6-unorm-srgb': vk.VK_FORMAT_ASTC_6x6_SRGB_BLOCK,
  'astc-8x5-unorm': vk.VK_FORMAT_ASTC_8x5_UNORM_BLOCK,
  'astc-8x5-unorm-srgb': vk.VK_FORMAT_ASTC_8x5_SRGB_BLOCK,
  'astc-8x6-unorm': vk.VK_FORMAT_ASTC_8x6_UNORM_BLOCK,
  'astc-8x6-unorm-srgb': vk.VK_FORMAT_ASTC_8x6_SRGB_BLOCK,
  'astc-8x8-unorm': vk.VK_FORMAT_ASTC_8x8_UNORM_BLOCK,
  'astc-8x8-unorm-srgb': vk.VK_FORMAT_ASTC_8x8_SRGB_BLOCK,
  'astc-10x5-unorm': vk.VK_FORMAT_ASTC_10x5_UNORM_BLOCK,
  'astc-10x5-unorm-srgb': vk.VK_FORMAT_ASTC_10x5_SRGB_BLOCK,
  'astc-10x6-unorm': vk.VK_FORMAT_ASTC_10x6_UNORM_BLOCK,
  'astc-10x6-unorm-srgb': vk.VK_FORMAT_ASTC_10x6_SRGB_BLOCK,
  'astc-10x8-unorm': vk.VK_FORMAT_ASTC_10x8_UNORM_BLOCK,
  'astc-10x8-unorm-srgb': vk.VK_FORMAT_ASTC_10x8_SRGB_BLOCK,
  'astc-10x10-unorm': vk.VK_FORMAT_ASTC_10x10_UNORM_BLOCK,
  'astc-10x10-unorm-srgb': vk.VK_FORMAT_ASTC_10x10_SRGB_BLOCK,
  'astc-12x10-unorm': vk.VK_FORMAT_ASTC_12x10_UNORM_BLOCK,
  'astc-12x10-unorm-srgb': vk.VK_FORMAT_ASTC_12x10_SRGB_BLOCK,
  'astc-12x12-unorm': vk.VK_FORMAT_ASTC_12x12_UNORM_BLOCK,
  'astc-12x12-unorm-srgb': vk.VK_FORMAT_ASTC_12x12_SRGB_BLOCK,
}

export const vulkanFormat = (format: TextureFormat): number => formats[format]

type Aspect = 'all' | 'depth-only' | 'stencil-only'

/** The Vulkan aspects that an aspect of a plan stands for in a format. */
export function aspectsOf(format: TextureFormat, aspect: Aspect = 'all'): number {
  const { depth, stencil } = formatInfo(format)
  const has = (depth ? vk.VK_IMAGE_ASPECT_DEPTH_BIT : 0) | (stencil ? vk.VK_IMAGE_ASPECT_STENCIL_BIT : 0)
  if (has === 0) return vk.VK_IMAGE_ASPECT_COLOR_BIT
  if (aspect === 'depth-only') return has & vk.VK_IMAGE_ASPECT_DEPTH_BIT
  return aspect === 'stencil-only' ? has & vk.VK_IMAGE_ASPECT_STENCIL_BIT : has
}

export const isBothAspects = (format: TextureFormat, aspect: Aspect): boolean =>
  aspect === 'all' && formatInfo(format).depth && formatInfo(format).stencil
