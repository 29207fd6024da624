/** The first thing a session submits: memory that outlives runs starts as zeros, and textures come to rest. */
import { VK_WHOLE_SIZE } from './bindings/index.ts'
import type { Build } from './build.ts'
import { Arena } from './bindings/index.ts'
import { CommandPools, record } from './recorder.ts'
import { Scope } from './scope.ts'
import { SubmitInfo } from './submission.ts'

/** Resolves when the device is done with it. */
export async function initialise(build: Build): Promise<void> {
  const { device, plan, places } = build
  const queue = device.queues[0]!
  const zeroed = plan.heaps.flatMap(({ memory }, heap) =>
    memory === 'device' ? places.heaps[heap]!.map(({ buffer }) => buffer) : [],
  )
  if (zeroed.length === 0) return
  const scope = new Scope(device.live)
  const arena = new Arena()
  try {
    const pools = new CommandPools({ ...build, scope, arena })
    const [commands] = pools.allocate(queue.family, 1)
    const info = new SubmitInfo(arena, queue, [])
    const at = { run: 0, frame: 0, imports: {} }
    void record(device, { commands: commands!, at, arena: new Arena(), bodies: {} }, [
      ({ commands }) => {
        for (const buffer of zeroed) device.vk.vkCmdFillBuffer(commands, buffer, 0, VK_WHOLE_SIZE, 0)
      },
    ])
    await queue.settle(queue.submit(info, commands!, 'the first submission'))
    device.checkLost()
  } finally {
    scope.free()
  }
}
