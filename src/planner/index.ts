/**
 * The planner: a pure compiler from a frame graph and a device profile to a plan, in named phases. Each phase is one file.
 */
import type { FrameGraph } from '../graph/document.ts'
import { resolveGraph } from '../graph/resolve.ts'
import { cull, hostEdges } from './analyse/cull.ts'
import { arrangePasses } from './schedule/index.ts'
import { DecisionLog } from './support/decisions.ts'
import { findDependencies } from './analyse/dependencies.ts'
import { assemble } from './emit/assemble.ts'
import { emit } from './emit/index.ts'
import { forwardCopies } from './analyse/forward-copies.ts'
import { findLifetimes } from './schedule/lifetimes.ts'
import { lowerPasses } from './lower/index.ts'
import { normalise } from './normalise/index.ts'
import { placeValues } from './place/index.ts'
import type { Effort } from './place/solver/index.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import type { Objective } from './schedule/schedule-passes.ts'
import { findVersions } from './analyse/versions.ts'
import { synchronise } from './synchronise/index.ts'
import { findWaits } from './schedule/waits.ts'

export interface PlanOptions {
  /** `submissions` (default): fewest submissions, then barriers, then memory. `memory`: lowest peak within the fewest submissions. */
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
  const { objective = 'submissions', effort = 'default', onPhase = () => {} } = options
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
  onPhase('schedule')
  const schedule = arrangePasses(graph, values, dependencies, live, objective, decisions)
  onPhase('lifetimes')
  const waits = findWaits(graph, schedule)
  const lifetimes = findLifetimes(graph, values, schedule, waits)
  onPhase('placement')
  const layout = placeValues({ graph, versions, values, schedule, lifetimes, objective, effort, decisions })
  onPhase('lower')
  const lowered = lowerPasses({ graph, values, dependencies, schedule, lifetimes, layout, decisions })
  onPhase('synchronise')
  const barriers = synchronise({ graph, schedule, layout, lowered })
  onPhase('emit')
  const assembled = assemble({ schedule, valueCount: values.valueCount, lowered, barriers, waits: waits.waits })
  return emit({ graph, versions, values, schedule, lifetimes, layout, assembled, objective, decisions })
}

export type { Plan } from '../plan/document.ts'
export type { DeviceProfile } from '../plan/profile.ts'
export { profiles } from '../plan/profile.ts'
export type { Objective } from './schedule/schedule-passes.ts'
