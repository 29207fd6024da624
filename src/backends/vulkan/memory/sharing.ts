/** How resources are shared among queue families. */
import type { Plan } from '../../../plan/document.ts'
import { VK_SHARING_MODE_CONCURRENT, VK_SHARING_MODE_EXCLUSIVE } from '../bindings/index.ts'
import { touchedBy } from '../../../plan/facts/touched.ts'

export interface Sharing {
  readonly sharingMode: number
  readonly pQueueFamilyIndices?: readonly number[]
}

interface Queue {
  readonly family: number
}

/** Resources that several families use are shared: the plan orders every access, and no family has to hand anything over. */
export function sharingOf(queues: Iterable<Queue>): Sharing {
  const families = [...new Set(Array.from(queues, ({ family }) => family))].sort((a, b) => a - b)
  return families.length > 1
    ? { sharingMode: VK_SHARING_MODE_CONCURRENT, pQueueFamilyIndices: families }
    : { sharingMode: VK_SHARING_MODE_EXCLUSIVE }
}

/**
 * By texture of the plan. Images may pay for being shared (some drivers then store them uncompressed), so they are only where
 * several families touch them; what lasts is touched by the first queue too, which clears it, and copies it to another plan.
 *
 * @param queues the device's queue for each queue of the plan
 */
export function textureSharing(plan: Plan, queues: readonly Queue[], first: Queue): Sharing[] {
  const users = plan.textures.map(({ lifetime }) => new Set<Queue>(lifetime === 'persistent' ? [first] : []))
  for (const { queue, commands } of plan.submissions)
    for (const texture of touchedBy(plan, commands).textures) users[texture]!.add(queues[queue]!)
  // Images with history take each other's place from run to run, and so each meets the queues of all.
  const groups = new Map<number, Set<Queue>>()
  plan.textures.forEach(({ rotation }, texture) => {
    if (!rotation) return
    const together = groups.get(rotation.group) ?? users[texture]!
    groups.set(rotation.group, together)
    for (const user of users[texture]!) together.add(user)
    users[texture] = together
  })
  return users.map(sharingOf)
}
