/** The draft that an objective takes. */
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Objective } from '../../plan/document.ts'
import { bytesWithoutAliasing } from '../place/without-aliasing.ts'
import { passCosts } from '../schedule/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { Candidates } from './candidates.ts'
import type { Analysis } from './analysis.ts'
import type { Draft, DraftOptions } from './drafts.ts'
import type { Grounds } from './grounds.ts'
import { lowest, mayNeedLess } from './lowest.ts'

export interface ChooseOptions extends DraftOptions {
  /** Most transient bytes of the plan. */
  readonly memoryBudget: number | undefined
  /** Nanoseconds of passes, for objective `overlap`, and for `memory`, which needs no more than it. */
  readonly nanoseconds?: Readonly<Record<string, number>> | undefined
}

/** Options, with what all candidates of the plan share. */
export interface Options extends ChooseOptions {
  readonly grounds: Grounds
}

/** Most transfer commands for each of declared order in levels that objective `balanced` takes where barriers cost nothing, to save memory. */
const transfersForMemory = 5 / 4

export function candidatesFor(analysis: Analysis, options: Options): Candidates {
  const { objective, nanoseconds, grounds } = options
  if (objective !== 'overlap') return new Candidates(analysis, options, grounds)
  return new Candidates(analysis, { ...options, costs: passCosts(analysis.graph.graph, nanoseconds) }, grounds)
}

/**
 * The draft of an objective, with the placement that the plan has.
 *
 * @param below undefined is as good where it needs no fewer bytes
 */
export function chooseByObjective(analysis: Analysis, candidates: Candidates, options: Options): Draft
export function chooseByObjective(
  analysis: Analysis,
  candidates: Candidates,
  options: Options,
  below: number,
): Draft | undefined
export function chooseByObjective(
  analysis: Analysis,
  candidates: Candidates,
  options: Options,
  below = 0,
): Draft | undefined {
  const { objective } = options
  // Objective `submissions` takes levels whatever they need.
  const withoutAliasingBytes = objective === 'submissions' ? 0 : bytesWithoutAliasing(analysis)
  // Where there are several submissions, other dependencies may give less.
  const isOne = below > 0 && candidates.levels().schedule.submissionCount === 1
  const first = choose(candidates, withoutAliasingBytes, objective, isOne ? below : 0)
  if (!first || (isOne && first.leastBytes >= below)) return undefined
  let best = first
  if (objective === 'balanced' || objective === 'memory') {
    const isLowestWanted = objective === 'memory' && candidates.isSearched
    const enough = isLowestWanted ? candidates.anyOrderLowerBoundBytes() : withoutAliasingBytes
    const inOrder = valuesInOrder(analysis, options, best, enough)
    if (inOrder) best = lowest([best, choose(inOrder, withoutAliasingBytes, objective)], enough)
    const passByPass = passesInOrder(analysis, candidates, options, best)
    if (passByPass) {
      const most = Math.min(enough, passByPass.declared().peakBytes)
      best = lowest([best, choose(passByPass, withoutAliasingBytes, objective)], most)
    }
    best = submissionsInTurn(candidates, best, enough, isLowestWanted)
  }
  best.settle()
  if (objective === 'submissions') return fewestOfObjectives(analysis, candidates, options, best)
  return objective === 'memory' ? lowestOfObjectives(analysis, candidates, options, best) : best
}

/**
 * Levels, or what another objective takes where that has fewer barriers in as few submissions. In one submission, no schedule has fewer than
 * levels have; where there are several, what waits for another submission needs no barrier, and other cuts have more of that.
 */
function fewestOfObjectives(analysis: Analysis, candidates: Candidates, options: Options, levels: Draft): Draft {
  if (!candidates.needsBarriers || !candidates.isSearched) return levels
  const { submissionCount: fewest, barrierLowerBound } = levels.schedule
  if (fewest === 1 && levels.barrierCount <= barrierLowerBound) return levels
  let best = levels
  for (const objective of ['balanced', 'memory', 'overlap'] as const) {
    if (best.barrierCount === 0) break
    const other = chosenFor(analysis, options, objective)
    if (other.schedule.submissionCount <= fewest && other.barrierCount < best.barrierCount) best = other
  }
  return best
}

/** The draft of objective `memory`, or that of another which needs fewer bytes in as few submissions: they look at other drafts. */
function lowestOfObjectives(analysis: Analysis, candidates: Candidates, options: Options, draft: Draft): Draft {
  let best = draft
  const fewest = draft.schedule.submissionCount
  for (const objective of ['balanced', 'submissions', 'overlap'] as const) {
    if (best.peakBytes <= candidates.anyOrderLowerBoundBytes()) break
    if (objective === 'submissions' && candidates.levels().leastBytes >= best.peakBytes) continue
    if (objective === 'overlap' && fewest === 1) continue
    // Levels are the only candidate of `submissions` that the other objectives do not try.
    const other =
      objective === 'submissions'
        ? settledLevels(analysis, options)
        : chosenFor(analysis, options, objective, best.peakBytes)
    if (other && other.schedule.submissionCount <= fewest && other.peakBytes < best.peakBytes) best = other
  }
  return best
}

/** Levels, placed as objective `submissions` places them. */
function settledLevels(analysis: Analysis, options: Options): Draft {
  const levels = candidatesFor(analysis, { ...options, objective: 'submissions' }).levels()
  levels.settle()
  return levels
}

/**
 * The very draft that another objective takes, which may depend on the steps that are left.
 *
 * @param below undefined is as good where it needs no fewer bytes
 */
export function chosenFor(analysis: Analysis, options: Options, objective: Objective): Draft
export function chosenFor(analysis: Analysis, options: Options, objective: Objective, below: number): Draft | undefined
export function chosenFor(analysis: Analysis, options: Options, objective: Objective, below = 0): Draft | undefined {
  const { chosen } = options.grounds
  const known = chosen[objective]
  if (known) return known
  const own = { ...options, objective }
  const draft = chooseByObjective(analysis, candidatesFor(analysis, own), own, below)
  if (draft) chosen[objective] = draft
  return draft
}

/**
 * Where passes meet in one submission that would not be neighbours in declared order, versions of a resource may be alive side by
 * side, and need more than the resources do. Candidates without that, if the draft needs more than enough, and they take as few submissions.
 */
export function valuesInOrder(
  analysis: Analysis,
  options: Options,
  { schedule, peakBytes }: Draft,
  enoughBytes: number,
): Candidates | undefined {
  if (schedule.submissionCount === 1 || peakBytes <= enoughBytes) return undefined
  return orderedBy(analysis, options, schedule, analysis.valuesInOrder())
}

/**
 * Where passes stay one after another as declared, queues wait for one another, and values share memory that would be of queues at work
 * side by side. Candidates of that order, if declared order then needs less than the draft, and they take as few submissions.
 */
function passesInOrder(
  analysis: Analysis,
  candidates: Candidates,
  options: Options,
  { schedule, peakBytes }: Draft,
): Candidates | undefined {
  if (schedule.submissionCount === 1 || !candidates.isSearched) return undefined
  if (peakBytes <= candidates.declaredAliveBytes()) return undefined
  const ordered = orderedBy(analysis, options, schedule, analysis.passesInOrder())
  return ordered?.declared().fits(peakBytes - 1) ? ordered : undefined
}

/**
 * Where queues work side by side, what they use is alive side by side too. The draft, or one whose submissions come one after another, if the
 * draft needs more than enough and that one does not, or needs less where the lowest is wanted.
 */
function submissionsInTurn(candidates: Candidates, draft: Draft, enoughBytes: number, isLowestWanted: boolean): Draft {
  if (draft.peakBytes <= enoughBytes || !candidates.isSearched || draft.inTurn === draft) return draft
  const most = isLowestWanted ? draft.peakBytes - 1 : enoughBytes
  const inTurn = candidates.inTurn().filter(({ leastBytes }) => leastBytes <= most)
  const best = lowest([draft, ...inTurn], enoughBytes)
  return best.peakBytes <= most ? best : draft
}

/** Candidates with more dependencies than bytes demand; undefined where they take more submissions. */
function orderedBy(
  analysis: Analysis,
  options: Options,
  schedule: Schedule,
  dependencies: Dependencies,
): Candidates | undefined {
  const more = { ...options, mostBounds: schedule }
  const candidates = new Candidates({ ...analysis, dependencies }, more, options.grounds)
  return candidates.levels().schedule.submissionCount > schedule.submissionCount ? undefined : candidates
}

function choose(candidates: Candidates, withoutAliasingBytes: number, objective: Objective): Draft
function choose(
  candidates: Candidates,
  withoutAliasingBytes: number,
  objective: Objective,
  below: number,
): Draft | undefined
function choose(
  candidates: Candidates,
  withoutAliasingBytes: number,
  objective: Objective,
  below = 0,
): Draft | undefined {
  const levels = candidates.levels()
  if (objective === 'submissions') return levels
  const barriers = candidates.needsBarriers
  if (objective !== 'memory' && barriers) {
    const surely = Math.min(withoutAliasingBytes, candidates.declaredOrderBytes())
    if (levels.fits(surely)) return candidates.lowered(levels)
    const declared = candidates.declared()
    declared.fits(declared.liveBytes)
    const cap = Math.min(withoutAliasingBytes, declared.peakBytes)
    if (levels.fits(cap)) return candidates.lowered(levels)
    if (below > 0 && candidates.needNoLess(below, cap)) return undefined
    const fewest = candidates.fewestBarriers(cap)
    if (fewest) return candidates.lowered(fewest)
    return lowest(candidates.isLarge ? [declared, levels] : [declared, levels, ...candidates.orders()], cap)
  }
  if (candidates.areBest(levels)) return levels
  if (below > 0 && candidates.needNoLess(below, withoutAliasingBytes)) return undefined
  const declared = candidates.declared()
  const drafts = [levels, declared, ...candidates.orders()]
  if (objective === 'memory') return lowestOfAll(candidates, drafts)
  // Copies cost more than anything else here, so memory is saved by few of them, and by no more than declared order has.
  const inLevels = candidates.declaredInLevels().transferCommands.commands
  const most = Math.min(declared.transferCommands.commands, Math.floor(inLevels * transfersForMemory))
  const best = lowest(
    drafts.filter((draft) => draft.transferCommands.commands <= most),
    0,
  )
  // Declared order is placed only where its live bytes may be fewer: placing it costs as much as everything else.
  const isMemoryFirst =
    best.peakBytes > withoutAliasingBytes || (mayNeedLess(declared, best, 0) && declared.fits(best.peakBytes - 1))
  if (!isMemoryFirst && !candidates.isSmall) return best
  const low = isMemoryFirst ? lowest(drafts, 0) : best
  const inPools = candidates.inPoolsOf(low)
  return lowest([low, ...inPools.filter((draft) => isMemoryFirst || draft.transferCommands.commands <= most)], 0)
}

/** The draft with the lowest peak: where those at hand are above the bound of any order, of all that the frontier would hold. */
function lowestOfAll(candidates: Candidates, drafts: readonly Draft[]): Draft {
  const best = lowest(drafts, 0)
  if (!candidates.isSearched || best.peakBytes <= candidates.anyOrderLowerBoundBytes()) return best
  return lowest(candidates.inFewestSubmissions(best.peakBytes), 0)
}
