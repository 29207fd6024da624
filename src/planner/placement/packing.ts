/**
 * Drives the packing search: at which capacity to look, in which mode, and for how long.
 *
 * Run lengths are heavy-tailed (a mode either finds a way almost at once or is lost), so runs are short, on a Luby sequence,
 * and modes take turns. After a first round there, a quarter of the steps goes to the lower bound itself, where success is proof. The rest walks down from
 * the best known peak by a share of the gap that grows with success and shrinks with failure. A capacity that resists
 * is never taken for impossible unless its search was exhaustive.
 */
import type { Budget } from './budget.ts'
import { gcd, type Lists, type Model } from './model.ts'
import { createPackingSearch, type PackingInstance } from './packingSearch.ts'
import { createRanker, MODES, NOISE } from './ranking.ts'

export interface PackingResult {
  /** Null if nothing below the given peak was found. */
  offset: Float64Array | null
  peak: number
  /** Raised where a search has shown that nothing lies below. */
  bound: number
}

/** Steps per block of the shortest run at the bound, where wrong turns show soon. */
const SHORT_RUN = 10

/** And above the bound, where much must be laid before a run can fail. */
const LONG_RUN = 20

/** Above the bound only some modes are worth their steps, with little noise. */
const MODES_ABOVE = [1, 2, 3, 4]
const NOISE_ABOVE = 0.02

/** When heuristics come this near to the bound, it can mostly be met: several rounds there come before anything else. */
const NEAR = 0.12

/** How much of the gap between the bound and the best peak one run tries to gain: much at first, when little is known. */
const FIRST_SHARE = 2 / 3
const MOST_SHARE = 1 / 3
const LEAST_SHARE = 1 / 16

/** One of the two walks: its own rounds through the modes, and what it has spent. */
class Walk {
  spent = 0
  private runs = 0
  private readonly modes: number[]
  private readonly unit: number

  constructor(unit: number, modes: readonly number[]) {
    this.unit = unit
    this.modes = [...modes]
  }

  get round(): number {
    return Math.floor(this.runs / this.modes.length)
  }

  get steps(): number {
    return this.unit * luby(this.round + 1)
  }

  get mode(): number {
    return this.modes[this.runs % this.modes.length]!
  }

  /** To the next mode; one that has just succeeded stays, and moves to the front. */
  next(succeeded: boolean): void {
    if (!succeeded) {
      this.runs++
      return
    }
    const [mode] = this.modes.splice(this.runs % this.modes.length, 1)
    this.modes.unshift(mode!)
    this.runs -= this.runs % this.modes.length
  }
}

/** The packing instance of single blocks in one heap: on the lattice that all alignments share. */
export function packingInstance(model: Model, conflicts: Lists): PackingInstance {
  const lattice = model.align.reduce(gcd, 0)
  return {
    count: model.count,
    lattice,
    size: Int32Array.from(model.size, (size) => Math.ceil(size / lattice)),
    tail: model.size.map((size) => size - (Math.ceil(size / lattice) - 1) * lattice),
    align: Int32Array.from(model.align, (align) => align / lattice),
    sectionCount: model.sections!.count,
    low: model.sections!.low,
    high: model.sections!.high,
    neighbourFirst: conflicts.first,
    neighbours: conflicts.values,
  }
}

/** Whether the packing search applies: single blocks with intervals, free to move, in sizes and numbers that fit. */
export function isPacking(model: Model): boolean {
  if (!model.singles || model.hasFixed || model.sections === null || model.count > MOST_BLOCKS) return false
  const { low, high } = model.sections
  const lattice = model.align.reduce(gcd, 0)
  let steps = 0
  let spans = 0
  for (let i = 0; i < model.count; i++) {
    steps += Math.ceil(model.size[i]! / lattice) + model.align[i]! / lattice
    spans += high[i]! - low[i]!
  }
  return steps < MOST_STEPS_HIGH && spans < MOST_SPANS
}

/** The search looks at all unplaced blocks at every step. */
const MOST_BLOCKS = 5000

/** Offsets must fit 31 bits, with room to add. */
const MOST_STEPS_HIGH = 2 ** 30

/** Blocks are listed in each section they span. */
const MOST_SPANS = 4_000_000

/** Improves on `peak` (that of a known placement, or one beyond the limit) until it equals `bound` or the steps are gone. */
export function searchPacking(
  instance: PackingInstance,
  life: Float64Array,
  bound: number,
  peak: number,
  budget: Budget,
): PackingResult {
  const search = createPackingSearch(instance)
  const { size, tail, lattice } = instance
  const tails = Float64Array.from(new Set(tail)).sort()
  const endOf = (i: number): number => (search.offset[i]! + size[i]! - 1) * lattice + tail[i]!
  const result: PackingResult = { offset: null, peak, bound }
  const atBound = new Walk(
    SHORT_RUN * instance.count,
    MODES.map((_, mode) => mode),
  )
  const above = new Walk(LONG_RUN * instance.count, MODES_ABOVE)
  let share = FIRST_SHARE
  const patience = peak - bound <= bound * NEAR ? 4 : 1
  while (result.peak > result.bound && budget.left > 0) {
    const gap = result.peak - 1 - result.bound
    const walk = gap < lattice || atBound.round < patience || 3 * atBound.spent <= above.spent ? atBound : above
    // Short of the last step, who lies on top does not matter yet: get there first.
    const wholeSteps = Math.ceil(result.bound / lattice) * lattice
    const lowest = result.peak > wholeSteps ? wholeSteps : result.bound
    const capacity = walk === atBound ? lowest : result.peak - 1 - Math.floor(gap * share)
    const ranker = createRanker(
      instance,
      life,
      walk.mode,
      walk.round,
      walk === above ? NOISE_ABOVE : NOISE[walk.round % NOISE.length]!,
    )
    const graded = walk === atBound && (walk.round + walk.mode) % 2 === 0
    const outcome = search.run(capacity, ranker, graded, Math.min(walk.steps, budget.left))
    budget.charge(search.steps)
    walk.spent += search.steps
    if (outcome === 'none') {
      result.bound = nextPeak(capacity, lattice, tails)
      continue
    }
    walk.next(outcome === 'found')
    if (walk === above)
      share = outcome === 'found' ? Math.min(MOST_SHARE, share * 1.5) : Math.max(LEAST_SHARE, share * 0.8)
    if (outcome !== 'found') continue
    result.offset = Float64Array.from(search.offset, (offset) => offset * lattice)
    result.peak = 0
    for (let i = 0; i < instance.count; i++) result.peak = Math.max(result.peak, endOf(i))
  }
  return result
}

/** The least peak above `capacity`: every peak is a multiple of the lattice and the tail of the block on top. */
function nextPeak(capacity: number, lattice: number, tails: Float64Array): number {
  const whole = Math.floor(capacity / lattice) * lattice
  const next = tails.find((tail) => whole + tail > capacity)
  return next === undefined ? whole + lattice + tails[0]! : whole + next
}

/** The Luby sequence 1 1 2 1 1 2 4 …, from index 1: within a logarithm of the best restart strategy, whatever the run lengths. */
function luby(index: number): number {
  for (;;) {
    let power = 1
    while (2 * power - 1 < index) power *= 2
    if (2 * power - 1 === index) return power
    index -= power - 1
  }
}
