/**
 * The planner: a pure compiler from a frame graph and a device profile to a plan, in named phases. Each phase is a folder or a file.
 */
import type { FrameGraph } from '../graph/document.ts'
import { expectLongArrays, reusingMemory } from './support/reused-memory.ts'
import { forwardCopies, type Sharing } from './analyse/forward-copies.ts'
import { choosePlan, chooseFrontier, unbeaten } from './choose/index.ts'
import { frontierNames, takeOptions, type FrontierOptions, type PlanOptions } from './options.ts'
import { overBudget } from '../errors.ts'
import { parseGraph } from '../graph/parse.ts'
import { resolveGraph } from '../graph/resolve.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import { normalise } from './normalise/index.ts'
import { phaseListener, reportEnd } from './progress.ts'
import { passCosts } from './schedule/index.ts'
import type { Schedule } from './schedule/schedule-passes.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { analyse, finish } from './phases.ts'

export type { FrontierOptions, PlanOptions } from './options.ts'

/**
 * Plans a graph for a device. Pure and deterministic: equal graphs and profiles give equal bytes. The time is near-linear in
 * the accesses of the graph, except for searches, which have step budgets.
 *
 * @throws MemkitError WRONG_DOCUMENT for a plan in place of the graph; of phase `plan`: READ_BEFORE_WRITE, OVER_LIMIT, MISALIGNED,
 * NO_QUEUE, RULE_FORBIDS, UNSUPPORTED_FORMAT, INVALID_PROFILE; OVER_BUDGET where no plan within `memoryBudget` was found; ABORTED by
 * `signal`; INVALID_OPTION where an option has a value that it does not take, or `costs` name a pass that the graph does not have, or hold
 * what is no cost; or as `parseGraph`, for a document that is no FrameGraph
 */
export function planGraph(document: FrameGraph, profile: DeviceProfile, options: PlanOptions = {}): Plan {
  return reusingMemory(() => makePlan(document, profile, options))
}

/** Bytes of long arrays that live at one time for each pass, as measured on chains, uploads and random graphs. */
const bytesPerPass = 500

/** The resolution of the graph, which is kept with it; everything that is made after it ends with the plan. */
function resolved(document: FrameGraph): ResolvedGraph {
  const graph = resolveGraph(parseGraph(document))
  expectLongArrays(bytesPerPass * graph.passKind.length)
  return graph
}

/** The phases that planning begins with, whatever is chosen after them. */
function begin(document: FrameGraph, profile: DeviceProfile, options: Parameters<typeof phaseListener>[0]) {
  const onPhase = phaseListener(options)
  onPhase('normalise')
  const graph = normalise(resolved(document), profile)
  const analysed = (sharing: Sharing) => analyse(graph, (...given) => forwardCopies(...given, sharing), onPhase)
  return { graph, analysed, onPhase }
}

/** Whether the one ends sooner, where both were cut for that, or else takes fewer submissions. */
const isBetter = (one: Schedule, other: Schedule): boolean =>
  one.makespan && other.makespan
    ? one.makespan.estimate < other.makespan.estimate
    : one.submissionCount < other.submissionCount

function makePlan(document: FrameGraph, profile: DeviceProfile, given: PlanOptions): Plan {
  const options = takeOptions(given)
  const { objective = 'balanced', effort = 'default', memoryBudget, costs } = options
  const { graph, analysed, onPhase } = begin(document, profile, options)
  // Wrong costs are refused for every objective.
  if (costs) passCosts(graph.graph, costs)
  const choose = (sharing: Sharing) => {
    const { analysis, decisions } = analysed(sharing)
    const chosen = choosePlan(analysis, { objective, effort, memoryBudget, nanoseconds: costs, onPhase })
    return { analysis, decisions, draft: chosen.draft, bounds: chosen.bounds }
  }
  let found = choose('as declared')
  if (found.bounds.ofGraph.isSharingInTheWay) {
    const other = choose('in any order')
    const fits = other.draft.peakBytes <= Math.max(memoryBudget ?? Infinity, found.draft.peakBytes)
    if (fits && isBetter(other.draft.schedule, found.draft.schedule)) found = other
  }
  const plan = finish(found.analysis, found.draft, found.bounds, { objective, before: found.decisions, onPhase })
  if (memoryBudget !== undefined && plan.report.memory.peakBytes > memoryBudget)
    throw overBudget(memoryBudget, plan.report.memory)
  reportEnd(options)
  return plan
}

/**
 * The plans that no other plan found beats in submissions, peak bytes and barriers at once, ordered by submissions, then by
 * barriers. The first has the fewest submissions, and the fewest barriers for them. Graphs of up to 20 passes in one submission
 * are searched in every order and with every set of barriers, within some 400 000 steps; for larger ones, the two ends and
 * memory limits between them are tried.
 *
 * @throws MemkitError as `planGraph`
 */
export function planFrontier(document: FrameGraph, profile: DeviceProfile, options: FrontierOptions = {}): Plan[] {
  return reusingMemory(() => makeFrontier(document, profile, options))
}

function makeFrontier(document: FrameGraph, profile: DeviceProfile, given: FrontierOptions): Plan[] {
  const options = takeOptions(given, frontierNames)
  const { effort = 'default' } = options
  const { analysed, onPhase } = begin(document, profile, options)
  const choose = (sharing: Sharing) => {
    const { analysis, decisions } = analysed(sharing)
    const chosen = chooseFrontier(analysis, { objective: 'memory', effort, memoryBudget: undefined, onPhase })
    return chosen.map(({ draft, bounds }) => ({ analysis, decisions, draft, bounds }))
  }
  let found = choose('as declared')
  if (found.some(({ bounds }) => bounds.ofGraph.isSharingInTheWay))
    found = unbeaten([...found, ...choose('in any order')])
  const plans = found.map((one) =>
    finish(one.analysis, one.draft, one.bounds, { objective: 'balanced', before: one.decisions, onPhase }),
  )
  reportEnd(options)
  return plans
}

export type { Objective, Plan } from '../plan/document.ts'
export type { DeviceProfile } from '../plan/profile.ts'
export { profiles } from '../plan/presets.ts'
