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
  VkCopyBufferInfo2,
  VkMemoryRequirements2,
  type Pointer,
  type VkBuffer,
  type VkBufferCopy2,
  type VkCommandBuffer,
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

export interface BufferRequest {
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

/** Where buffers are created. */
interface BufferMaker {
  readonly device: Device
  readonly scope: Scope
  readonly arena: Arena
  readonly sharing: Sharing
}

/**
 * Creates a buffer without memory, and asks what it needs.
 * @param pNext further structs of its description
 */
export function createBuffer(
  { device, scope, arena, sharing }: BufferMaker,
  { what, use, sizeBytes }: BufferRequest,
  pNext: Pointer | null = null,
) {
  const { vk, handle } = device
  const out = new BigUint64Array(1)
  const size = roundUp(Math.max(sizeBytes, 1), bufferUnit)
  const info = arena.struct(VkBufferCreateInfo, { pNext, size, usage: bufferUsages[use], ...sharing })
  device.check(vk.vkCreateBuffer(handle, info, null, out), 'vkCreateBuffer', what, size)
  const buffer = out[0] as VkBuffer
  const own = new Scope(scope.live)
  own.own('buffers', () => vk.vkDestroyBuffer(handle, buffer, null))
  const shared = new Shared(own, 0)
  shared.hold(scope)
  const needs = arena.struct(VkMemoryRequirements2, {})
  vk.vkGetBufferMemoryRequirements2(handle, arena.struct(VkBufferMemoryRequirementsInfo2, { buffer }), needs)
  const { memoryRequirements } = arena.read(VkMemoryRequirements2, needs)
  return {
    buffer,
    shared,
    sizeBytes: size,
    needBytes: Number(memoryRequirements.size),
    alignment: Number(memoryRequirements.alignment),
    typeBits: memoryRequirements.memoryTypeBits,
  }
}

type NewBuffer = ReturnType<typeof createBuffer>

/** Gives buffers their memory, in the given order. */
export function bindBuffers(
  { device, arena, sharing }: Pick<BufferMaker, 'device' | 'arena' | 'sharing'>,
  made: readonly NewBuffer[],
  places: readonly MemoryPlace[],
  what: string,
): HeapBuffer[] {
  for (const [i, { shared }] of made.entries()) places[i]!.allocation.hold(shared.scope)
  if (made.length > 0) {
    const infos = arena.structs(
      VkBindBufferMemoryInfo,
      made.map(({ buffer }, i) => ({ buffer, memory: places[i]!.memory, memoryOffset: places[i]!.offset })),
    )
    device.check(device.vk.vkBindBufferMemory2(device.handle, made.length, infos), 'vkBindBufferMemory2', what)
  }
  return made.map(({ buffer, sizeBytes, shared }, i) => {
    return { buffer, sizeBytes, place: places[i]!, shared, sharing, lender: undefined }
  })
}

/** Creates buffers that share memory, in the given order. */
export function createBuffers(
  device: Device,
  scope: Scope,
  arena: Arena,
  sharing: Sharing,
  requests: readonly BufferRequest[],
): HeapBuffer[] {
  const maker = { device, scope, arena, sharing }
  const made = requests.map((request) => createBuffer(maker, request))
  const needs = made.map(({ needBytes: sizeBytes, alignment, typeBits: able }, i) => {
    const { what, use, typeBits = -1 } = requests[i]!
    return { what, use, sizeBytes, alignment, typeBits: able & typeBits }
  })
  return bindBuffers(maker, made, allocateMemory(device, scope, arena, needs), requests[0]?.what ?? '')
}

/** Records a copy of bytes from one buffer to another. */
export function recordBufferCopy(
  { vk }: Device,
  { commands, arena }: { readonly commands: VkCommandBuffer; readonly arena: Arena },
  srcBuffer: VkBuffer,
  dstBuffer: VkBuffer,
  pRegions: readonly VkBufferCopy2[],
): void {
  vk.vkCmdCopyBuffer2(commands, arena.struct(VkCopyBufferInfo2, { srcBuffer, dstBuffer, pRegions }))
}
