/** Images as textures take them. */
import type { DeviceProfile } from 'memkit-gpu'
import type { Texels } from './images/texels.ts'

export { decodePng } from './images/png.ts'

/** Block formats that textures stay compressed in on a device; in WebGPU's names, without `-srgb`. */
const blockFormats = ['bc7-rgba-unorm', 'astc-4x4-unorm', 'etc2-rgba8unorm'] as const
export type BlockFormat = (typeof blockFormats)[number]
/** The first that a device says it has; the CPU knows none. */
export const blockFormatOf = ({ formats }: DeviceProfile): BlockFormat | undefined =>
  blockFormats.find((format) => formats && format in formats && `${format}-srgb` in formats)

export const isCompressed = (format: Image['format']): boolean => format !== 'rgba8unorm'

export interface Image {
  readonly width: number
  readonly height: number
  readonly format: 'rgba8unorm' | BlockFormat
  /** Bytes of the mip levels that the file has, the largest first; the device makes the others, unless it is compressed. */
  readonly levels: readonly Uint8Array[]
}

/** A stand-in for an image that cannot be decoded, which nobody takes for the real one. */
export function checkerboard(): Texels {
  const [width, height] = [16, 16]
  const texels = new Uint8Array(4 * width * height)
  for (let i = 0; i < width * height; i++)
    texels.set(((i % width) >> 2) % 2 === (i >> 6) % 2 ? [255, 0, 255, 255] : [32, 32, 32, 255], 4 * i)
  return { width, height, texels }
}

export const plainImage = ({ width, height, texels }: Texels): Image => ({
  width,
  height,
  format: 'rgba8unorm',
  levels: [texels],
})
