/** Image files as the RGBA8 texels that a texture takes. */
import { convertIndexedToRgb, decode } from 'fast-png'
import { decodeJpeg } from './jpeg.ts'

export interface Image {
  readonly width: number
  readonly height: number
  /** RGBA, 8 bits each, rows tight, the top row first. */
  readonly texels: Uint8Array
}

/** No device takes more; and a few bytes can claim to be any size. */
const mostTexels = 2 ** 27

/** By its first bytes: names and types in files are often wrong. @returns undefined for what is neither PNG nor JPEG */
export function imageKind(file: Uint8Array): 'PNG' | 'JPEG' | undefined {
  if (file[0] === 0x89 && file[1] === 0x50 && file[2] === 0x4e && file[3] === 0x47) return 'PNG'
  return file[0] === 0xff && file[1] === 0xd8 ? 'JPEG' : undefined
}

/** @throws Error when the file is broken, or larger than any device takes */
export const decodeImage = (file: Uint8Array, kind: 'PNG' | 'JPEG'): Image =>
  kind === 'PNG' ? decodePng(file) : decodeJpeg(file, mostTexels)

/** @throws Error when the file is broken, or larger than any device takes */
export function decodePng(file: Uint8Array): Image {
  // Signature, length and name of the first chunk, then its width and height.
  if (file.byteLength < 33) throw new Error('it ends in its header')
  const header = new DataView(file.buffer, file.byteOffset)
  const [claimedWidth, claimedHeight] = [header.getUint32(16), header.getUint32(20)]
  if (claimedWidth * claimedHeight > mostTexels)
    throw new Error(`it is ${claimedWidth}×${claimedHeight} texels large, more than ${mostTexels}`)
  const png = decode(file)
  const { width, height } = png
  const texels = new Uint8Array(4 * width * height)
  const rgb = (from: ArrayLike<number>, channels: number, alpha: (i: number) => number, to8 = (v: number) => v) => {
    const grey = channels < 3
    for (let i = 0; i < width * height; i++) {
      const at = i * channels
      for (let c = 0; c < 3; c++) texels[4 * i + c] = to8(from[grey ? at : at + c]!)
      texels[4 * i + 3] = channels % 2 === 0 ? to8(from[at + channels - 1]!) : alpha(i)
    }
  }
  // A palette beside true colour is a mere suggestion.
  if (png.palette && png.channels === 1) {
    const entries = convertIndexedToRgb(png)
    rgb(entries, png.palette[0]!.length, () => 255)
    return { width, height, texels }
  }
  const { channels, depth, transparency } = png
  const samples = depth < 8 ? unpack(png.data, width, height, depth) : png.data
  /** The one grey or colour that the file declares transparent. */
  const alpha = (i: number): number =>
    transparency && transparency.every((value, c) => samples[i * channels + c] === value) ? 0 : 255
  const largest = 2 ** depth - 1
  rgb(samples, channels, alpha, (value) => Math.round((value * 255) / largest))
  return { width, height, texels }
}

/** Samples of 1, 2 or 4 bits, rows of whole bytes, one channel. */
function unpack(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const samples = new Uint8Array(width * height)
  const rowBytes = Math.ceil((width * depth) / 8)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth
      const byte = data[y * rowBytes + (bit >> 3)]!
      samples[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)
    }
  return samples
}

/** What stands in for an image that cannot be decoded: nobody takes it for the real one. */
export function checkerboard(): Image {
  const [width, height] = [16, 16]
  const texels = new Uint8Array(4 * width * height)
  for (let i = 0; i < width * height; i++)
    texels.set(((i % width) >> 2) % 2 === (i >> 6) % 2 ? [255, 0, 255, 255] : [32, 32, 32, 255], 4 * i)
  return { width, height, texels }
}
