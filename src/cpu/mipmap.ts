/** The mipmap pass on the CPU. */
import { unsupported } from '../errors.ts'
import { hasMipmaps, type TextureFormat } from '../graph/formats.ts'
import type { TextureLayout } from '../graph/texture-layout.ts'
import { texelCodec, type Texel } from './texel.ts'

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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { blockBytes } = layout.format
  for (let l = 1; l < layout.levels.length; l++) {
    const above = layout.levels[l - 1]!
    const level = layout.levels[l]!
    const stepX = above.width > 1 ? 2 : 1
    const stepY = above.height > 1 && layout.dimension !== '1d' ? 2 : 1
    const stepZ = layout.dimension === '3d' && above.slices > 1 ? 2 : 1
    const count = stepX * stepY * stepZ
    for (let z = 0; z < level.slices; z++)
      for (let y = 0; y < level.height; y++)
        for (let x = 0; x < level.width; x++) {
          const sum: Texel = [0, 0, 0, 0]
          for (let dz = 0; dz < stepZ; dz++)
            for (let dy = 0; dy < stepY; dy++)
              for (let dx = 0; dx < stepX; dx++) {
                const at =
                  above.offset +
                  (z * stepZ + dz) * above.sliceBytes +
                  (y * stepY + dy) * above.rowBytes +
                  (x * stepX + dx) * blockBytes
                const texel = codec.decode(view, at)
                for (let c = 0; c < 4; c++) sum[c]! += texel[c]!
              }
          for (let c = 0; c < 4; c++) sum[c]! /= count
          codec.encode(view, level.offset + z * level.sliceBytes + y * level.rowBytes + x * blockBytes, sum)
        }
  }
}
