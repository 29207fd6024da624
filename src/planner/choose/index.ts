/**
 * Choice of a schedule: schedules are drafted, cheap ones first, and the best one by the objective is taken (`candidates.ts`).
 */
import type { Objective } from '../../plan/document.ts'
import { bytesWithoutAliasing } from '../place/without-aliasing.ts'
import { passCosts } from '../schedule/index.ts'
import { Candidates } from './candidates.ts'
import type { Draft, Analysis, DraftOptions } from './drafts.ts'
import { explainOrder } from './explain.ts'
import { lowest } from './lowest.ts'

export interface ChooseOptions extends DraftOptions {
  /** Most transient bytes of the plan. */
  readonly memoryBudget: number | undefined
}

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
export function choosePlan(analysis: Analysis, options: ChooseOptions): Chosen {
  options.onPhase('schedule')
  const candidates = new Candidates(analysis, options)
  const draft =
    options.memoryBudget === undefined
      ? chooseByObjective(analysis, candidates, options)
      : withinBudget(candidates, options.memoryBudget, options)
  // Before the explanation, which may draft declared order anew.
  const bounds = boundsOf(candidates)
  explainOrder(draft, candidates)
  return { draft, ...bounds }
}

/** The drafts that no other draft beats in submissions, peak and barriers at once, by submissions, then by barriers. */
export function chooseFrontier(analysis: Analysis, options: DraftOptions): Chosen[] {
  options.onPhase('schedule')
  const candidates = new Candidates(analysis, options)
  const drafts = candidates.everything()
  if (candidates.isSearched && drafts[0]!.schedule.submissionCount > 1) drafts.push(cutForOverlap(analysis, options))
  const lowestOf = lowest(drafts, 0)
  const inOrder = valuesInOrder(analysis, options, lowestOf, candidates.anyOrderLowerBoundBytes())
  if (inOrder) drafts.push(...inOrder.everything())
  const figures = drafts.map((draft) => ({
    draft,
    submissions: draft.schedule.submissionCount,
    peak: draft.peakBytes,
    barriers: draft.barrierCount,
  }))
  const bounds = boundsOf(candidates)
  figures.sort((a, b) => a.submissions - b.submissions || a.barriers - b.barriers || a.peak - b.peak)
  const kept: typeof figures = []
  for (const one of figures)
    if (!kept.some((k) => k.submissions <= one.submissions && k.barriers <= one.barriers && k.peak <= one.peak))
      kept.push(one)
  for (const { draft } of kept) explainOrder(draft, candidates)
  return kept.map(({ draft }) => ({ draft, ...bounds }))
}

const boundsOf = (candidates: Candidates): MemoryBounds => ({
  declaredOrderBytes: candidates.declaredOrderBytes(),
  anyOrderLowerBoundBytes: candidates.anyOrderLowerBoundBytes(),
})

/** The draft with the fewest submissions, then barriers, that fits the budget; where none does, the one with the lowest peak. */
function withinBudget(candidates: Candidates, budget: number, { objective }: DraftOptions): Draft {
  const levels = candidates.levels()
  if (objective !== 'memory') {
    if (levels.peakBytes <= budget) return levels
    const fewest = candidates.needsBarriers ? candidates.fewestBarriers(budget) : undefined
    if (fewest) return fewest
  }
  const best = lowest([levels, candidates.declared(), ...candidates.orders()], objective === 'memory' ? 0 : budget)
  return best.peakBytes <= budget ? best : lowest([best, ...candidates.moreSubmissions()], budget)
}

function chooseByObjective(analysis: Analysis, candidates: Candidates, options: DraftOptions): Draft {
  const withoutAliasingBytes = bytesWithoutAliasing(analysis)
  let best = choose(candidates, withoutAliasingBytes, options.objective)
  if (options.objective === 'balanced' || options.objective === 'memory') {
    const isLowestWanted = options.objective === 'memory' && candidates.isSearched
    const enough = isLowestWanted ? candidates.anyOrderLowerBoundBytes() : withoutAliasingBytes
    const inOrder = valuesInOrder(analysis, options, best, enough)
    if (inOrder) best = lowest([best, choose(inOrder, withoutAliasingBytes, options.objective)], enough)
  }
  const { submissionCount } = best.schedule
  const isLowest = best.peakBytes <= candidates.anyOrderLowerBoundBytes()
  if (options.objective !== 'memory' || submissionCount === 1 || isLowest || !candidates.isSearched) return best
  const cut = cutForOverlap(analysis, options)
  return cut.schedule.submissionCount <= submissionCount && cut.peakBytes < best.peakBytes ? cut : best
}

/**
 * Where passes meet in one submission that would not be neighbours in declared order, versions of a resource may be alive side by
 * side, and need more than the resources do. Candidates without that, if the draft needs more than enough, and they take as few submissions.
 */
function valuesInOrder(
  analysis: Analysis,
  options: DraftOptions,
  { schedule, peakBytes }: Draft,
  enoughBytes: number,
): Candidates | undefined {
  if (schedule.submissionCount === 1 || peakBytes <= enoughBytes) return undefined
  const { barrierLowerBound: mostBarrierBound } = schedule
  const candidates = new Candidates(
    { ...analysis, dependencies: analysis.valuesInOrder() },
    { ...options, mostBarrierBound },
  )
  return candidates.levels().schedule.submissionCount > schedule.submissionCount ? undefined : candidates
}

/** Other passes are together in submissions that are cut for overlap, which may need less memory in as many of them. */
function cutForOverlap(analysis: Analysis, options: DraftOptions): Draft {
  const costs = passCosts(analysis.graph.graph, undefined)
  return choose(new Candidates(analysis, { ...options, costs }), bytesWithoutAliasing(analysis), 'overlap')
}

function choose(candidates: Candidates, withoutAliasingBytes: number, objective: Objective): Draft {
  const levels = candidates.levels()
  if (objective === 'submissions') return levels
  const barriers = candidates.needsBarriers
  if (objective !== 'memory' && barriers) {
    const surely = Math.min(withoutAliasingBytes, candidates.declaredOrderBytes())
    if (levels.liveBytes <= surely && levels.peakBytes <= surely) return candidates.lowered(levels)
    const declared = candidates.declared()
    const cap = Math.min(withoutAliasingBytes, declared.peakBytes)
    if (levels.liveBytes <= cap && levels.peakBytes <= cap) return candidates.lowered(levels)
    const fewest = candidates.fewestBarriers(cap)
    if (fewest) return candidates.lowered(fewest)
    return lowest(candidates.isLarge ? [declared, levels] : [declared, levels, ...candidates.orders()], cap)
  }
  if (candidates.areBest(levels)) return levels
  const declared = candidates.declared()
  const drafts = [levels, declared, ...candidates.orders()]
  if (objective === 'memory') return lowestOfAll(candidates, drafts, withoutAliasingBytes)
  // Copies cost more than anything else here, so memory is not saved by more of them than declared order has.
  const most = candidates.transferCommands(candidates.declaredInLevels())
  const best = lowest(
    drafts.filter((draft) => candidates.transferCommands(draft) <= most),
    0,
  )
  if (best.peakBytes > withoutAliasingBytes) return lowest(drafts, 0)
  // What is alive in declared order says enough where it is more; placing it costs as much as everything else.
  return best.peakBytes <= declared.liveBytes || best.peakBytes <= declared.peakBytes ? best : lowest(drafts, 0)
}

/**
 * The draft with the lowest peak: where those at hand are above the bound of any order, of all that the frontier would hold, and what
 * the default objective finds.
 */
function lowestOfAll(candidates: Candidates, drafts: readonly Draft[], withoutAliasingBytes: number): Draft {
  const best = lowest(drafts, 0)
  if (!candidates.isSearched || best.peakBytes <= candidates.anyOrderLowerBoundBytes()) return best
  const all = candidates.inFewestSubmissions()
  if (candidates.needsBarriers) all.push(choose(candidates, withoutAliasingBytes, 'balanced'))
  return lowest(all, 0)
}
