/** What texture formats can be used for, by WebGPU's table of formats. What only some devices can is in their profile. */
import { formatInfo, type TextureFormat } from './formats.ts'

const isPlainColor = (format: TextureFormat): boolean => {
  const { depth, stencil, blockWidth } = formatInfo(format)
  return !depth && !stencil && blockWidth === 1
}

const isDepthOrStencil = (format: TextureFormat): boolean => formatInfo(format).depth || formatInfo(format).stencil

/** Whether it can be a colour attachment. */
export const isColorRenderable = (format: TextureFormat): boolean =>
  isPlainColor(format) && !format.endsWith('snorm') && format !== 'rgb9e5ufloat'

/** Whether it can be an attachment of one kind or the other. */
export const isRenderable = (format: TextureFormat): boolean => isDepthOrStencil(format) || isColorRenderable(format)

/** Whether its textures can have several samples. */
export const canMultisample = (format: TextureFormat): boolean =>
  isRenderable(format) && !/^(r32[us]int|rg32|rgba32)/.test(format)

/** Whether several samples of it can be averaged to one. */
export const canResolve = (format: TextureFormat): boolean =>
  isColorRenderable(format) && canMultisample(format) && !/[us]int$/.test(format) && format !== 'r32float'

/** Whether some device can take it as a storage texture. */
export const canBeStorage = (format: TextureFormat): boolean =>
  isPlainColor(format) && !format.endsWith('-srgb') && format !== 'rgb9e5ufloat'
