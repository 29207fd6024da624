/** What a device may make of a number in a normalised format. */
import { texelCodec } from '../../src/cpu/texel.ts'
import { formatInfo, type TextureFormat } from '../../src/graph/formats.ts'
import { linearToSrgb } from '../../src/cpu/float-bits.ts'

/** Steps between 0 and 1 of each channel; an empty list for formats that are not normalised. */
function stepsOf(format: TextureFormat): number[] {
  if (format === 'depth16unorm') return [65535]
  if (format === 'rgb10a2unorm') return [1023, 1023, 1023, 3]
  const channels = { r: 1, rg: 2, rgba: 4, bgra: 4 }[/^[a-z]+/.exec(format)![0]] ?? 0
  if (format.includes('8unorm')) return new Array<number>(channels).fill(255)
  return format.includes('8snorm') ? new Array<number>(channels).fill(127) : []
}

/**
 * Whether a texel holds the nearest step to each channel of `value`, which is exactly halfway between two steps where either will
 * do; sRGB may be 0.6 of a step away.
 */
export function isNearest(format: TextureFormat, value: readonly number[], texel: Uint8Array): boolean {
  const held = texelCodec(format)!.decode(
    new DataView(texel.buffer, texel.byteOffset, formatInfo(format).blockBytes),
    0,
  )
  return stepsOf(format).every((steps, channel) => {
    const isCurved = format.endsWith('-srgb') && channel < 3
    const curve = (number: number) => (isCurved ? linearToSrgb(number) : number)
    // What is held is a whole number of steps: told from it so, not by the quotient's last bits.
    const step = Math.round(curve(held[channel]!) * steps)
    return Math.abs(step - curve(Math.fround(value[channel]!)) * steps) <= (isCurved ? 0.6 : 0.5)
  })
}
