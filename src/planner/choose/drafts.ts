/**
 * Drafts: schedules that compete for one plan, each worked out as far as it was asked for. Its live bytes bound its peak from
 * below, its placement gives the peak, and its commands give the number of barriers.
 */
import type { Objective } from '../../plan/document.ts'
import { lowerPasses, type LoweredPasses } from '../lower/index.ts'
import type { KnownPlacements, PlacementNotes } from '../place/known-placements.ts'
import { placeValues } from '../place/index.ts'
import type { Placements } from '../place/placements.ts'
import type { Effort } from '../place/solver/index.ts'
import type { PassCosts } from '../schedule/index.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { Waits } from '../schedule/waits.ts'
import { DecisionLog } from '../support/decisions.ts'
import { synchronise, type Synchronisation } from '../synchronise/index.ts'
import type { Analysis } from './analysis.ts'
import { manyValues, mostSearchSteps } from './placement-steps.ts'
import type { Timing } from './timings.ts'
import type { TransferCommands } from './transfer-commands.ts'

/** Bounds of the schedule: no plan has fewer submissions or barriers. */
export type Bounds = Pick<Schedule, 'lowerBound' | 'barrierLowerBound'>

export interface DraftOptions {
  readonly objective: Objective
  readonly effort: Effort
  /** The costs of passes, where queues are to work side by side. */
  readonly costs?: PassCosts
  /** Most that lower bounds may be, where dependencies hold more than every plan must keep. */
  readonly mostBounds?: Bounds
  readonly onPhase: (phase: string) => void
}

/** Steps of the first placement of a draft, which says what it needs about: so many, and so many for each value, but no more than a most. */
const [stepsAtFirst, stepsAtFirstPerValue, mostAtFirst] = [100, 4, 4000]

/** The part of a bound by which a peak may miss it for nothing to be searched. */
const nextToNothing = 1e-4

/** Part of the steps that are left which one search may take. */
const searchShare = 3 / 4

/** Part by which the first placement of many values may miss what it is searched for: with so few steps for each, no search closes more. */
const [closable, fewValues] = [0.1, 100]

/** Fewest steps that are worth a search of their own. */
const fewestSteps = 100

/** The schedule with bounds that hold for plans of fewer dependencies too. */
function boundedBy(most: Bounds, schedule: Schedule): Schedule {
  const lowerBound = Math.min(schedule.lowerBound, most.lowerBound)
  const barrierLowerBound = Math.min(schedule.barrierLowerBound, most.barrierLowerBound)
  return { ...schedule, lowerBound, barrierLowerBound }
}

export class Draft {
  readonly schedule: Schedule
  readonly waits: Waits
  readonly lifetimes: Lifetimes
  private readonly scheduled = new DecisionLog()
  private readonly analysis: Analysis
  private readonly options: DraftOptions
  private readonly known: KnownPlacements
  private readonly timing: Timing
  private placed: Placements | undefined
  private placing = new DecisionLog()
  private lowering = new DecisionLog()
  private searched = 0
  /** Notes on the placement, where it is the latest one. */
  private notes: PlacementNotes | undefined

  constructor(
    analysis: Analysis,
    options: DraftOptions,
    known: KnownPlacements,
    timing: Timing,
    decisions: DecisionLog,
  ) {
    this.known = known
    this.analysis = analysis
    this.options = options
    this.timing = timing
    const { schedule } = timing
    this.schedule = options.mostBounds ? boundedBy(options.mostBounds, schedule) : schedule
    this.waits = timing.waits
    this.lifetimes = timing.lifetimes
    this.scheduled.addAll(decisions.list)
  }

  /** The same with each submission after the one before it; itself where that is so. */
  get inTurn(): Draft {
    const { inTurn } = this.timing
    if (inTurn === this.timing) return this
    return (this.turned ??= new Draft(this.analysis, this.options, this.known, inTurn, this.scheduled))
  }
  private turned: Draft | undefined

  /** Whether there are so many values that heuristics do nearly all of the placement. */
  get hasManyValues(): boolean {
    return this.analysis.values.valueCount > manyValues
  }

  get isInTurn(): boolean {
    return this.timing.isInTurn
  }

  /** Transient bytes alive at the fullest time, which any placement of this schedule needs. */
  get liveBytes(): number {
    return this.timing.liveBytes
  }

  /** The most that is known to be needed by any placement of this schedule. */
  get leastBytes(): number {
    return this.timing.leastBytes
  }

  /** Transfer commands, where the uploads of a level are one command, and its readbacks another. */
  get transferCommands(): TransferCommands {
    return this.timing.transferCommands
  }

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
    return placeValues({
      graph,
      versions,
      values,
      sizes,
      schedule,
      lifetimes,
      transfers: this.timing.transfers,
      nodeFacts: this.timing.nodeFacts,
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

  /** Most steps of one search. */
  private get mostSteps(): number {
    return mostSearchSteps(this.options.effort, this.analysis.values.valueCount)
  }

  /** Whether a search with the steps that are left may lower the peak. */
  get isSearchable(): boolean {
    return (
      !this.suffices && Math.min(this.known.left * searchShare, this.mostSteps) > Math.max(fewestSteps, this.searched)
    )
  }

  /**
   * Searches for a better placement with most of the steps that are left, and keeps it if it needs less. Steps are shared by all drafts
   * of a plan, so that a plan takes as long whatever is compared for it.
   */
  search(): void {
    const before = this.placements
    const steps = Math.min(Math.floor(this.known.left * searchShare), this.mostSteps)
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
    // The notes belong to the placement that was found, which is not kept.
    else this.notes = undefined
  }

  /** Ends the search, with the steps that are left or none, and lays what is transferred together side by side. */
  settle(isSearched = true): this {
    const before = this.placements
    if (this.isSettled) return this
    this.isSettled = true
    const left = Math.min(this.known.left, this.mostSteps)
    const steps = this.suffices || !isSearched ? this.searched : Math.max(this.searched, left)
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

  /** The most that is known to be needed by any placement, as far as it was searched for. */
  get placedLeastBytes(): number {
    return Math.max(this.leastBytes, this.placements.lowerBoundBytes)
  }

  get peakBytes(): number {
    return this.placements.peakBytes
  }

  /** Whether it needs at most so many bytes, which is searched for where they may do. */
  fits(bytes: number): boolean {
    if (this.leastBytes > bytes) return false
    if (this.peakBytes > bytes && this.placedLeastBytes <= bytes && this.isSearchable && this.isNear(bytes))
      this.search()
    return this.peakBytes <= bytes
  }

  /** Whether a search may close what the placement misses so many bytes by. */
  isNear(bytes: number): boolean {
    return this.analysis.values.valueCount <= fewValues || this.peakBytes <= bytes * (1 + closable)
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
