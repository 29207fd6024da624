/**
 * Exhaustive search over which of two colliding blocks lies below the other, for one heap and any alignments, groups and
 * fixed offsets.
 *
 * Given a set of "a lies below b" decisions, there is a least base for every item (offsets never fall when a base
 * rises), reached by raising until nothing changes. If nothing overlaps at those least bases, no placement that honours
 * the decisions has a smaller peak. If something does, one of the two lies below the other: branch on that pair. So
 * every placement is covered, and only pairs that actually clash are ever decided. Exponential; meant for a few dozen blocks.
 */
import type { Lists, Model } from './model.ts'
import { baseFor, layMembers } from './model.ts'
import type { Budget } from './budget.ts'

/** So many conflicts are looked at in the time of a step, with what else a visit does. */
const CONFLICTS_PER_VISIT_STEP = 10

export interface ExactResult {
  /** Offsets of a best placement in units, or null if none beats the given ceiling. */
  offset: Float64Array | null
  peak: number
  /** False if the steps ran out before every case was seen. */
  exhausted: boolean
}

/**
 * The least peak below or at `ceiling`, stopping early at `floor` (a sound lower bound). With `exhausted` and no
 * offsets, no placement fits under the ceiling.
 */
export function searchExact(
  model: Model,
  conflicts: Lists,
  floor: number,
  ceiling: number,
  budget: Budget,
): ExactResult {
  const { count, size, itemCount, itemOf, members } = model
  const position = new Int32Array(count)
  for (let item = 0; item < itemCount; item++) {
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      position[members.values[k]!] = k - members.first[item]!
    }
  }
  let best: Float64Array | null = null
  let peak = ceiling
  let complete = true
  // A visit looks at all conflicts, and more than once while bases rise.
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

  /** The clashing pair that overlaps in the most bytes, as a * count + b, or −1. */
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
    const bases = parentBases.slice()
    const offset = parentOffset.slice()
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

  const bases = model.lowestBase.slice()
  const offset = new Float64Array(count)
  let fits = true
  for (let item = 0; item < itemCount; item++) fits &&= !tooHigh(layMembers(model, item, bases[item]!, offset))
  if (fits) visit(bases, offset)
  return { offset: best, peak, exhausted: complete }
}
