/**
 * Which render passes run as one, and when each pass runs. Merging binds passes together, and what they need must then be alive
 * together; where memory comes first, passes are merged only as far as that costs none.
 */
import { DecisionLog } from '../support/decisions.ts'
import type { Dependencies } from '../analyse/dependencies.ts'
import type { Values } from '../analyse/forward-copies.ts'
import { identity } from '../support/growable.ts'
import { peakOfTimes } from './live-bytes.ts'
import { logMerges, mergeRenderPasses, type PassGroups } from './merge-render-passes.ts'
import type { NormalGraph } from '../normalise/index.ts'
import { schedulePasses, type Objective, type Schedule } from './schedule-passes.ts'

/** Schedules once; for `memory`, with render passes to merge, up to three times. */
export function arrangePasses(
  graph: NormalGraph,
  values: Values,
  dependencies: Dependencies,
  live: Uint8Array,
  objective: Objective,
  decisions: DecisionLog,
): Schedule {
  const arrange = (groups: PassGroups) => {
    const log = new DecisionLog()
    logMerges(graph, groups, log)
    const schedule = schedulePasses(graph, values, dependencies, live, groups, objective, log)
    return { groups, schedule, log }
  }
  const peak = ({ schedule }: { schedule: Schedule }) =>
    peakOfTimes(graph, values, schedule, schedule.time, schedule.timeCount)
  let best = arrange(mergeRenderPasses(graph, dependencies, live))
  if (objective === 'memory' && best.groups.followers.size > 0) {
    const apart = arrange({ leader: identity(graph.graph.passes.length), followers: new Map() })
    if (peak(apart) < peak(best)) {
      const partly = arrange(neighboursOnly(best.groups, apart.schedule))
      best = peak(partly) <= peak(apart) ? partly : apart
    }
  }
  decisions.list.push(...best.log.list)
  return best.schedule
}

/** Of each group, the runs of passes that follow one another in a schedule in which none is merged. */
function neighboursOnly({ leader, followers }: PassGroups, { order, member, memberStart }: Schedule): PassGroups {
  const apart = { leader: identity(leader.length), followers: new Map<number, number[]>() }
  let previous = -1
  for (const node of order) {
    const pass = member[memberStart[node]!]!
    const joins = previous >= 0 && leader[pass] === leader[previous] && previous < pass && followers.has(leader[pass]!)
    if (joins) {
      const first = apart.leader[previous]!
      apart.leader[pass] = first
      const list = apart.followers.get(first) ?? []
      list.push(pass)
      apart.followers.set(first, list)
    }
    previous = pass
  }
  return apart
}
