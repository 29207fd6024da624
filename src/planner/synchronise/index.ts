/** Phase 11, synchronisation: barriers between commands, and order between runs and with the host, on profiles with barriers. */
import type { PhysicalTexture } from './image-layouts.ts'
import type { LoweredPasses } from '../lower/index.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Placements } from '../place/placements.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { handBackAfter } from '../support/hand-back-after.ts'
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

/** Barriers by the command behind them, and order at both ends of submissions. */
export interface Synchronisation {
  readonly barriers: readonly BarrierPoint[]
  /** By submission with a prologue: the queues whose earlier runs it comes after. */
  readonly afterRunsOn: readonly (number[] | undefined)[]
  /** By submission: whether its epilogue makes its writes visible to the host. */
  readonly visibleToHost: readonly boolean[]
}

/** The barriers and the order of lowered passes; none where the device orders commands by itself. O(touches · log n). */
export function synchronise(context: SynchroniseContext): Synchronisation {
  const { graph, schedule, waits, lowered } = context
  const { submissionQueue, submissionCount } = schedule
  if (!graph.profile.rules.explicitBarriers) return { barriers: [], afterRunsOn: [], visibleToHost: [] }
  const sweep = () =>
    insertBarriers({
      commands: lowered.commands,
      submissionQueue,
      queueCount: graph.profile.queues.length,
      heapCount: lowered.heaps.length,
      textures: physicalTextures(context),
    })
  // Barriers are objects.
  const barriers = handBackAfter(sweep, () => [])
  return {
    barriers,
    afterRunsOn: followEarlierRuns(submissionQueue, waits),
    visibleToHost: showReadbacks(lowered, submissionCount),
  }
}

/** The physical textures, each with the layout of a value that it holds. */
function physicalTextures({ graph, placements }: SynchroniseContext) {
  const textures: PhysicalTexture[] = []
  placements.texture.forEach((t, v) => {
    if (t >= 0)
      textures[t] = {
        layout: graph.resources[placements.resource[v]!]!.layout!,
        isTransient: placements.textures[t]!.lifetime === 'transient',
      }
  })
  return textures
}

export type { BarrierPoint } from './barrier-commands.ts'
export { barrierCommand } from './barrier-commands.ts'
