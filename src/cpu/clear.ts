/** The bytes of one texel that an attachment is cleared to. */
import { unsupported } from '../errors.ts'
import { formatInfo, type TextureFormat } from '../graph/formats.ts'
import { texelCodec, type Texel } from './texel.ts'

/**
 * One texel of a colour format. Values are rounded to 32-bit floats first, as GPU APIs do; integer formats truncate, and values
 * outside the range of a format are clamped to it. Normalised formats take the nearest value that they have: exactly halfway
 * between two, devices may choose either (the CPU takes the upper one). sRGB is accurate to 0.6 of the distance between two
 * values, because each device has its own curve. Small floats that lie between two values of a format become one of the two.
 * @throws MemkitError UNSUPPORTED for compressed and depth formats, which are no colour attachments.
 */
export function encodeClearColor(format: TextureFormat, value: readonly [number, number, number, number]): Uint8Array {
  const { depth, stencil } = formatInfo(format)
  if (depth || stencil) throw unsupported(`The format ${format} has no colour to clear`, { format })
  const wide = texelCodec(format)?.kind === 'uint' || texelCodec(format)?.kind === 'sint'
  return encode(format, value.map((channel) => (wide ? channel : Math.fround(channel))) as Texel)
}

/** The channels of a texel that was cleared to a value: of integer formats, whole numbers inside their range. */
export function clearedColor(format: TextureFormat, value: readonly [number, number, number, number]): Readonly<Texel> {
  const { buffer } = encodeClearColor(format, value)
  return texelCodec(format)!.decode(new DataView(buffer), 0)
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
