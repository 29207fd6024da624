/** Textures of random frames: of many kinds and lives, with bytes that shaders keep as they are. */
import type { GraphDocument } from '../../../src/graph/document.ts'
import type { Dice } from './dice.ts'

export type Texture = Extract<GraphDocument['resources'][number], { kind: 'texture' }>

const colors = [
  'rgba8unorm',
  'r8unorm',
  'bgra8unorm',
  'rgba16float',
  'r32float',
  'r32uint',
  'rgba8uint',
  'rg16sint',
] as const
const depths = ['depth32float', 'depth16unorm', 'depth24plus', 'depth32float-stencil8', 'stencil8'] as const

export const isDepth = ({ format }: Texture): boolean => /depth|stencil/.test(format)
export const hasDepth = ({ format }: Texture): boolean => format.startsWith('depth')
export const hasStencil = ({ format }: Texture): boolean => format.includes('stencil')
export const isVolume = ({ dimension }: Texture): boolean => dimension === '3d'
export const wgslType = (format: string): string =>
  format.endsWith('uint') ? 'u32' : format.endsWith('sint') ? 'i32' : 'f32'

export function texture(dice: Dice, id: string): Texture {
  const life = dice.pick([
    {},
    { lifetime: 'persistent' },
    { lifetime: 'persistent' },
    { lifetime: 'persistent', history: 1 + dice.below(2) },
  ] as const)
  const kind = dice.below(10)
  if (kind < 3)
    return {
      id,
      kind: 'texture',
      format: dice.pick(depths),
      size: [8, 8, 1 + dice.below(2)],
      mipLevelCount: 1 + dice.below(2),
      ...life,
    }
  if (kind === 3)
    return {
      id,
      kind: 'texture',
      format: 'rgba8unorm',
      size: [8, 8, 4],
      dimension: '3d',
      mipLevelCount: 1 + dice.below(2),
      ...life,
    }
  if (kind === 4)
    return {
      id,
      kind: 'texture',
      format: dice.pick(['rgba8unorm', 'depth32float', 'depth32float-stencil8', 'rgba16float']),
      size: [8, 8],
      sampleCount: 4,
      ...life,
    }
  return {
    id,
    kind: 'texture',
    format: dice.pick(colors),
    size: [8, 8, 1 + dice.below(3)],
    mipLevelCount: 1 + dice.below(3),
    ...life,
  }
}

export interface Level {
  readonly texture: Texture
  readonly mipLevel: number
  readonly width: number
  readonly height: number
  /** Layers or slices. */
  readonly layers: number
}

export const levelsOf = (texture: Texture): Level[] =>
  Array.from({ length: texture.mipLevelCount ?? 1 }, (_, mipLevel) => ({
    texture,
    mipLevel,
    width: 8 >> mipLevel,
    height: 8 >> mipLevel,
    layers: isVolume(texture) ? Math.max(1, texture.size[2]! >> mipLevel) : (texture.size[2] ?? 1),
  }))

export const layerOf = ({ texture, mipLevel, width, height }: Level, layer: number) => ({
  resource: texture.id,
  mipLevel,
  origin: [0, 0, layer] as [number, number, number],
  size: [width, height, 1] as [number, number, number],
})

/** Bytes of texels that shaders keep as they are. */
export function texelBytes(dice: Dice, { format }: Pick<Texture, 'format'>, size: number, aspect?: string): Uint8Array {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  if (format === 'stencil8' || aspect === 'stencil-only' || /8u/.test(format)) return bytes.map(() => dice.below(256))
  if (format === 'depth16unorm') for (let i = 0; i < size; i += 2) view.setUint16(i, dice.pick([0, 65535]), true)
  else if (/16float/.test(format))
    for (let i = 0; i < size; i += 2) view.setUint16(i, dice.pick([0, 0x3c00, 0x3800]), true)
  else if (/16/.test(format)) for (let i = 0; i < size; i += 2) view.setUint16(i, dice.below(65536), true)
  else if (/uint/.test(format)) for (let i = 0; i < size; i += 4) view.setUint32(i, dice.below(2 ** 32), true)
  else for (let i = 0; i < size; i += 4) view.setFloat32(i, dice.pick([0, 0.25, 0.5, 1]), true)
  return bytes
}
