/**
 * Driver of the small search: chooses capacities, ranks and parts of the problem.
 *
 * Usually the bound of the crowds is met in one run with hardly a dead end. Where it is not, capacities are tried between bound and
 * best peak, and parts of the problem (the crowd that failed most, and those around it) are solved by themselves: the least
 * peak of a part is a bound for all.
 */
import { crowdBound } from './crowd-bound.ts'
import type { Budget } from './budget.ts'
import { luby } from './luby.ts'
import type { SearchResult } from './packing.ts'
import { seededRandom } from './ranking.ts'
import { presentBlocks, type SmallInstance } from './small-instance.ts'
import { SmallSearch, type SmallOutcome } from './small-search.ts'
import { float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

/** Visits of the search that count as one step. */
const workPerStep = 100

/** Visits per block of the first run at a bound, and of the shortest later run. */
const visitsOfFirstRun = 600
const visitsOfShortRun = 300

/** Runs that are to prove something are longer than others by this factor. */
const proofFactor = 4

/** Half-width of the noise of later ranks. */
const noiseWidth = 0.25

/** Improves on `peak` (of a known placement, or above the limit) until it equals the bound or the steps are spent. */
export function solveSmall(
  instance: SmallInstance,
  bound: number,
  peak: number,
  budget: Budget,
  isPile: boolean,
): SearchResult {
  const crowds = crowdBound(instance, bound, peak, budget)
  if (crowds.offset !== null) return { offset: crowds.offset, peak: crowds.bound, bound: crowds.bound }
  // Where all blocks collide, subsets are a better search.
  if (isPile) return { offset: null, peak, bound: crowds.bound }
  const solver = new SmallSolver(instance, crowds.bound, peak, budget)
  solver.solve()
  return solver.solution
}

class SmallSolver {
  readonly solution: SearchResult
  private readonly instance: SmallInstance
  private readonly search: SmallSearch
  private readonly budget: Budget
  private readonly all: Uint8Array
  private readonly ranks: Int32Array[] = []
  private readonly random = seededRandom(1)

  constructor(instance: SmallInstance, bound: number, peak: number, budget: Budget) {
    this.solution = { offset: null, peak, bound }
    this.instance = instance
    this.search = new SmallSearch(instance)
    this.budget = budget
    this.all = presentBlocks(instance)
  }

  private get isDone(): boolean {
    return this.solution.peak <= this.solution.bound || this.budget.left === 0
  }

  solve(): void {
    this.meetBound(visitsOfFirstRun)
    let width = 3
    let share = 1 / 2
    for (let round = 1; !this.isDone; round++) {
      const length = visitsOfShortRun * luby(round)
      share = this.descend(share, round, length)
      this.meetBound(length, 2 * round + 1)
      if (this.isDone || this.refute(proofFactor * length)) return
      const part = this.partOf(width)
      if (this.raiseBound(part, proofFactor * length)) this.meetBound(length)
      else width = part.every((chosen, i) => chosen === this.all[i]) ? 3 : 2 * width - 1
    }
  }

  /** Runs just below the best peak, until it is proven least or the run is out of steps. */
  private refute(length: number): boolean {
    for (;;) {
      const { solution } = this
      const outcome = this.run(solution.peak - 1, this.rankOf(0), this.all, length)
      if (outcome === 'none') solution.bound = solution.peak
      if (outcome !== 'found' || this.isDone) return this.isDone
    }
  }

  /** Runs at the bound, with the best ranks or others; a failure raises it. */
  private meetBound(length: number, first = 0): void {
    for (let turn = first; turn < first + 2 && !this.isDone; turn++) {
      const { bound } = this.solution
      const outcome = this.run(bound, this.rankOf(turn), this.all, length)
      if (outcome === 'none') this.solution.bound = bound + 1
      if (outcome !== 'steps') return
    }
  }

  /** Tries to gain a share of the gap, and returns the next share to try. */
  private descend(share: number, round: number, length: number): number {
    const { peak, bound } = this.solution
    const capacity = peak - 1 - Math.floor((peak - 1 - bound) * share)
    const outcome = this.run(capacity, this.rankOf(round + 1), this.all, length)
    if (outcome === 'none') this.solution.bound = capacity + 1
    return outcome === 'steps' ? share * 0.7 : Math.min(1 / 2, share * 1.5)
  }

  /** Solves a part between bound and best peak; whether that has raised the bound. */
  private raiseBound(part: Uint8Array, length: number): boolean {
    const { solution } = this
    const before = solution.bound
    let top = solution.peak
    let capacity = solution.bound
    while (solution.bound < top && this.budget.left > 0) {
      const outcome = this.run(capacity, this.rankOf(0), part, length)
      if (outcome === 'steps') break
      if (outcome === 'found') top = this.topOf(part)
      else solution.bound = capacity + 1
      capacity = Math.floor((solution.bound + top - 1) / 2)
    }
    return solution.bound > before
  }

  private run(capacity: number, rank: Int32Array, chosen: Uint8Array, length: number): SmallOutcome {
    const { search, solution, budget } = this
    const most = Math.min(length * this.instance.count, budget.left * workPerStep)
    const outcome = search.run(capacity, rank, chosen, most)
    budget.charge(Math.ceil(search.work / workPerStep))
    if (outcome === 'found' && chosen === this.all) {
      solution.offset = Float64Array.from(search.least, (offset) => offset * this.instance.lattice)
      solution.peak = this.topOf(chosen)
    }
    return outcome
  }

  private topOf(chosen: Uint8Array): number {
    const { lattice, units } = this.instance
    let top = 0
    this.search.least.forEach((offset, i) => {
      if (chosen[i] === 1) top = Math.max(top, offset * lattice + units[i]!)
    })
    return top
  }

  /** Ranks: coarse alignments first and then area, area alone, and then the first with noise. */
  private rankOf(turn: number): Int32Array {
    const { instance, ranks, random } = this
    const { count, align, units, crowdsOf } = instance
    for (let made = ranks.length; made <= turn; made++) {
      const key = float64Array(count)
      for (let i = 0; i < count; i++) {
        const noise = made < 2 ? 1 : 1 + noiseWidth * (2 * random() - 1)
        key[i] = units[i]! * (crowdsOf.first[i + 1]! - crowdsOf.first[i]!) * noise
      }
      const byAlign = made !== 1
      const order = Array.from(key.keys()).sort(
        (a, b) => (byAlign ? align[b]! - align[a]! : 0) || key[b]! - key[a]! || a - b,
      )
      const rank = int32Array(count)
      order.forEach((block, place) => (rank[block] = place))
      ranks.push(rank)
    }
    return ranks[turn]!
  }

  /** The blocks of so many crowds: the one that failed most, and then again and again the one with the largest part chosen. */
  private partOf(width: number): Uint8Array {
    const { count, crowds } = this.instance
    const { failures } = this.search
    const crowdCount = crowds.first.length - 1
    const part = uint8Array(count)
    const isTaken = uint8Array(crowdCount)
    for (let taken = 0; taken < Math.min(width, crowdCount); taken++) {
      let best = -1
      let most = -1
      for (let c = 0; c < crowdCount; c++) {
        if (isTaken[c] === 1) continue
        const members = crowds.values.subarray(crowds.first[c]!, crowds.first[c + 1]!)
        const shared = members.reduce((sum, i) => sum + part[i]!, 0) / members.length
        const key = taken === 0 ? failures[c]! : shared
        if (key > most) [best, most] = [c, key]
      }
      isTaken[best] = 1
      for (let k = crowds.first[best]!; k < crowds.first[best + 1]!; k++) part[crowds.values[k]!] = 1
    }
    return part
  }
}
