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
const conflictsPerVisitStep = 10

export interface ExactResult {
  /** Offsets of a best placement in units; null if none is below the given ceiling. */
  offset: Float64Array | null
  peak: number
  /** Whether every case was examined before the steps ran out. */
  isComplete: boolean
}

/**
 * Finds the least peak up to `ceiling`, and stops early at `floor` (a sound lower bound). If `isComplete` without offsets, no
 * placement fits under the ceiling.
 */
export function searchExact(
  model: Model,
  conflicts: Lists,
  floor: number,
  ceiling: number,
  budget: Budget,
): ExactResult {
  const search = new ExactSearch(model, conflicts, floor, ceiling, budget)
  search.start()
  return { offset: search.best, peak: search.peak, isComplete: search.isComplete }
}

class ExactSearch {
  best: Float64Array | null = null
  peak: number
  isComplete = true
  private readonly model: Model
  private readonly conflicts: Lists
  private readonly floor: number
  private readonly budget: Budget
  /** Steps of a visit, which examines all conflicts, several times while bases rise. */
  private readonly cost: number
  /** Position of each block in its item. */
  private readonly position: Int32Array
  /** Decisions: the block `below[d]` is below the block `above[d]`. */
  private readonly below: number[] = []
  private readonly above: number[] = []

  constructor(model: Model, conflicts: Lists, floor: number, ceiling: number, budget: Budget) {
    this.model = model
    this.conflicts = conflicts
    this.floor = floor
    this.peak = ceiling
    this.budget = budget
    this.cost = 1 + Math.floor(conflicts.values.length / conflictsPerVisitStep)
    this.position = int32Array(model.count)
    const { members } = model
    for (let item = 0; item < model.itemCount; item++) {
      for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
        this.position[members.values[k]!] = k - members.first[item]!
      }
    }
  }

  start(): void {
    const { model } = this
    const bases = float64Slice(model.lowestBase)
    const offset = float64Array(model.count)
    let fits = true
    for (let item = 0; item < model.itemCount; item++) {
      fits &&= !this.isTooHigh(layMembers(model, item, bases[item]!, offset))
    }
    if (fits) this.visit(bases, offset)
  }

  private isTooHigh(end: number): boolean {
    return this.best === null ? end > this.peak : end >= this.peak
  }

  private visit(parentBases: Float64Array, parentOffset: Float64Array): void {
    if (!this.budget.spend(this.cost)) {
      this.isComplete = false
      return
    }
    const { count, size } = this.model
    const bases = float64Slice(parentBases)
    const offset = float64Slice(parentOffset)
    if (!this.raise(bases, offset)) return
    let end = 0
    for (let i = 0; i < count; i++) end = Math.max(end, offset[i]! + size[i]!)
    if (this.isTooHigh(end)) return
    const pair = this.clash(offset)
    if (pair === -1) {
      this.best = offset
      this.peak = end
      return
    }
    const a = Math.floor(pair / count)
    const b = pair % count
    const lowerFirst = offset[a]! <= offset[b]!
    for (const first of lowerFirst ? [a, b] : [b, a]) {
      this.below.push(first)
      this.above.push(first === a ? b : a)
      this.visit(bases, offset)
      this.below.pop()
      this.above.pop()
      if (!this.isComplete || (this.best !== null && this.peak <= this.floor)) return
    }
  }

  /** Raises bases until all decisions hold; false if one cannot. */
  private raise(bases: Float64Array, offset: Float64Array): boolean {
    const { model, below, above } = this
    const { size, itemOf, highestBase } = model
    for (let changed = true; changed;) {
      changed = false
      for (let d = 0; d < below.length; d++) {
        const block = above[d]!
        const least = offset[below[d]!]! + size[below[d]!]!
        if (offset[block]! >= least) continue
        const item = itemOf[block]!
        bases[item] = baseFor(model, item, this.position[block]!, least)
        if (bases[item]! > highestBase[item]!) return false
        if (this.isTooHigh(layMembers(model, item, bases[item]!, offset))) return false
        changed = true
      }
    }
    return true
  }

  /** The overlapping pair with the most common bytes, as a · count + b; −1 for none. */
  private clash(offset: Float64Array): number {
    const { conflicts } = this
    const { count, size, itemOf } = this.model
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
}
