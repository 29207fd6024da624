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
import { luby } from './luby.ts'
import { createPackingSearch } from './packing-search.ts'
import { createRanker, rankings, noiseOfRound } from './ranking.ts'
import { createTopChains } from './top-chains.ts'
import { roundUp } from '../../../plan/multiples.ts'

export interface SearchResult {
  /** Offsets; null if nothing below the given peak was found. */
  offset: Float64Array | null
  peak: number
  /** The lower bound, raised where a search has shown that nothing is below. */
  bound: number
}

/** Steps per block of the shortest run at the bound: in small instances, where mistakes show early, and in others. */
const stepsOfShortRun = 7
const stepsOfLongRun = 28

/** Dead ends of the shortest run: at the bound, or above it, where a limit of steps would disadvantage dense instances. */
const failuresAtBound = 150
const failuresAbove = 100

/** Number of blocks from which a run that does not succeed almost at once is lost: many short runs are best. */
const manyBlocks = 100

/** Modes at the bound after the first round of each: with many blocks, some succeed several times as often as others. */
const lateModesAtBound = [2, 4, 3, 2, 5, 4, 2, 3, 0, 2, 4, 1]

/** Every so many rounds of short runs are longer ones. */
const longerEvery = 5

/** Modes of the first rounds above the bound: two of them, with little noise, are the most useful for a default effort. */
const modesAbove = [1, 3]
const lateModesAbove = [2, 4]
const earlyRounds = 16
const noiseAbove = 0.02

/** Gap from which the bound can usually be met: several rounds at the bound then precede everything else. */
const reachableGap = 0.12

/** Share of the steps at the bound: where the best peak is close to it, meeting it is likely. */
const shareAtBound = 1 / 3
const shareWhereClose = 4 / 5
const closeGap = 0.02

/** Share of the gap between bound and best peak that one run tries to gain: large at first, when little is known. */
const firstShare = 2 / 3
const mostShare = 1 / 2
const leastShare = 1 / 16

/** One run of a walk. */
interface Turn {
  readonly mode: number
  readonly round: number
  /** Length, as a multiple of the shortest run's. */
  readonly length: number
  /** Number by which noise differs between the turns of a mode. */
  readonly seed: number
  readonly isEven: boolean
}

/** State of one of the two walks (at the bound, and down from the best peak): its turn among the modes, and its steps. */
class Walk {
  spent = 0
  private runs = 0
  private readonly modes: number[]
  private readonly perRound: number
  private readonly later: readonly number[] | undefined

  /** @param later the modes after the first round; then runs stay short */
  constructor(modes: readonly number[], later?: readonly number[]) {
    this.modes = [...modes]
    this.perRound = modes.length
    this.later = later
  }

  get round(): number {
    return Math.floor(this.runs / (this.later ? this.perRound : this.modes.length))
  }

  get turn(): Turn {
    const { runs, round, later, modes, perRound } = this
    if (!later || round === 0) {
      const mode = modes[runs % modes.length]!
      const isEven = (round + mode) % 2 === 0
      return { mode, round, length: luby(round + 1), seed: round * rankings.length + mode, isEven }
    }
    const mode = later[(runs - perRound) % later.length]!
    const length = round % longerEvery === 0 ? 2 * luby(round / longerEvery) : 1
    return { mode, round, length, seed: runs, isEven: (round + (runs % perRound)) % 2 === 0 }
  }

  /** Adds modes from here on. */
  join(modes: readonly number[]): void {
    this.modes.push(...modes)
  }

  /** Advances to the next mode; a successful one stays, and moves to the front. */
  next(succeeded: boolean): void {
    if (!succeeded || this.later) {
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
): SearchResult {
  const search = createPackingSearch(instance)
  const { size, tail, lattice } = instance
  const tails = Float64Array.from(new Set(tail)).sort()
  const endOf = (i: number): number => (search.offset[i]! + size[i]! - 1) * lattice + tail[i]!
  const result: SearchResult = { offset: null, peak, bound }
  const hasMany = instance.count >= manyBlocks
  const shortRun = (hasMany ? stepsOfLongRun : stepsOfShortRun) * instance.count
  const atBound = new Walk(
    rankings.map((_, mode) => mode),
    hasMany ? lateModesAtBound : undefined,
  )
  const above = new Walk(modesAbove)
  const topChains = hasTails(instance) ? createTopChains(instance) : null
  let topTurns = 0
  let hasJoined = false
  let share = firstShare
  const patience = peak - bound <= bound * reachableGap ? 4 : 1
  const stepsLeft = (): number => budget.leftFor((result.peak - result.bound) / result.bound)
  while (result.peak > result.bound && stepsLeft() > 0) {
    const gap = result.peak - 1 - result.bound
    const atBoundShare = gap <= closeGap * result.bound ? shareWhereClose : shareAtBound
    const isBehind = atBound.spent <= atBoundShare * (atBound.spent + above.spent)
    const walk = gap < lattice || atBound.round < patience || isBehind ? atBound : above
    // Before the last step is reached, the choice of the topmost blocks does not matter.
    const wholeSteps = roundUp(result.bound, lattice)
    const lowest = result.peak > wholeSteps ? wholeSteps : result.bound
    const capacity = walk === atBound ? lowest : result.peak - 1 - Math.floor(gap * share)
    // Within the last step, choosing the topmost blocks usually succeeds at once; every second run leaves the choice open,
    // which may prove that none is possible.
    const steps = Math.ceil(capacity / lattice)
    const choosesTop = topChains !== null && capacity < steps * lattice && topTurns++ % 2 === 0
    const tops = choosesTop ? topChains(steps, capacity - (steps - 1) * lattice, (topTurns - 1) / 2) : null
    const turn = walk.turn
    const outcome = search.run(capacity, {
      ranker: createRanker(
        instance,
        life,
        turn,
        walk === above ? noiseAbove : noiseOfRound[turn.round % noiseOfRound.length]!,
      ),
      graded: walk === atBound && turn.isEven,
      steps: walk === above ? stepsLeft() : Math.min(shortRun * turn.length, stepsLeft()),
      failures: turn.length * (walk === above ? failuresAbove : failuresAtBound),
      tops,
    })
    budget.charge(search.steps)
    walk.spent += search.steps
    if (outcome === 'none' && tops === null) {
      result.bound = nextPeak(capacity, lattice, tails)
      continue
    }
    walk.next(outcome === 'found')
    if (above.round === earlyRounds && !hasJoined) {
      above.join(lateModesAbove)
      hasJoined = true
    }
    if (walk === above)
      share = outcome === 'found' ? Math.min(mostShare, share * 1.5) : Math.max(leastShare, share * 0.8)
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
