/** Textures as compute shaders see them: texels by coordinate, decoded and encoded by their format. */
import { shaderFailed } from '../../errors.ts'
import type { KernelBinding, KernelTexture } from '../kernel.ts'
import { texelCodec, type Texel, type TexelCodec } from '../texel.ts'

export type Coordinate = number | readonly number[]

export interface Image {
  /** Size of a mip level of the view: width, height (2d, 3d), then layers (arrayed) or depth (3d). */
  size(level: number): readonly number[]
  readonly levels: number
  /** Reads a texel; outside the mip level or the view every texel is zero. */
  read(coordinate: Coordinate, level: number): Texel
  /** Writes a texel; writes outside are dropped. */
  write(coordinate: Coordinate, texel: Readonly<Texel>): void
}

/** The image of a bound texture view. @throws MemkitError SHADER_FAILED where the format cannot be read by texels. */
export function createImage(shader: string, binding: KernelBinding, texture: KernelTexture, arrayed: boolean): Image {
  const { layout, mipLevel, mipLevelCount, baseLayer, layerCount, format, aspect } = texture
  const found = texelCodec(format)
  if (!found) throw shaderFailed(shader, `the CPU cannot decode ${format}`)
  const codec: TexelCodec = aspect === 'stencil-only' ? stencilOf(found) : found
  const view = new DataView(binding.bytes.buffer, binding.bytes.byteOffset, binding.bytes.byteLength)
  const { dimension } = layout
  const { blockBytes } = layout.format

  const sizeOf = (level: number): readonly number[] => {
    const { width, height, slices } = layout.levels[mipLevel + Math.min(Math.max(level, 0), mipLevelCount - 1)]!
    if (dimension === '1d') return [width]
    if (dimension === '3d') return [width, height, slices]
    return arrayed ? [width, height, layerCount] : [width, height]
  }
  /** Byte offset of a texel, or −1 outside. */
  const locate = (coordinate: Coordinate, level: number): number => {
    if (!(level >= 0 && level < mipLevelCount)) return -1
    const [x = 0, y = 0, z = 0] = typeof coordinate === 'number' ? [coordinate] : coordinate
    const { width, height, slices, rowBytes, sliceBytes, offset } = layout.levels[mipLevel + level]!
    const depth = dimension === '3d' ? slices : layerCount
    if (!(x >= 0 && y >= 0 && z >= 0 && x < width && y < height && z < depth)) return -1
    const slice = dimension === '3d' ? z : baseLayer + z
    return offset + slice * sliceBytes + y * rowBytes + x * blockBytes * layout.sampleCount
  }
  return {
    size: sizeOf,
    levels: mipLevelCount,
    read: (coordinate, level) => {
      const at = locate(coordinate, level)
      return at < 0 ? [0, 0, 0, 0] : codec.decode(view, at)
    },
    write: (coordinate, texel) => {
      const at = locate(coordinate, 0)
      if (at >= 0) codec.encode(view, at, texel)
    },
  }
}

/** A codec that reads stencil as the first channel. */
const stencilOf = (codec: TexelCodec): TexelCodec => ({
  ...codec,
  decode: (view, at) => [codec.decode(view, at)[1], 0, 0, 1],
})
