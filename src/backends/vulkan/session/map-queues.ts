/** Choice of a device queue for each queue of a plan. */
import { planMismatch } from '../../../errors.ts'
import { formatInfo } from '../../../graph/formats.ts'
import type { Command, Plan } from '../../../plan/document.ts'
import { abilityCount, canRun } from '../../../plan/facts/queue-abilities.ts'
import type { DeviceQueue } from '../device/queue.ts'

/**
 * The device queue for each queue of the plan: the one with the fewest abilities that suffices. Copies of depth or stencil need
 * a graphics queue in Vulkan. Several queues of a plan may share one.
 *
 * @throws MemkitError PLAN_MISMATCH
 */
export function mapQueues<Queue extends Pick<DeviceQueue, 'kinds'>>(plan: Plan, queues: readonly Queue[]): Queue[] {
  const drawing = new Set<number>()
  for (const { queue, commands } of plan.submissions)
    if (!canRun(plan.queues[queue]!.kinds, 'graphics') && commands.some((command) => copiesDepth(plan, command)))
      drawing.add(queue)
  return plan.queues.map(({ kinds }, q) => {
    const needed = drawing.has(q) ? [...kinds, 'graphics' as const] : kinds
    const able = queues.filter((queue) => needed.every((kind) => canRun(queue.kinds, kind)))
    if (able.length === 0) {
      const has = queues.map((queue) => queue.kinds.join('+')).join(', ')
      throw planMismatch(`The plan wants a queue for ${needed.join('+')}; the device has ${has}`)
    }
    return able.reduce((least, queue) => (abilityCount(queue.kinds) < abilityCount(least.kinds) ? queue : least))
  })
}

function copiesDepth(plan: Plan, command: Command): boolean {
  switch (command.op) {
    case 'copy-to-texture':
    case 'copy-from-texture':
      return isDepth(plan, command.texture)
    case 'copy-texture':
      return isDepth(plan, command.from) || isDepth(plan, command.to)
    case 'clear-texture':
      return isDepth(plan, command.slice.texture)
    default:
      return false
  }
}

function isDepth({ textures }: Plan, texture: number): boolean {
  const { depth, stencil } = formatInfo(textures[texture]!.format)
  return depth || stencil
}
