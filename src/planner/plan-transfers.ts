/**
 * Plans of transfers between the host and memory of the caller: the phases of `planGraph` without its searches, because there is no
 * memory to place, and no schedule is better than levels. Pages that only run plans need no more of the planner.
 */
import type { FrameGraph } from '../graph/document.ts'
import { resolveUnchecked } from '../graph/resolve.ts'
import { uint8Array } from '../graph/typed-arrays.ts'
import { reusingMemory } from './support/reused-memory.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { separateValues } from './analyse/values.ts'
import { lowerSteps } from './lower/steps.ts'
import { normalGraph } from './normalise/normal-graph.ts'
import { analyse, finish } from './phases.ts'
import { onlyImports } from './place/imports.ts'
import { timesByLevel } from './schedule/level-times.ts'
import { findLifetimes } from './schedule/lifetimes.ts'
import { prepareInTurn, scheduleAt } from './schedule/schedule-passes.ts'
import { findWaits } from './schedule/waits.ts'
import { DecisionLog } from './support/decisions.ts'
import { synchronise } from './synchronise/index.ts'

const nobody = (): void => {}

/**
 * The plan of a valid graph of uploads and readbacks whose resources are all imported, for a device with one queue. Its passes run
 * in levels, with as few barriers as `planGraph` would find; where staging cuts them into submissions, they stay in declared order.
 *
 * @throws MemkitError OVER_LIMIT where staging would cut uploads into too many parts
 */
export function planTransfers(document: FrameGraph, profile: DeviceProfile): Plan {
  return reusingMemory(() => {
    // All on the one queue.
    const queueMask = uint8Array(document.passes.length).fill(1)
    const graph = normalGraph(resolveUnchecked(document), profile, queueMask)
    const { analysis, decisions: before } = analyse(graph, separateValues, nobody)
    const { values, sizes, dependencies, live } = analysis
    const decisions = new DecisionLog()
    const prepared = prepareInTurn(graph, dependencies, live, decisions)
    const schedule = scheduleAt(graph, prepared, timesByLevel(graph, values, prepared.stream, prepared.edges))
    const waits = findWaits(graph, schedule)
    const lifetimes = findLifetimes(graph, values, schedule, waits)
    const placements = onlyImports(graph, values, schedule, sizes)
    const lowered = lowerSteps({ graph, values, dependencies, schedule, lifetimes, placements, decisions })
    const synchronisation = synchronise({ graph, schedule, waits: waits.waits, placements, lowered })
    const scheduled = { schedule, waits, lifetimes, placements, lowered, synchronisation, decisions }
    const ofGraph = {
      anyOrderLowerBoundBytes: 0,
      fewestSubmissions: schedule.lowerBound,
      isSharingInTheWay: false,
      leastMakespan: Infinity,
    }
    const none = { declaredOrderBytes: 0, ofGraph }
    return finish(analysis, scheduled, none, { objective: 'balanced', before, onPhase: nobody })
  })
}
