/** The least height of a crowd by itself: a bound for everything, exact with alignments and fixed offsets. */
import { MOST_TABLED, type SmallInstance } from './small-instance.ts'
import type { Budget } from './budget.ts'
import { alignUp } from './model.ts'
import { float64Array } from '../../../graph/typed-arrays.ts'

/** Subsets extended by one block that count as a step. */
const EXTENSIONS_PER_STEP = 100

/** The largest height of a crowd of up to `MOST_TABLED` members in units, or `known` where none is larger. */
export function crowdBound(instance: SmallInstance, known: number, budget: Budget): number {
  const { crowds, units } = instance
  const sets: { members: Int32Array; total: number }[] = []
  for (let c = 0; c + 1 < crowds.first.length; c++) {
    const members = crowds.values.subarray(crowds.first[c]!, crowds.first[c + 1]!)
    if (members.length <= MOST_TABLED) sets.push({ members, total: members.reduce((sum, i) => sum + units[i]!, 0) })
  }
  sets.sort((a, b) => b.total - a.total)
  const heights = float64Array(1 << MOST_TABLED)
  let bound = known
  for (const { members } of sets) {
    if (stacked(instance, members) <= bound) continue
    budget.charge(Math.ceil((members.length << members.length) / EXTENSIONS_PER_STEP / 2))
    bound = Math.max(bound, leastHeight(instance, members, heights))
  }
  return bound
}

/** Top of one block above `height`. */
function topOf({ lattice, units, align, fixed }: SmallInstance, block: number, height: number): number {
  const at = fixed[block]! >= 0 ? fixed[block]! * lattice : alignUp(height, align[block]! * lattice)
  return at < height ? Infinity : at + units[block]!
}

/** Height in the given order, coarse alignments first. */
const stacked = (instance: SmallInstance, members: Int32Array): number =>
  members.reduce((height, block) => topOf(instance, block, height), 0)

/** Dynamic programming over subsets, by the topmost block: `heights[set]` is the least top of a stack of the set. */
function leastHeight(instance: SmallInstance, members: Int32Array, heights: Float64Array): number {
  const all = (1 << members.length) - 1
  heights.fill(Infinity, 1, all + 1)
  for (let set = 0; set < all; set++) {
    const height = heights[set]!
    for (let k = 0; k < members.length; k++) {
      if ((set >> k) & 1) continue
      const top = topOf(instance, members[k]!, height)
      if (top < heights[set | (1 << k)]!) heights[set | (1 << k)] = top
    }
  }
  return heights[all]!
}
