/** The entropy-coded part of a JPEG file: bits, and Huffman codes of up to 16 of them. */

/** By the next 16 bits: the code's length in the upper byte, its value in the lower. A length of 0: no code. */
export type HuffmanTable = Uint16Array

/** @param counts how many codes of each length from 1 to 16 there are. @throws Error when they do not fit */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const table = new Uint16Array(65_536)
  let at = 0
  let value = 0
  counts.forEach((count, i) => {
    const length = i + 1
    const width = 2 ** (16 - length)
    for (let c = 0; c < count; c++) {
      if (at + width > 65_536) throw new Error('its Huffman codes do not fit')
      table.fill((length << 8) | values[value++]!, at, at + width)
      at += width
    }
  })
  return table
}

export class BitReader {
  /** Of the next byte to take. */
  position: number
  private readonly bytes: Uint8Array
  private window = 0
  private count = 0
  /** Bytes that were asked for and are not there. */
  private missing = 0

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes
    this.position = position
  }

  /** @param length at most 16 */
  read(length: number): number {
    if (length === 0) return 0
    const value = this.peek(length)
    this.count -= length
    return value
  }

  /** A signed number: those whose first bit is 0 are negative. */
  readSigned(length: number): number {
    const value = this.read(length)
    return length > 0 && value < 1 << (length - 1) ? value - (1 << length) + 1 : value
  }

  decode(table: HuffmanTable): number {
    const entry = table[this.peek(16)]!
    if (entry === 0) throw new Error('it has a code that stands for nothing')
    this.count -= entry >> 8
    return entry & 255
  }

  /** Behind a restart marker numbers begin anew on a whole byte. @returns whether there was one */
  restart(): boolean {
    this.count = 0
    this.window = 0
    this.missing = 0
    const { bytes, position } = this
    if (bytes[position] !== 0xff || (bytes[position + 1]! & 0xf8) !== 0xd0) return false
    this.position += 2
    return true
  }

  private peek(length: number): number {
    while (this.count < length) {
      this.window = ((this.window << 8) | this.next()) & 0xff_ffff
      this.count += 8
    }
    return (this.window >> (this.count - length)) & ((1 << length) - 1)
  }

  private next(): number {
    const { bytes, position } = this
    const byte = bytes[position]
    const isMarker = byte === 0xff && bytes[position + 1] !== 0
    if (byte === undefined || isMarker) {
      // The last codes may be looked at some bits beyond their end, and no further.
      if (++this.missing > 4) throw new Error('it is cut short')
      return 0
    }
    this.position += byte === 0xff ? 2 : 1
    return byte
  }
}
