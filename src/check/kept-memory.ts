/** Memory in which a plan keeps what outlives a run. */
import type { Plan } from './parts.ts'
import { rotationHeaps, type Memories, type Memory } from './memories.ts'
import type { ResolvedGraph } from './resolve.ts'
import { instanceOf } from './resources.ts'

export interface KeptMemory {
  readonly memory: Memory
  readonly offset: number
}

/** By instance: the memory of those that outlive the run and have one. A history has many, so they are kept in columns. */
export class KeptMemories {
  private readonly memories: Memories
  /** 1 and the number of a heap, −1 less that of a texture, or 0 for none; and the offset in a heap. */
  private readonly number: Int32Array
  private readonly offset: Float64Array

  constructor(plan: Plan, memories: Memories, resolved: ResolvedGraph) {
    const instances = resolved.instanceResource.length
    this.memories = memories
    this.number = new Int32Array(instances)
    this.offset = new Float64Array(instances)
    const keep = (resource: string, previous: number, number: number, offset: number) => {
      const info = resolved.resources[resolved.resourceIndex.get(resource)!]!
      if (previous > info.history) return
      const instance = instanceOf(info, previous)
      this.number[instance] = number
      this.offset[instance] = offset
    }
    plan.heaps.forEach((heap, h) => {
      if (heap.memory === 'imported') keep(heap.resource!, 0, 1 + h, 0)
    })
    plan.textures.forEach((texture, t) => {
      if (texture.lifetime !== 'transient') keep(texture.resource!, texture.rotation?.slot ?? 0, -1 - t, 0)
    })
    const slotsOf = rotationHeaps(plan)
    for (const { lifetime, resource, previous, heap, offset } of plan.placements) {
      if (lifetime !== 'persistent' || heap === undefined) continue
      // The contents of other runs are in the other heaps of the rotation, whether or not a placement says so.
      const { rotation } = plan.heaps.at(heap)
      if (rotation) slotsOf.get(rotation.group)!.forEach((h, back) => keep(resource, back, 1 + h, offset!))
      keep(resource, previous ?? 0, 1 + heap, offset!)
    }
  }

  /** Whether an instance has a memory that something may have read or written: textures are told apart, heaps are not. */
  isTouched(instance: number): boolean {
    const number = this.number[instance]!
    return number > 0 || (number < 0 && this.memories.textures.isTouched(-1 - number))
  }

  of(instance: number): KeptMemory | undefined {
    const number = this.number[instance]!
    if (number === 0) return undefined
    const { heaps, textures } = this.memories
    return { memory: number > 0 ? heaps[number - 1]! : textures.at(-1 - number)!, offset: this.offset[instance]! }
  }
}
