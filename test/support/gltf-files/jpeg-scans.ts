/** Progressive JPEG files of many scans, each of which goes over the whole picture. */

const segment = (marker: number, content: readonly number[]): Buffer =>
  Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content])

/**
 * Grey. The scans refine nothing: a run of blocks at their end is as long as it can be, again and again.
 * @param width a multiple of 8, as is the height
 */
export function manyScans(width: number, height: number, scans: number): Uint8Array {
  const blocks = (width / 8) * (height / 8)
  const words = (value: number) => [value >> 8, value & 255]
  const quantisation = segment(0xdb, [0, ...new Array<number>(64).fill(1)])
  const frame = segment(0xc2, [8, ...words(height), ...words(width), 1, 1, 0x11, 0])
  // One code each: no difference for DC, and runs of 2¹⁴ blocks and more for AC.
  const code = (table: number, symbols: readonly number[]) =>
    segment(0xc4, [table, 0, symbols.length, ...new Array<number>(14).fill(0), ...symbols])
  const first = Buffer.concat([segment(0xda, [1, 1, 0x00, 0, 0, 0x00]), new Uint8Array(Math.ceil(blocks / 4))])
  // Codes of two bits: 00 is the run of 2¹⁴ + 14 bits of it.
  const runs = Buffer.alloc(2 * Math.ceil(blocks / 2 ** 14) + 2)
  const scan = Buffer.concat([segment(0xda, [1, 1, 0x00, 1, 63, 0x00]), runs])
  const tables = [code(0x00, [0, 1]), code(0x10, [0xe0, 0xd0])]
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    quantisation,
    frame,
    ...tables,
    first,
    ...Array.from({ length: scans }, () => scan),
    Buffer.from([0xff, 0xd9]),
  ])
}
