/**
 * Sections of a packing search: the unplaced blocks of each, as sparse sets, and the sections that are still distinct, as a
 * linked list. Hot data: the search reads and writes the arrays itself; this file creates and resets them.
 */
import type { PackingInstance } from './packing-instance.ts'
import { int32Array } from '../../../graph/typed-arrays.ts'

export interface PackingSections {
  /** Total size of the unplaced blocks of each section, including blocks that were chosen to be on top. */
  readonly total: Int32Array
  /**
   * Unplaced blocks of section `s`: `memberCount[s]` entries from `memberFirst[s]` in `members`. Removed blocks follow them in
   * order of removal, so that increasing the count undoes removals.
   */
  readonly members: Int32Array
  readonly memberFirst: Int32Array
  readonly memberCount: Int32Array
  /** Position of block `i` among the members of section `s`: `slot[slotFirst[i] + s − low[i]]`. */
  readonly slot: Int32Array
  readonly slotFirst: Int32Array
  /** The distinct sections before and after each section. */
  readonly next: Int32Array
  readonly previous: Int32Array
  /** Number of blocks that begin or end at the boundary before a section; at zero, it is equal to the section before. */
  readonly boundaryBlocks: Int32Array
  /** Unplaced blocks that begin with a section. */
  readonly beginning: Int32Array
  /** Resets to the state in which only the blocks chosen to be on top are placed, which count in totals and boundaries only. */
  reset(isTop: Uint8Array): void
}

export function createSections({ count, size, low, high, sectionCount }: PackingInstance): PackingSections {
  const memberFirst = int32Array(sectionCount + 2)
  const slotFirst = int32Array(count + 1)
  for (let i = 0; i < count; i++) {
    slotFirst[i + 1] = slotFirst[i]! + high[i]! - low[i]!
    for (let s = low[i]!; s < high[i]!; s++) memberFirst[s + 1]!++
  }
  for (let s = 0; s <= sectionCount; s++) memberFirst[s + 1]! += memberFirst[s]!
  const total = int32Array(sectionCount + 1)
  const members = int32Array(memberFirst[sectionCount]!)
  const memberCount = int32Array(sectionCount + 1)
  const slot = int32Array(slotFirst[count]!)
  const next = int32Array(sectionCount + 2)
  const previous = int32Array(sectionCount + 2)
  const boundaryBlocks = int32Array(sectionCount + 1)
  const beginning = int32Array(sectionCount + 1)
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
