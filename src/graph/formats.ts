/**
 * Texture formats: WebGPU's names, the bytes of one block, and the aspects or channels that a block holds.
 *
 * Sizes of depth formats are fixed here, though APIs leave some of them to the device: depth16unorm 2, depth24plus and
 * depth32float 4, depth24plus-stencil8 and depth32float-stencil8 8 bytes a texel.
 *
 * As bytes, depth is a little-endian float between 0 and 1 in all formats but depth16unorm, and stencil one byte. depth24plus
 * is such a float too, exactly as it was written: the CPU, Vulkan and (with Dawn's backends for Vulkan, Metal and D3D12) WebGPU
 * keep 32 bits of it. A device that keeps 24 may return a float that is less than 2⁻²⁴ away. In a texel with both aspects,
 * depth comes first, then stencil, then three bytes of padding, which are read as zeros; copied alone, depth has 4 bytes a texel and stencil 1.
 */

export interface FormatInfo {
  /** Bytes of one block (one texel for formats that are not compressed). */
  readonly blockBytes: number
  readonly blockWidth: number
  readonly blockHeight: number
  readonly depth: boolean
  readonly stencil: boolean
}

const texel = (blockBytes: number, depth = false, stencil = false): FormatInfo => ({
  blockBytes,
  blockWidth: 1,
  blockHeight: 1,
  depth,
  stencil,
})
const block = (blockBytes: number, blockWidth: number, blockHeight: number): FormatInfo => ({
  blockBytes,
  blockWidth,
  blockHeight,
  depth: false,
  stencil: false,
})

const table = {
  r8unorm: texel(1),
  r8snorm: texel(1),
  r8uint: texel(1),
  r8sint: texel(1),
  r16uint: texel(2),
  r16sint: texel(2),
  r16float: texel(2),
  rg8unorm: texel(2),
  rg8snorm: texel(2),
  rg8uint: texel(2),
  rg8sint: texel(2),
  r32uint: texel(4),
  r32sint: texel(4),
  r32float: texel(4),
  rg16uint: texel(4),
  rg16sint: texel(4),
  rg16float: texel(4),
  rgba8unorm: texel(4),
  'rgba8unorm-srgb': texel(4),
  rgba8snorm: texel(4),
  rgba8uint: texel(4),
  rgba8sint: texel(4),
  bgra8unorm: texel(4),
  'bgra8unorm-srgb': texel(4),
  rgb9e5ufloat: texel(4),
  rgb10a2uint: texel(4),
  rgb10a2unorm: texel(4),
  rg11b10ufloat: texel(4),
  rg32uint: texel(8),
  rg32sint: texel(8),
  rg32float: texel(8),
  rgba16uint: texel(8),
  rgba16sint: texel(8),
  rgba16float: texel(8),
  rgba32uint: texel(16),
  rgba32sint: texel(16),
  rgba32float: texel(16),
  stencil8: texel(1, false, true),
  depth16unorm: texel(2, true),
  depth24plus: texel(4, true),
  'depth24plus-stencil8': texel(8, true, true),
  depth32float: texel(4, true),
  'depth32float-stencil8': texel(8, true, true),
  'bc1-rgba-unorm': block(8, 4, 4),
  'bc1-rgba-unorm-srgb': block(8, 4, 4),
  'bc2-rgba-unorm': block(16, 4, 4),
  'bc2-rgba-unorm-srgb': block(16, 4, 4),
  'bc3-rgba-unorm': block(16, 4, 4),
  'bc3-rgba-unorm-srgb': block(16, 4, 4),
  'bc4-r-unorm': block(8, 4, 4),
  'bc4-r-snorm': block(8, 4, 4),
  'bc5-rg-unorm': block(16, 4, 4),
  'bc5-rg-snorm': block(16, 4, 4),
  'bc6h-rgb-ufloat': block(16, 4, 4),
  'bc6h-rgb-float': block(16, 4, 4),
  'bc7-rgba-unorm': block(16, 4, 4),
  'bc7-rgba-unorm-srgb': block(16, 4, 4),
  'etc2-rgb8unorm': block(8, 4, 4),
  'etc2-rgb8unorm-srgb': block(8, 4, 4),
  'etc2-rgb8a1unorm': block(8, 4, 4),
  'etc2-rgb8a1unorm-srgb': block(8, 4, 4),
  'etc2-rgba8unorm': block(16, 4, 4),
  'etc2-rgba8unorm-srgb': block(16, 4, 4),
  'eac-r11unorm': block(8, 4, 4),
  'eac-r11snorm': block(8, 4, 4),
  'eac-rg11unorm': block(16, 4, 4),
  'eac-rg11snorm': block(16, 4, 4),
  'astc-4x4-unorm': block(16, 4, 4),
  'astc-4x4-unorm-srgb': block(16, 4, 4),
  'astc-5x4-unorm': block(16, 5, 4),
  'astc-5x4-unorm-srgb': block(16, 5, 4),
  'astc-5x5-unorm': block(16, 5, 5),
  'astc-5x5-unorm-srgb': block(16, 5, 5),
  'astc-6x5-unorm': block(16, 6, 5),
  'astc-6x5-unorm-srgb': block(16, 6, 5),
  'astc-6x6-unorm': block(16, 6, 6),
  'astc-6x6-unorm-srgb': block(16, 6, 6),
  'astc-8x5-unorm': block(16, 8, 5),
  'astc-8x5-unorm-srgb': block(16, 8, 5),
  'astc-8x6-unorm': block(16, 8, 6),
  'astc-8x6-unorm-srgb': block(16, 8, 6),
  'astc-8x8-unorm': block(16, 8, 8),
  'astc-8x8-unorm-srgb': block(16, 8, 8),
  'astc-10x5-unorm': block(16, 10, 5),
  'astc-10x5-unorm-srgb': block(16, 10, 5),
  'astc-10x6-unorm': block(16, 10, 6),
  'astc-10x6-unorm-srgb': block(16, 10, 6),
  'astc-10x8-unorm': block(16, 10, 8),
  'astc-10x8-unorm-srgb': block(16, 10, 8),
  'astc-10x10-unorm': block(16, 10, 10),
  'astc-10x10-unorm-srgb': block(16, 10, 10),
  'astc-12x10-unorm': block(16, 12, 10),
  'astc-12x10-unorm-srgb': block(16, 12, 10),
  'astc-12x12-unorm': block(16, 12, 12),
  'astc-12x12-unorm-srgb': block(16, 12, 12),
} as const satisfies Record<string, FormatInfo>

/** The names of WebGPU's texture formats. */
export type TextureFormat = keyof typeof table
export const textureFormatNames = Object.keys(table) as [TextureFormat, ...TextureFormat[]]

/** Whether lower levels can be made by averaging: normalised and floating-point colour that is not compressed. */
export const hasMipmaps = (format: TextureFormat): boolean => {
  const { depth, stencil, blockWidth } = table[format]
  return !depth && !stencil && blockWidth === 1 && !/[us]int$/.test(format)
}

/** Whether a texture of one format can be viewed as the other: they are the same, or differ in sRGB only. */
export const sameTexels = (a: TextureFormat, b: TextureFormat): boolean =>
  a.replace(/-srgb$/, '') === b.replace(/-srgb$/, '')

/** The place of one aspect in a texel: its offset, its bytes, and its bytes when it is copied alone. */
export interface AspectSpan {
  readonly offset: number
  readonly bytes: number
  readonly tightBytes: number
}
export type Aspect = 'all' | 'depth-only' | 'stencil-only'

/** Copied alone, the depth of a combined format has 4 bytes a texel and the stencil 1. */
export function aspectSpan({ blockBytes, depth, stencil }: FormatInfo, aspect: Aspect): AspectSpan {
  if (aspect === 'all' || !(depth && stencil)) return { offset: 0, bytes: blockBytes, tightBytes: blockBytes }
  return aspect === 'depth-only' ? { offset: 0, bytes: 4, tightBytes: 4 } : { offset: 4, bytes: 1, tightBytes: 1 }
}
export const formatInfo = (format: TextureFormat): FormatInfo => table[format]
