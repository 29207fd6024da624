/**
 * Driver of the packing search: chooses capacities, modes and run lengths.
 *
 * Run lengths are heavy-tailed (a mode either succeeds almost at once or is lost), so runs are short, follow a Luby sequence,
 * and modes take turns. After a first round at the lower bound, a third of the steps is spent there, where success is a proof.
 * The rest goes down from the best known peak, by a share of the gap that grows with success and shrinks with failure. A
 * capacity counts as impossible only if its search was exhaustive.
 */
import type { Budget } from './budget.ts'
import { hasTails, type PackingInstance } from './packing-instance.ts'
import { createPackingSearch } from './packing-search.ts'
import { createRanker, MODES, NOISE } from './ranking.ts'
import { createTopChains } from './top-chains.ts'

export interface PackingResult {
  /** Offsets; null if nothing below the given peak was found. */
  offset: Float64Array | null
  peak: number
  /** The lower bound, raised where a search has shown that nothing is below. */
  bound: number
}

/** Steps per block of the shortest run at the bound, where mistakes show early. */
const SHORT_RUN = 7

/** Dead ends of the shortest run: at the bound, or above it, where a limit of steps would disadvantage dense instances. */
const FAILURES_AT_BOUND = 150
const FAILURES_ABOVE = 100

/** Modes of the first rounds above the bound: two of them, with little noise, are the most useful for a default effort. */
const MODES_ABOVE = [1, 3]
const LATE_MODES_ABOVE = [2, 4]
const EARLY_ROUNDS = 16
const NOISE_ABOVE = 0.02

/** Gap from which the bound can usually be met: several rounds at the bound then precede everything else. */
const NEAR = 0.12

/** Share of the gap between bound and best peak that one run tries to gain: large at first, when little is known. */
const FIRST_SHARE = 2 / 3
const MOST_SHARE = 1 / 2
const LEAST_SHARE = 1 / 16

/** State of one of the two walks (at the bound, and down from the best peak): its turn among the modes, and its steps. */
class Walk {
  spent = 0
  private runs = 0
  private readonly modes: number[]

  constructor(modes: readonly number[]) {
    this.modes = [...modes]
  }

  get round(): number {
    return Math.floor(this.runs / this.modes.length)
  }

  /** Length of the next run, as a multiple of the shortest. */
  get length(): number {
    return luby(this.round + 1)
  }

  get mode(): number {
    return this.modes[this.runs % this.modes.length]!
  }

  /** Adds modes from here on. */
  join(modes: readonly number[]): void {
    this.modes.push(...modes)
  }

  /** Advances to the next mode; a successful one stays, and moves to the front. */
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

/** Improves on `peak` (of a known placement, or above the limit) until it equals `bound` or the steps are spent. */
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
  const atBound = new Walk(MODES.map((_, mode) => mode))
  const above = new Walk(MODES_ABOVE)
  const topChains = hasTails(instance) ? createTopChains(instance) : null
  let turn = 0
  let hasJoined = false
  let share = FIRST_SHARE
  const patience = peak - bound <= bound * NEAR ? 4 : 1
  const stepsLeft = (): number => budget.leftFor((result.peak - result.bound) / result.bound)
  while (result.peak > result.bound && stepsLeft() > 0) {
    const gap = result.peak - 1 - result.bound
    const walk = gap < lattice || atBound.round < patience || 2 * atBound.spent <= above.spent ? atBound : above
    // Before the last step is reached, the choice of the topmost blocks does not matter.
    const wholeSteps = Math.ceil(result.bound / lattice) * lattice
    const lowest = result.peak > wholeSteps ? wholeSteps : result.bound
    const capacity = walk === atBound ? lowest : result.peak - 1 - Math.floor(gap * share)
    // Within the last step, choosing the topmost blocks usually succeeds at once; every second run leaves the choice open,
    // which may prove that none is possible.
    const steps = Math.ceil(capacity / lattice)
    const choosesTop = topChains !== null && capacity < steps * lattice && turn++ % 2 === 0
    const tops = choosesTop ? topChains(steps, capacity - (steps - 1) * lattice, (turn - 1) / 2) : null
    const outcome = search.run(capacity, {
      ranker: createRanker(
        instance,
        life,
        walk.mode,
        walk.round,
        walk === above ? NOISE_ABOVE : NOISE[walk.round % NOISE.length]!,
      ),
      graded: walk === atBound && (walk.round + walk.mode) % 2 === 0,
      steps: walk === above ? stepsLeft() : Math.min(SHORT_RUN * instance.count * walk.length, stepsLeft()),
      failures: walk.length * (walk === above ? FAILURES_ABOVE : FAILURES_AT_BOUND),
      tops,
    })
    budget.charge(search.steps)
    walk.spent += search.steps
    if (outcome === 'none' && tops === null) {
      result.bound = nextPeak(capacity, lattice, tails)
      continue
    }
    walk.next(outcome === 'found')
    if (above.round === EARLY_ROUNDS && !hasJoined) {
      above.join(LATE_MODES_ABOVE)
      hasJoined = true
    }
    if (walk === above)
      share = outcome === 'found' ? Math.min(MOST_SHARE, share * 1.5) : Math.max(LEAST_SHARE, share * 0.8)
    if (outcome !== 'found') continue
    result.offset = Float64Array.from(search.offset, (offset) => offset * lattice)
    result.peak = 0
    for (let i = 0; i < instance.count; i++) result.peak = Math.max(result.peak, endOf(i))
  }
  return result
}

/** The least peak above `capacity`: every peak is a multiple of the lattice plus the tail of the topmost block. */
function nextPeak(capacity: number, lattice: number, tails: Float64Array): number {
  const whole = Math.floor(capacity / lattice) * lattice
  const next = tails.find((tail) => whole + tail > capacity)
  return next === undefined ? whole + lattice + tails[0]! : whole + next
}

/**
 * The Luby sequence 1 1 2 1 1 2 4 …, from index 1: within a logarithmic factor of the best restart strategy, whatever the run
 * lengths.
 */
function luby(index: number): number {
  for (;;) {
    let power = 1
    while (2 * power - 1 < index) power *= 2
    if (2 * power - 1 === index) return power
    index -= power - 1
  }
}
