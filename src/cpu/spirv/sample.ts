/** Filtered reads at an explicit mip level, as samplers do them, with exact weights in double precision. */
import type { SamplerDescription } from '../../graph/document.ts'
import type { Texel } from '../texel.ts'
import type { Image } from './images.ts'

type Address = NonNullable<SamplerDescription['addressModeU']>

/**
 * Samples one mip level. `coordinate` is in [0, 1] over the level; the last component of an arrayed image's coordinate is the
 * layer.
 */
export function sampleLevel(
  image: Image,
  sampler: SamplerDescription,
  arrayed: boolean,
  coordinate: number | readonly number[],
  level: number,
): Texel {
  const {
    lodMinClamp = 0,
    lodMaxClamp = 32,
    magFilter = 'nearest',
    minFilter = 'nearest',
    mipmapFilter = 'nearest',
  } = sampler
  const clamped = Math.min(level > lodMinClamp ? level : lodMinClamp, lodMaxClamp)
  const filter = clamped <= 0 ? magFilter : minFilter
  const last = image.levels - 1
  const point = { image, sampler, arrayed, coordinate: typeof coordinate === 'number' ? [coordinate] : coordinate }
  const at = (one: number) => sampleOne(point, Math.min(Math.max(one, 0), last), filter === 'linear')
  if (mipmapFilter === 'nearest') return at(Math.floor(clamped + 0.5))
  const below = Math.floor(clamped)
  const weight = clamped - below
  return weight === 0 ? at(below) : mix(at(below), at(below + 1), weight)
}

/** A point to sample in an image. */
interface Point {
  readonly image: Image
  readonly sampler: SamplerDescription
  readonly arrayed: boolean
  readonly coordinate: readonly number[]
}

function sampleOne({ image, sampler, arrayed, coordinate }: Point, level: number, linear: boolean): Texel {
  const size = image.size(level)
  const axes = arrayed ? coordinate.length - 1 : coordinate.length
  const modes: Address[] = [
    sampler.addressModeU ?? 'clamp-to-edge',
    sampler.addressModeV ?? 'clamp-to-edge',
    sampler.addressModeW ?? 'clamp-to-edge',
  ]
  const layer = arrayed ? [Math.min(Math.max(Math.floor(coordinate[axes]! + 0.5), 0), size[axes]! - 1)] : []
  const read = (texel: readonly number[]): Texel =>
    image.read([...texel.map((t, axis) => address(t, size[axis]!, modes[axis]!)), ...layer], level)
  const scaled = Array.from({ length: axes }, (_, axis) => coordinate[axis]! * size[axis]!)
  if (!linear) return read(scaled.map(Math.floor))
  const base = scaled.map((t) => Math.floor(t - 0.5))
  const sum: Texel = [0, 0, 0, 0]
  for (let corner = 0; corner < 1 << axes; corner++) {
    let weight = 1
    const texel = base.map((t, axis) => {
      const upper = (corner >> axis) & 1
      const part = scaled[axis]! - 0.5 - t
      weight *= upper ? part : 1 - part
      return t + upper
    })
    if (weight === 0) continue
    const value = read(texel)
    for (let c = 0; c < 4; c++) sum[c]! += weight * value[c]!
  }
  return sum
}

const mix = (a: Texel, b: Texel, t: number): Texel => [0, 1, 2, 3].map((c) => a[c]! * (1 - t) + b[c]! * t) as Texel

function address(texel: number, size: number, mode: Address): number {
  if (mode === 'clamp-to-edge') return Math.min(Math.max(texel, 0), size - 1)
  if (mode === 'repeat') return ((texel % size) + size) % size
  const period = ((texel % (2 * size)) + 2 * size) % (2 * size)
  return period < size ? period : 2 * size - 1 - period
}
