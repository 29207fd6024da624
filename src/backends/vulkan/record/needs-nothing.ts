/** Submissions that may be compiled when they are recorded, because their commands need no objects and no layouts that others change. */
import type { Command, Plan } from '../../../plan/document.ts'
import { oncePerPlan } from '../../../plan/facts/once.ts'
import type { DeviceQueue } from '../device/queue.ts'
import { areDirect } from './buffer-texture-copies.ts'

/** By submission and kinds of its queue. */
const known = oncePerPlan(() => new Map<string, boolean>())

/** O(commands) the first time */
export function needsNothing(plan: Plan, submission: number, queue: DeviceQueue): boolean {
  const answers = known(plan)
  const key = `${submission} ${queue.kinds.join()}`
  let answer = answers.get(key)
  if (answer === undefined) {
    answer = plan.submissions[submission]!.commands.every((command) => isPlain(plan, command, queue))
    answers.set(key, answer)
  }
  return answer
}

function isPlain({ textures }: Plan, command: Command, queue: DeviceQueue): boolean {
  switch (command.op) {
    case 'copy':
      return true
    case 'barrier':
      return (command.transitions ?? []).length === 0
    case 'copy-to-texture':
    case 'copy-from-texture': {
      const texture = textures[command.texture]!
      return texture.lifetime === 'persistent' && areDirect(texture, command.regions, queue)
    }
    default:
      return false
  }
}
