/** Multisample resolve on the CPU. */
import { unsupported } from '../errors.ts'
import type { TextureFormat } from '../graph/formats.ts'
import type { TextureLayout } from '../graph/texture-layout.ts'
import { texelCodec, type Texel } from './texel.ts'
import { forEachRowOf, type TextureBox } from './texture.ts'

/**
 * Writes the mean of the samples of each texel of `fromBox` to the texel of `toBox`; samples of one texel lie side by side. The
 * boxes have one size, the textures one format. A mean halfway between two values of the format is rounded up here; devices may
 * round down.
 * @throws MemkitError UNSUPPORTED for formats without an average.
 */
export function resolveSamples(
  format: TextureFormat,
  from: Uint8Array,
  fromLayout: TextureLayout,
  fromBox: TextureBox,
  to: Uint8Array,
  toLayout: TextureLayout,
  toBox: TextureBox,
): void {
  const codec = texelCodec(format)
  if (!codec || (codec.kind !== 'norm' && codec.kind !== 'float'))
    throw unsupported(`Samples of ${format} cannot be averaged`, { format })
  const source = new DataView(from.buffer, from.byteOffset, from.byteLength)
  const target = new DataView(to.buffer, to.byteOffset, to.byteLength)
  const { blockBytes } = fromLayout.format
  const targets: number[] = []
  forEachRowOf(toLayout, toBox, (at) => targets.push(at))
  let row = 0
  forEachRowOf(fromLayout, fromBox, (at) => {
    const begin = targets[row++]!
    for (let x = 0; x < fromBox.size[0]; x++) {
      const sum: Texel = [0, 0, 0, 0]
      for (let sample = 0; sample < fromLayout.sampleCount; sample++) {
        const texel = codec.decode(source, at + (x * fromLayout.sampleCount + sample) * blockBytes)
        for (let c = 0; c < 4; c++) sum[c]! += texel[c]!
      }
      for (let c = 0; c < 4; c++) sum[c]! /= fromLayout.sampleCount
      codec.encode(target, begin + x * blockBytes, sum)
    }
  })
}
