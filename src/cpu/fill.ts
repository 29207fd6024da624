/** The fill pass on the CPU. */

/** Writes byte (i mod 4) of the unsigned 32-bit `value`, little-endian, to byte i of the range. O(bytes), in doubling copies. */
export function fillPattern(bytes: Uint8Array, value: number): void {
  const first = value & 0xff
  if (value >>> 0 === first * 0x0101_0101) {
    bytes.fill(first)
    return
  }
  const head = Math.min(4, bytes.length)
  for (let i = 0; i < head; i++) bytes[i] = (value >>> (8 * i)) & 0xff
  for (let done = head; done < bytes.length; done *= 2) bytes.copyWithin(done, 0, Math.min(done, bytes.length - done))
}
