/** Phase 10, synchronisation: barriers between commands, and order between runs and with the host, on profiles with barriers. */
import type { TextureLayout } from '../../graph/texture-layout.ts'
import type { LoweredPasses } from '../lower/index.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Placements } from '../place/placements.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { BarrierPoint } from './barrier-commands.ts'
import { insertBarriers } from './barriers.ts'
import { followEarlierRuns } from './earlier-runs.ts'
import { showReadbacks } from './host-visibility.ts'

export interface SynchroniseContext {
  readonly graph: NormalGraph
  readonly schedule: Schedule
  /** By submission: the submissions on other queues that it waits for. */
  readonly waits: readonly number[][]
  readonly placements: Placements
  readonly lowered: LoweredPasses
}

export interface Synchronisation {
  readonly barriers: readonly BarrierPoint[]
  /** By submission with a prologue: the queues whose earlier runs it comes after. */
  readonly afterRunsOn: readonly (number[] | undefined)[]
  /** By submission: whether its epilogue makes its writes visible to the host. */
  readonly visibleToHost: readonly boolean[]
}

export function synchronise(context: SynchroniseContext): Synchronisation {
  const { graph, schedule, waits, lowered } = context
  const { submissionQueue, submissionCount } = schedule
  if (!graph.profile.rules.explicitBarriers) return { barriers: [], afterRunsOn: [], visibleToHost: [] }
  const barriers = insertBarriers({
    commands: lowered.commands,
    submissionQueue,
    queueCount: graph.profile.queues.length,
    heapCount: lowered.heaps.length,
    textures: texelLayouts(context),
  })
  return {
    barriers,
    afterRunsOn: followEarlierRuns(submissionQueue, waits),
    visibleToHost: showReadbacks(lowered, submissionCount),
  }
}

/** The linear layout of every physical texture, taken from any value it holds. */
function texelLayouts({ graph, placements }: SynchroniseContext) {
  const layouts: { layout: TextureLayout; transient: boolean }[] = []
  placements.texture.forEach((t, v) => {
    if (t >= 0)
      layouts[t] = {
        layout: graph.resources[placements.resource[v]!]!.layout!,
        transient: placements.textures[t]!.lifetime === 'transient',
      }
  })
  return layouts
}

export type { BarrierPoint } from './barrier-commands.ts'
export { barrierCommand } from './barrier-commands.ts'
