/** The uses of each texture format on a live device, by its features and WebGPU's table of formats. */
import { canMultisample, isRenderable } from '../../../graph/format-uses.ts'
import { formatInfo, textureFormatNames, type TextureFormat } from '../../../graph/formats.ts'
import type { DeviceProfile, FormatAbility } from '../../../plan/profile.ts'

/** Formats for storage textures on every device. */
const storage = /^(rgba8(unorm|snorm|uint|sint)|rgba16(uint|sint|float)|(r|rg|rgba)32(uint|sint|float))$/
/** Further formats for storage textures with the feature texture-formats-tier1. */
const storageOfTier1 = /^((r|rg)8(unorm|snorm|uint|sint)|(r|rg)16(uint|sint|float)|rgb10a2u(int|norm)|rg11b10ufloat)$/
/** Formats that one binding can both read and write: on every device, and with texture-formats-tier2. */
const readWrite = /^r32(uint|sint|float)$/
const readWriteOfTier2 =
  /^(r8(unorm|uint|sint)|rgba8(unorm|uint|sint)|(r|rgba)16(uint|sint|float)|rgba32(uint|sint|float))$/

type Features = { has(name: string): boolean }

export function formatsOf(features: Features): DeviceProfile['formats'] {
  const made: Partial<Record<TextureFormat, FormatAbility[]>> = {}
  for (const format of textureFormatNames) if (exists(format, features)) made[format] = abilitiesOf(format, features)
  return made
}

function exists(format: TextureFormat, features: Features): boolean {
  if (format === 'depth32float-stencil8') return features.has(format)
  const family = familyOf(format)
  return family === undefined || features.has(`texture-compression-${family}`)
}

const familyOf = (format: TextureFormat): string | undefined => {
  if (formatInfo(format).blockWidth === 1) return undefined
  return format.startsWith('bc') ? 'bc' : format.startsWith('astc') ? 'astc' : 'etc2'
}

function abilitiesOf(format: TextureFormat, features: Features): FormatAbility[] {
  const abilities: FormatAbility[] = []
  const tier2 = features.has('texture-formats-tier2')
  const tier1 = tier2 || features.has('texture-formats-tier1')
  const draws =
    isRenderable(format) && (format !== 'rg11b10ufloat' || tier1 || features.has('rg11b10ufloat-renderable'))
  if (draws) abilities.push('attachment')
  const stores = storage.test(format) || (tier1 && storageOfTier1.test(format))
  if (stores) abilities.push('storage-read')
  if (stores || (format === 'bgra8unorm' && features.has('bgra8unorm-storage'))) abilities.push('storage-write')
  if (readWrite.test(format) || (tier2 && readWriteOfTier2.test(format))) abilities.push('storage-read-write')
  if (draws && canMultisample(format)) abilities.push('multisampled')
  const family = familyOf(format)
  if (family !== undefined && features.has(`texture-compression-${family}-sliced-3d`)) abilities.push('3d')
  return abilities
}
