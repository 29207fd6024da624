/**
 * The planner: a pure compiler from a frame graph and a device profile to a plan, in named phases. Each phase is one file.
 */
import type { FrameGraph } from '../graph/document.ts'
import { resolveGraph } from '../graph/resolve.ts'
import { cull, hostEdges } from './analyse/cull.ts'
import { choosePlan } from './choose/index.ts'
import { DecisionLog } from './support/decisions.ts'
import { findDependencies } from './analyse/dependencies.ts'
import { assemble } from './emit/assemble.ts'
import { emit } from './emit/index.ts'
import { forwardCopies } from './analyse/forward-copies.ts'
import { normalise } from './normalise/index.ts'
import { valueSizes } from './place/index.ts'
import type { Effort } from './place/solver/index.ts'
import type { Objective, Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { findVersions } from './analyse/versions.ts'

export interface PlanOptions {
  /** What the plan is made for; `balanced` by default. */
  readonly objective?: Objective
  /** Steps that searches may take; never a time, so a plan is the same on every machine. */
  readonly effort?: Effort
  /** Called at the start of each phase, for progress and benchmarks. */
  readonly onPhase?: (phase: string) => void
}

/**
 * Plans a graph for a device. Pure and deterministic: equal graphs and profiles give equal bytes.
 * Near-linear in the accesses of the graph, searches aside, which have step budgets.
 *
 * @throws MemkitError of phase `plan`: READ_BEFORE_WRITE, OVER_LIMIT, MISALIGNED, NO_QUEUE, RULE_FORBIDS, INVALID_PROFILE
 */
export function planGraph(document: FrameGraph, profile: DeviceProfile, options: PlanOptions = {}): Plan {
  const { objective = 'balanced', effort = 'default', onPhase = () => {} } = options
  const decisions = new DecisionLog()
  onPhase('normalise')
  const graph = normalise(resolveGraph(document), profile)
  onPhase('versions')
  const versions = findVersions(graph)
  onPhase('cull')
  const host = hostEdges(graph)
  const live = cull(graph, versions, host, decisions)
  onPhase('forward copies')
  const values = forwardCopies(graph, versions, live, decisions)
  onPhase('dependencies')
  const dependencies = findDependencies(graph, versions, values, live, host)
  const sizes = valueSizes(graph, versions, values)
  const analysis = { graph, versions, values, sizes, dependencies, live }
  const { draft, declaredOrderBytes } = choosePlan(analysis, { objective, effort, onPhase })
  const { schedule, waits, lifetimes, layout, lowered, synchronisation } = draft
  decisions.list.push(...draft.decisions.list)
  onPhase('emit')
  const assembled = assemble({ schedule, valueCount: values.valueCount, lowered, synchronisation, waits: waits.waits })
  return emit({
    graph,
    versions,
    values,
    sizes,
    schedule,
    lifetimes,
    layout,
    assembled,
    objective,
    decisions,
    declaredOrderBytes,
  })
}

export type { Objective, Plan } from '../plan/document.ts'
export type { DeviceProfile } from '../plan/profile.ts'
export { profiles } from '../plan/profile.ts'
