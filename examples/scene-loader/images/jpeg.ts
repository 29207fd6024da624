/** JPEG, by @jsquash/jpeg. That takes any size and files that are cut short, so both are asked of the file's markers before. */
import { checkSize, ImageError, type Size, type Texels } from './texels.ts'
import { squashDecoder } from './squash.ts'

/** The squares that are coded one by one: each takes a bit at least. */
const blockTexels = 64

/** @throws Error when the file is broken, or larger than any device takes */
export async function decodeJpeg(file: Uint8Array): Promise<Texels> {
  sizeOfJpeg(file)
  return decode(file)
}

const decode = squashDecoder(
  '@jsquash/jpeg',
  'codec/dec/mozjpeg_dec.wasm',
  'JPEG images',
  () => import('@jsquash/jpeg/decode.js'),
)

/** Walks over the segments before the picture: to the size in the frame header, and the end behind. */
export function sizeOfJpeg(file: Uint8Array): Size {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  for (let at = 2; ;) {
    if (at + 9 > file.byteLength) throw new ImageError('ends before its picture')
    const [begin, marker] = [file[at], file[at + 1]!]
    if (begin !== 0xff) throw new ImageError('has something else where a segment belongs')
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xda) throw new ImageError('has a picture before its size')
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      if (marker > 0xc2)
        throw new ImageError('is coded losslessly, arithmetically or in layers; make it baseline or progressive')
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)]
      checkSize(width, height, file.byteLength, Math.floor((width * height) / (8 * blockTexels)))
      if (!hasEnd(file, at)) throw new ImageError('is cut short')
      checkScans(file, at)
      return { width, height }
    }
    at += 2 + view.getUint16(at + 2)
  }
}

/** Each goes over the whole picture, however few bytes it has. Encoders make about ten. */
const mostScans = 100

function checkScans(file: Uint8Array, from: number): void {
  let scans = 0
  for (let at = from; at + 1 < file.byteLength; at++) if (file[at] === 0xff && file[at + 1] === 0xda) scans++
  if (scans > mostScans) throw new ImageError(`is coded in ${scans} scans, more than ${mostScans}`)
}

function hasEnd(file: Uint8Array, from: number): boolean {
  for (let at = file.byteLength - 2; at > from; at--) if (file[at] === 0xff && file[at + 1] === 0xd9) return true
  return false
}
