/** The mipmap pass on the CPU. */
import { unsupported } from '../errors.ts'
import { hasMipmaps, type TextureFormat } from '../graph/formats.ts'
import type { TextureLayout, TextureLevel } from '../graph/texture-layout.ts'
import { texelCodec, type Texel, type TexelCodec } from './texel.ts'

/**
 * Fills every lower mip level from the one above with a box filter: texel x is the mean of texels 2x and 2x + 1 on each axis
 * that halves (a last odd row or column takes no part; array layers are independent, depth slices halve). sRGB is averaged in
 * linear light. Each level is rounded to its format before the next is made. O(texels).
 * @throws MemkitError UNSUPPORTED where no average is defined: integer, depth, compressed and multisampled textures.
 */
export function generateMipmaps(bytes: Uint8Array, format: TextureFormat, layout: TextureLayout): void {
  const codec = texelCodec(format)
  if (!codec || !hasMipmaps(format) || layout.sampleCount > 1)
    throw unsupported(
      `Mipmaps of ${format} are not defined: only normalised and floating-point colour can be averaged`,
      { format },
    )
  const texels: Texels = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    codec,
    texelBytes: layout.format.blockBytes,
  }
  for (let l = 1; l < layout.levels.length; l++) {
    const above = layout.levels[l - 1]!
    const stepX = above.width > 1 ? 2 : 1
    const stepY = above.height > 1 && layout.dimension !== '1d' ? 2 : 1
    const stepZ = layout.dimension === '3d' && above.slices > 1 ? 2 : 1
    halve(texels, above, layout.levels[l]!, [stepX, stepY, stepZ])
  }
}

interface Texels {
  readonly view: DataView
  readonly codec: TexelCodec
  readonly texelBytes: number
}

/** @param steps 2 on the axes that halve, 1 on others */
function halve(
  texels: Texels,
  above: TextureLevel,
  level: TextureLevel,
  steps: readonly [x: number, y: number, z: number],
): void {
  const { view, codec, texelBytes } = texels
  const [stepX, stepY, stepZ] = steps
  for (let z = 0; z < level.slices; z++)
    for (let y = 0; y < level.height; y++)
      for (let x = 0; x < level.width; x++) {
        const from = offsetOf(above, x * stepX, y * stepY, z * stepZ, texelBytes)
        codec.encode(view, offsetOf(level, x, y, z, texelBytes), meanOf(texels, above, from, steps))
      }
}

const offsetOf = (
  { offset, sliceBytes, rowBytes }: TextureLevel,
  x: number,
  y: number,
  z: number,
  texelBytes: number,
): number => offset + z * sliceBytes + y * rowBytes + x * texelBytes

/** The mean of the texels that become one, the first of which is at byte `from`. */
function meanOf(
  { view, codec, texelBytes }: Texels,
  { sliceBytes, rowBytes }: TextureLevel,
  from: number,
  [countX, countY, countZ]: readonly [x: number, y: number, z: number],
): Texel {
  const mean: Texel = [0, 0, 0, 0]
  for (let z = 0; z < countZ; z++)
    for (let y = 0; y < countY; y++)
      for (let x = 0; x < countX; x++) {
        const texel = codec.decode(view, from + z * sliceBytes + y * rowBytes + x * texelBytes)
        for (let c = 0; c < 4; c++) mean[c]! += texel[c]!
      }
  for (let c = 0; c < 4; c++) mean[c]! /= countX * countY * countZ
  return mean
}
