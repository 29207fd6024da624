/** The uses of texture formats, by WebGPU's table of formats. Uses that only some devices have are in their profiles. */
import { formatInfo, type TextureFormat } from './formats.ts'

const isPlainColor = (format: TextureFormat): boolean => {
  const { depth, stencil, blockWidth } = formatInfo(format)
  return !depth && !stencil && blockWidth === 1
}

const isDepthOrStencil = (format: TextureFormat): boolean => formatInfo(format).depth || formatInfo(format).stencil

/** Whether textures of the format can be colour attachments. */
export const isColorRenderable = (format: TextureFormat): boolean =>
  isPlainColor(format) && !format.endsWith('snorm') && format !== 'rgb9e5ufloat'

/** Whether textures of the format can be attachments, of colour or of depth and stencil. */
export const isRenderable = (format: TextureFormat): boolean => isDepthOrStencil(format) || isColorRenderable(format)

/** Whether textures of the format can be multisampled. */
export const canMultisample = (format: TextureFormat): boolean =>
  isRenderable(format) && !/^(r32[us]int|rg32|rgba32)/.test(format)

/** Whether several samples of the format can be averaged to one. */
export const canResolve = (format: TextureFormat): boolean =>
  isColorRenderable(format) && canMultisample(format) && !/[us]int$/.test(format) && format !== 'r32float'

/** Whether some device takes the format for storage textures. */
export const canBeStorage = (format: TextureFormat): boolean =>
  isPlainColor(format) && !format.endsWith('-srgb') && format !== 'rgb9e5ufloat'

/** Whether colours of the format can be blended on every device: those that are normalised or 16-bit floats. */
export const canBlend = (format: TextureFormat): boolean =>
  isColorRenderable(format) && !/[us]int$/.test(format) && !format.endsWith('32float')

/** Whether the format has a fourth channel. */
export const hasAlpha = (format: TextureFormat): boolean => /^(rgba|bgra|rgb10a2)/.test(format)

/** Channels of a colour format, as shaders write them. */
export const channelCount = (format: TextureFormat): number =>
  hasAlpha(format) ? 4 : /^(rg11b10|rgb)/.test(format) ? 3 : format.startsWith('rg') ? 2 : 1
