/** After a run that ended half-way: its textures are brought back to rest, so that the next run finds what its plan says. */
import { Arena } from '../bindings/index.ts'
import { recordTransitions } from '../record/barrier.ts'
import type { Build } from '../memory/build.ts'
import { layoutsAfter, type Transition } from '../../../plan/facts/image-layouts.ts'
import type { RunPlace } from '../memory/places.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { record, type CommandPools } from './recorder.ts'
import { SubmitInfo } from '../device/submit-info.ts'

export class Repair {
  private readonly build: Build
  private readonly pools: CommandPools
  private readonly arena = new Arena()

  constructor(build: Build, pools: CommandPools) {
    this.build = build
    this.pools = pools
  }

  /**
   * Submits what brings textures to rest after `submitted`, the first part of a run; `latest` has the session's values by queue.
   * Imported textures keep the layout they are in: their run failed, and their handles may be gone.
   */
  after(
    submitted: readonly number[],
    at: RunPlace,
    latest: readonly number[],
  ): { queue: DeviceQueue; value: number } | undefined {
    const { device, plan } = this.build
    const layouts = layoutsAfter(plan, submitted)
    const transitions = plan.textures.flatMap(({ lifetime }, texture): Transition[] =>
      lifetime === 'persistent' ? layouts.toRest(texture) : [],
    )
    if (transitions.length === 0) return undefined
    const queue = device.queues[0]!
    const [commands] = this.pools.allocate(queue.family, 1)
    const recording = { commands: commands!, at, arena: new Arena(), bodies: {} }
    void record(device, recording, [(recording) => recordTransitions(this.build, recording, transitions)])
    const others = device.queues.filter(({ index }) => index !== queue.index)
    const info = new SubmitInfo(this.arena, queue, others)
    others.forEach(({ index }, i) => info.setWait(i, latest[index]!))
    return { queue, value: queue.submit(info, commands!, 'the repair of a broken run') }
  }
}
