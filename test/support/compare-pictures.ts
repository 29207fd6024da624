/** How far two pictures of one format are apart, in steps of 8 bits. */
import { texelCodec } from '../../src/cpu/texel.ts'
import { texelBytes, type Picture } from './raster-scene.ts'

export interface Difference {
  readonly texels: number
  /** Texels with a channel that is more than 2 steps apart. */
  readonly apart: number
  /** The largest distance, and the first texels that are apart with what both pictures have there. */
  readonly most: number
  readonly examples: readonly string[]
}

/** Channels of integer formats must be equal: any difference is larger than every step. Floats are compared as fractions of their size. */
export function differenceOf(a: Picture, b: Picture): Difference {
  const codec = texelCodec(a.format)!
  const size = texelBytes(a.format)
  const [viewA, viewB] = [a, b].map(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const isWhole = codec.kind === 'uint' || codec.kind === 'sint'
  // sRGB is compared as it is stored.
  const isStored = a.format.endsWith('8unorm-srgb')
  let apart = 0
  let most = 0
  const examples: string[] = []
  for (let i = 0; i < a.width * a.height; i++) {
    const [one, two] = [codec.decode(viewA!, i * size), codec.decode(viewB!, i * size)]
    let distance = 0
    for (let c = 0; c < 4; c++) {
      const p = isStored ? viewA!.getUint8(i * size + c) / 255 : one[c]!
      const q = isStored ? viewB!.getUint8(i * size + c) / 255 : two[c]!
      if (Object.is(p, q) || p === q) continue
      // One step of the two bits.
      if (c === 3 && a.format === 'rgb10a2unorm' && Math.abs(p - q) < 0.34) continue
      const apartBy = isWhole ? Infinity : (255 * Math.abs(p - q)) / Math.max(1, Math.abs(q))
      distance = Math.max(distance, Number.isNaN(apartBy) ? Infinity : apartBy)
    }
    most = Math.max(most, distance)
    if (distance <= 2.01) continue
    apart++
    if (examples.length < 8)
      examples.push(`(${i % a.width}, ${Math.floor(i / a.width)}): ${one.map(short)} | ${two.map(short)}`)
  }
  return { texels: a.width * a.height, apart, most, examples }
}

const short = (value: number): string => String(Math.round(value * 1000) / 1000)
