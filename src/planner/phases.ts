/** The phases before a schedule is chosen, and those after: the same for every way to choose one. */
import type { Objective, Plan } from '../plan/document.ts'
import { once } from '../plan/facts/once.ts'
import { cull } from './analyse/cull.ts'
import { hostEdges } from './analyse/host-edges.ts'
import { withPassesInOrder, withValuesInOrder } from './analyse/declared-order.ts'
import { findDependencies } from './analyse/dependencies.ts'
import type { Values } from './analyse/values.ts'
import { findVersions, type Versions } from './analyse/versions.ts'
import type { Analysis } from './choose/analysis.ts'
import type { GraphBounds } from './choose/graph-bounds.ts'
import { assemble } from './emit/assemble.ts'
import { emit } from './emit/index.ts'
import type { LoweredPasses } from './lower/index.ts'
import type { NormalGraph } from './normalise/index.ts'
import type { Placements } from './place/placements.ts'
import { valueSizes } from './place/value-sizes.ts'
import type { Lifetimes } from './schedule/lifetimes.ts'
import type { Schedule } from './schedule/schedule-passes.ts'
import type { Waits } from './schedule/waits.ts'
import { DecisionLog } from './support/decisions.ts'
import { handBackAfter } from './support/hand-back-after.ts'
import type { Synchronisation } from './synchronise/index.ts'

/**
 * @param findValues makes values of the versions that passes use, of which `needed` says by pass whether it is needed
 * @returns what is known of a graph before its schedule, and the decisions so far
 */
export function analyse(
  graph: NormalGraph,
  findValues: (graph: NormalGraph, versions: Versions, needed: Uint8Array, decisions: DecisionLog) => Values,
  onPhase: (phase: string) => void,
): { analysis: Analysis; decisions: DecisionLog } {
  const decisions = new DecisionLog()
  onPhase('versions')
  const versions = findVersions(graph)
  onPhase('cull')
  const host = hostEdges(graph)
  const needed = cull(graph, versions, host, decisions)
  versions.sets.handBack()
  onPhase('forward copies')
  const values = handBackAfter(
    () => findValues(graph, versions, needed, decisions),
    ({ accessValue, valueVersion, versionValue, live: used }) => [accessValue, valueVersion, versionValue, used],
  )
  const { live } = values
  onPhase('dependencies')
  const analysed = { versions, values, host }
  const dependencies = findDependencies(graph, analysed)
  const sizes = valueSizes(graph, versions, values)
  const valuesInOrder = once(() => withValuesInOrder(graph, analysed, needed, dependencies))
  const passesInOrder = once(() => withPassesInOrder(graph, analysed, dependencies))
  return {
    analysis: { graph, versions, needed, host, values, sizes, live, dependencies, valuesInOrder, passesInOrder },
    decisions,
  }
}

/** A schedule with all that was made of it. */
export interface Scheduled {
  readonly schedule: Schedule
  readonly waits: Waits
  readonly lifetimes: Lifetimes
  readonly placements: Placements
  readonly lowered: LoweredPasses
  readonly synchronisation: Synchronisation
  readonly decisions: DecisionLog
}

/** Bounds with which a plan is compared. */
interface Bounds {
  readonly declaredOrderBytes: number
  readonly ofGraph: GraphBounds
}

interface FinishContext {
  readonly objective: Objective
  /** The decisions before the schedule. */
  readonly before: DecisionLog
  readonly onPhase: (phase: string) => void
}

/** The plan of a schedule. */
export function finish(
  { graph, versions, values, sizes }: Analysis,
  scheduled: Scheduled,
  { declaredOrderBytes, ofGraph }: Bounds,
  { objective, before, onPhase }: FinishContext,
): Plan {
  const { schedule, waits, lifetimes, placements, lowered, synchronisation } = scheduled
  const decisions = new DecisionLog()
  decisions.addAll(before.list, scheduled.decisions.list)
  onPhase('emit')
  const assembled = assemble({ schedule, valueCount: values.valueCount, lowered, synchronisation, waits: waits.waits })
  return emit({
    graph,
    versions,
    values,
    sizes,
    schedule,
    lifetimes,
    placements,
    assembled,
    objective,
    decisions,
    declaredOrderBytes,
    anyOrderLowerBoundBytes: ofGraph.anyOrderLowerBoundBytes,
    fewestSubmissions: ofGraph.fewestSubmissions,
    leastMakespan: ofGraph.leastMakespan,
  })
}
