/**
 * States of the small search from which no placement exists. A state is a set of unplaced blocks with least offsets: where one has
 * failed, so will every other with the same blocks and least offsets that are nowhere lower, however it was reached.
 */
import { membersOf, mostSmallBlocks } from './small-instance.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

const NONE = -1
const bucketCount = 1 << 12
const mostNumbers = 1 << 18

/** Most states of the same blocks that are compared: the latest are the most alike. */
const mostCompared = 24

export class KnownFailures {
  private readonly heads = int32Array(bucketCount).fill(NONE)
  /** Entries, one after another: the entry before in the bucket, two words of blocks, and their least offsets. */
  private readonly entries = int32Array(mostNumbers)
  private readonly members = int32Array(mostSmallBlocks)
  private length = 0

  clear(): void {
    if (this.length > 0) this.heads.fill(NONE)
    this.length = 0
  }

  add(low: number, high: number, least: Int32Array): void {
    const count = membersOf(low, high, this.members)
    if (this.length + 3 + count > mostNumbers) this.clear()
    const { entries } = this
    const bucket = bucketOf(low, high)
    const at = this.length
    entries[at] = this.heads[bucket]!
    entries[at + 1] = low
    entries[at + 2] = high
    for (let k = 0; k < count; k++) entries[at + 3 + k] = least[this.members[k]!]!
    this.heads[bucket] = at
    this.length = at + 3 + count
  }

  has(low: number, high: number, least: Int32Array): boolean {
    const { entries, members } = this
    let count = 0
    let compared = 0
    for (let at = this.heads[bucketOf(low, high)]!; at !== NONE && compared < mostCompared; at = entries[at]!) {
      if (entries[at + 1] !== low || entries[at + 2] !== high) continue
      if (compared++ === 0) count = membersOf(low, high, members)
      let k = 0
      while (k < count && least[members[k]!]! >= entries[at + 3 + k]!) k++
      if (k === count) return true
    }
    return false
  }
}

function bucketOf(low: number, high: number): number {
  const hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
  return (hash ^ (hash >>> 15)) & (bucketCount - 1)
}
