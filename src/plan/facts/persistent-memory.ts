/** The memory of resources that outlive a run, as a plan states it. */
import type { Plan, PlannedTexture } from '../document.ts'
import { oncePerPlan } from './once.ts'

/**
 * The memory of a persistent resource: its heaps or textures by slot of the rotation, as they were created; one without
 * history.
 */
export interface PersistentMemory {
  /** Id of the resource. */
  readonly resource: string
  readonly kind: 'heap' | 'texture'
  readonly members: readonly number[]
  readonly offset: number
  readonly sizeBytes: number
}

/** By resource. Sizes are those of the plan: rounded up to what the device copies. O(placements) */
export const persistentMemories = oncePerPlan((plan: Plan): ReadonlyMap<string, PersistentMemory> => {
  const heapGroups = groupsOf(plan.heaps)
  const textureGroups = groupsOf(plan.textures)
  const memories = new Map<string, PersistentMemory>()
  for (const placement of plan.placements) {
    // The history is in the other slots of the rotation, at the same place as the current contents.
    if (placement.lifetime !== 'persistent' || memories.has(placement.resource)) continue
    const { resource, heap, offset = 0, sizeBytes, texture } = placement
    if (texture !== undefined) {
      const members = membersOf(texture, plan.textures[texture]!.rotation, textureGroups)
      memories.set(resource, { resource, kind: 'texture', members, offset: 0, sizeBytes })
    } else if (heap !== undefined)
      memories.set(resource, {
        resource,
        kind: 'heap',
        members: membersOf(heap, plan.heaps[heap]!.rotation, heapGroups),
        offset,
        sizeBytes,
      })
  }
  return memories
})

type Rotation = PlannedTexture['rotation']

/** The heaps or textures of every rotation group, by slot. */
function groupsOf(items: readonly { readonly rotation?: Rotation }[]): Map<string, number> {
  const groups = new Map<string, number>()
  items.forEach(({ rotation }, i) => rotation && groups.set(`${rotation.group}/${rotation.slot}`, i))
  return groups
}

const membersOf = (index: number, rotation: Rotation, groups: ReadonlyMap<string, number>): number[] =>
  rotation ? Array.from({ length: rotation.count }, (_, slot) => groups.get(`${rotation.group}/${slot}`)!) : [index]

/**
 * The rotation member with the contents of `back` runs ago when run number `run` is about to begin: slot `back`, or, for the
 * oldest, slot 0, which that run will overwrite. At run r, slot s is the member that was created for slot (s − r) mod count.
 */
export function memberAt({ members }: PersistentMemory, back: number, run: number): number {
  const count = members.length
  return members[(((back - run) % count) + count) % count]!
}

/** Whether two textures hold the same texels: then one can take the other's contents. */
export const isSameShape = (a: PlannedTexture, b: PlannedTexture): boolean =>
  a === b ||
  (a.format === b.format &&
    a.dimension === b.dimension &&
    a.size[0] === b.size[0] &&
    a.size[1] === b.size[1] &&
    a.size[2] === b.size[2] &&
    a.mipLevelCount === b.mipLevelCount &&
    a.sampleCount === b.sampleCount)
