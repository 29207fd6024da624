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
import { KnownFailures } from './known-failures.ts'
import { membersOf } from './small-instance.ts'
import { FAR, NONE, SmallState } from './small-state.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

/** `none` is a proof; `steps` says nothing. */
export type SmallOutcome = 'found' | 'none' | 'steps'

export class SmallSearch extends SmallState {
  private readonly known = new KnownFailures()
  private knownFor = NONE
  private rank = int32Array(0)
  private most = 0
  private isOut = false

  /**
   * Searches for a placement of the blocks that `chosen` marks, all of which end at or below `capacity` units, for at most `most`
   * elementary visits.
   */
  run(capacity: number, rank: Int32Array, chosen: Uint8Array, most: number): SmallOutcome {
    this.work = 0
    this.most = most
    this.isOut = false
    this.rank = rank
    if (capacity !== this.knownFor) this.known.clear()
    this.knownFor = capacity
    if (!this.reset(capacity, chosen)) return 'none'
    let low = 0
    let high = 0
    for (let i = 0; i < this.instance.count; i++) {
      if (this.isPlaced[i] === 1) continue
      if (i < 32) low |= 1 << i
      else high |= 1 << (i - 32)
    }
    const isFound = this.stackTwins() && this.propagate() && this.solveParts(low, high)
    this.work += this.tableWork()
    return isFound ? 'found' : this.isOut ? 'steps' : 'none'
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
