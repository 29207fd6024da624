/**
 * Device memory: a few large allocations that buffers and images share. Drivers limit the number of allocations, often to 4096,
 * so resources that are created together are placed side by side.
 */
import { roundUp } from '../../../plan/multiples.ts'
import { loadFfi } from '../bindings/ffi.ts'
import {
  type Arena,
  VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
  VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT,
  VK_WHOLE_SIZE,
  VkMemoryAllocateInfo,
  type Pointer,
  type VkDeviceMemory,
} from '../bindings/index.ts'
import { unsupported } from '../../../errors.ts'
import type { Device } from '../device/device.ts'
import type { MemoryType, PhysicalDevice } from '../device/physical-device.ts'
import { Scope, Shared } from '../device/scope.ts'

/**
 * Use of memory. `direct`: device memory that the host writes too. `on-chip`: lazily allocated memory, which exists only if the
 * device needs it.
 */
export type MemoryUse = 'device' | 'direct' | 'on-chip' | 'upload' | 'readback'

export interface MemoryNeed {
  readonly what: string
  readonly use: MemoryUse
  readonly sizeBytes: number
  readonly alignment: number
  /** Acceptable memory types: bit i for type i. */
  readonly typeBits: number
  /** A VkMemoryDedicatedAllocateInfo, where the driver wants an allocation of its own for the resource. */
  readonly dedicated?: Pointer<'VkMemoryDedicatedAllocateInfo'>
}

export interface MemoryPlace {
  readonly memory: VkDeviceMemory
  /** The allocation, which everything that is placed in it holds. */
  readonly allocation: Shared
  readonly offset: number
  readonly sizeBytes: number
  /** The memory as the host sees it, for direct, upload and readback memory. */
  readonly bytes: Uint8Array | undefined
  /** Whether the memory was allocated by JavaScript, and therefore outlives the session while a view of it exists. */
  readonly isImported: boolean
  /** Whether the host and the device see each other's writes without flushes and invalidations. */
  readonly coherent: boolean
  /** Whether the host reads the memory as fast as it writes it. */
  readonly cached: boolean
}

/**
 * Small resources are packed together, up to this size; others have an allocation of their own, so that their memory is free when
 * they go.
 */
const blockBytes = 32 * 2 ** 20
const smallBytes = 4 * 2 ** 20

const { deviceLocal, visible, coherent, cached, lazy } = {
  deviceLocal: VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
  visible: VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  coherent: VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  cached: VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
  lazy: VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT,
} as const

/**
 * Wanted properties, in order of preference: the first memory type that has all of `has` and none of `hasNot`. The last entry
 * always matches some type.
 */
const preferences: Readonly<Record<MemoryUse, readonly (readonly [has: number, hasNot: number])[]>> = {
  device: [
    [deviceLocal, visible],
    [deviceLocal, 0],
    [0, 0],
  ],
  direct: [[deviceLocal | visible | coherent, 0]],
  'on-chip': [[lazy, 0]],
  upload: [
    [visible | coherent, cached | deviceLocal],
    [visible | coherent, deviceLocal],
    [visible | coherent, 0],
  ],
  readback: [
    [visible | coherent | cached, 0],
    [visible | cached, 0],
    [visible | coherent, 0],
  ],
}

function chooseType(types: readonly MemoryType[], { use, typeBits, what }: MemoryNeed): number {
  for (const [has, hasNot] of preferences[use]) {
    const found = findType(types, typeBits, has, hasNot)
    if (found >= 0) return found
  }
  throw unsupported(`The device has no memory for ${what}`, { use })
}

/**
 * Memory types for direct writes, as bits: all device memory on unified memory, or most of it with a resizable BAR. Without
 * one, the 256 MiB that the host sees are left to others, unless `anySize` is set.
 */
export function directTypeBits({ memoryTypes, memoryHeapBytes }: PhysicalDevice, anySize: boolean): number {
  const sizes = memoryTypes.map(({ flags, heap }) => ((flags & deviceLocal) !== 0 ? memoryHeapBytes[heap]! : 0))
  const least = anySize ? 0 : Math.max(...sizes) / 2
  const wanted = preferences.direct[0]![0]
  return memoryTypes.reduce(
    (bits, { flags }, i) => ((flags & wanted) === wanted && sizes[i]! >= least ? bits | (1 << i) : bits),
    0,
  )
}

/** Whether the device has memory of this use for a resource: memory for `on-chip` may be missing. */
export const hasMemory = (types: readonly MemoryType[], use: MemoryUse, typeBits: number): boolean =>
  preferences[use].some(([has, hasNot]) => findType(types, typeBits, has, hasNot) >= 0)

/** The first memory type of some bits with these properties and without those; −1 for none. */
export const findType = (types: readonly MemoryType[], typeBits: number, has: number, hasNot: number): number =>
  types.findIndex(({ flags }, i) => (typeBits & (1 << i)) !== 0 && (flags & has) === has && (flags & hasNot) === 0)

/** Whether the host sees memory of this use. */
const isSeen = (use: MemoryUse): boolean => use === 'direct' || use === 'upload' || use === 'readback'

interface Block {
  readonly type: number
  readonly use: MemoryUse
  sizeBytes: number
  readonly members: { readonly need: number; readonly offset: number }[]
}

/** Allocates memory for all needs, in the given order. Host-visible memory stays mapped while it lives. */
export function allocateMemory(
  device: Device,
  scope: Scope,
  arena: Arena,
  needs: readonly MemoryNeed[],
): MemoryPlace[] {
  const places: MemoryPlace[] = []
  for (const block of packBlocks(device, needs)) {
    const { sizeBytes, type } = block
    const { what, dedicated: chain = null } = needs[block.members[0]!.need]!
    const own = new Scope(scope.live)
    const memory = allocate(device, own, arena, { sizeBytes, type, what, chain })
    const allocation = new Shared(own, sizeBytes)
    allocation.hold(scope)
    const { flags } = device.physical.memoryTypes[type]!
    const mapped = isSeen(block.use) ? map(device, memory, sizeBytes, what) : undefined
    for (const { need, offset } of block.members) {
      const { sizeBytes } = needs[need]!
      places[need] = {
        memory,
        allocation,
        offset,
        sizeBytes,
        bytes: mapped && new Uint8Array(mapped, offset, sizeBytes),
        isImported: false,
        coherent: (flags & coherent) !== 0,
        cached: (flags & cached) !== 0,
      }
    }
  }
  return places
}

function packBlocks({ physical }: Device, needs: readonly MemoryNeed[]): Block[] {
  const atom = Number(physical.limits.nonCoherentAtomSize)
  const blocks: Block[] = []
  const open = new Map<string, Block>()
  needs.forEach((need, i) => {
    const type = chooseType(physical.memoryTypes, need)
    const alone = need.dedicated !== undefined || need.sizeBytes >= smallBytes
    const key = `${type} ${need.use}`
    // Whole units of nonCoherentAtomSize, so that each resource can be flushed and invalidated alone.
    const unit = isSeen(need.use) ? Math.max(need.alignment, atom) : need.alignment
    let block = alone ? undefined : open.get(key)
    let offset = block ? roundUp(block.sizeBytes, unit) : 0
    if (!block || offset + need.sizeBytes > blockBytes) {
      block = { type, use: need.use, sizeBytes: 0, members: [] }
      blocks.push(block)
      offset = 0
      if (!alone) open.set(key, block)
    }
    block.sizeBytes = offset + (isSeen(need.use) ? roundUp(need.sizeBytes, atom) : need.sizeBytes)
    block.members.push({ need: i, offset })
  })
  return blocks
}

interface Allocating {
  readonly sizeBytes: number
  /** Index of the memory type. */
  readonly type: number
  readonly what: string
  /** Further structs of the description. */
  readonly chain: Pointer | null
}

/** One allocation of the device, which `scope` frees. */
export function allocate(
  device: Device,
  scope: Scope,
  arena: Arena,
  { sizeBytes, type, what, chain }: Allocating,
): VkDeviceMemory {
  const { vk, handle, counts } = device
  const out = new BigUint64Array(1)
  const info = arena.struct(VkMemoryAllocateInfo, { pNext: chain, allocationSize: sizeBytes, memoryTypeIndex: type })
  counts.allocations++
  device.check(vk.vkAllocateMemory(handle, info, null, out), 'vkAllocateMemory', what, sizeBytes)
  const memory = out[0] as VkDeviceMemory
  scope.own('memory', () => vk.vkFreeMemory(handle, memory, null))
  return memory
}

/** Maps memory; freeing it unmaps it. */
function map(device: Device, memory: VkDeviceMemory, sizeBytes: number, what: string): ArrayBuffer {
  const out = new BigUint64Array(1)
  const result = device.vk.vkMapMemory(device.handle, memory, 0, VK_WHOLE_SIZE, 0, out)
  device.check(result, 'vkMapMemory', what, sizeBytes)
  return loadFfi().view(out[0]!, sizeBytes)
}
