/** Buffers and the memory they are bound to. */
import {
  type Arena,
  VK_BUFFER_USAGE_INDEX_BUFFER_BIT,
  VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT,
  VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
  VK_BUFFER_USAGE_TRANSFER_DST_BIT,
  VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
  VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT,
  VK_BUFFER_USAGE_VERTEX_BUFFER_BIT,
  VkBindBufferMemoryInfo,
  VkBufferCreateInfo,
  VkBufferMemoryRequirementsInfo2,
  VkMemoryRequirements2,
  type Pointer,
  type VkBuffer,
} from '../bindings/index.ts'
import type { Device } from '../device/device.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { allocateMemory, type MemoryPlace, type MemoryUse } from './memory.ts'
import { Scope, Shared } from '../device/scope.ts'
import type { Sharing } from './sharing.ts'

type BufferUse = Exclude<MemoryUse, 'on-chip'>

const staging = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
const device =
  staging |
  VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT |
  VK_BUFFER_USAGE_VERTEX_BUFFER_BIT |
  VK_BUFFER_USAGE_INDEX_BUFFER_BIT |
  VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT
export const bufferUsages: Readonly<Record<BufferUse, number>> = {
  device,
  direct: device,
  upload: staging,
  readback: staging,
}

/** Unit of buffer sizes, so that bindings and kernels see whole words at the end. */
export const bufferUnit = 16

export interface BufferWish {
  readonly what: string
  readonly use: BufferUse
  readonly sizeBytes: number
  /** Memory types the buffer may be placed in, as bits. Default: all. */
  readonly typeBits?: number
}

export interface HeapBuffer {
  readonly buffer: VkBuffer
  readonly sizeBytes: number
  readonly place: MemoryPlace
  /** The buffer with its memory, where sessions may share it. */
  readonly shared?: Shared
  readonly sharing: Sharing
  /** Stands for the session that has handed this memory out: no other may write it then. */
  lender: object | undefined
}

/** Creates buffers that share memory, in the given order. */
export function createBuffers(
  device: Device,
  scope: Scope,
  arena: Arena,
  sharing: Sharing,
  wishes: readonly BufferWish[],
): HeapBuffer[] {
  const { vk, handle } = device
  const out = new BigUint64Array(1)
  const needs: Pointer<'VkMemoryRequirements2'> = arena.struct(VkMemoryRequirements2, {})
  const made = wishes.map(({ what, use, sizeBytes, typeBits = -1 }) => {
    const size = roundUp(Math.max(sizeBytes, 1), bufferUnit)
    const info = arena.struct(VkBufferCreateInfo, { size, usage: bufferUsages[use], ...sharing })
    device.check(vk.vkCreateBuffer(handle, info, null, out), 'vkCreateBuffer', what, size)
    const buffer = out[0] as VkBuffer
    const own = new Scope(scope.live)
    own.own('buffers', () => vk.vkDestroyBuffer(handle, buffer, null))
    const shared = new Shared(own, 0)
    shared.hold(scope)
    vk.vkGetBufferMemoryRequirements2(handle, arena.struct(VkBufferMemoryRequirementsInfo2, { buffer }), needs)
    const { memoryRequirements } = arena.read(VkMemoryRequirements2, needs)
    return {
      buffer,
      shared,
      size,
      need: {
        what,
        use,
        sizeBytes: Number(memoryRequirements.size),
        alignment: Number(memoryRequirements.alignment),
        typeBits: memoryRequirements.memoryTypeBits & typeBits,
      },
    }
  })
  const places = allocateMemory(
    device,
    scope,
    arena,
    made.map(({ need }) => need),
  )
  made.forEach(({ shared }, i) => places[i]!.allocation.hold(shared.scope))
  const bindings = made.map(({ buffer }, i) => ({
    buffer,
    memory: places[i]!.memory,
    memoryOffset: places[i]!.offset,
  }))
  if (bindings.length > 0) {
    const infos = arena.structs(VkBindBufferMemoryInfo, bindings)
    device.check(vk.vkBindBufferMemory2(handle, bindings.length, infos), 'vkBindBufferMemory2', wishes[0]!.what)
  }
  return made.map(({ buffer, size, shared }, i) => {
    return { buffer, sizeBytes: size, place: places[i]!, shared, sharing, lender: undefined }
  })
}
