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
import { Grounds } from './grounds.ts'
import { lowest, lowestWithin } from './lowest.ts'

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
