/** Bits of words of 32. */

/** The number of the lowest bit that is set; −1 for none. */
export const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)

/** The number of bits that are set (Warren, Hacker's Delight, 5-1). */
export function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
