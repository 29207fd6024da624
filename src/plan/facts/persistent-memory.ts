/** The memory of resources that outlive a run, as a plan states it. */
import type { Plan, PlannedTexture } from '../document.ts'
import { oncePerPlan } from './once.ts'
import { rotated, rotationsOf, type RotationGroups } from './rotations.ts'

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
  /** The size that the document gives; `sizeBytes` may be larger, rounded up to what the device copies. */
  readonly declaredBytes: number
}

/** The persistent resources of a plan, which may be 10^4: what an update reads of all of them is in arrays. */
export class PersistentMemories {
  readonly list: readonly PersistentMemory[]
  /** By place in the list: the texture of a resource that is one texture without history; −1 for others. */
  readonly textures: Int32Array
  private readonly places: ReadonlyMap<string, number>
  private latest: { readonly other: WeakRef<PersistentMemories>; readonly places: Int32Array } | undefined

  /** @param same the memories of a plan that has the same resources in the same order, and the same textures */
  constructor(list: readonly PersistentMemory[], same?: PersistentMemories) {
    this.list = list
    if (same) {
      this.textures = same.textures
      this.places = same.places
      this.latest = same.latest
      return
    }
    this.textures = new Int32Array(list.length)
    const places = new Map<string, number>()
    for (let place = 0; place < list.length; place++) {
      const { resource, kind, members } = list[place]!
      this.textures[place] = kind === 'texture' && members.length === 1 ? members[0]! : -1
      places.set(resource, place)
    }
    this.places = places
  }

  /** The same resources, with buffers elsewhere: their places in the order of the list, before others. */
  moved(buffers: readonly { readonly members: readonly number[]; readonly begin: number }[]): PersistentMemories {
    let next = 0
    const list = this.list.map((memory) => {
      if (memory.kind === 'texture') return memory
      const { members, begin: offset } = buffers[next++]!
      const { resource, kind, sizeBytes, declaredBytes } = memory
      const stays = offset === memory.offset && members.every((heap, slot) => heap === memory.members[slot])
      return stays ? memory : { resource, kind, members, offset, sizeBytes, declaredBytes }
    })
    return new PersistentMemories(list, this)
  }

  get(resource: string): PersistentMemory | undefined {
    return this.list[this.placeOf(resource)]
  }

  /** Place in the list; −1 for what the plan does not have. */
  placeOf(resource: string): number {
    return this.places.get(resource) ?? -1
  }

  /**
   * The place of each of these resources in the list of another plan, −1 where it has none. Plans that follow each other list the same
   * ones in one order, so most need no look-up; the latest answer is kept, because an update asks more than once. O(resources)
   */
  placesIn(other: PersistentMemories): Int32Array {
    if (this.latest?.other.deref() !== other) this.latest = { other: new WeakRef(other), places: this.findIn(other) }
    return this.latest!.places
  }

  private findIn(other: PersistentMemories): Int32Array {
    const places = new Int32Array(this.list.length)
    let next = 0
    for (let i = 0; i < places.length; i++) {
      const { resource } = this.list[i]!
      const place = other.list[next]?.resource === resource ? next : other.placeOf(resource)
      if (place >= 0) next = place + 1
      places[i] = place
    }
    return places
  }
}

/** O(placements) */
export const persistentMemories = oncePerPlan((plan: Plan): PersistentMemories => {
  const { heaps, textures } = rotationsOf(plan)
  const seen = new Set<string>()
  const memories: PersistentMemory[] = []
  for (const placement of plan.placements) {
    // The history is in the other slots of the rotation, at the same place as the current contents.
    if (placement.lifetime !== 'persistent' || seen.has(placement.resource)) continue
    const { resource, heap, offset = 0, sizeBytes, declaredBytes = sizeBytes, texture } = placement
    if (texture !== undefined) {
      const members = membersOf(texture, plan.textures[texture]!.rotation, textures)
      memories.push({ resource, kind: 'texture', members, offset: 0, sizeBytes, declaredBytes })
    } else if (heap !== undefined) {
      const members = membersOf(heap, plan.heaps[heap]!.rotation, heaps)
      memories.push({ resource, kind: 'heap', members, offset, sizeBytes, declaredBytes })
    } else continue
    seen.add(resource)
  }
  return new PersistentMemories(memories)
})

const membersOf = (index: number, rotation: PlannedTexture['rotation'], groups: RotationGroups): readonly number[] =>
  rotation ? groups.of(rotation) : [index]

/**
 * The rotation member with the contents of `back` runs ago when run number `run` is about to begin: slot `back`, or, for the
 * oldest, slot 0, which that run will overwrite. At run r, slot s is the member that was created for slot (s − r) mod count.
 */
export function memberAt({ members }: PersistentMemory, back: number, run: number): number {
  return members[rotated({ slot: back, count: members.length }, run)]!
}

/** Whether two buffers are equally large, in the document and in the plan: then one can take the other's contents. */
export const isSameSize = (a: PersistentMemory, b: PersistentMemory): boolean =>
  a.declaredBytes === b.declaredBytes && a.sizeBytes === b.sizeBytes

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
