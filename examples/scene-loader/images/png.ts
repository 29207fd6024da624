/** PNG, by fast-png. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { convertIndexedToRgb, decode } from 'fast-png'
import { checkSize, ImageError, type Size, type Texels } from './texels.ts'

/** @throws Error when the file is broken, or larger than any device takes */
export function decodePng(file: Uint8Array): Texels {
  const png = decode(withoutExtras(file))
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
    const channels = png.palette[0]!.length
    rgb(convertIndexedToRgb(png), channels, () => 255)
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

/** The header comes first, always. */
export const sizeOfPng = (file: Uint8Array): Size =>
  readHeader(new DataView(file.buffer, file.byteOffset, file.byteLength), signatureBytes + 8)

const signatureBytes = 8
/** The length, the name, and the check sum behind the data. */
const chunkBytes = 12
/** The chunks that texels need. Profiles and texts can hold a gigabyte in a few bytes, and animations have other sizes. */
const needed = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])
/** The most that deflate makes of one byte. */
const deflated = 1032

/** The file with the chunks alone that matter, when its data can be of the size that its header claims. */
function withoutExtras(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const kept: Uint8Array[] = [file.subarray(0, signatureBytes)]
  let size: Rows | undefined
  const data: Uint8Array[] = []
  for (let at = signatureBytes, name = ''; name !== 'IEND';) {
    if (at + chunkBytes > file.byteLength) throw new ImageError(size ? 'is cut short' : 'ends in its header')
    const length = view.getUint32(at)
    name = String.fromCharCode(...file.subarray(at + 4, at + 8))
    const end = at + chunkBytes + length
    if (end > file.byteLength) throw new ImageError('is cut short')
    if (name === 'IHDR' && length >= 13) size = readHeader(view, at + 8)
    if (name === 'IDAT') data.push(file.subarray(at + 8, at + 8 + length))
    else if (name === 'IEND' && size) kept.push(storedData(data, size), file.subarray(at, end))
    else if (needed.has(name)) kept.push(file.subarray(at, end))
    at = end
  }
  if (!size) throw new ImageError('has no header')
  return new Uint8Array(Buffer.concat(kept))
}

interface Rows extends Size {
  readonly bitsPerTexel: number
}

/** One chunk of the same rows, stored as they are: what deflate makes of a few bytes can be any number of gigabytes. */
function storedData(data: readonly Uint8Array[], { width, height, bitsPerTexel }: Rows): Uint8Array {
  const packed = Buffer.concat(data)
  // A byte in front of each row; interlaced files have up to twice as many rows, whose last bytes are not full.
  const rawBytes = Math.ceil((width * height * bitsPerTexel) / 8) + 4 * height
  checkSize(width, height, packed.length, Math.floor((width * height * bitsPerTexel) / 8 / deflated))
  let rows: Uint8Array
  try {
    rows = inflateSync(packed, { maxOutputLength: rawBytes + 1024 })
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new ImageError(isTooLarge ? `has more data than ${width}×${height} texels need` : 'is damaged')
  }
  const stored = deflateSync(rows, { level: 0 })
  const chunk = Buffer.alloc(chunkBytes + stored.length)
  chunk.writeUInt32BE(stored.length)
  chunk.write('IDAT', 4, 'latin1')
  chunk.set(stored, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + stored.length)), 8 + stored.length)
  return chunk
}

function readHeader(view: DataView, at: number): Rows {
  const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
  const bitsPerTexel = view.getUint8(at + 8) * (channels[view.getUint8(at + 9)] ?? NaN)
  if (!(bitsPerTexel > 0)) throw new ImageError('has colours that PNG does not know')
  return { width: view.getUint32(at), height: view.getUint32(at + 4), bitsPerTexel }
}
