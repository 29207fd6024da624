/** The drafts of one plan: equal times in an arrangement give the same draft, and all share the steps of placement. */
import { KnownPlacements } from '../place/known-placements.ts'
import type { SolvedPlacements } from '../place/solved-placements.ts'
import { timesInOrder, type Arrangement, type Times } from '../schedule/index.ts'
import type { Analysis } from './analysis.ts'
import { Draft, type DraftOptions } from './drafts.ts'
import { timesUnder, type Ordered } from './levellings.ts'
import { placementSteps } from './placement-steps.ts'
import type { Timing, Timings } from './timings.ts'

export class DraftsByTimes {
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly timings: Timings
  private readonly placements: KnownPlacements
  private readonly drafts = new Map<Timing, Draft>()
  private readonly capped: { readonly one: Ordered; readonly capBytes: number; readonly draft: Draft }[] = []

  constructor(analysis: Analysis, options: DraftOptions, timings: Timings, solutions: SolvedPlacements) {
    this.analysis = analysis
    this.options = options
    this.timings = timings
    const steps = placementSteps(options.effort, analysis.values.valueCount)
    this.placements = new KnownPlacements(steps, solutions)
  }

  at(arrangement: Arrangement, times: Times): Draft {
    const timing = this.timings.at(arrangement, times, () => this.options.onPhase('lifetimes'))
    const known = this.drafts.get(timing)
    if (known) return known
    const draft = new Draft(this.analysis, this.options, this.placements, timing, arrangement.decisions)
    this.drafts.set(timing, draft)
    return draft
  }

  /** One node after another. */
  inOrder(arrangement: Arrangement, order: Int32Array): Draft {
    const { problem, prepared } = arrangement
    return this.at(arrangement, timesInOrder(problem, prepared.stream, order))
  }

  /** An order in the fewest levels that have no more bytes alive than the limit, as far as the order itself needs no more. */
  underCap(one: Ordered, capBytes: number): Draft {
    for (const known of this.capped) if (known.one === one && known.capBytes === capBytes) return known.draft
    const draft = this.at(one.arrangement, timesUnder(one, { capBytes, window: Infinity })!)
    this.capped.push({ one, capBytes, draft })
    return draft
  }
}
