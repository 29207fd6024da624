/** WebP (EXT_texture_webp), by @jsquash/webp. */
import { checkSize, ImageError, type Size, type Texels } from './texels.ts'
import { squashDecoder } from './squash.ts'

/** @throws Error when the file is broken, or larger than any device takes */
export async function decodeWebp(file: Uint8Array): Promise<Texels> {
  const { width, height } = sizeOfWebp(file)
  checkSize(width, height, file.byteLength, 1)
  return decode(file)
}

const decode = squashDecoder(
  '@jsquash/webp',
  'codec/dec/webp_dec.wasm',
  'EXT_texture_webp',
  () => import('@jsquash/webp/decode.js'),
)

/** The first chunk is one of three: lossy, lossless, or a header for either. */
export function sizeOfWebp(file: Uint8Array): Size {
  if (file.byteLength < 30) throw new ImageError('ends in its header')
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (view.getUint32(4, true) + 8 > file.byteLength) throw new ImageError('is cut short')
  const kind = String.fromCharCode(...file.subarray(12, 16))
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) }
  }
  if (kind === 'VP8X')
    return { width: 1 + (view.getUint32(24, true) & 0xffffff), height: 1 + (view.getUint32(26, true) >>> 8) }
  throw new ImageError('does not begin with a picture')
}
