/**
 * The small search: decides whether up to 64 blocks fit under a capacity, with any alignments, fixed offsets and explicit
 * conflicts. It fixes offsets in ascending order and branches as the packing search does: the block with the smallest least offset
 * is placed there, or rests on a neighbour that is still unplaced. What it does beyond that pays in small problems only:
 * - How much room the unplaced blocks of a crowd need is exact, alignments included (`CrowdTables`).
 * - Whenever the unplaced blocks fall apart, the parts are solved one by one.
 * - A part that has failed is not tried again with least offsets that are nowhere lower (`KnownFailures`). This holds whatever
 *   is placed: what was ruled out before (a place that was skipped) was ruled out because it failed, too.
 *
 * Hot loop: typed arrays and integer ids, one trail for undo. Ties are broken by rank, which is total.
 */
import { CrowdTables } from './crowd-tables.ts'
import { KnownFailures } from './known-failures.ts'
import { membersOf, MOST_TABLED, type SmallInstance } from './small-instance.ts'
import { float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

const NONE = -1
const FAR = 0x7fffffff

/** `none` is a proof; `steps` says nothing. */
export type SmallOutcome = 'found' | 'none' | 'steps'

export class SmallSearch {
  /** Offsets in steps; final after `found`. */
  readonly least: Int32Array
  /** Number of times that each crowd did not fit. */
  readonly failures: Float64Array
  /** Elementary visits of the last run. */
  work = 0
  private readonly instance: SmallInstance
  private readonly tables: CrowdTables
  private readonly known = new KnownFailures()
  private readonly isPlaced: Uint8Array
  /** Top of the lowest hole that a block skipped and no other has filled yet, or NONE. */
  private readonly holeTop: Int32Array
  private rank: Int32Array
  /** Of each crowd: its unplaced tabled members as bits, and the steps of all its unplaced members. */
  private readonly unplaced: Int32Array
  private readonly total: Int32Array
  private readonly queue: Int32Array
  private readonly isQueued: Uint8Array
  private queueLength = 0
  /** Pairs of a code (kind · count + block) and the old value. */
  private trail: Int32Array
  private trailLength = 0
  private readonly members = int32Array(64)
  /** Capacity in units, and in steps rounded up. */
  private units = NONE
  private capacity = 0
  private most = 0
  private isOut = false

  constructor(instance: SmallInstance) {
    const { count, crowds } = instance
    const crowdCount = crowds.first.length - 1
    this.instance = instance
    this.tables = new CrowdTables(instance)
    this.least = int32Array(count)
    this.isPlaced = uint8Array(count)
    this.holeTop = int32Array(count)
    this.rank = int32Array(count)
    this.failures = float64Array(crowdCount)
    this.unplaced = int32Array(crowdCount)
    this.total = int32Array(crowdCount)
    this.queue = int32Array(crowdCount)
    this.isQueued = uint8Array(crowdCount)
    this.trail = int32Array(1024 + 64 * count)
  }

  /**
   * Searches for a placement of the blocks that `chosen` marks, all of which end at or below `capacity` units, for at most `most`
   * elementary visits.
   */
  run(capacity: number, rank: Int32Array, chosen: Uint8Array, most: number): SmallOutcome {
    this.work = 0
    this.most = most
    this.isOut = false
    this.rank = rank
    if (!this.reset(capacity, chosen)) return 'none'
    let low = 0
    let high = 0
    for (let i = 0; i < this.instance.count; i++) {
      if (this.isPlaced[i] === 1) continue
      if (i < 32) low |= 1 << i
      else high |= 1 << (i - 32)
    }
    if (this.stackTwins() && this.propagate() && this.solveParts(low, high)) return 'found'
    return this.isOut ? 'steps' : 'none'
  }

  private reset(capacity: number, chosen: Uint8Array): boolean {
    const { instance, tables } = this
    const { count, lattice, crowds, size, fixed } = instance
    this.trailLength = 0
    this.queueLength = 0
    if (capacity !== this.units) {
      this.units = capacity
      this.capacity = Math.ceil(capacity / lattice)
      this.known.clear()
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

  private stackTwins(): boolean {
    const { count, nextTwin, size } = this.instance
    for (let i = 0; i < count; i++) {
      const above = nextTwin[i]!
      if (above === NONE || this.isPlaced[i] === 1 || this.isPlaced[above] === 1) continue
      if (!this.raise(above, this.least[i]! + size[i]!)) return this.abandonQueue()
    }
    return true
  }

  private note(code: number, old: number): void {
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

  private abandonQueue(): boolean {
    while (this.queueLength > 0) this.isQueued[this.queue[--this.queueLength]!] = 0
    return false
  }

  /** Raises the least offset of a block, and of its twins above it; false if one no longer fits. */
  private raise(block: number, offset: number): boolean {
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
  private propagate(): boolean {
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
    const others = position < MOST_TABLED ? unplaced[crowd]! & ~(1 << position) : unplaced[crowd]!
    const byTable = tables.asLowest(crowd, others, block)
    return byTable < bySum ? byTable : bySum
  }

  /** Places a block at its least offset; false if a neighbour no longer fits. */
  private place(block: number): boolean {
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

  private undoTo(mark: number): void {
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

  /** Rules out the least offset of a block: it rests on an unplaced neighbour that starts within the hole. False if there is none. */
  private skip(block: number): boolean {
    const { count, size, neighbours } = this.instance
    const pending = this.holeTop[block]!
    const hole = pending !== NONE ? pending : this.least[block]! + size[block]!
    let lowestTop = FAR
    this.work += neighbours.first[block + 1]! - neighbours.first[block]!
    for (let k = neighbours.first[block]!; k < neighbours.first[block + 1]!; k++) {
      const other = neighbours.values[k]!
      if (this.isPlaced[other] === 1 || this.least[other]! >= hole) continue
      lowestTop = Math.min(lowestTop, this.least[other]! + size[other]!)
    }
    if (lowestTop === FAR) return false
    if (pending !== hole) {
      this.note(2 * count + block, pending)
      this.holeTop[block] = hole
    }
    if (lowestTop > this.least[block]! && !this.raise(block, lowestTop)) return this.abandonQueue()
    return this.propagate()
  }

  private hasWitness(block: number): boolean {
    const { neighbours } = this.instance
    const hole = this.holeTop[block]!
    for (let k = neighbours.first[block]!; k < neighbours.first[block + 1]!; k++) {
      const other = neighbours.values[k]!
      if (this.isPlaced[other] === 0 && this.least[other]! < hole) return true
    }
    this.work += neighbours.first[block + 1]! - neighbours.first[block]!
    return false
  }

  /** The block of a part with the smallest (least offset, rank); NONE if a hole cannot be filled. */
  private select(low: number, high: number): number {
    const { least, rank, members } = this
    const count = membersOf(low, high, members)
    let best = NONE
    this.work += count
    for (let k = 0; k < count; k++) {
      const i = members[k]!
      if (this.holeTop[i]! !== NONE && !this.hasWitness(i)) return NONE
      if (best === NONE || least[i]! < least[best]! || (least[i] === least[best] && rank[i]! < rank[best]!)) best = i
    }
    return best
  }

  /** Places a connected part; on failure, everything is as before. */
  private solvePart(low: number, high: number): boolean {
    const entry = this.trailLength
    for (;;) {
      const block = this.select(low, high)
      if (block === NONE) break
      if (this.holeTop[block]! === NONE) {
        this.work += 8
        if (this.known.has(low, high, this.least)) {
          this.undoTo(entry)
          return false
        }
        if (this.work > this.most) {
          this.isOut = true
          break
        }
        const mark = this.trailLength
        const leftLow = block < 32 ? low & ~(1 << block) : low
        const leftHigh = block < 32 ? high : high & ~(1 << (block - 32))
        if (this.place(block) && this.propagate() && this.solveParts(leftLow, leftHigh)) return true
        this.undoTo(mark)
        if (this.isOut) break
      }
      // To place it where it has skipped a hole would leave that unfilled.
      if (!this.skip(block)) break
    }
    this.undoTo(entry)
    if (!this.isOut) this.known.add(low, high, this.least)
    return false
  }

  /** Places a set of blocks, one connected part after another. */
  private solveParts(low: number, high: number): boolean {
    const { neighboursLow, neighboursHigh } = this.instance
    let leftLow = low
    let leftHigh = high
    while ((leftLow | leftHigh) !== 0) {
      let partLow = leftLow & -leftLow
      let partHigh = leftLow === 0 ? leftHigh & -leftHigh : 0
      let nextLow = partLow
      let nextHigh = partHigh
      while ((nextLow | nextHigh) !== 0) {
        const block = nextLow !== 0 ? 31 - Math.clz32(nextLow & -nextLow) : 63 - Math.clz32(nextHigh & -nextHigh)
        if (nextLow !== 0) nextLow &= nextLow - 1
        else nextHigh &= nextHigh - 1
        const newLow = neighboursLow[block]! & leftLow & ~partLow
        const newHigh = neighboursHigh[block]! & leftHigh & ~partHigh
        partLow |= newLow
        partHigh |= newHigh
        nextLow |= newLow
        nextHigh |= newHigh
        this.work++
      }
      if (!this.solvePart(partLow, partHigh)) return false
      leftLow &= ~partLow
      leftHigh &= ~partHigh
    }
    return true
  }
}
