/** Textures as shaders see them: texels by coordinate, decoded and encoded by their format. */
import { shaderFailed } from '../../errors.ts'
import type { TextureFormat } from '../../graph/formats.ts'
import type { DeclaredTexture } from '../../graph/shader-texture.ts'
import { srgbToLinear } from '../float-bits.ts'
import type { KernelBinding, KernelTexture } from '../kernel.ts'
import { texelCodec, type Texel, type TexelCodec } from '../texel.ts'

export type Coordinate = number | readonly number[]

export interface Image {
  /** Size of a mip level of the view: width, height (2d, 3d), then layers (arrayed) or depth (3d). */
  size(level: number): readonly number[]
  readonly levels: number
  readonly samples: number
  /** Layers are faces, six a cube, and coordinates are directions. */
  readonly isCube: boolean
  /** Coordinates that are filtered: 1 to 3, without an array's layer. */
  readonly axes: number
  /** Depth is kept as an integer fraction, so references are compared with it within [0, 1]. */
  readonly clampsReference: boolean
  /** Reads a texel; outside the mip level or the view every texel is zero. */
  read(coordinate: Coordinate, level: number, sample?: number): Texel
  /** Reads a texel that is known to be inside. `z` is a depth slice or a layer of the view. */
  readInside(x: number, y: number, z: number, level: number, into: Texel): void
  /** Writes a texel; writes outside are dropped. */
  write(coordinate: Coordinate, texel: Readonly<Texel>): void
}

/** The image of a bound texture view. @throws MemkitError SHADER_FAILED where the format cannot be read by texels. */
export function createImage(
  shader: string,
  binding: KernelBinding,
  texture: KernelTexture,
  { arrayed, dimension: shape }: Pick<DeclaredTexture, 'arrayed' | 'dimension'>,
): Image {
  const { layout, mipLevel, mipLevelCount, baseLayer, layerCount, format, aspect } = texture
  const found = texelCodec(format)
  if (!found) throw shaderFailed(shader, `the CPU cannot decode ${format}`)
  const isCube = shape === 'cube'
  const layers = isCube ? layerCount / 6 : layerCount
  const codec: TexelCodec = aspect === 'stencil-only' || format === 'stencil8' ? stencilOf(found) : found
  const view = new DataView(binding.bytes.buffer, binding.bytes.byteOffset, binding.bytes.byteLength)
  const { dimension } = layout
  const { blockBytes } = layout.format
  const unitBytes = blockBytes * layout.sampleCount
  const firstSlice = dimension === '3d' ? 0 : baseLayer

  const sizes = Array.from({ length: mipLevelCount }, (_, level): readonly number[] => {
    const { width, height, slices } = layout.levels[mipLevel + level]!
    if (dimension === '1d') return [width]
    if (dimension === '3d') return [width, height, slices]
    return arrayed ? [width, height, layers] : [width, height]
  })
  /** Byte offset of a texel, or −1 outside. */
  const locate = (coordinate: Coordinate, level: number): number => {
    if (!(level >= 0 && level < mipLevelCount)) return -1
    const [x = 0, y = 0, z = 0] = typeof coordinate === 'number' ? [coordinate] : coordinate
    const { width, height, slices, rowBytes, sliceBytes, offset } = layout.levels[mipLevel + level]!
    const depth = dimension === '3d' ? slices : layerCount
    if (!(x >= 0 && y >= 0 && z >= 0 && x < width && y < height && z < depth)) return -1
    return offset + (firstSlice + z) * sliceBytes + y * rowBytes + x * unitBytes
  }
  const readBytes = byteReader(format, binding.bytes)
  return {
    size: (level) => sizes[Math.min(Math.max(level, 0), mipLevelCount - 1)]!,
    levels: mipLevelCount,
    samples: layout.sampleCount,
    isCube,
    axes: dimension === '1d' ? 1 : dimension === '2d' ? 2 : 3,
    clampsReference: format === 'depth16unorm',
    read: (coordinate, level, sample = 0) => {
      const at = locate(coordinate, level)
      return at < 0 || !(sample >= 0 && sample < layout.sampleCount)
        ? [0, 0, 0, 0]
        : codec.decode(view, at + sample * blockBytes)
    },
    readInside: (x, y, z, level, into) => {
      const { rowBytes, sliceBytes, offset } = layout.levels[mipLevel + level]!
      const at = offset + (firstSlice + z) * sliceBytes + y * rowBytes + x * unitBytes
      if (readBytes) {
        readBytes(at, into)
        return
      }
      const texel = codec.decode(view, at)
      for (let c = 0; c < 4; c++) into[c] = texel[c]!
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

const fractions = Float64Array.from({ length: 256 }, (_, byte) => byte / 255)
const linears = fractions.map(srgbToLinear)

/** A reader that does what the codec does, without an object for each texel, for the formats that are filtered most. */
function byteReader(format: TextureFormat, bytes: Uint8Array): ((at: number, into: Texel) => void) | undefined {
  if (!/^(rgba|bgra)8unorm(-srgb)?$/.test(format)) return undefined
  const [red, blue] = format.startsWith('bgra') ? [2, 0] : [0, 2]
  const color = format.endsWith('-srgb') ? linears : fractions
  return (at, into) => {
    into[0] = color[bytes[at + red]!]!
    into[1] = color[bytes[at + 1]!]!
    into[2] = color[bytes[at + blue]!]!
    into[3] = fractions[bytes[at + 3]!]!
  }
}
