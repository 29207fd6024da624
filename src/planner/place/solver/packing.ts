/**
 * Drives the packing search: at which capacity to look, in which mode, and for how long.
 *
 * Run lengths are heavy-tailed (a mode either finds a way almost at once or is lost), so runs are short, on a Luby sequence,
 * and modes take turns. After a first round there, a third of the steps goes to the lower bound itself, where success is proof.
 * The rest walks down from the best known peak by a share of the gap that grows with success and shrinks with failure. A
 * capacity that resists is never taken for impossible unless its search was exhaustive.
 */
import type { Budget } from './budget.ts'
import { hasTails, type PackingInstance } from './packing-instance.ts'
import { createPackingSearch } from './packing-search.ts'
import { createRanker, MODES, NOISE } from './ranking.ts'
import { createTopChains } from './top-chains.ts'

export interface PackingResult {
  /** Null if nothing below the given peak was found. */
  offset: Float64Array | null
  peak: number
  /** Raised where a search has shown that nothing lies below. */
  bound: number
}

/** Steps per block of the shortest run at the bound, where wrong turns show soon. */
const SHORT_RUN = 7

/** And dead ends: wrong turns at the bound, or those of a run above it, where steps would punish dense instances. */
const FAILURES_AT_BOUND = 150
const FAILURES_ABOVE = 100

/** Above the bound two modes are worth most of what a default effort has, with little noise; others join after many rounds. */
const MODES_ABOVE = [1, 3]
const LATE_MODES_ABOVE = [2, 4]
const EARLY_ROUNDS = 16
const NOISE_ABOVE = 0.02

/** When heuristics come this near to the bound, it can mostly be met: several rounds there come before anything else. */
const NEAR = 0.12

/** How much of the gap between the bound and the best peak one run tries to gain: much at first, when little is known. */
const FIRST_SHARE = 2 / 3
const MOST_SHARE = 1 / 2
const LEAST_SHARE = 1 / 16

/** One of the two walks: its own rounds through the modes, and what it has spent. */
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

  /** More modes, from here on. */
  join(modes: readonly number[]): void {
    this.modes.push(...modes)
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
    // Short of the last step, who lies on top does not matter yet: get there first.
    const wholeSteps = Math.ceil(result.bound / lattice) * lattice
    const lowest = result.peak > wholeSteps ? wholeSteps : result.bound
    const capacity = walk === atBound ? lowest : result.peak - 1 - Math.floor(gap * share)
    // Within the last step, choosing who lies on top mostly succeeds at once; every other run leaves it open, which may prove that nobody can.
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
