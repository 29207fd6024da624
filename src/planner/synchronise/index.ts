/** Phase 10, synchronisation: where barriers stand between the commands, on profiles that have barriers. */
import type { TextureLayout } from '../../graph/texture-layout.ts'
import type { LoweredPasses } from '../lower/index.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Layout } from '../place/placements.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import type { BarrierPoint } from './barrier-commands.ts'
import { insertBarriers } from './barriers.ts'

export interface SynchroniseContext {
  readonly graph: NormalGraph
  readonly schedule: Schedule
  readonly layout: Layout
  readonly lowered: LoweredPasses
}

export function synchronise(context: SynchroniseContext): BarrierPoint[] {
  const { graph, schedule, lowered } = context
  if (!graph.profile.rules.explicitBarriers) return []
  return insertBarriers({
    commands: lowered.commands,
    submissionQueue: schedule.submissionQueue,
    queueCount: graph.profile.queues.length,
    heapCount: lowered.heaps.length,
    textures: texelLayouts(context),
  })
}

/** The linear layout of every physical texture: that of any value it holds. */
function texelLayouts({ graph, layout }: SynchroniseContext) {
  const layouts: { layout: TextureLayout; transient: boolean }[] = []
  layout.texture.forEach((t, v) => {
    if (t >= 0)
      layouts[t] = {
        layout: graph.resources[layout.resource[v]!]!.layout!,
        transient: layout.textures[t]!.lifetime === 'transient',
      }
  })
  return layouts
}

export type { BarrierPoint } from './barrier-commands.ts'
export { barrierCommands } from './barrier-commands.ts'
