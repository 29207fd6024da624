/** The bytes of one texel that an attachment is cleared to. */
import { unsupported } from '../errors.ts'
import { formatInfo, type TextureFormat } from '../graph/formats.ts'
import { texelCodec, type Texel } from './texel.ts'

/**
 * One texel of a colour format. Values are taken as 32-bit floats first, as GPU APIs do; whole-number formats truncate, and
 * what a format cannot hold is clamped to its range. A normalised format holds the nearest of its steps: exactly halfway between two,
 * devices may give either (the CPU gives the upper one); sRGB is within 0.6 of a step, as its curve is each device's own. A small
 * float that lies between two that the format has becomes one of these.
 * @throws MemkitError UNSUPPORTED for compressed and depth formats, which are no colour attachments.
 */
export function encodeClearColor(format: TextureFormat, value: readonly [number, number, number, number]): Uint8Array {
  const { depth, stencil } = formatInfo(format)
  if (depth || stencil) throw unsupported(`The format ${format} has no colour to clear`, { format })
  const wide = texelCodec(format)?.kind === 'uint' || texelCodec(format)?.kind === 'sint'
  return encode(format, value.map((channel) => (wide ? channel : Math.fround(channel))) as Texel)
}

/** One texel of a depth or stencil format; depth16unorm is rounded like other normalised formats. @throws MemkitError UNSUPPORTED for other formats. */
export function encodeClearDepth(format: TextureFormat, depth: number, stencil: number): Uint8Array {
  const info = formatInfo(format)
  if (!info.depth && !info.stencil)
    throw unsupported(`The format ${format} has no depth or stencil to clear`, { format })
  return encode(format, [Math.fround(depth), stencil & 0xff, 0, 0])
}

function encode(format: TextureFormat, texel: Readonly<Texel>): Uint8Array {
  const codec = texelCodec(format)
  if (!codec) throw unsupported(`The format ${format} cannot be cleared to a value: it is compressed`, { format })
  const bytes = new Uint8Array(formatInfo(format).blockBytes)
  codec.encode(new DataView(bytes.buffer), 0, texel)
  return bytes
}
