/** Work that the device does once, outside of runs: recorded, submitted and awaited, with objects that live as long as that. */
import { Arena } from '../bindings/index.ts'
import type { RecordCommand } from '../memory/build.ts'
import type { Device } from '../device/device.ts'
import { CommandPools, record } from './recorder.ts'
import { Scope } from '../device/scope.ts'
import { SubmitInfo } from '../device/submit-info.ts'

/** Objects and structs that the work needs. */
export interface Own {
  readonly scope: Scope
  readonly arena: Arena
}

export interface Once {
  /** Name of the work, for messages. */
  readonly what: string
  /** By queue of the device: semaphore values to wait for first. */
  readonly after?: readonly number[]
  compile(own: Own): readonly RecordCommand[]
}

/**
 * Does the work on the device's first queue. Resolves when it is complete, to the queue's semaphore value (0 where there was
 * nothing to do); a submission on another queue that waits for this value sees its results.
 */
export async function runOnce(device: Device, { what, after = [], compile }: Once): Promise<number> {
  const queue = device.queues[0]!
  const own: Own = { scope: new Scope(device.live), arena: new Arena() }
  try {
    const recorders = compile(own)
    if (recorders.length === 0) return 0
    const [commands] = new CommandPools({ device, ...own }).allocate(queue.family, 1)
    const at = { run: 0, frame: 0, imports: {} }
    void record(device, { commands: commands!, at, arena: new Arena(), bodies: {} }, recorders)
    const waits = device.queues.filter(({ index }) => index !== queue.index && (after[index] ?? 0) > 0)
    const info = new SubmitInfo(own.arena, queue, waits)
    waits.forEach(({ index }, i) => info.setWait(i, after[index]!))
    const value = queue.submit(info, commands!, what)
    await queue.settle(value)
    device.checkLost()
    return value
  } finally {
    own.scope.free()
  }
}
