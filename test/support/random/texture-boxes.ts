/** Regions of random textures, as the document writes them, and which of their bytes are defined. */
import type { Aspect } from '../../../src/graph/formats.ts'
import type { Reader } from './reader.ts'
import { texelRuns, type TexelBox } from './texels.ts'
import type { RandomTexture } from './texture-shapes.ts'

/** A box of one level, one subresource or some, several levels of some layers, or the whole; of all aspects or one. */
export function randomBox(reader: Reader, texture: RandomTexture, oneLevel = false): TexelBox {
  const { levels, dimension } = texture.layout
  const aspect = randomAspect(reader, texture)
  const way = reader.below(6)
  if (way === 0 && (!oneLevel || levels.length === 1)) return { ...wholeTexture(texture), ...aspect }
  if (way === 1 && !oneLevel && levels.length > 1) {
    const mipLevel = reader.below(levels.length)
    const { width, height, slices } = levels[mipLevel]!
    const mipLevelCount = 1 + reader.below(levels.length - mipLevel)
    const [z, layers] = dimension === '3d' ? [0, slices] : cut(reader, slices, 1)
    return { mipLevel, mipLevelCount, origin: [0, 0, z], size: [width, height, layers], ...aspect }
  }
  const mipLevel = reader.below(levels.length)
  const { width, height, slices } = levels[mipLevel]!
  const { blockWidth, blockHeight } = texture.layout.format
  const [z, layers] = way === 2 ? [0, slices] : cut(reader, slices, 1)
  if (way === 2 || way === 3)
    return { mipLevel, mipLevelCount: 1, origin: [0, 0, z], size: [width, height, layers], ...aspect }
  const [x, w] = cut(reader, width, blockWidth)
  const [y, h] = cut(reader, height, blockHeight)
  return { mipLevel, mipLevelCount: 1, origin: [x, y, z], size: [w, h, layers], ...aspect }
}

function cut(reader: Reader, length: number, unit: number): [number, number] {
  const units = Math.ceil(length / unit)
  const from = reader.below(units)
  return [from * unit, Math.min(length, (from + 1 + reader.below(units - from)) * unit) - from * unit]
}

function randomAspect(reader: Reader, { layout: { format } }: RandomTexture): { aspect?: Aspect } {
  if (!format.depth && !format.stencil) return {}
  const aspects: Aspect[] = [
    'all',
    ...(format.depth ? ['depth-only' as const] : []),
    ...(format.stencil ? ['stencil-only' as const] : []),
  ]
  const aspect = reader.pick(aspects)
  return aspect === 'all' ? {} : { aspect }
}

export function wholeTexture({ layout }: RandomTexture): TexelBox {
  const { width, height, slices } = layout.levels[0]!
  return { mipLevel: 0, mipLevelCount: layout.levels.length, origin: [0, 0, 0], size: [width, height, slices] }
}

export function wholeLevel({ layout }: RandomTexture, mipLevel: number): TexelBox {
  const { width, height, slices } = layout.levels[mipLevel]!
  return { mipLevel, mipLevelCount: 1, origin: [0, 0, 0], size: [width, height, slices] }
}

/** Whether a box covers all of width and height. */
export function isPlane({ layout }: RandomTexture, { mipLevel, origin, size }: TexelBox): boolean {
  const { width, height } = layout.levels[mipLevel]!
  return origin[0] === 0 && origin[1] === 0 && size[0] === width && size[1] === height
}

/** Defaults are left out now and then. */
export function endpoint(reader: Reader, texture: RandomTexture, box: TexelBox, previous = 0) {
  const { id } = texture.document
  const { mipLevel, mipLevelCount, origin, size, aspect } = box
  const whole = wholeTexture(texture)
  const isWhole =
    mipLevel === 0 && mipLevelCount === whole.mipLevelCount && isPlane(texture, box) && size[2] === whole.size[2]
  const brief = !reader.once(3)
  const extras = { ...(aspect ? { aspect } : {}), ...(previous ? { previous } : {}) }
  if (isWhole && brief) return aspect || previous ? { resource: id, ...extras } : id
  return {
    resource: id,
    ...(brief && mipLevel === 0 && texture.layout.levels.length === 1 ? {} : { mipLevel }),
    ...(mipLevelCount === 1 && texture.layout.levels.length === 1 ? {} : { mipLevelCount }),
    ...(brief && origin.every((n) => n === 0) ? {} : { origin: [...origin] as [number, number, number] }),
    size: [...size] as [number, number, number],
    ...extras,
  }
}

const each = (texture: RandomTexture, box: TexelBox, act: (offset: number, size: number) => void): void => {
  const runs = texelRuns(texture.layout, box)
  for (let i = 0; i < runs.length; i += 2) act(runs[i]!, runs[i + 1]!)
}
export const define = (texture: RandomTexture, box: TexelBox): void =>
  each(texture, box, (offset, size) => texture.defined.write(offset, size))
export const forget = (texture: RandomTexture, box: TexelBox): void =>
  each(texture, box, (offset, size) => texture.defined.forget(offset, size))
export function isDefined(texture: RandomTexture, box: TexelBox): boolean {
  let all = true
  each(texture, box, (offset, size) => (all &&= texture.defined.isDefined(offset, size)))
  return all
}
export const isWhole = ({ defined }: RandomTexture): boolean => defined.isDefined(0, defined.size)

/** Whether two boxes of one texture share a texel. */
export function meet(a: TexelBox, b: TexelBox): boolean {
  if (a.mipLevel + a.mipLevelCount <= b.mipLevel || b.mipLevel + b.mipLevelCount <= a.mipLevel) return false
  return [0, 1, 2].every(
    (axis) => a.origin[axis]! < b.origin[axis]! + b.size[axis]! && b.origin[axis]! < a.origin[axis]! + a.size[axis]!,
  )
}
