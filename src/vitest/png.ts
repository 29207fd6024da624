/** PNG files of 8 bits a channel, read and written at once: matchers may not have to be awaited. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** RGBA, rows from the top, 8 bits each. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

export const isPng = (bytes: Uint8Array): boolean => signature.every((byte, i) => bytes[i] === byte)

export function encodePng({ width, height, data }: Picture): Uint8Array {
  const rows = Buffer.alloc((width * 4 + 1) * height)
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Uint8Array): Buffer {
  const made = Buffer.alloc(content.length + 12)
  made.writeUInt32BE(content.length, 0)
  made.write(type, 4, 'latin1')
  made.set(content, 8)
  made.writeUInt32BE(crc32(made.subarray(4, content.length + 8)), content.length + 8)
  return made
}

/** Channels of a PNG colour type. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 }

/** @throws Error for what is no PNG of 8 bits a channel without palette or interlacing */
export function decodePng(bytes: Uint8Array): Picture {
  if (!isPng(bytes)) throw new Error('it is no PNG file')
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
  const channels = channelsOf[file[25]!]
  if (file[24] !== 8 || channels === undefined || file[28] !== 0)
    throw new Error('it is a PNG of a kind that is not read here: take 8 bits a channel, no palette, no interlacing')
  const parts: Buffer[] = []
  for (let at = 8; at + 8 <= file.length; at += file.readUInt32BE(at) + 12)
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(parts))
  const rowBytes = width * channels
  if (raw.length < (rowBytes + 1) * height) throw new Error('it ends too early')
  const texels = unfiltered(raw, rowBytes, height, channels)
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < width * height; i++) {
    const from = i * channels
    const isGrey = channels < 3
    for (let c = 0; c < 3; c++) data[i * 4 + c] = texels[isGrey ? from : from + c]!
    data[i * 4 + 3] = channels % 2 === 0 ? texels[from + channels - 1]! : 255
  }
  return { width, height, data }
}

function unfiltered(raw: Uint8Array, rowBytes: number, height: number, step: number): Uint8Array {
  const made = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (rowBytes + 1)]
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x
      const left = x < step ? 0 : made[at - step]!
      const up = y === 0 ? 0 : made[at - rowBytes]!
      const corner = x < step || y === 0 ? 0 : made[at - rowBytes - step]!
      const guess =
        filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : filter === 4
                ? paeth(left, up, corner)
                : 0
      made[at] = raw[y * (rowBytes + 1) + 1 + x]! + guess
    }
  }
  return made
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
