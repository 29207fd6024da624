import { int32Array, noIndices, uint32Array } from '../../../../graph/typed-arrays.ts'
import { handBack } from '../../../support/reused-memory.ts'

// Hot path: typed arrays only. A state is the set of executed nodes, as words of bits.

/** Executed sets that are reachable with one more submission than those of the level before. */
export interface Level {
  count: number
  bits: Uint32Array
  hashes: Int32Array
  /** Ready nodes of each state: `frontier[frontierStart[s] … frontierStart[s + 1])`. */
  frontier: Int32Array
  frontierStart: Int32Array
  /** Index into the history, from which the sequence of queues is reconstructed. */
  history: Int32Array
  /** The size of the executed set. */
  executed: Int32Array
}

/**
 * Most states to compare with: comparing all with all would be quadratic, and keeping a subset of another state is only
 * wasteful.
 */
const mostComparedStates = 1500
const mostComparedWords = 4_000_000

/** Collects the states of one level, without duplicates. */
export class LevelBuilder {
  comparisons = 0
  isTruncated = false
  private readonly words: number
  private count = 0
  private bits: Uint32Array
  private readonly hashes: number[] = []
  private frontier = int32Array(1024)
  private readonly frontierStart: number[] = [0]
  private readonly history: number[] = []
  /** By state: a lower bound on the remaining submissions. */
  private readonly toCome: number[] = []
  private readonly executed: number[] = []
  private table = noIndices(64)

  constructor(words: number) {
    this.words = words
    this.bits = uint32Array(16 * words)
  }

  /** Adds a state; false if it is there already. */
  add(
    bits: Uint32Array,
    hash: number,
    frontier: Int32Array,
    frontierSize: number,
    history: number,
    toCome: number,
    executed: number,
  ): boolean {
    const { words } = this
    let slot = hash & (this.table.length - 1)
    for (; this.table[slot]! >= 0; slot = (slot + 1) & (this.table.length - 1)) {
      const other = this.table[slot]!
      if (this.hashes[other] === hash && this.isSame(bits, other)) return false
    }
    this.table[slot] = this.count
    if ((this.count + 1) * words > this.bits.length) {
      const larger = uint32Array(this.count * words * 2)
      larger.set(this.bits)
      handBack(this.bits)
      this.bits = larger
    }
    this.bits.set(bits, this.count * words)
    const end = this.frontierStart[this.count]! + frontierSize
    if (end > this.frontier.length) {
      const larger = int32Array(end * 2)
      larger.set(this.frontier)
      handBack(this.frontier)
      this.frontier = larger
    }
    this.frontier.set(frontier.subarray(0, frontierSize), end - frontierSize)
    this.frontierStart.push(end)
    this.hashes.push(hash)
    this.history.push(history)
    this.toCome.push(toCome)
    this.executed.push(executed)
    this.count++
    if (this.count * 2 > this.table.length) this.rehash()
    return true
  }

  /**
   * Removes states that are subsets of another; of more than `width` states, keeps those with the fewest remaining submissions,
   * then the largest. States are compared only with the first of the larger ones, so that large levels stay affordable.
   */
  undominated(width: number): number[] {
    const bySize = Array.from({ length: this.count }, (_, s) => s)
    bySize.sort((a, b) => this.executed[b]! - this.executed[a]! || a - b)
    let kept: number[] = []
    for (const s of bySize) {
      let isDominated = false
      const upTo = Math.min(kept.length, mostComparedStates)
      for (let k = 0; k < upTo && !isDominated && this.comparisons < mostComparedWords; k++)
        isDominated = this.isSubset(s, kept[k]!)
      if (!isDominated) kept.push(s)
    }
    if (kept.length > width) {
      this.isTruncated = true
      kept.sort((a, b) => this.toCome[a]! - this.toCome[b]! || this.executed[b]! - this.executed[a]! || a - b)
      kept = kept.slice(0, width)
    }
    return kept
  }

  finish(states: number[] = Array.from({ length: this.count }, (_, s) => s)): Level {
    const { words } = this
    const count = states.length
    const bits = uint32Array(count * words)
    const frontierStart = int32Array(count + 1)
    states.forEach((s, k) => {
      bits.set(this.bits.subarray(s * words, (s + 1) * words), k * words)
      frontierStart[k + 1] = frontierStart[k]! + this.frontierStart[s + 1]! - this.frontierStart[s]!
    })
    const frontier = int32Array(frontierStart[count]!)
    states.forEach((s, k) => {
      frontier.set(this.frontier.subarray(this.frontierStart[s]!, this.frontierStart[s + 1]!), frontierStart[k]!)
    })
    return {
      count,
      bits,
      frontier,
      frontierStart,
      hashes: Int32Array.from(states, (s) => this.hashes[s]!),
      history: Int32Array.from(states, (s) => this.history[s]!),
      executed: Int32Array.from(states, (s) => this.executed[s]!),
    }
  }

  /** Ends the collection; levels that were made of it stay. */
  handBack(): void {
    handBack(this.bits, this.frontier)
  }

  private isSame(bits: Uint32Array, other: number): boolean {
    const at = other * this.words
    for (let w = 0; w < this.words; w++) if (this.bits[at + w] !== bits[w]) return false
    return true
  }

  private isSubset(small: number, large: number): boolean {
    const { words, bits } = this
    const a = small * words
    const b = large * words
    for (let w = 0; w < words; w++) {
      if (bits[a + w]! & ~bits[b + w]!) {
        this.comparisons += w + 1
        return false
      }
    }
    this.comparisons += words
    return true
  }

  private rehash(): void {
    const table = noIndices(this.table.length * 4)
    for (let s = 0; s < this.count; s++) {
      let slot = this.hashes[s]! & (table.length - 1)
      while (table[slot]! >= 0) slot = (slot + 1) & (table.length - 1)
      table[slot] = s
    }
    this.table = table
  }
}

/** Ends the use of a level. */
export const handBackLevel = ({ bits, frontier }: Level): void => handBack(bits, frontier)
