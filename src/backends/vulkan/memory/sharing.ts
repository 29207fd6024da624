/** Sharing of resources among queue families. */
import type { Plan } from '../../../plan/document.ts'
import { VK_SHARING_MODE_CONCURRENT, VK_SHARING_MODE_EXCLUSIVE } from '../bindings/index.ts'
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
  /** By texture: a bit for each family. */
  const users = Int32Array.from(plan.textures, ({ lifetime }) => (lifetime === 'persistent' ? bitOf(first) : 0))
  for (const { queue, commands } of plan.submissions) {
    const bit = bitOf(queues[queue]!)
    visitTouched(plan, commands, { heap() {}, texture: (texture) => (users[texture]! |= bit) })
  }
  joinRotating(plan, users)
  const bySet: Sharing[] = []
  const sharingOfSet = (set: number): Sharing =>
    sharingOf(families.flatMap((family, i) => ((set & (1 << i)) === 0 ? [] : [{ family }])))
  return (texture) => (bySet[users[texture]!] ??= sharingOfSet(users[texture]!))
}

/** Images with history exchange roles from run to run, so each is used by the families of all. */
function joinRotating({ textures }: Plan, users: Int32Array): void {
  const groups = new Map<number, number>()
  textures.forEach(({ rotation }, texture) => {
    if (rotation) groups.set(rotation.group, (groups.get(rotation.group) ?? 0) | users[texture]!)
  })
  if (groups.size === 0) return
  textures.forEach(({ rotation }, texture) => {
    if (rotation) users[texture] = groups.get(rotation.group)!
  })
}
