/** The drafts of one plan: equal times in an arrangement give the same draft, and all share the steps of placement. */
import { KnownPlacements } from '../place/known-placements.ts'
import { scheduleAt, timesByCommand, timesInOrder, type Arrangement, type Times } from '../schedule/index.ts'
import { Draft, type Analysis, type DraftOptions } from './drafts.ts'
import { mostNodesWindowed, timesUnder, type Ordered } from './levellings.ts'
import { placementSteps } from './placement-steps.ts'

interface Drafted {
  readonly times: Times
  readonly draft: Draft
}

export class DraftsByTimes {
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly placements: KnownPlacements
  private readonly drafts = new Map<Arrangement, Drafted[]>()

  constructor(analysis: Analysis, options: DraftOptions) {
    this.analysis = analysis
    this.options = options
    this.placements = new KnownPlacements(placementSteps(options.effort, analysis.values.valueCount))
  }

  at(arrangement: Arrangement, levels: Times): Draft {
    const times = this.timesOf(arrangement, levels)
    const made = this.drafts.get(arrangement) ?? []
    this.drafts.set(arrangement, made)
    const same = made.find((known) => isSame(known.times, times))
    if (same) return same.draft
    const { prepared, decisions } = arrangement
    const found = scheduleAt(this.analysis.graph, prepared, times)
    const { mostBarrierBound = Infinity } = this.options
    const schedule =
      found.barrierLowerBound > mostBarrierBound ? { ...found, barrierLowerBound: mostBarrierBound } : found
    const draft = new Draft(this.analysis, this.options, this.placements, schedule, decisions)
    made.push({ times, draft })
    return draft
  }

  private timesOf({ prepared }: Arrangement, times: Times): Times {
    const { graph } = this.analysis
    const isApart = !graph.profile.rules.explicitBarriers && prepared.stream.nodeCount <= mostNodesWindowed
    return isApart ? timesByCommand(graph, prepared.stream, times) : times
  }

  /** One node after another. */
  inOrder(arrangement: Arrangement, order: Int32Array): Draft {
    const { problem, prepared } = arrangement
    return this.at(arrangement, timesInOrder(problem, prepared.stream, order))
  }

  /** An order in the fewest levels that have no more bytes alive than the limit, as far as the order itself needs no more. */
  underCap(one: Ordered, capBytes: number): Draft {
    return this.at(one.arrangement, timesUnder(one, { capBytes, window: Infinity })!)
  }
}

function isSame(a: Times, b: Times): boolean {
  if (a.timeCount !== b.timeCount) return false
  for (let n = 0; n < a.time.length; n++) if (a.time[n] !== b.time[n] || a.step[n] !== b.step[n]) return false
  return true
}
