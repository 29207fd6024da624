/**
 * Drafts: schedules that compete for one plan, each worked out as far as it was asked for. Its live bytes bound its peak from
 * below, its placement gives the peak, and its commands give the number of barriers.
 */
import type { Objective } from '../../plan/document.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Versions } from '../analyse/versions.ts'
import { lowerPasses, type LoweredPasses } from '../lower/index.ts'
import type { KnownPlacements, PlacementNotes } from '../place/known-placements.ts'
import { placeValues } from '../place/index.ts'
import { groupTransfers, type TransferGroups } from '../place/transfer-groups.ts'
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
  /** Dependencies that also keep all passes one after another as declared (`withPassesInOrder`). */
  readonly passesInOrder: () => Dependencies
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

/** Steps of the first placement of a draft, which says what it needs about: so many, and so many for each value, but no more than a most. */
const [stepsAtFirst, stepsAtFirstPerValue, mostAtFirst] = [100, 4, 4000]

/** The part of a bound by which a peak may miss it for nothing to be searched. */
const nextToNothing = 1e-4

/** Part of the steps that are left which one search may take. */
const searchShare = 3 / 4

/** Part by which the first placement of many values may miss what it is searched for: with so few steps for each, no search closes more. */
const [closable, manyValues] = [0.1, 100]

/** Fewest steps that are worth a search of their own. */
const fewestSteps = 100

export class Draft {
  readonly schedule: Schedule
  readonly waits: Waits
  readonly lifetimes: Lifetimes
  private readonly scheduled = new DecisionLog()
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly known: KnownPlacements
  private placed: Placements | undefined
  private placing = new DecisionLog()
  private lowering = new DecisionLog()
  private searched = 0
  private transfers: TransferGroups | undefined
  /** What the placement rests on, where it is the latest one. */
  private notes: PlacementNotes | undefined

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
    this.scheduled.addAll(decisions.list)
    options.onPhase('lifetimes')
    this.waits = findWaits(analysis.graph, schedule)
    this.lifetimes = findLifetimes(analysis.graph, analysis.values, schedule, this.waits)
  }

  /** Transient bytes alive at the fullest time, which any placement of this schedule needs. */
  get liveBytes(): number {
    return (this.live ??= mostAlive(this.analysis, this.lifetimes))
  }
  private live: number | undefined

  /** Decisions made for this draft. */
  get decisions(): DecisionLog {
    return new DecisionLog().addAll(this.scheduled.list, this.placing.list, this.lowering.list)
  }

  /** Notes why this draft was chosen over others, behind the decisions made so far. */
  explain(reason: string, savedBytes: number): void {
    const log = this.commands ? this.lowering : this.placing
    log.add('ORDERED', [], [], reason, { bytes: savedBytes })
  }

  /** The placement as far as it was searched for: at first, only a little. */
  get placements(): Placements {
    if (!this.placed) {
      const decisions = new DecisionLog()
      const steps = Math.min(mostAtFirst, stepsAtFirst + stepsAtFirstPerValue * this.analysis.values.valueCount)
      const { left } = this.known
      this.placed = this.place(steps, decisions, this.options.objective !== 'submissions')
      // Heuristics take steps as well, which are no search.
      this.known.left = left
      this.placing = decisions
    }
    return this.placed
  }

  private place(mostSteps: number, decisions: DecisionLog, isEstimate: boolean): Placements {
    const { graph, versions, values, sizes } = this.analysis
    const { schedule, lifetimes, known } = this
    const { objective, effort, onPhase } = this.options
    onPhase('placement')
    this.searched = mostSteps
    this.notes = known.begin()
    this.transfers ??= groupTransfers({ graph, values, schedule })
    return placeValues({
      graph,
      versions,
      values,
      sizes,
      schedule,
      lifetimes,
      transfers: this.transfers,
      objective,
      effort,
      decisions,
      known,
      mostSteps,
      isEstimate,
    })
  }

  /** Whether the peak is as low as can be, or so near to it that the default effort ends. */
  private get suffices(): boolean {
    const { proven, peakBytes, lowerBoundBytes } = this.placements
    return proven || (this.options.effort === 'default' && peakBytes <= lowerBoundBytes * (1 + nextToNothing))
  }

  /** Whether a search with the steps that are left may lower the peak. */
  get isSearchable(): boolean {
    return !this.suffices && this.known.left * searchShare > Math.max(fewestSteps, this.searched)
  }

  /**
   * Searches for a better placement with most of the steps that are left, and keeps it if it needs less. Steps are shared by all drafts
   * of a plan, so that a plan takes as long whatever is compared for it.
   */
  search(): void {
    const before = this.placements
    const steps = Math.floor(this.known.left * searchShare)
    if (this.notes && !this.notes.isLimited) {
      // It would come out the same, for the same steps.
      this.known.left -= this.notes.steps
      this.searched = steps
      return
    }
    const decisions = new DecisionLog()
    const found = this.place(steps, decisions, this.options.objective !== 'submissions')
    const isBetter = found.peakBytes < before.peakBytes || (found.peakBytes === before.peakBytes && found.proven)
    if (isBetter) this.keep(found, decisions)
    // What was found is not what stands.
    else this.notes = undefined
  }

  /** Ends the search, with the steps that are left or none, and lays what is transferred together side by side. */
  settle(isSearched = true): this {
    const before = this.placements
    if (this.isSettled) return this
    this.isSettled = true
    const steps = this.suffices || !isSearched ? this.searched : Math.max(this.searched, this.known.left)
    if (this.notes && !this.notes.isUngrouped && !this.notes.isLimited) {
      this.known.left -= this.notes.steps
      return this
    }
    const decisions = new DecisionLog()
    const found = this.place(steps, decisions, false)
    if (found.peakBytes <= before.peakBytes) this.keep(found, decisions)
    return this
  }
  private isSettled = false

  private keep(found: Placements, decisions: DecisionLog): void {
    this.placed = found
    this.placing = decisions
    this.commands = undefined
    this.synchronised = undefined
  }

  get peakBytes(): number {
    return this.placements.peakBytes
  }

  /** Whether it needs at most so many bytes, which is searched for where they may do. */
  fits(bytes: number): boolean {
    if (this.liveBytes > bytes) return false
    if (this.peakBytes > bytes && this.isSearchable && this.isNear(bytes)) this.search()
    return this.peakBytes <= bytes
  }

  private isNear(bytes: number): boolean {
    return this.analysis.values.valueCount <= manyValues || this.peakBytes <= bytes * (1 + closable)
  }

  /** The peak of the placement; undefined where none was asked for yet. */
  get placedBytes(): number | undefined {
    return this.placed?.peakBytes
  }

  get lowered(): LoweredPasses {
    if (!this.commands) {
      const { graph, values, dependencies } = this.analysis
      const { schedule, lifetimes, placements } = this
      const decisions = new DecisionLog()
      this.options.onPhase('lower')
      this.lowering = decisions
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
    const { lifetime, layout } = graph.resources[sizes.resource[v]!]!
    if (start[v]! < 0 || lifetime !== 'transient') continue
    // A texture that the plan does not place needs its declared bytes.
    const bytes = layout ? sizes.declaredBytes[v]! : sizes.sizeBytes[v]!
    change[start[v]!]! += bytes
    change[usedUntil[v]!]! -= bytes
  }
  let now = 0
  let most = 0
  for (let t = 0; t < change.length; t++) most = Math.max(most, (now += change[t]!))
  return most
}
