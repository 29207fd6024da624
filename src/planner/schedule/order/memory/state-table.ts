import { nodeKeys } from '../node-keys.ts'
import { int32Array, noIndices, uint32Array, uint8Array } from '../../../../graph/typed-arrays.ts'

// Hot path: typed arrays only. A state is the set of executed nodes, as words of bits.

/** Most words of states to keep: 64 MiB. */
const mostWords = 1 << 24
/** Number of states that a table has room for at first. */
const fewStates = 64
/** Number of slots that it clears; it makes a new table of more. */
const mostSlotsKept = 1024

/** A table of executed sets that were seen. It follows one current set, and compares sets as a whole, not only by hash. */
export class StateTable {
  steps = 0
  private readonly words: number
  private readonly current: Uint32Array
  private readonly keyOf: Int32Array
  private hash = 0
  private count = 0
  private states: Uint32Array
  private hashes = int32Array(fewStates)
  private forgotten = uint8Array(fewStates)
  private slots = noIndices(2 * fewStates)

  constructor(nodeCount: number) {
    this.words = Math.max(1, (nodeCount + 31) >>> 5)
    this.current = uint32Array(this.words)
    this.states = uint32Array(fewStates * this.words)
    this.keyOf = nodeKeys(nodeCount)
  }

  get isFull(): boolean {
    return (this.count + 1) * this.words > mostWords
  }

  /** Adds a node to the current set, or removes it. */
  toggle(v: number): void {
    this.current[v >>> 5]! ^= 1 << (v & 31)
    this.hash ^= this.keyOf[v]!
  }

  /** Records the current set; −1 if it was recorded before, else its entry. */
  insert(): number {
    const { words, current, hash } = this
    this.steps += words
    const mask = this.slots.length - 1
    let slot = hash & mask
    for (; this.slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const entry = this.slots[slot]!
      if (this.hashes[entry] !== hash || !this.isCurrent(entry)) continue
      if (!this.forgotten[entry]) return -1
      this.forgotten[entry] = 0
      return entry
    }
    if (this.count === this.hashes.length) this.grow()
    const entry = this.count++
    this.states.set(current, entry * words)
    this.hashes[entry] = hash
    this.forgotten[entry] = 0
    this.slots[slot] = entry
    if (this.count * 2 > this.slots.length) this.rehash()
    return entry
  }

  /** Removes an entry, so that its set counts as not seen. */
  forget(entry: number): void {
    this.forgotten[entry] = 1
  }

  clear(): void {
    if (this.count === 0) return
    this.count = 0
    if (this.slots.length > mostSlotsKept) this.slots = int32Array(2 * fewStates)
    this.slots.fill(-1)
  }

  private isCurrent(entry: number): boolean {
    const at = entry * this.words
    for (let w = 0; w < this.words; w++) if (this.states[at + w] !== this.current[w]) return false
    return true
  }

  private grow(): void {
    const capacity = this.hashes.length * 2
    const states = uint32Array(capacity * this.words)
    states.set(this.states)
    const hashes = int32Array(capacity)
    hashes.set(this.hashes)
    const forgotten = uint8Array(capacity)
    forgotten.set(this.forgotten)
    this.states = states
    this.hashes = hashes
    this.forgotten = forgotten
  }

  private rehash(): void {
    const slots = noIndices(this.slots.length * 2)
    for (let entry = 0; entry < this.count; entry++) {
      let slot = this.hashes[entry]! & (slots.length - 1)
      while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = entry
    }
    this.slots = slots
  }
}
