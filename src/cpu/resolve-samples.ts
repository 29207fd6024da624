/** Multisample resolve on the CPU. */
import { unsupported } from '../errors.ts'
import type { TextureFormat } from '../graph/formats.ts'
import { texelCodec, type Texel } from './texel.ts'
import { forEachRowOf, type BoxInTexture } from './texture.ts'

/**
 * Writes the mean of the samples of each texel of `from` to the texel of `to`; samples of one texel lie side by side. The
 * boxes have one size, the textures one format. A mean halfway between two values of the format is rounded up here; devices may
 * round down.
 * @throws MemkitError UNSUPPORTED for formats without an average.
 */
export function resolveSamples(format: TextureFormat, from: BoxInTexture, to: BoxInTexture): void {
  const codec = texelCodec(format)
  if (!codec || (codec.kind !== 'norm' && codec.kind !== 'float'))
    throw unsupported(`Samples of ${format} cannot be averaged`, { format })
  const source = viewOf(from.bytes)
  const target = viewOf(to.bytes)
  const {
    format: { blockBytes },
    sampleCount,
  } = from.layout
  const targets: number[] = []
  forEachRowOf(to.layout, to.box, (at) => targets.push(at))
  let row = 0
  forEachRowOf(from.layout, from.box, (at) => {
    const begin = targets[row++]!
    for (let x = 0; x < from.box.size[0]; x++) {
      const sum: Texel = [0, 0, 0, 0]
      for (let sample = 0; sample < sampleCount; sample++) {
        const texel = codec.decode(source, at + (x * sampleCount + sample) * blockBytes)
        for (let c = 0; c < 4; c++) sum[c]! += texel[c]!
      }
      for (let c = 0; c < 4; c++) sum[c]! /= sampleCount
      codec.encode(target, begin + x * blockBytes, sum)
    }
  })
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
