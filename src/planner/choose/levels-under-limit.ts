/** Levels whose memory stays within a limit: those of orders, and in small graphs those of the exact search. */
import { exactLevels, type Arrangement, type Arrangements, type ExactLevels } from '../schedule/index.ts'
import { levellingsOf, timesOf, type Levelling } from './levellings.ts'
import type { Orders } from './orders.ts'

/** Steps of the exact search where levels are one of several ways. */
const fewSteps = 20_000

interface ExactOfArrangement {
  readonly arrangement: Arrangement
  readonly levels: readonly ExactLevels[]
}

export class LevelsUnderLimit {
  private readonly arrangements: Arrangements
  private readonly orders: Orders
  private tried = 0
  private known: readonly ExactOfArrangement[] = []

  constructor(arrangements: Arrangements, orders: Orders) {
    this.arrangements = arrangements
    this.orders = orders
  }

  /**
   * The useful ways to cut a small graph into levels, with render passes as declared, and merged; those of the search with the most steps
   * so far.
   */
  exact(mostSteps = fewSteps): readonly ExactOfArrangement[] {
    if (this.tried >= mostSteps) return this.known
    this.tried = mostSteps
    const { merged, unmerged } = this.arrangements
    const found: ExactOfArrangement[] = []
    for (const arrangement of new Set([merged, ...unmerged])) {
      const levels = exactLevels(arrangement.problem, mostSteps)
      if (levels) found.push({ arrangement, levels })
    }
    return (this.known = found)
  }

  /** All levels under the limit, the fewest first. */
  all(capBytes: number): Levelling[] {
    const found = levellingsOf(this.orders.forLevels(), capBytes, 'each')
    for (const { arrangement, levels } of this.exact())
      for (const exact of levels)
        if (exact.peakBytes <= capBytes) found.push({ arrangement, times: timesOf(arrangement, exact) })
    return found.sort((a, b) => a.times.timeCount - b.times.timeCount)
  }

  /** The first of `all`; undefined where it has more than so many levels. */
  fewest(capBytes: number, most: number): Levelling | undefined {
    let best = levellingsOf(this.orders.forLevels(), capBytes, 'first', { most })[0]
    let mostLevels = best ? best.times.timeCount - 1 : most
    for (const { arrangement, levels } of this.exact())
      for (const exact of levels) {
        if (exact.peakBytes > capBytes || exact.levelCount > mostLevels) continue
        best = { arrangement, times: timesOf(arrangement, exact) }
        mostLevels = exact.levelCount - 1
      }
    return best
  }

  /**
   * The first of `all`, in parts that are worked out when they are asked for: nearly always, those of orders with the fewest levels
   * suffice, and they are no more than `enough`.
   */
  *inParts(capBytes: number, enough: number): Generator<readonly Levelling[]> {
    let begun = 0
    if (this.exact().length === 0) {
      const first = levellingsOf(this.orders.forLevels(), capBytes, 'fewest', { enough })
      yield first
      begun = first.length
    }
    yield this.all(capBytes).slice(begun)
  }
}
