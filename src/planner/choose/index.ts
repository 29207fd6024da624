/**
 * Choice of a schedule: schedules are drafted, cheap ones first (`candidates.ts`), and the best one by the objective is taken
 * (`by-objective.ts`), the first within a budget, or all that are best at something, which are the frontier.
 */
import type { Analysis } from './analysis.ts'
import {
  candidatesFor,
  chooseByObjective,
  chosenFor,
  valuesInOrder,
  type ChooseOptions,
  type Options,
} from './by-objective.ts'
import type { Candidates } from './candidates.ts'
import type { Draft } from './drafts.ts'
import { explainOrder } from './explain.ts'
import { graphBounds, type GraphBounds } from './graph-bounds.ts'
import { Grounds } from './grounds.ts'
import { lowest, lowestWithin } from './lowest.ts'
import { passCosts } from '../schedule/index.ts'

/** Bounds with which a plan is compared. */
interface PlanBounds {
  /** See `Candidates.declaredOrderBytes`. */
  readonly declaredOrderBytes: number
  readonly ofGraph: GraphBounds
}

export interface Chosen {
  readonly draft: Draft
  readonly bounds: PlanBounds
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
  const bounds = boundsOf(analysis, candidates, options, draft)
  explainOrder(draft, candidates)
  return { draft, bounds }
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
  const drafts = draftsOfFrontier(analysis, candidates, options, least)
  // Without barriers, only fewer bytes or fewer submissions can be better.
  const isBeaten = (draft: Draft): boolean =>
    draft !== least &&
    !candidates.needsBarriers &&
    draft.schedule.submissionCount >= least.schedule.submissionCount &&
    draft.leastBytes >= least.peakBytes
  const settled = drafts.filter((draft) => !isBeaten(draft))
  for (const draft of settled)
    draft.settle(draft.schedule.submissionCount > least.schedule.submissionCount || draft.liveBytes >= least.peakBytes)
  const bounds = boundsOf(analysis, candidates, options, least)
  const kept = unbeaten(settled.map((draft) => ({ draft, bounds })))
  for (const { draft } of kept) explainOrder(draft, candidates)
  return kept
}

/** Those that no other beats in submissions, peak and barriers at once, by submissions, then by barriers. */
export function unbeaten<Point extends { readonly draft: Draft }>(points: readonly Point[]): Point[] {
  const figures = points.map((point) => {
    const { schedule, peakBytes, barrierCount } = point.draft
    return { point, submissions: schedule.submissionCount, peak: peakBytes, barriers: barrierCount }
  })
  figures.sort((a, b) => a.submissions - b.submissions || a.barriers - b.barriers || a.peak - b.peak)
  const kept: typeof figures = []
  for (const one of figures)
    if (!kept.some((k) => k.submissions <= one.submissions && k.barriers <= one.barriers && k.peak <= one.peak))
      kept.push(one)
  return kept.map(({ point }) => point)
}

/**
 * Drafts of which some are points of the frontier.
 *
 * @param least of objective `memory`
 */
function draftsOfFrontier(analysis: Analysis, candidates: Candidates, options: Options, least: Draft): Draft[] {
  const drafts = [least, ...candidates.everything()]
  // Other objectives look at drafts of their own, and none of them may beat the frontier.
  if (candidates.isSearched)
    for (const objective of ['balanced', 'submissions', 'overlap'] as const)
      if (objective !== 'overlap' || least.schedule.submissionCount > 1)
        drafts.push(chosenFor(analysis, options, objective))
  const inOrder = valuesInOrder(analysis, options, lowest(drafts, 0), candidates.anyOrderLowerBoundBytes())
  return inOrder ? [...drafts, ...inOrder.everything()] : drafts
}

/** @param draft the one that was chosen */
function boundsOf(
  analysis: Analysis,
  candidates: Candidates,
  { objective, nanoseconds, onPhase }: ChooseOptions,
  { peakBytes, schedule }: Draft,
): PlanBounds {
  onPhase('bounds')
  // A bound for any order holds for the declared one too.
  let declaredOrderBytes = Math.max(candidates.declaredOrderBytes(), candidates.anyOrderLowerBoundBytes())
  // A bound below the peak does not say whether the plan needs more than declared order.
  if (declaredOrderBytes < peakBytes && objective !== 'submissions' && candidates.isSearched)
    declaredOrderBytes = candidates.declared().peakBytes
  const costs = () => passCosts(analysis.graph.graph, nanoseconds)
  return { declaredOrderBytes, ofGraph: graphBounds(analysis, candidates, schedule, costs) }
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
    return best.peakBytes <= budget ? best : inMoreSubmissions(analysis, candidates, options, best)
  }
  const levels = candidates.levels()
  if (levels.fits(budget)) return levels.settle()
  const fewest = candidates.needsBarriers ? candidates.fewestBarriers(budget) : undefined
  if (fewest) return fewest.settle()
  const best = lowest([levels, candidates.declared(), ...candidates.orders()], budget)
  if (best.peakBytes <= budget) return best.settle()
  // Before the budget is refused, or submissions are added, the objective that looks furthest for the lowest peak is asked.
  const least = chosenFor(analysis, options, 'memory')
  return least.peakBytes <= budget ? least : inMoreSubmissions(analysis, candidates, options, lowest([least, best], 0))
}

/** The fewest submissions in which a draft fits, of all that the frontier has; where none fits, the draft with the lowest peak. */
function inMoreSubmissions(
  analysis: Analysis,
  candidates: Candidates,
  options: Options & { readonly memoryBudget: number },
  least: Draft,
): Draft {
  const budget = options.memoryBudget
  const drafts = candidates.isSearched
    ? draftsOfFrontier(analysis, candidates, options, least)
    : [least, ...candidates.moreSubmissions()]
  const counts = new Set(drafts.map(({ schedule }) => schedule.submissionCount).toSorted((a, b) => a - b))
  for (const count of counts) {
    const fitting = lowestWithin(
      drafts.filter(({ schedule }) => schedule.submissionCount === count),
      budget,
    )
    if (fitting) return fitting.settle()
  }
  return lowest(drafts, budget).settle()
}
