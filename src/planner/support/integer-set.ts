/** Sets of integers whose neighbours are asked for. */
import { lowestBit } from './bits.ts'
import { int32Array } from '../../graph/typed-arrays.ts'

/** A set of integers below n with neighbour queries, as a 32-ary tree of bit masks. O(log₃₂ n) per operation. */
export class IntegerSet {
  private readonly levels: Int32Array[]

  constructor(size: number) {
    let words = Math.max(1, (size + 31) >>> 5)
    this.levels = [int32Array(words)]
    while (words > 1) {
      words = (words + 31) >>> 5
      this.levels.push(int32Array(words))
    }
  }

  has(value: number): boolean {
    return (this.levels[0]![value >>> 5]! & (1 << (value & 31))) !== 0
  }

  add(value: number): void {
    for (let l = 0; l < this.levels.length; l++) {
      const word = this.levels[l]!
      const before = word[value >>> 5]!
      word[value >>> 5] = before | (1 << (value & 31))
      if (before !== 0) return
      value >>>= 5
    }
  }

  delete(value: number): void {
    for (let l = 0; l < this.levels.length; l++) {
      const word = this.levels[l]!
      word[value >>> 5]! &= ~(1 << (value & 31))
      if (word[value >>> 5] !== 0) return
      value >>>= 5
    }
  }

  /** Deletes first … end − 1. @returns whether any of them were members */
  deleteRange(first: number, end: number): boolean {
    let member = this.next(first - 1)
    const hadMember = member >= 0 && member < end
    for (; member >= 0 && member < end; member = this.next(member)) this.delete(member)
    return hadMember
  }

  /** The smallest member above `value`; −1 for none. */
  next(value: number): number {
    value += 1
    for (let l = 0; l < this.levels.length; l++) {
      const word = this.levels[l]!
      const index = value >>> 5
      if (index < word.length) {
        // Two masks, because a shift by 32 would be a shift by 0.
        const rest = word[index]! & (-1 << (value & 31))
        if (rest !== 0) return this.descend(l, (index << 5) | lowestBit(rest), false)
      }
      value = index + 1
    }
    return -1
  }

  /** The largest member at or below `value`; −1 for none. */
  atOrBelow(value: number): number {
    for (let l = 0; l < this.levels.length; l++) {
      if (value < 0) return -1
      const word = this.levels[l]!
      const index = value >>> 5
      const bit = value & 31
      const rest = word[index]! & (bit === 31 ? -1 : (1 << (bit + 1)) - 1)
      if (rest !== 0) return this.descend(l, (index << 5) | (31 - Math.clz32(rest)), true)
      value = index - 1
    }
    return -1
  }

  private descend(level: number, value: number, takesLargest: boolean): number {
    for (let l = level - 1; l >= 0; l--) {
      const word = this.levels[l]![value]!
      value = (value << 5) | (takesLargest ? 31 - Math.clz32(word) : lowestBit(word))
    }
    return value
  }
}
