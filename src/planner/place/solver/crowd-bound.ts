/** The least height of a crowd by itself: a bound for everything, exact with alignments and fixed offsets. */
import { FAR } from './small-state.ts'
import type { SmallInstance } from './small-instance.ts'
import type { Budget } from './budget.ts'
import { float64Array, int32Array } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Most members of a crowd whose subsets are piled up. */
export const mostPiled = 17

/** Visits of a subset or of a block on it that count as a step. */
const visitsPerStep = 200

/** The part of the steps that are left which piles may take, where they are not all that there is. */
const pilesShare = 1 / 4

export interface CrowdBound {
  bound: number
  /** Offsets in units of a placement with that peak, where one crowd is all that there is and its least pile is below the given peak. */
  offset: Float64Array | null
}

/** The largest height of a crowd in units, or `known` where none is larger; `peak` where it is proven that none is lower. */
export function crowdBound(instance: SmallInstance, known: number, peak: number, budget: Budget): CrowdBound {
  const { crowds, units } = instance
  const sets: { members: Int32Array; total: number }[] = []
  for (let c = 0; c + 1 < crowds.first.length; c++) {
    const members = crowds.values.subarray(crowds.first[c]!, crowds.first[c + 1]!)
    if (members.length <= mostPiled) sets.push({ members, total: members.reduce((sum, i) => sum + units[i]!, 0) })
  }
  sets.sort((a, b) => b.total - a.total)
  const present = units.reduce((sum, size) => sum + Number(size > 0), 0)
  const isAll = sets[0]?.members.length === present
  const most = budget.spent + budget.left * (isAll ? 1 : pilesShare)
  let bound = known
  for (const { members } of sets) {
    if (bound >= peak || budget.spent >= most) break
    const pile = new CrowdPile(instance, members, peak)
    if (pile.stacked <= bound) continue
    const isDone = pile.fill((most - budget.spent) * visitsPerStep)
    budget.charge(Math.ceil(pile.work / visitsPerStep))
    if (!isDone) continue
    bound = Math.max(bound, pile.least)
    if (isAll && pile.least < peak) return { bound, offset: pile.offsets() }
  }
  return { bound, offset: null }
}

/**
 * Dynamic programming over subsets, by the topmost block (after Held & Karp 1962): how high the least pile of each subset is, as far as
 * the whole may still be below a peak. Blocks of the coarsest alignment, where the others divide it, can change places together
 * with all that lies on them, except for the topmost: so one order of the rest is enough.
 */
class CrowdPile {
  work = 0
  /** The least height in units, or the peak that it is not below. */
  least: number
  private readonly instance: SmallInstance
  private readonly members: Int32Array
  /** Heights of subsets in steps; made when they are needed. */
  private heights = int32Array(0)
  /** Members of the coarsest alignment as bits, where their order is free. */
  private coarse = 0

  constructor(instance: SmallInstance, members: Int32Array, peak: number) {
    const { align, fixed } = instance
    this.instance = instance
    this.members = members
    this.least = peak
    const coarsest = align[members[0]!]!
    if (members.every((i) => coarsest % align[i]! === 0 && fixed[i]! < 0))
      members.forEach((i, k) => (this.coarse |= align[i] === coarsest ? 1 << k : 0))
  }

  /** Height in the given order, coarse alignments first; FAR if fixed blocks do not allow it. */
  get stacked(): number {
    const { units, size, lattice } = this.instance
    let top = 0
    let height = 0
    for (const i of this.members) {
      const at = this.placeOn(top, i)
      if (at === FAR) return FAR
      height = at * lattice + units[i]!
      top = at + size[i]!
    }
    return height
  }

  /** Fills the table; false if this takes more than so many visits. */
  fill(mostVisits: number): boolean {
    const { instance, members } = this
    const { size, units, lattice } = instance
    const count = members.length
    const heights = int32Array(1 << count).fill(FAR)
    this.heights = heights
    const all = (1 << count) - 1
    const mostSteps = Math.ceil((this.least - 1) / lattice)
    heights[0] = 0
    for (let set = 0; set < all; set++) {
      const height = heights[set]!
      this.work++
      if (height === FAR) continue
      let left = 0
      for (let k = 0; k < count; k++) if (((set >> k) & 1) === 0) left += size[members[k]!]!
      this.work += 2 * count
      if (this.work > mostVisits) return false
      for (let k = 0; k < count; k++) {
        if ((set >> k) & 1 || this.isOutOfTurn(set, k)) continue
        const block = members[k]!
        const at = this.placeOn(height, block)
        if (at === FAR || at + left > mostSteps) continue
        const next = set | (1 << k)
        if (next === all) this.least = Math.min(this.least, at * lattice + units[block]!)
        else if (at + size[block]! < heights[next]!) heights[next] = at + size[block]!
      }
    }
    return true
  }

  /** Whether a member of the coarsest alignment would precede more than one that is before it, or follow its successors too early. */
  private isOutOfTurn(set: number, position: number): boolean {
    const { coarse } = this
    if (((coarse >> position) & 1) === 0) return false
    const others = coarse & ~set & ~(1 << position)
    if ((set & coarse) >> position !== 0) return others !== 0
    const before = others & ((1 << position) - 1)
    return (before & (before - 1)) !== 0
  }

  private placeOn(height: number, block: number): number {
    const { align, fixed } = this.instance
    if (fixed[block]! >= 0) return fixed[block]! < height ? FAR : fixed[block]!
    return roundUp(height, align[block]!)
  }

  /** Offsets of the least pile in units, found from its top down. */
  offsets(): Float64Array {
    const { instance, members, heights } = this
    const { units, size, lattice, count, fixed } = instance
    const offset = float64Array(count).map((_, i) => Math.max(0, fixed[i]!) * lattice)
    let set = (1 << members.length) - 1
    let top = this.least
    let isTopmost = true
    while (set !== 0) {
      for (let k = 0; k < members.length; k++) {
        const below = set ^ (1 << k)
        if (below > set || heights[below] === FAR) continue
        const block = members[k]!
        const at = this.placeOn(heights[below]!, block)
        if (at === FAR || (isTopmost ? at * lattice + units[block]! : at + size[block]!) !== top) continue
        offset[block] = at * lattice
        top = heights[below]!
        set = below
        isTopmost = false
        break
      }
    }
    return offset
  }
}
