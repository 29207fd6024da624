/** Conflicts: pairs of blocks that may not share bytes, computed from sections by a sweep, or as given. */
import type { Lists, Model } from './model.ts'
import { sortByKey } from '../../support/sort-by-key.ts'
import { float64Array, int32Array, int32Slice } from '../../../graph/typed-arrays.ts'
import { handBack } from '../../support/reused-memory.ts'

/** Number of entries above which conflict lists cost more than they gain. */
export const mostEntries = 12_000_000

/** Entries that are worth their memory for a lower peak, so many always and so many for each block: a few times the text of a document. */
const [someConflicts, conflictsPerBlock] = [1_000_000, 512]

/** Most entries of lists of so many blocks for a lower peak; for any placement at all, there may be `mostEntries`. */
export const mostConflicts = (blocks: number): number =>
  Math.min(mostEntries, someConflicts + conflictsPerBlock * blocks)

/** Number of entries above which first fit and best fit are slow, and skylines are better; and so is the search for cliques. */
export const manyConflicts = 250_000

/** Number of conflicts that are examined in the time of one step. */
export const conflictsPerStep = 20

/** Number of entries that `conflictLists` would have, twice the number of pairs. O(n log n). */
export function countConflicts(model: Model): number {
  if (model.conflicts !== null) return model.conflicts.values.length
  const { sections, size, count } = model
  if (sections === null) return 0
  // Before a block starts, `begun` others have started in its section or earlier, and `over` of them have ended.
  const begun = float64Array(sections.count + 1)
  const over = float64Array(sections.count + 1)
  let present = 0
  for (let i = 0; i < count; i++) {
    if (size[i] === 0) continue
    present++
    begun[sections.low[i]!]!++
    over[sections.high[i]!]!++
  }
  for (let s = 1; s <= sections.count; s++) {
    begun[s]! += begun[s - 1]!
    over[s]! += over[s - 1]!
  }
  let entries = 0
  for (let i = 0; i < count; i++) {
    if (size[i] === 0) continue
    entries += begun[sections.high[i]! - 1]! - over[sections.low[i]!]! - 1
  }
  return present === 0 ? 0 : entries
}

/** By block: the blocks that it collides with. `handBackLists` ends their use. */
export function conflictLists(model: Model): Lists {
  if (model.conflicts !== null) return model.conflicts
  const { count, size } = model
  const { low, high } = model.sections!
  const present = int32Array(count)
  const starts = float64Array(count)
  let length = 0
  for (let i = 0; i < count; i++) {
    starts[i] = low[i]!
    if (size[i]! > 0) present[length++] = i
  }
  const order = sortByKey(present.subarray(0, length), starts)
  const first = int32Array(count + 1)
  const active = int32Array(order.length)
  const sweep = (meet: (a: number, b: number) => void): void => {
    let live = 0
    for (const block of order) {
      let kept = 0
      for (let k = 0; k < live; k++) {
        const other = active[k]!
        if (high[other]! <= low[block]!) continue
        active[kept++] = other
        meet(block, other)
      }
      active[kept] = block
      live = kept + 1
    }
  }
  sweep((a, b) => {
    first[a + 1]!++
    first[b + 1]!++
  })
  for (let i = 0; i < count; i++) first[i + 1]! += first[i]!
  const values = int32Array(first[count]!)
  const next = int32Slice(first, 0, count)
  sweep((a, b) => {
    values[next[a]!++] = b
    values[next[b]!++] = a
  })
  return { first, values }
}

/** Ends the use of lists that `conflictLists` made of a model. */
export function handBackLists(model: Model, { first, values }: Lists): void {
  if (model.conflicts === null) handBack(first, values)
}
