/** Sharing of resources among queue families. */
import type { Plan } from '../../../plan/document.ts'
import { VK_SHARING_MODE_CONCURRENT, VK_SHARING_MODE_EXCLUSIVE } from '../bindings/index.ts'
import { oncePerPlan } from '../../../plan/facts/once.ts'
import { rotationsOf } from '../../../plan/facts/rotations.ts'
import { visitTouched } from '../../../plan/facts/touched.ts'

export interface Sharing {
  readonly sharingMode: number
  readonly pQueueFamilyIndices?: readonly number[]
}

interface Queue {
  readonly family: number
}

/** By its families: equal ones are one object. */
const known = new Map<string, Sharing>()

/**
 * Sharing for resources that these queues use: concurrent where they have several families. The plan orders every access, so no
 * ownership transfer is needed. The same object for the same families.
 */
export function sharingOf(queues: Iterable<Queue>): Sharing {
  const families = [...new Set(Array.from(queues, ({ family }) => family))].sort((a, b) => a - b)
  const key = families.length > 1 ? families.join(' ') : ''
  let sharing = known.get(key)
  if (!sharing) {
    sharing =
      families.length > 1
        ? { sharingMode: VK_SHARING_MODE_CONCURRENT, pQueueFamilyIndices: families }
        : { sharingMode: VK_SHARING_MODE_EXCLUSIVE }
    known.set(key, sharing)
  }
  return sharing
}

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
  const families = all.pQueueFamilyIndices
  // One family is all that could use them.
  if (families === undefined) return () => all
  const bitOf = ({ family }: Queue): number => 1 << families.indexOf(family)
  const users = queuesOfTextures(plan)
  const sharingOfUsers = (bits: number, isKept: boolean): Sharing => {
    let set = isKept ? bitOf(first) : 0
    queues.forEach((queue, q) => (set |= (bits & (1 << q)) === 0 ? 0 : bitOf(queue)))
    return sharingOf(families.flatMap((family, i) => ((set & (1 << i)) === 0 ? [] : [{ family }])))
  }
  const [ofOthers, ofKept]: [Sharing[], Sharing[]] = [[], []]
  return (texture) => {
    const isKept = plan.textures[texture]!.lifetime === 'persistent'
    return ((isKept ? ofKept : ofOthers)[users[texture]!] ??= sharingOfUsers(users[texture]!, isKept))
  }
}

/** By texture: a bit for each queue of the plan that uses it. Images with history exchange roles from run to run, so each has the users of all. */
const queuesOfTextures = oncePerPlan((plan: Plan): Int32Array => {
  const users = new Int32Array(plan.textures.length)
  for (const { queue, commands } of plan.submissions)
    visitTouched(plan, commands, { heap() {}, texture: (texture) => (users[texture]! |= 1 << queue) })
  for (const members of rotationsOf(plan).textures.all()) {
    const all = members.reduce((bits, texture) => bits | users[texture]!, 0)
    for (const texture of members) users[texture] = all
  }
  return users
})
