/** Descriptor sets: collected while commands are compiled, allocated from one pool, and written once all resources exist. */
import {
  VkDescriptorBufferInfo,
  VkDescriptorImageInfo,
  VkDescriptorPoolCreateInfo,
  VkDescriptorSetAllocateInfo,
  VkWriteDescriptorSet,
  type Arena,
  type Pointer,
  type VkDescriptorPool,
  type VkDescriptorSet,
  type VkDescriptorSetLayout,
} from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import type { Build } from '../memory/build.ts'
import type { RunPlace } from '../memory/places.ts'
import { isSameList } from '../../../graph/lists.ts'
import { handlesOf, placeIndex, placesOf, type Dependence } from '../memory/variants.ts'

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
  /** Whether rotation has too many phases for sets of each. */
  private readonly isEndless: boolean
  /** Whether the sets of a frame are written when a run is recorded, and are of that frame alone. */
  private readonly isWrittenLate: boolean
  private readonly made: BigUint64Array[] = []
  private readonly written: (readonly unknown[])[] = []

  constructor(
    build: Build,
    layouts: readonly VkDescriptorSetLayout[],
    groups: readonly (readonly Descriptor[])[],
    dependence: Dependence,
  ) {
    this.build = build
    this.layouts = layouts
    this.groups = groups
    const { imports, period } = dependence
    this.isEndless = period === Infinity
    this.isWrittenLate = imports.length > 0 || this.isEndless
    const ofFrame = { imports, perFrame: true, period: this.isEndless ? 1 : period }
    this.dependence = this.isWrittenLate ? ofFrame : dependence
    this.count = placesOf(this.dependence, build.framesInFlight).length
  }

  /**
   * Takes its sets out of those of the pool, and has them written, but for those that have to wait for a run.
   * @returns the number of the next one
   */
  take(all: BigUint64Array, first: number, writes: DescriptorWrites): number {
    if (this.layouts.length === 0) return first
    let next = first
    for (const place of placesOf(this.dependence, this.build.framesInFlight)) {
      const sets = all.subarray(next, (next += this.layouts.length))
      this.made.push(sets)
      if (!this.isWrittenLate) this.addTo(writes, sets, place)
    }
    return next
  }

  /** The sets for a run. Those that wait for a run are written here when they are of other handles, or of another phase. */
  at(place: RunPlace, arena: Arena): BigUint64Array {
    const index = placeIndex(this.dependence, place)
    const sets = this.made[index]!
    if (this.isWrittenLate) {
      const handles = handlesOf(this.dependence.imports, place)
      const values = this.isEndless ? [place.run, ...handles] : handles
      if (!isSameList(this.written[index] ?? [], values)) {
        const writes = new DescriptorWrites()
        this.addTo(writes, sets, place)
        writes.send(this.build.device, arena)
        this.written[index] = values
      }
    }
    return sets
  }

  private addTo(writes: DescriptorWrites, sets: BigUint64Array, place: RunPlace): void {
    this.groups.forEach((group, i) => {
      for (const descriptor of group) writes.add(sets[i] as VkDescriptorSet, descriptor, place)
    })
  }
}

/** Descriptors to be written by one call: a plan may have 10^4, and each list is one range of memory. */
class DescriptorWrites {
  private readonly targets: { readonly set: VkDescriptorSet; readonly binding: number; readonly type: number }[] = []
  private readonly infos: (VkDescriptorBufferInfo | VkDescriptorImageInfo)[] = []

  add(set: VkDescriptorSet, { binding, type, at }: Descriptor, place: RunPlace): void {
    this.targets.push({ set, binding, type })
    this.infos.push(at(place))
  }

  send({ vk, handle }: Device, arena: Arena): void {
    const { targets, infos } = this
    if (targets.length === 0) return
    const buffers = infos.filter((info) => 'range' in info)
    const images = infos.filter((info): info is VkDescriptorImageInfo => !('range' in info))
    let nextBuffer = arena.structs(VkDescriptorBufferInfo, buffers)
    let nextImage = arena.structs(VkDescriptorImageInfo, images)
    const writes = targets.map(({ set, binding, type }, i) => {
      const isBuffer = 'range' in infos[i]!
      const info = isBuffer ? { pBufferInfo: nextBuffer } : { pImageInfo: nextImage }
      if (isBuffer) nextBuffer = behind(nextBuffer, VkDescriptorBufferInfo)
      else nextImage = behind(nextImage, VkDescriptorImageInfo)
      return {
        dstSet: set,
        dstBinding: binding,
        dstArrayElement: 0,
        descriptorCount: 1,
        descriptorType: type,
        ...info,
      }
    })
    vk.vkUpdateDescriptorSets(handle, writes.length, arena.structs(VkWriteDescriptorSet, writes), 0, null)
  }
}

/** The address of the struct that follows in a list. */
const behind = <Name extends string>(pointer: Pointer<Name>, { size }: { readonly size: number }): Pointer<Name> =>
  ((pointer as bigint) + BigInt(size)) as Pointer<Name>

export class DescriptorPool {
  private readonly build: Build
  private readonly wanted: DescriptorSets[] = []

  constructor(build: Build) {
    this.build = build
  }

  use(
    layouts: readonly VkDescriptorSetLayout[],
    groups: readonly (readonly Descriptor[])[],
    dependence: Dependence,
  ): DescriptorSets {
    const sets = new DescriptorSets(this.build, layouts, groups, dependence)
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
    const pSetLayouts = this.wanted.flatMap(({ count, layouts }) => Array.from({ length: count }, () => layouts).flat())
    const sets = new BigUint64Array(maxSets)
    const wanted = arena.struct(VkDescriptorSetAllocateInfo, { descriptorPool: pool, pSetLayouts })
    device.check(vk.vkAllocateDescriptorSets(handle, wanted, sets), 'vkAllocateDescriptorSets', 'descriptor sets')
    const writes = new DescriptorWrites()
    let next = 0
    for (const each of this.wanted) next = each.take(sets, next, writes)
    writes.send(device, arena)
  }
}
