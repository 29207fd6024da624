/**
 * Choice of a schedule: schedules are drafted, cheap ones first, and the best one by the objective is taken (`candidates.ts`).
 */
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Objective } from '../../plan/document.ts'
import { bytesWithoutAliasing } from '../place/without-aliasing.ts'
import { passCosts } from '../schedule/index.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { Candidates } from './candidates.ts'
import type { Analysis } from './analysis.ts'
import type { Draft, DraftOptions } from './drafts.ts'
import { explainOrder } from './explain.ts'
import { Grounds } from './grounds.ts'
import { lowest, mayNeedLess } from './lowest.ts'

export interface ChooseOptions extends DraftOptions {
  /** Most transient bytes of the plan. */
  readonly memoryBudget: number | undefined
  /** Nanoseconds of passes, for objective `overlap`, and for `memory`, which needs no more than it. */
  readonly nanoseconds?: Readonly<Record<string, number>> | undefined
}

/** Options, with what all candidates of the plan share. */
interface Options extends ChooseOptions {
  readonly grounds: Grounds
}

/** Most transfer commands for each of declared order in levels that objective `balanced` takes where barriers cost nothing, to save memory. */
const transfersForMemory = 5 / 4

/** Bounds with which the memory of a plan is compared. */
export interface MemoryBounds {
  /** See `Candidates.declaredOrderBytes`. */
  readonly declaredOrderBytes: number
  readonly anyOrderLowerBoundBytes: number
}

export interface Chosen extends MemoryBounds {
  readonly draft: Draft
}

/** Chooses a schedule, with its lifetimes and its placement. */
export function choosePlan(analysis: Analysis, given: ChooseOptions): Chosen {
  given.onPhase('schedule')
  const { objective, effort, memoryBudget, nanoseconds, onPhase } = given
  const options: Options = { objective, effort, memoryBudget, nanoseconds, onPhase, grounds: new Grounds() }
  const candidates = candidatesFor(analysis, options)
  const draft =
    memoryBudget === undefined
      ? chooseByObjective(analysis, candidates, options)
      : withinBudget(analysis, candidates, { ...options, memoryBudget })
  // Before the explanation, which may draft declared order anew.
  const { declaredOrderBytes, anyOrderLowerBoundBytes } = boundsOf(candidates, options, draft.peakBytes)
  explainOrder(draft, candidates)
  return { draft, declaredOrderBytes, anyOrderLowerBoundBytes }
}

function candidatesFor(analysis: Analysis, options: Options): Candidates {
  const { objective, nanoseconds, grounds } = options
  if (objective !== 'overlap') return new Candidates(analysis, options, grounds)
  return new Candidates(analysis, { ...options, costs: passCosts(analysis.graph.graph, nanoseconds) }, grounds)
}

/**
 * The drafts that no other draft beats in submissions, peak and barriers at once, by submissions, then by barriers. The one of objective
 * `memory` is among them, and what may need less than it is as objective `memory` left it, so that none does.
 */
export function chooseFrontier(analysis: Analysis, given: ChooseOptions): Chosen[] {
  given.onPhase('schedule')
  const options = { ...given, grounds: new Grounds() }
  const candidates = candidatesFor(analysis, options)
  const least = chooseByObjective(analysis, candidates, options)
  const drafts = [least, ...candidates.everything()]
  if (candidates.isSearched && least.schedule.submissionCount > 1) drafts.push(chosenFor(analysis, options, 'overlap'))
  const inOrder = valuesInOrder(analysis, options, lowest(drafts, 0), candidates.anyOrderLowerBoundBytes())
  if (inOrder) drafts.push(...inOrder.everything())
  // Without barriers, only fewer bytes or fewer submissions can be better.
  const isBeaten = (draft: Draft): boolean =>
    draft !== least &&
    !candidates.needsBarriers &&
    draft.schedule.submissionCount >= least.schedule.submissionCount &&
    draft.leastBytes >= least.peakBytes
  const figures = drafts.flatMap((draft) => {
    if (isBeaten(draft)) return []
    const submissions = draft.schedule.submissionCount
    draft.settle(submissions > least.schedule.submissionCount || draft.liveBytes >= least.peakBytes)
    return { draft, submissions, peak: draft.peakBytes, barriers: draft.barrierCount }
  })
  const bounds = boundsOf(candidates, options, least.peakBytes)
  figures.sort((a, b) => a.submissions - b.submissions || a.barriers - b.barriers || a.peak - b.peak)
  const kept: typeof figures = []
  for (const one of figures)
    if (!kept.some((k) => k.submissions <= one.submissions && k.barriers <= one.barriers && k.peak <= one.peak))
      kept.push(one)
  for (const { draft } of kept) explainOrder(draft, candidates)
  return kept.map(({ draft }) => ({ draft, ...bounds }))
}

/** @param peakBytes of the draft that was chosen */
function boundsOf(candidates: Candidates, { objective, onPhase }: ChooseOptions, peakBytes: number): MemoryBounds {
  onPhase('bounds')
  const anyOrderLowerBoundBytes = candidates.anyOrderLowerBoundBytes()
  // What is known of any order holds for the declared one.
  let declaredOrderBytes = Math.max(candidates.declaredOrderBytes(), anyOrderLowerBoundBytes)
  // A bound below the peak does not say whether the plan needs more than declared order.
  if (declaredOrderBytes < peakBytes && objective !== 'submissions' && candidates.isSearched)
    declaredOrderBytes = candidates.declared().peakBytes
  return { declaredOrderBytes, anyOrderLowerBoundBytes }
}

/** The draft with the fewest submissions, then barriers, that fits the budget; where none does, the one with the lowest peak. */
function withinBudget(
  analysis: Analysis,
  candidates: Candidates,
  options: Options & { readonly memoryBudget: number },
): Draft {
  const budget = options.memoryBudget
  if (options.objective === 'memory') {
    const best = chooseByObjective(analysis, candidates, options)
    return best.peakBytes <= budget ? best : lowest([best, ...candidates.moreSubmissions()], budget).settle()
  }
  const levels = candidates.levels()
  if (levels.fits(budget)) return levels.settle()
  const fewest = candidates.needsBarriers ? candidates.fewestBarriers(budget) : undefined
  if (fewest) return fewest.settle()
  const best = lowest([levels, candidates.declared(), ...candidates.orders()], budget)
  if (best.peakBytes <= budget) return best.settle()
  // Before the budget is refused, or submissions are added, the objective that looks furthest for the lowest peak is asked.
  const least = chosenFor(analysis, options, 'memory')
  return least.peakBytes <= budget ? least : lowest([best, least, ...candidates.moreSubmissions()], budget).settle()
}

/**
 * The draft of an objective, with the placement that the plan has.
 *
 * @param below undefined is as good where it needs no fewer bytes
 */
function chooseByObjective(analysis: Analysis, candidates: Candidates, options: Options): Draft
function chooseByObjective(
  analysis: Analysis,
  candidates: Candidates,
  options: Options,
  below: number,
): Draft | undefined
function chooseByObjective(analysis: Analysis, candidates: Candidates, options: Options, below = 0): Draft | undefined {
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

/** Levels, or what `balanced` takes where that has fewer barriers: levels that serve several queues may need more than their number. */
function fewestOfObjectives(analysis: Analysis, candidates: Candidates, options: Options, levels: Draft): Draft {
  if (!candidates.needsBarriers || !candidates.isSearched) return levels
  if (levels.barrierCount <= levels.schedule.barrierLowerBound) return levels
  const other = chosenFor(analysis, options, 'balanced')
  const isFewer =
    other.schedule.submissionCount <= levels.schedule.submissionCount && other.barrierCount < levels.barrierCount
  return isFewer ? other : levels
}

/** The draft of objective `memory`, or that of another which needs fewer bytes in as few submissions: they look at other drafts. */
function lowestOfObjectives(analysis: Analysis, candidates: Candidates, options: Options, draft: Draft): Draft {
  let best = draft
  const fewest = draft.schedule.submissionCount
  for (const objective of ['balanced', 'submissions', 'overlap'] as const) {
    if (best.peakBytes <= candidates.anyOrderLowerBoundBytes()) break
    if (objective === 'submissions' && candidates.levels().leastBytes >= best.peakBytes) continue
    if (objective === 'overlap' && fewest === 1) continue
    const other = chosenFor(analysis, options, objective, best.peakBytes)
    if (other && other.schedule.submissionCount <= fewest && other.peakBytes < best.peakBytes) best = other
  }
  return best
}

/**
 * The very draft that another objective takes, which may depend on the steps that are left.
 *
 * @param below undefined is as good where it needs no fewer bytes
 */
function chosenFor(analysis: Analysis, options: Options, objective: Objective): Draft
function chosenFor(analysis: Analysis, options: Options, objective: Objective, below: number): Draft | undefined
function chosenFor(analysis: Analysis, options: Options, objective: Objective, below = 0): Draft | undefined {
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
function valuesInOrder(
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
  { submissionCount, barrierLowerBound: mostBarrierBound }: Schedule,
  dependencies: Dependencies,
): Candidates | undefined {
  const candidates = new Candidates({ ...analysis, dependencies }, { ...options, mostBarrierBound }, options.grounds)
  return candidates.levels().schedule.submissionCount > submissionCount ? undefined : candidates
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
  // What is alive in declared order says enough where it is more; placing it costs as much as everything else.
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
