/** Where a plan keeps what outlives a run. */
import type { Plan } from './parts.ts'
import type { Memories, Memory } from './memories.ts'
import type { ResolvedGraph } from './resolve.ts'
import { instanceOf } from './resources.ts'

export interface KeptMemory {
  readonly memory: Memory
  readonly offset: number
}

/** By instance: its memory, of those that outlive the run and have one. */
export function keptMemoryOf(
  plan: Plan,
  { heaps, textures }: Memories,
  resolved: ResolvedGraph,
): (KeptMemory | undefined)[] {
  const kept = resolved.instanceResource.map((): KeptMemory | undefined => undefined)
  const keep = (resource: string, previous: number, memory: Memory, offset: number) => {
    const info = resolved.resources[resolved.resourceIndex.get(resource)!]!
    if (previous <= info.history) kept[instanceOf(info, previous)] = { memory, offset }
  }
  plan.heaps.forEach((heap, h) => {
    if (heap.memory === 'imported') keep(heap.resource!, 0, heaps[h]!, 0)
  })
  plan.textures.forEach((texture, t) => {
    if (texture.lifetime !== 'transient') keep(texture.resource!, texture.rotation?.slot ?? 0, textures[t]!, 0)
  })
  for (const { lifetime, resource, previous, heap, offset } of plan.placements)
    if (lifetime === 'persistent' && heap !== undefined) keep(resource, previous ?? 0, heaps[heap]!, offset!)
  return kept
}
