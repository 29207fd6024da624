/** Writes of one draw to one colour attachment: blending, write mask, and the format's encoding. */
import { unsupported } from '../../errors.ts'
import type { StageMemory } from '../spirv/stage.ts'
import type { StageVariable } from '../spirv/stage-variables.ts'
import { texelCodec, type Texel } from '../texel.ts'
import { blendTexel } from './blend.ts'
import type { ColorTarget, RasterAttachment } from './state.ts'

export interface ColorWriter {
  readonly attachment: RasterAttachment
  /** Writes what a fragment put out to the sample at a byte offset of the attachment. */
  write(at: number, out: StageMemory): void
}

/** The value that formats clamp to before they are blended: fractions do not leave their range. */
const limits = (format: string): readonly [number, number] =>
  format.includes('unorm') ? [0, 1] : format.includes('snorm') ? [-1, 1] : [-Infinity, Infinity]

/** @throws MemkitError UNSUPPORTED for formats that are no colour. */
export function colorWriter(
  attachment: RasterAttachment,
  { blend, writeMask = 15 }: ColorTarget,
  { word, words, scalar }: StageVariable,
  blendConstant: readonly [number, number, number, number],
): ColorWriter | undefined {
  if (writeMask === 0) return undefined
  const { format, bytes } = attachment
  const codec = texelCodec(format)
  if (!codec) throw unsupported(`The format ${format} cannot be drawn to`, { format })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [low, high] = limits(format)
  const bounded = high !== Infinity
  const clamp = (value: number): number => (bounded ? (value > low ? Math.min(value, high) : low) : value)
  const constant = blendConstant.map(clamp) as Texel
  const texel: Texel = [0, 0, 0, 1]
  const isFloat = scalar === 'f32'
  return {
    attachment,
    write(at, out) {
      const source = isFloat ? out.f : scalar === 'u32' ? out.u : out.i
      texel[3] = 1
      for (let c = 0; c < words; c++) texel[c] = isFloat ? clamp(source[word + c]!) : source[word + c]!
      if (blend || writeMask !== 15) {
        const stored = codec.decode(view, at)
        if (blend && isFloat) blendTexel(blend.color, blend.alpha, texel, stored, constant)
        for (let c = 0; c < 4; c++) if (!(writeMask & (1 << c))) texel[c] = stored[c]!
      }
      codec.encode(view, at, texel)
    },
  }
}
