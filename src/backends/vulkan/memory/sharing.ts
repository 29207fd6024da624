/** Sharing of resources among queue families. */
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

/**
 * Sharing for resources that these queues use: concurrent where they have several families. The plan orders every access, so no
 * ownership transfer is needed.
 */
export function sharingOf(queues: Iterable<Queue>): Sharing {
  const families = [...new Set(Array.from(queues, ({ family }) => family))].sort((a, b) => a - b)
  return families.length > 1
    ? { sharingMode: VK_SHARING_MODE_CONCURRENT, pQueueFamilyIndices: families }
    : { sharingMode: VK_SHARING_MODE_EXCLUSIVE }
}

export const isSameSharing = (a: Sharing, b: Sharing): boolean =>
  a.sharingMode === b.sharingMode &&
  (a.pQueueFamilyIndices === b.pQueueFamilyIndices || String(a.pQueueFamilyIndices) === String(b.pQueueFamilyIndices))

/**
 * Sharing of each texture of the plan. Shared images may be slower (some drivers store them uncompressed), so only images used
 * by several families are shared. Textures that outlive a run are also used by the first queue, which clears them, and copies
 * them to another plan.
 *
 * @param queues the device's queue for each queue of the plan
 * @returns by texture
 */
export function textureSharing(plan: Plan, queues: readonly Queue[], first: Queue): (texture: number) => Sharing {
  const all = sharingOf([first, ...queues])
  // One family is all that could use them.
  if (all.pQueueFamilyIndices === undefined) return () => all
  const users = plan.textures.map(({ lifetime }) => new Set<Queue>(lifetime === 'persistent' ? [first] : []))
  for (const { queue, commands } of plan.submissions)
    for (const texture of touchedBy(plan, commands).textures) users[texture]!.add(queues[queue]!)
  // Images with history exchange roles from run to run, so each is used by the queues of all.
  const groups = new Map<number, Set<Queue>>()
  plan.textures.forEach(({ rotation }, texture) => {
    if (!rotation) return
    const together = groups.get(rotation.group) ?? users[texture]!
    groups.set(rotation.group, together)
    for (const user of users[texture]!) together.add(user)
    users[texture] = together
  })
  return (texture) => sharingOf(users[texture]!)
}
