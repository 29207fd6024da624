/**
 * The sections of a packing search: what is unplaced in each, as sparse sets, and which of them are still apart, as a linked list.
 * Hot data: the search reads and writes the arrays itself; here they are made and set back.
 */
import type { PackingInstance } from './packing-instance.ts'

export interface PackingSections {
  /** Total size in each section of what is not placed yet, or placed on top beforehand. */
  readonly total: Int32Array
  /**
   * Unplaced blocks of section `s`: `memberCount[s]` from `memberFirst[s]` in `members`. Removed ones lie behind them, in order of
   * removal, so that removals are taken back by counting up.
   */
  readonly members: Int32Array
  readonly memberFirst: Int32Array
  readonly memberCount: Int32Array
  /** Place of block `i` among the members of section `s`: `slot[slotFirst[i] + s − low[i]]`. */
  readonly slot: Int32Array
  readonly slotFirst: Int32Array
  /** The sections still apart before and after a section. */
  readonly next: Int32Array
  readonly previous: Int32Array
  /** Blocks that begin or end at the boundary before a section: at zero, the section is one with that before it. */
  readonly boundaryBlocks: Int32Array
  /** Unplaced blocks that begin with a section. */
  readonly beginning: Int32Array
  /** Back to where nothing is placed but what is on top beforehand: those blocks count in totals and boundaries only. */
  reset(isTop: Uint8Array): void
}

export function createSections({ count, size, low, high, sectionCount }: PackingInstance): PackingSections {
  const memberFirst = new Int32Array(sectionCount + 2)
  const slotFirst = new Int32Array(count + 1)
  for (let i = 0; i < count; i++) {
    slotFirst[i + 1] = slotFirst[i]! + high[i]! - low[i]!
    for (let s = low[i]!; s < high[i]!; s++) memberFirst[s + 1]!++
  }
  for (let s = 0; s <= sectionCount; s++) memberFirst[s + 1]! += memberFirst[s]!
  const total = new Int32Array(sectionCount + 1)
  const members = new Int32Array(memberFirst[sectionCount]!)
  const memberCount = new Int32Array(sectionCount + 1)
  const slot = new Int32Array(slotFirst[count]!)
  const next = new Int32Array(sectionCount + 2)
  const previous = new Int32Array(sectionCount + 2)
  const boundaryBlocks = new Int32Array(sectionCount + 1)
  const beginning = new Int32Array(sectionCount + 1)
  return {
    total,
    members,
    memberFirst,
    memberCount,
    slot,
    slotFirst,
    next,
    previous,
    boundaryBlocks,
    beginning,
    reset(isTop) {
      total.fill(0)
      memberCount.fill(0)
      boundaryBlocks.fill(0)
      beginning.fill(0)
      for (let s = 0; s <= sectionCount; s++) {
        next[s] = s + 1
        previous[s] = s - 1
      }
      for (let i = 0; i < count; i++) {
        const first = low[i]!
        const end = high[i]!
        boundaryBlocks[first]!++
        boundaryBlocks[end]!++
        for (let s = first; s < end; s++) total[s]! += size[i]!
        if (isTop[i] === 1) continue
        beginning[first]!++
        for (let s = first; s < end; s++) {
          const where = memberFirst[s]! + memberCount[s]!++
          members[where] = i
          slot[slotFirst[i]! + s - first] = where
        }
      }
    },
  }
}
