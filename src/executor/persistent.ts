/** The persistent resources of a plan, as `write` and `read` find them. */
import { notPersistent, shown } from '../errors.ts'
import { nearestId } from '../nearest-id.ts'
import { describeResource, type ResourceInfo } from '../graph/resources.ts'
import type { Plan } from '../plan/document.ts'
import { persistentMemories, type PersistentMemory } from '../plan/facts/persistent-memory.ts'

/** A persistent resource with its place in the plan's memory. */
export interface Persistent {
  readonly id: string
  readonly info: ResourceInfo
  readonly memory: PersistentMemory
}

/** The persistent resources of a plan, by id. O(placements) */
export function persistentResources(plan: Plan): Map<string, Persistent> {
  return new Map(
    persistentMemories(plan).list.map((memory) => {
      const id = memory.resource
      const lifetime = 'persistent'
      if (memory.kind === 'heap') {
        const buffer = { id, kind: 'buffer', size: memory.declaredBytes, lifetime } as const
        return [id, { id, memory, info: describeResource(buffer, 0) }]
      }
      const { format, size, dimension, mipLevelCount, sampleCount } = plan.textures[memory.members[0]!]!
      const texture = { id, kind: 'texture', format, size, dimension, mipLevelCount, sampleCount, lifetime } as const
      return [id, { id, memory, info: describeResource(texture, 0) }]
    }),
  )
}

/** @throws MemkitError NOT_PERSISTENT */
export function findPersistent(resources: ReadonlyMap<string, Persistent>, call: string, id: unknown): Persistent {
  if (typeof id !== 'string') throw notPersistent(call, shown(id), undefined)
  const found = resources.get(id)
  if (!found) throw notPersistent(call, id, nearestId(id, resources.keys()))
  return found
}
