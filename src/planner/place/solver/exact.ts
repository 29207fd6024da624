/**
 * Exhaustive search over the vertical order of pairs of colliding blocks, for one heap and any alignments, groups and fixed
 * offsets.
 *
 * A set of decisions "a is below b" gives a least base to every item (offsets never decrease when a base increases), found by
 * raising bases until nothing changes. If nothing overlaps at these bases, no placement that satisfies the decisions has a
 * smaller peak. If two blocks overlap, one of them must be below the other: the search branches on this pair. So every
 * placement is covered, and only pairs that actually overlap are decided. Exponential; meant for a few dozen blocks.
 */
import type { Lists, Model } from './model.ts'
import { baseFor, layMembers } from './model.ts'
import type { Budget } from './budget.ts'
import { float64Array, float64Slice, int32Array } from '../../../graph/typed-arrays.ts'

/** Number of conflicts that are examined in the time of one step, including the other work of a visit. */
const CONFLICTS_PER_VISIT_STEP = 10

export interface ExactResult {
  /** Offsets of a best placement in units; null if none is below the given ceiling. */
  offset: Float64Array | null
  peak: number
  /** Whether every case was examined before the steps ran out. */
  exhausted: boolean
}

/**
 * Finds the least peak up to `ceiling`, and stops early at `floor` (a sound lower bound). If `exhausted` without offsets, no
 * placement fits under the ceiling.
 */
export function searchExact(
  model: Model,
  conflicts: Lists,
  floor: number,
  ceiling: number,
  budget: Budget,
): ExactResult {
  const { count, size, itemCount, itemOf, members } = model
  const position = int32Array(count)
  for (let item = 0; item < itemCount; item++) {
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      position[members.values[k]!] = k - members.first[item]!
    }
  }
  let best: Float64Array | null = null
  let peak = ceiling
  let complete = true
  // A visit examines all conflicts, several times while bases rise.
  const cost = 1 + Math.floor(conflicts.values.length / CONFLICTS_PER_VISIT_STEP)
  const below: number[] = []
  const above: number[] = []

  const tooHigh = (end: number): boolean => (best === null ? end > peak : end >= peak)

  /** Raises bases until all decisions hold; false if one cannot. */
  const raise = (bases: Float64Array, offset: Float64Array): boolean => {
    for (let changed = true; changed;) {
      changed = false
      for (let d = 0; d < below.length; d++) {
        const block = above[d]!
        const least = offset[below[d]!]! + size[below[d]!]!
        if (offset[block]! >= least) continue
        const item = itemOf[block]!
        bases[item] = baseFor(model, item, position[block]!, least)
        if (bases[item]! > model.highestBase[item]!) return false
        if (tooHigh(layMembers(model, item, bases[item]!, offset))) return false
        changed = true
      }
    }
    return true
  }

  /** The overlapping pair with the most common bytes, as a · count + b; −1 for none. */
  const clash = (offset: Float64Array): number => {
    let found = -1
    let most = 0
    for (let a = 0; a < count; a++) {
      for (let k = conflicts.first[a]!; k < conflicts.first[a + 1]!; k++) {
        const b = conflicts.values[k]!
        if (b <= a || itemOf[a] === itemOf[b]) continue
        const shared = Math.min(offset[a]! + size[a]!, offset[b]! + size[b]!) - Math.max(offset[a]!, offset[b]!)
        if (shared > most) {
          most = shared
          found = a * count + b
        }
      }
    }
    return found
  }

  const visit = (parentBases: Float64Array, parentOffset: Float64Array): void => {
    if (!budget.spend(cost)) {
      complete = false
      return
    }
    const bases = float64Slice(parentBases)
    const offset = float64Slice(parentOffset)
    if (!raise(bases, offset)) return
    let end = 0
    for (let i = 0; i < count; i++) end = Math.max(end, offset[i]! + size[i]!)
    if (tooHigh(end)) return
    const pair = clash(offset)
    if (pair === -1) {
      best = offset
      peak = end
      return
    }
    const a = Math.floor(pair / count)
    const b = pair % count
    const lowerFirst = offset[a]! <= offset[b]!
    for (const first of lowerFirst ? [a, b] : [b, a]) {
      below.push(first)
      above.push(first === a ? b : a)
      visit(bases, offset)
      below.pop()
      above.pop()
      if (!complete || (best !== null && peak <= floor)) return
    }
  }

  const bases = float64Slice(model.lowestBase)
  const offset = float64Array(count)
  let fits = true
  for (let item = 0; item < itemCount; item++) fits &&= !tooHigh(layMembers(model, item, bases[item]!, offset))
  if (fits) visit(bases, offset)
  return { offset: best, peak, exhausted: complete }
}
