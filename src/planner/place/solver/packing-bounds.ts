/**
 * Bounds of a packing search: least offsets of unplaced blocks, what follows from them in each section, and the trail of changes
 * (`PackingState` undoes them).
 *
 * Hot loop: typed arrays and integer ids throughout, no allocation while searching; fields that a loop reads are constants
 * before it.
 */
import { hasTails, nextTwins, noTwin, twinClasses, type PackingInstance } from './packing-instance.ts'
import { createSections, type PackingSections } from './packing-sections.ts'
import { float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

export const NONE = -1
const ALL = -2

/**
 * Kinds of entries of the trail: its codes are kind · count + block or section. There are at most as many sections as blocks,
 * because each section ends with the end of a block.
 */
const MOVED = 0
export const PLACED = 1
export const HOLE = 2
export const RANKED = 3
export const MERGED = 4
export const WATCHED = 5
export const TWIN = 6
export const SKIPPED = 7

export abstract class PackingBounds {
  readonly instance: PackingInstance
  readonly sections: PackingSections
  readonly least: Int32Array
  readonly latestStart: Int32Array
  readonly rank: Int32Array
  readonly isPlaced: Uint8Array
  /** Top of the lowest hole that the block skipped and no other block has filled yet, or NONE. */
  readonly holeTop: Int32Array
  /** A neighbour that may still fill the hole. */
  readonly witness: Int32Array
  /** Number of failures in each section. */
  readonly failures: Float64Array
  /** The highest offset at which the lowest unplaced block of a section leaves room for the others. */
  readonly latestOf: Int32Array
  /** Whether tails decide which blocks may be topmost. */
  readonly hasTails: boolean
  /** The next equal block of each. */
  readonly nextTwin: Int32Array
  /** Whether equal blocks keep their order, which they do unless topmost blocks were chosen. */
  hasOrder = true
  /** Capacity in steps, rounded up. */
  capacity = 0
  /** Number of elementary visits so far, from which steps are computed. */
  work = 0
  trailLength = 0
  protected trail: Int32Array
  /** The block with the smallest end among those that may be the lowest in a section; ALL where all may be. */
  protected readonly watched: Int32Array
  /** Unplaced coarse steps of each section, and the most that its topmost aligned block can save. */
  protected readonly coarseTotal: Int32Array
  private readonly mostSpare: Int32Array
  protected readonly twins: Int32Array
  /** The twin that was placed last, and is therefore the highest, of each class. */
  protected readonly topTwin: Int32Array
  /** The offset that a block was last found unable to take. */
  protected readonly skippedAt: Int32Array
  private readonly queue: Int32Array
  private readonly isQueued: Uint8Array
  private queueLength = 0

  constructor(instance: PackingInstance) {
    const { count, sectionCount, low, high, coarseSpare } = instance
    this.instance = instance
    this.sections = createSections(instance)
    this.least = int32Array(count)
    this.latestStart = int32Array(count)
    this.rank = int32Array(count)
    this.isPlaced = uint8Array(count)
    this.holeTop = int32Array(count)
    this.witness = int32Array(count)
    this.failures = float64Array(sectionCount + 1)
    this.latestOf = int32Array(sectionCount + 1)
    this.hasTails = hasTails(instance)
    this.nextTwin = nextTwins(instance)
    this.trail = int32Array(1024 + 64 * count)
    this.watched = int32Array(sectionCount + 1)
    this.coarseTotal = int32Array(sectionCount + 1)
    this.mostSpare = int32Array(sectionCount + 1)
    for (let i = 0; i < count; i++) {
      for (let s = low[i]!; s < high[i]!; s++) this.mostSpare[s] = Math.max(this.mostSpare[s]!, coarseSpare[i]!)
    }
    this.twins = twinClasses(instance)
    this.topTwin = int32Array(count)
    this.skippedAt = int32Array(count)
    this.queue = int32Array(sectionCount + 1)
    this.isQueued = uint8Array(sectionCount + 1)
  }

  /** Forgets all placements; the blocks of `isTop` count as placed, and their sizes as taken. */
  protected resetState(isTop: Uint8Array): void {
    const { count, sectionCount, coarse, coarseSize, low, high } = this.instance
    this.least.fill(0)
    this.isPlaced.set(isTop)
    this.holeTop.fill(NONE)
    this.topTwin.fill(NONE)
    this.skippedAt.fill(NONE)
    this.watched.fill(NONE)
    this.sections.reset(isTop)
    this.coarseTotal.fill(0)
    if (coarse > 0) {
      for (let i = 0; i < count; i++) {
        for (let s = low[i]!; s < high[i]!; s++) this.coarseTotal[s]! += coarseSize[i]!
      }
    }
    for (let s = 0; s < sectionCount; s++) this.refreshLatest(s)
    this.trailLength = 0
    this.queueLength = 0
  }

  /** Applies the rules to all sections; false if one cannot hold its blocks. */
  protected propagateAll(): boolean {
    for (let s = 0; s < this.instance.sectionCount; s++) this.enqueue(s)
    return this.propagate()
  }

  protected noteRank(block: number): void {
    this.note(RANKED * this.instance.count + block, this.rank[block]!)
  }

  protected noteHole(block: number): void {
    this.note(HOLE * this.instance.count + block, this.holeTop[block]!)
  }

  protected note(code: number, old: number): void {
    const at = this.trailLength
    if (at + 2 > this.trail.length) {
      const longer = int32Array(2 * this.trail.length)
      longer.set(this.trail)
      this.trail = longer
    }
    this.trail[at] = code
    this.trail[at + 1] = old
    this.trailLength = at + 2
  }

  protected enqueue(section: number): void {
    if (this.isQueued[section] === 1) return
    this.isQueued[section] = 1
    this.queue[this.queueLength++] = section
  }

  /** Recomputes `latestOf` of a section from its unplaced total, or from coarse steps. */
  protected refreshLatest(s: number): void {
    const { coarse } = this.instance
    let latest = this.capacity - this.sections.total[s]!
    if (coarse > 0) {
      const room = this.capacity - this.coarseTotal[s]! * coarse + this.mostSpare[s]!
      const last = room < 0 ? NONE : room - (room % coarse) + coarse - 1
      if (last < latest) latest = last
    }
    this.latestOf[s] = latest
  }

  /** Raises the least offset of a block, and of its twins above it; false if one no longer fits. */
  protected raise(block: number, least: number): boolean {
    const { size } = this.instance
    let i = block
    let offset = least
    for (;;) {
      if (!this.raiseOne(i, offset)) return false
      const above = this.hasOrder ? this.nextTwin[i]! : noTwin
      if (above === noTwin || this.least[above]! >= this.least[i]! + size[i]!) return true
      offset = this.least[i]! + size[i]!
      i = above
    }
  }

  private raiseOne(i: number, atLeast: number): boolean {
    const { align, low, high, count, size } = this.instance
    const { least, watched, latestOf, isQueued, queue } = this
    const { next } = this.sections
    let offset = atLeast
    const alignment = align[i]!
    if (alignment !== 1) {
      const rest = offset % alignment
      if (rest !== 0) offset += alignment - rest
    }
    if (offset > this.latestStart[i]!) return false
    const old = least[i]!
    this.note(MOVED * count + i, old)
    least[i] = offset
    const end = high[i]!
    const span = end - low[i]!
    this.work += span < 8 ? span : 8
    for (let s = low[i]!; s < end; s = next[s]!) {
      // A section changes only if the block can no longer be its lowest, or had the smallest end.
      const lowest = watched[s]!
      if (lowest !== i) {
        const latest = latestOf[s]!
        if (offset <= latest || old > latest) continue
        if (lowest >= 0 && offset >= least[lowest]! + size[lowest]!) continue
      }
      if (isQueued[s] === 0) {
        isQueued[s] = 1
        queue[this.queueLength++] = s
      }
    }
    return true
  }

  /** Applies the rules to all changed sections; false if one cannot hold its blocks. */
  protected propagate(): boolean {
    const { isQueued, queue } = this
    while (this.queueLength > 0) {
      const s = queue[--this.queueLength]!
      isQueued[s] = 0
      if (this.holds(s)) continue
      this.failures[s]!++
      return this.abandonQueue()
    }
    return true
  }

  /** Applies the rules to a section: all blocks that cannot be its lowest are above the smallest end of those that can. */
  private holds(s: number): boolean {
    const { size, count } = this.instance
    const { members, memberFirst, memberCount } = this.sections
    const { least, watched } = this
    const start = memberFirst[s]!
    const end = start + memberCount[s]!
    if (start === end) return true
    this.work += end - start
    const latest = this.latestOf[s]!
    let smallestEnd = 0x7fffffff
    let lowest = NONE
    let highestAt = NONE
    for (let k = start; k < end; k++) {
      const i = members[k]!
      const at = least[i]!
      if (at > highestAt) highestAt = at
      if (at <= latest && at + size[i]! < smallestEnd) {
        smallestEnd = at + size[i]!
        lowest = i
      }
    }
    // If all blocks may be the lowest, nothing follows until one of them no longer may.
    if (highestAt <= latest) lowest = ALL
    if (lowest === NONE) return false
    if (watched[s] !== lowest) {
      this.note(WATCHED * count + s, watched[s]!)
      watched[s] = lowest
    }
    if (highestAt <= latest) return true
    for (let k = start; k < end; k++) {
      const i = members[k]!
      const at = least[i]!
      if (at > latest && at < smallestEnd && !this.raise(i, smallestEnd)) return false
    }
    return true
  }

  protected abandonQueue(): boolean {
    const { isQueued, queue } = this
    while (this.queueLength > 0) isQueued[queue[--this.queueLength]!] = 0
    return false
  }
}
