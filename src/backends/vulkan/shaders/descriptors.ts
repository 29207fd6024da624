/** Descriptor sets: collected while commands are compiled, allocated from one pool, and written once all resources exist. */
import {
  VkDescriptorPoolCreateInfo,
  VkDescriptorSetAllocateInfo,
  VkWriteDescriptorSet,
  type Arena,
  type VkDescriptorBufferInfo,
  type VkDescriptorImageInfo,
  type VkDescriptorPool,
  type VkDescriptorSet,
  type VkDescriptorSetLayout,
} from '../bindings/index.ts'
import type { Build } from '../memory/build.ts'
import type { RunPlace } from '../memory/places.ts'
import { handlesOf, isSame, placeIndex, placesOf, type Dependence } from '../memory/variants.ts'

/** One descriptor, with its contents in a given run. */
export interface Descriptor {
  readonly binding: number
  readonly type: number
  readonly at: (at: RunPlace) => VkDescriptorBufferInfo | VkDescriptorImageInfo
}

/** The descriptor sets of one dispatch, in all variants. */
export class DescriptorSets {
  readonly layouts: readonly VkDescriptorSetLayout[]
  readonly groups: readonly (readonly Descriptor[])[]
  readonly dependence: Dependence
  readonly count: number
  private readonly build: Build
  private readonly period: number
  private readonly made: BigUint64Array[] = []
  private readonly written: (readonly unknown[])[] = []

  constructor(
    build: Build,
    layouts: readonly VkDescriptorSetLayout[],
    groups: readonly (readonly Descriptor[])[],
    dependence: Dependence,
    period: number,
  ) {
    this.build = build
    this.layouts = layouts
    this.groups = groups
    // Descriptors of imports are written when the run is recorded, into a set that only its frame uses.
    this.dependence = dependence.imports.length > 0 ? { ...dependence, perFrame: true } : dependence
    this.period = period
    this.count = placesOf(this.dependence, period, build.framesInFlight).length
  }

  create(pool: VkDescriptorPool): void {
    if (this.layouts.length === 0) return
    const { device, arena, framesInFlight } = this.build
    for (const place of placesOf(this.dependence, this.period, framesInFlight)) {
      const sets = new BigUint64Array(this.layouts.length)
      const info = arena.struct(VkDescriptorSetAllocateInfo, { descriptorPool: pool, pSetLayouts: this.layouts })
      const result = device.vk.vkAllocateDescriptorSets(device.handle, info, sets)
      device.check(result, 'vkAllocateDescriptorSets', 'descriptor sets')
      this.made.push(sets)
      if (this.dependence.imports.length === 0) this.write(arena, sets, place)
    }
  }

  /** The sets for a run. Descriptors of imports are written here when their handles have changed. */
  at(place: RunPlace, arena: Arena): BigUint64Array {
    const index = placeIndex(this.dependence, this.period, place)
    const sets = this.made[index]!
    const { imports } = this.dependence
    if (imports.length > 0) {
      const handles = handlesOf(imports, place)
      if (!isSame(this.written[index] ?? [], handles)) {
        this.write(arena, sets, place)
        this.written[index] = handles
      }
    }
    return sets
  }

  private write(arena: Arena, sets: BigUint64Array, place: RunPlace): void {
    const { device } = this.build
    const writes = this.groups.flatMap((group, i) =>
      group.map(({ binding, type, at }) => {
        const info = at(place)
        const target = {
          dstSet: sets[i] as VkDescriptorSet,
          dstBinding: binding,
          dstArrayElement: 0,
          descriptorType: type,
        }
        return 'range' in info
          ? { ...target, descriptorCount: 1, pBufferInfo: [info] }
          : { ...target, descriptorCount: 1, pImageInfo: [info as VkDescriptorImageInfo] }
      }),
    )
    if (writes.length === 0) return
    device.vk.vkUpdateDescriptorSets(device.handle, writes.length, arena.structs(VkWriteDescriptorSet, writes), 0, null)
  }
}

export class DescriptorPool {
  private readonly build: Build
  private readonly period: number
  private readonly wanted: DescriptorSets[] = []

  constructor(build: Build, period: number) {
    this.build = build
    this.period = period
  }

  use(
    layouts: readonly VkDescriptorSetLayout[],
    groups: readonly (readonly Descriptor[])[],
    dependence: Dependence,
  ): DescriptorSets {
    const sets = new DescriptorSets(this.build, layouts, groups, dependence, this.period)
    this.wanted.push(sets)
    return sets
  }

  create(): void {
    const counts = new Map<number, number>()
    let maxSets = 0
    for (const { count, layouts, groups } of this.wanted) {
      maxSets += count * layouts.length
      for (const { type } of groups.flat()) counts.set(type, (counts.get(type) ?? 0) + count)
    }
    if (maxSets === 0) return
    const { device, arena, scope } = this.build
    const { vk, handle } = device
    const out = new BigUint64Array(1)
    const info = arena.struct(VkDescriptorPoolCreateInfo, {
      maxSets,
      pPoolSizes: [...counts].map(([type, descriptorCount]) => ({ type, descriptorCount })),
    })
    device.check(vk.vkCreateDescriptorPool(handle, info, null, out), 'vkCreateDescriptorPool', 'the descriptor pool')
    const pool = out[0] as VkDescriptorPool
    scope.own('descriptorPools', () => vk.vkDestroyDescriptorPool(handle, pool, null))
    for (const sets of this.wanted) sets.create(pool)
  }
}
