/**
 * Drafts: schedules that compete for one plan, each worked out as far as it was asked for. Its live bytes bound its peak from
 * below, its placement gives the peak, and its commands give the number of barriers.
 */
import type { Objective } from '../../plan/document.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Versions } from '../analyse/versions.ts'
import { lowerPasses, type LoweredPasses } from '../lower/index.ts'
import type { KnownPlacements } from '../place/known-placements.ts'
import { placeValues } from '../place/index.ts'
import type { Placements, ValueSizes } from '../place/placements.ts'
import type { Effort } from '../place/solver/index.ts'
import type { LivePasses } from '../schedule/arrangements.ts'
import type { PassCosts } from '../schedule/index.ts'
import { findLifetimes, type Lifetimes } from '../schedule/lifetimes.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { findWaits, type Waits } from '../schedule/waits.ts'
import { DecisionLog } from '../support/decisions.ts'
import { synchronise, type Synchronisation } from '../synchronise/index.ts'
import { float64Array } from '../../graph/typed-arrays.ts'

/** Results of the phases before scheduling. */
export interface Analysis extends LivePasses {
  readonly versions: Versions
  readonly sizes: ValueSizes
  /** Dependencies that also keep the values of each resource behind each other (`withValuesInOrder`). */
  readonly valuesInOrder: () => Dependencies
}

export interface DraftOptions {
  readonly objective: Objective
  readonly effort: Effort
  /** The costs of passes, where queues are to work side by side. */
  readonly costs?: PassCosts
  /** Most that the lower bound of barriers may be, where dependencies hold more than every plan must keep. */
  readonly mostBarrierBound?: number
  readonly onPhase: (phase: string) => void
}

export class Draft {
  readonly schedule: Schedule
  readonly waits: Waits
  readonly lifetimes: Lifetimes
  /** Decisions made for this draft. */
  readonly decisions = new DecisionLog()
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly known: KnownPlacements
  private placed: Placements | undefined

  constructor(
    analysis: Analysis,
    options: DraftOptions,
    known: KnownPlacements,
    schedule: Schedule,
    decisions: DecisionLog,
  ) {
    this.known = known
    this.analysis = analysis
    this.options = options
    this.schedule = schedule
    this.decisions.list.push(...decisions.list)
    options.onPhase('lifetimes')
    this.waits = findWaits(analysis.graph, schedule)
    this.lifetimes = findLifetimes(analysis.graph, analysis.values, schedule, this.waits)
  }

  /** Transient bytes alive at the fullest time, which any placement of this schedule needs. */
  get liveBytes(): number {
    return (this.live ??= mostAlive(this.analysis, this.lifetimes))
  }
  private live: number | undefined

  get placements(): Placements {
    if (!this.placed) {
      const { graph, versions, values, sizes } = this.analysis
      const { schedule, lifetimes, decisions } = this
      const { objective, effort, onPhase } = this.options
      onPhase('placement')
      this.placed = placeValues({
        graph,
        versions,
        values,
        sizes,
        schedule,
        lifetimes,
        objective,
        effort,
        decisions,
        known: this.known,
      })
    }
    return this.placed
  }

  get peakBytes(): number {
    return this.placements.peakBytes
  }

  /** The peak of the placement; undefined where none was asked for yet. */
  get placedBytes(): number | undefined {
    return this.placed?.peakBytes
  }

  get lowered(): LoweredPasses {
    if (!this.commands) {
      const { graph, values, dependencies } = this.analysis
      const { schedule, lifetimes, placements, decisions } = this
      this.options.onPhase('lower')
      this.commands = lowerPasses({ graph, values, dependencies, schedule, lifetimes, placements, decisions })
    }
    return this.commands
  }
  private commands: LoweredPasses | undefined

  get synchronisation(): Synchronisation {
    if (!this.synchronised) {
      const { schedule, waits, placements, lowered } = this
      this.options.onPhase('synchronise')
      this.synchronised = synchronise({
        graph: this.analysis.graph,
        schedule,
        waits: waits.waits,
        placements,
        lowered,
      })
    }
    return this.synchronised
  }
  private synchronised: Synchronisation | undefined

  /** Whether the device wants barriers at all. */
  get needsBarriers(): boolean {
    return this.analysis.graph.profile.rules.explicitBarriers
  }

  get barrierCount(): number {
    return this.synchronisation.barriers.length
  }
}

function mostAlive({ graph, values, sizes }: Analysis, { start, usedUntil, timeCount }: Lifetimes): number {
  const change = float64Array(timeCount + 1)
  for (let v = 0; v < values.valueCount; v++) {
    if (start[v]! < 0 || graph.resources[sizes.resource[v]!]!.lifetime !== 'transient') continue
    change[start[v]!]! += sizes.sizeBytes[v]!
    change[usedUntil[v]!]! -= sizes.sizeBytes[v]!
  }
  let now = 0
  let most = 0
  for (const delta of change) most = Math.max(most, (now += delta))
  return most
}
