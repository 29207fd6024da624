/** Choice of a device queue for each queue of a plan. */
import { planMismatch } from '../../../errors.ts'
import type { QueueKind } from '../../../graph/document.ts'
import type { Plan } from '../../../plan/document.ts'
import { abilityCount, canRun, neededOfDevice } from '../../../plan/facts/queue-abilities.ts'
import type { DeviceQueue } from '../device/queue.ts'

/**
 * The device queue for each queue of the plan: the one with the fewest abilities that suffices for all that stands on it, which Vulkan may ask
 * more of than the plan does. Several queues of a plan may share one.
 *
 * @throws MemkitError PLAN_MISMATCH
 */
export function mapQueues<Queue extends Pick<DeviceQueue, 'kinds'>>(plan: Plan, queues: readonly Queue[]): Queue[] {
  const more = new Map<number, Set<QueueKind>>()
  for (const { queue, commands } of plan.submissions)
    for (const command of commands) {
      const needed = neededOfDevice(command, plan.textures)
      if (canRun(plan.queues[queue]!.kinds, needed)) continue
      const own = more.get(queue) ?? new Set()
      more.set(queue, own.add(needed))
    }
  return plan.queues.map(({ kinds }, q) => {
    const needed = [...kinds, ...(more.get(q) ?? [])]
    const able = queues.filter((queue) => needed.every((kind) => canRun(queue.kinds, kind)))
    if (able.length === 0) {
      const has = queues.map((queue) => queue.kinds.join('+')).join(', ')
      throw planMismatch(`The plan wants a queue for ${needed.join('+')}; the device has ${has}`)
    }
    return able.reduce((least, queue) => (abilityCount(queue.kinds) < abilityCount(least.kinds) ? queue : least))
  })
}
