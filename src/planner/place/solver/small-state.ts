/**
 * State of a small search: least offsets of unplaced blocks, what follows from them in each crowd, and a trail to undo changes.
 *
 * Hot loop: typed arrays and integer ids, no allocation while searching.
 */
import { CrowdTables } from './crowd-tables.ts'
import { mostTabled, type SmallInstance } from './small-instance.ts'
import { float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

export const NONE = -1
export const FAR = 0x7fffffff

export abstract class SmallState {
  /** Offsets in steps; final after `found`. */
  readonly least: Int32Array
  /** Number of times that each crowd did not fit. */
  readonly failures: Float64Array
  /** Elementary visits of the last run. */
  work = 0
  protected readonly instance: SmallInstance
  private readonly tables: CrowdTables
  protected readonly isPlaced: Uint8Array
  /** Top of the lowest hole that a block skipped and no other has filled yet, or NONE. */
  protected readonly holeTop: Int32Array
  /** By crowd: its unplaced tabled members as bits, and the steps of all its unplaced members. */
  private readonly unplaced: Int32Array
  private readonly total: Int32Array
  private readonly queue: Int32Array
  private readonly isQueued: Uint8Array
  private queueLength = 0
  /** Pairs of a code (kind · count + block) and the old value. */
  private trail: Int32Array
  protected trailLength = 0
  protected readonly members = int32Array(64)
  /** Capacity in units, and in steps rounded up. */
  private units = NONE
  private capacity = 0

  constructor(instance: SmallInstance) {
    const { count, crowds } = instance
    const crowdCount = crowds.first.length - 1
    this.instance = instance
    this.tables = new CrowdTables(instance)
    this.least = int32Array(count)
    this.isPlaced = uint8Array(count)
    this.holeTop = int32Array(count)
    this.failures = float64Array(crowdCount)
    this.unplaced = int32Array(crowdCount)
    this.total = int32Array(crowdCount)
    this.queue = int32Array(crowdCount)
    this.isQueued = uint8Array(crowdCount)
    this.trail = int32Array(1024 + 64 * count)
  }

  /** For a capacity in units and the blocks that are to be placed; false if one does not fit by itself. Forgets all placements. */
  protected reset(capacity: number, chosen: Uint8Array): boolean {
    const { instance, tables } = this
    const { count, lattice, crowds, size, fixed } = instance
    this.trailLength = 0
    this.queueLength = 0
    if (capacity !== this.units) {
      this.units = capacity
      this.capacity = Math.ceil(capacity / lattice)
      this.work += count
      if (!tables.reset(capacity)) {
        this.units = NONE
        return false
      }
    }
    this.holeTop.fill(NONE)
    for (let i = 0; i < count; i++) {
      this.isPlaced[i] = chosen[i] === 1 ? 0 : 1
      this.least[i] = Math.max(0, fixed[i]!)
    }
    for (let c = 0; c < this.total.length; c++) {
      let total = 0
      for (let k = crowds.first[c]!; k < crowds.first[c + 1]!; k++) {
        if (chosen[crowds.values[k]!] === 1) total += size[crowds.values[k]!]!
      }
      this.total[c] = total
      this.unplaced[c] = 0
      this.isQueued[c] = 1
      this.queue[this.queueLength++] = c
    }
    const { crowdsOf, tabledBit } = instance
    for (let i = 0; i < count; i++) {
      if (chosen[i] === 0) continue
      for (let k = crowdsOf.first[i]!; k < crowdsOf.first[i + 1]!; k++)
        this.unplaced[crowdsOf.values[k]!]! |= tabledBit[k]!
    }
    this.work += crowds.values.length
    return true
  }

  /** Visits by which tables grew since the last call. */
  protected tableWork(): number {
    const { work } = this.tables
    this.tables.work = 0
    return work
  }

  protected stackTwins(): boolean {
    const { count, nextTwin, size } = this.instance
    for (let i = 0; i < count; i++) {
      const above = nextTwin[i]!
      if (above === NONE || this.isPlaced[i] === 1 || this.isPlaced[above] === 1) continue
      if (!this.raise(above, this.least[i]! + size[i]!)) return this.abandonQueue()
    }
    return true
  }

  protected note(code: number, old: number): void {
    if (this.trailLength + 2 > this.trail.length) {
      const longer = int32Array(2 * this.trail.length)
      longer.set(this.trail)
      this.trail = longer
    }
    this.trail[this.trailLength++] = code
    this.trail[this.trailLength++] = old
  }

  private enqueue(crowd: number): void {
    if (this.isQueued[crowd] === 1) return
    this.isQueued[crowd] = 1
    this.queue[this.queueLength++] = crowd
  }

  protected abandonQueue(): boolean {
    while (this.queueLength > 0) this.isQueued[this.queue[--this.queueLength]!] = 0
    return false
  }

  /** Raises the least offset of a block, and of its twins above it; false if one no longer fits. */
  protected raise(block: number, offset: number): boolean {
    const { align, size, crowdsOf, nextTwin } = this.instance
    for (let i = block, at = offset; ;) {
      const rest = at % align[i]!
      if (rest !== 0) at += align[i]! - rest
      if (at > this.tables.latest[i]!) return false
      this.note(i, this.least[i]!)
      this.least[i] = at
      for (let k = crowdsOf.first[i]!; k < crowdsOf.first[i + 1]!; k++) this.enqueue(crowdsOf.values[k]!)
      this.work += 4
      at += size[i]!
      i = nextTwin[i]!
      if (i === NONE || this.isPlaced[i] === 1 || this.least[i]! >= at) return true
    }
  }

  /** Applies the rules to all crowds that have changed; false if one cannot hold its blocks. */
  protected propagate(): boolean {
    while (this.queueLength > 0) {
      const crowd = this.queue[--this.queueLength]!
      this.isQueued[crowd] = 0
      if (this.total[crowd] === 0 || this.check(crowd)) continue
      this.failures[crowd]!++
      return this.abandonQueue()
    }
    return true
  }

  /** One of the blocks that can start low enough is the lowest of its crowd, and all others start above the smallest end of these. */
  private check(crowd: number): boolean {
    const { crowds, size } = this.instance
    const { least, isPlaced } = this
    const first = crowds.first[crowd]!
    const end = crowds.first[crowd + 1]!
    let smallestEnd = FAR
    let late = 0
    this.work += end - first
    for (let k = first; k < end; k++) {
      const i = crowds.values[k]!
      if (isPlaced[i] === 1) continue
      if (least[i]! > this.latestAsLowest(crowd, i, k - first)) this.members[late++] = i
      else if (least[i]! + size[i]! < smallestEnd) smallestEnd = least[i]! + size[i]!
    }
    if (smallestEnd === FAR) return false
    for (let k = 0; k < late; k++) {
      const i = this.members[k]!
      if (least[i]! < smallestEnd && !this.raise(i, smallestEnd)) return false
    }
    return true
  }

  /** Latest start of the unplaced block at a position of its crowd if it is the lowest there. */
  private latestAsLowest(crowd: number, block: number, position: number): number {
    const { total, unplaced, tables } = this
    const bySum = this.capacity - total[crowd]!
    // Positions that are not tabled have no bit among the unplaced ones.
    const others = position < mostTabled ? unplaced[crowd]! & ~(1 << position) : unplaced[crowd]!
    const byTable = tables.asLowest(crowd, others, block)
    return byTable < bySum ? byTable : bySum
  }

  /** Places a block at its least offset; false if a neighbour no longer fits. */
  protected place(block: number): boolean {
    const { count, size, crowdsOf, tabledBit, neighbours } = this.instance
    const at = this.least[block]!
    const top = at + size[block]!
    this.note(count + block, 0)
    this.isPlaced[block] = 1
    for (let k = crowdsOf.first[block]!; k < crowdsOf.first[block + 1]!; k++) {
      const crowd = crowdsOf.values[k]!
      this.unplaced[crowd]! ^= tabledBit[k]!
      this.total[crowd]! -= size[block]!
      this.enqueue(crowd)
    }
    this.work += neighbours.first[block + 1]! - neighbours.first[block]!
    for (let k = neighbours.first[block]!; k < neighbours.first[block + 1]!; k++) {
      const other = neighbours.values[k]!
      if (this.isPlaced[other] === 1) continue
      if (this.holeTop[other]! > at) {
        this.note(2 * count + other, this.holeTop[other]!)
        this.holeTop[other] = NONE
      }
      if (this.least[other]! < top && !this.raise(other, top)) return this.abandonQueue()
    }
    return true
  }

  protected undoTo(mark: number): void {
    const { count, size, crowdsOf, tabledBit } = this.instance
    while (this.trailLength > mark) {
      const old = this.trail[--this.trailLength]!
      const code = this.trail[--this.trailLength]!
      if (code < count) this.least[code] = old
      else if (code >= 2 * count) this.holeTop[code - 2 * count] = old
      else {
        const block = code - count
        this.isPlaced[block] = 0
        for (let k = crowdsOf.first[block]!; k < crowdsOf.first[block + 1]!; k++) {
          this.unplaced[crowdsOf.values[k]!]! ^= tabledBit[k]!
          this.total[crowdsOf.values[k]!]! += size[block]!
        }
      }
    }
  }
}
