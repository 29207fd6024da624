/** The fill pass on the CPU. */

/**
 * Writes byte ((i + phase) mod 4) of the unsigned 32-bit `value`, little-endian, to byte i of the range. `phase` is the offset
 * of the first byte in a larger range that is filled piece by piece. O(bytes), in doubling copies.
 */
export function fillPattern(bytes: Uint8Array, value: number, phase = 0): void {
  const first = value & 0xff
  if (value >>> 0 === first * 0x0101_0101) {
    bytes.fill(first)
    return
  }
  const head = Math.min(4, bytes.length)
  for (let i = 0; i < head; i++) bytes[i] = (value >>> (8 * ((i + phase) & 3))) & 0xff
  for (let done = head; done < bytes.length; done *= 2) bytes.copyWithin(done, 0, Math.min(done, bytes.length - done))
}
