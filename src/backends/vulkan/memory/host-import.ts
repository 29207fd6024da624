/**
 * Upload staging in memory that JavaScript allocates: page-aligned, ordinary cached memory that the device imports
 * (VK_EXT_external_memory_host). It is as fast to read as to write, and it outlives its use by the device, so views of it that
 * are kept too long are harmless.
 */
import { loadFfi } from '../bindings/ffi.ts'
import {
  VK_EXTERNAL_MEMORY_FEATURE_DEDICATED_ONLY_BIT,
  VK_EXTERNAL_MEMORY_FEATURE_IMPORTABLE_BIT,
  VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT,
  VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
  VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
  VK_SUCCESS,
  VkBindBufferMemoryInfo,
  VkBufferCreateInfo,
  VkBufferMemoryRequirementsInfo2,
  VkExternalBufferProperties,
  VkExternalMemoryBufferCreateInfo,
  VkImportMemoryHostPointerInfoEXT,
  VkMemoryAllocateInfo,
  VkMemoryHostPointerPropertiesEXT,
  VkMemoryRequirements2,
  VkPhysicalDeviceExternalBufferInfo,
  type Pointer,
  type VkBuffer,
  type VkDeviceMemory,
} from '../bindings/index.ts'
import type { Build } from './build.ts'
import { bufferUnit, bufferUsages, type BufferWish, type HeapBuffer } from './buffers.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { Scope, Shared } from '../device/scope.ts'

const handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT
/** Memory in use by a device. The set keeps it from being garbage collected while the device may access it. */
const imported = new Set<Uint8Array>()
const wasmPage = 64 * 1024
const mostPages = 65_536

/** Creates buffers in imported memory, in the given order; undefined where the device cannot import it, or fails to. */
export function createImportedBuffers(build: Build, wishes: readonly BufferWish[]): HeapBuffer[] | undefined {
  const { device } = build
  if (wishes.length === 0 || device.physical.hostImportAlignment === 0 || !isImportable(build)) return undefined
  // The session owns the objects only once all of them exist.
  const scope = new Scope(device.live)
  try {
    const made = importBuffers({ ...build, scope }, wishes)
    if (!made) scope.free()
    else build.scope.adopt(scope)
    return made
  } catch {
    scope.free()
    // Memory that the driver maps is a substitute, unless the device is lost.
    device.checkLost()
    return undefined
  }
}

function isImportable({ device, arena }: Build): boolean {
  const { commands } = device.instance
  const info = arena.struct(VkPhysicalDeviceExternalBufferInfo, { usage: bufferUsages.upload, handleType })
  const answer = arena.struct(VkExternalBufferProperties, {})
  commands.vkGetPhysicalDeviceExternalBufferProperties(device.physical.handle, info, answer)
  const { externalMemoryFeatures } = arena.read(VkExternalBufferProperties, answer).externalMemoryProperties
  const needed = VK_EXTERNAL_MEMORY_FEATURE_IMPORTABLE_BIT
  return (externalMemoryFeatures & (needed | VK_EXTERNAL_MEMORY_FEATURE_DEDICATED_ONLY_BIT)) === needed
}

function importBuffers(build: Build, wishes: readonly BufferWish[]): HeapBuffer[] | undefined {
  const { device, arena, scope, sharing } = build
  const { vk, handle } = device
  const out = new BigUint64Array(1)
  const needs: Pointer<'VkMemoryRequirements2'> = arena.struct(VkMemoryRequirements2, {})
  let sizeBytes = 0
  let typeBits = -1
  const made = wishes.map((wish) => {
    const size = roundUp(Math.max(wish.sizeBytes, 1), bufferUnit)
    const external = arena.struct(VkExternalMemoryBufferCreateInfo, { handleTypes: handleType })
    const info = arena.struct(VkBufferCreateInfo, { pNext: external, size, usage: bufferUsages.upload, ...sharing })
    device.check(vk.vkCreateBuffer(handle, info, null, out), 'vkCreateBuffer', wish.what, size)
    const buffer = out[0] as VkBuffer
    const own = new Scope(scope.live)
    own.own('buffers', () => vk.vkDestroyBuffer(handle, buffer, null))
    const shared = new Shared(own, 0)
    shared.hold(scope)
    vk.vkGetBufferMemoryRequirements2(handle, arena.struct(VkBufferMemoryRequirementsInfo2, { buffer }), needs)
    const { memoryRequirements } = arena.read(VkMemoryRequirements2, needs)
    const offset = roundUp(sizeBytes, Number(memoryRequirements.alignment))
    sizeBytes = offset + Number(memoryRequirements.size)
    typeBits &= memoryRequirements.memoryTypeBits
    return { buffer, shared, size, offset, needed: Number(memoryRequirements.size) }
  })
  const pages = Math.ceil(sizeBytes / wasmPage)
  if (pages > mostPages || wasmPage % device.physical.hostImportAlignment !== 0) return undefined
  // Unlike an ArrayBuffer, the memory of WebAssembly cannot be detached or moved while the device uses it.
  const bytes = new Uint8Array(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer)
  const own = new Scope(scope.live)
  const memory = importMemory({ ...build, scope: own }, bytes, typeBits)
  if (memory === undefined) return undefined
  const allocation = new Shared(own, bytes.length)
  allocation.hold(scope)
  for (const { shared } of made) allocation.hold(shared.scope)
  const infos = arena.structs(
    VkBindBufferMemoryInfo,
    made.map(({ buffer, offset }) => ({ buffer, memory, memoryOffset: offset })),
  )
  device.check(vk.vkBindBufferMemory2(handle, made.length, infos), 'vkBindBufferMemory2', wishes[0]!.what)
  return made.map(({ buffer, shared, size, offset, needed }) => ({
    buffer,
    shared,
    lender: undefined,
    sizeBytes: size,
    sharing,
    place: {
      memory,
      allocation,
      offset,
      sizeBytes: needed,
      bytes: bytes.subarray(offset, offset + needed),
      isImported: true,
      coherent: true,
      cached: true,
    },
  }))
}

function importMemory(
  { device, arena, scope }: Build,
  bytes: Uint8Array,
  typeBits: number,
): VkDeviceMemory | undefined {
  const { vk, handle, counts, physical } = device
  const pHostPointer = loadFfi().address(bytes) as Pointer
  const answer = arena.struct(VkMemoryHostPointerPropertiesEXT, {})
  const result = vk.vkGetMemoryHostPointerPropertiesEXT!(handle, handleType, pHostPointer, answer)
  if (result !== VK_SUCCESS) return undefined
  const usable = typeBits & arena.read(VkMemoryHostPointerPropertiesEXT, answer).memoryTypeBits
  const wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
  const memoryTypeIndex = physical.memoryTypes.findIndex(
    ({ flags }, i) => (usable & (1 << i)) !== 0 && (flags & wanted) === wanted,
  )
  if (memoryTypeIndex < 0) return undefined
  const info = arena.struct(VkMemoryAllocateInfo, {
    pNext: arena.struct(VkImportMemoryHostPointerInfoEXT, { handleType, pHostPointer }),
    allocationSize: bytes.length,
    memoryTypeIndex,
  })
  const out = new BigUint64Array(1)
  counts.allocations++
  device.check(vk.vkAllocateMemory(handle, info, null, out), 'vkAllocateMemory', 'imported staging', bytes.length)
  const memory = out[0] as VkDeviceMemory
  imported.add(bytes)
  scope.own('memory', () => {
    vk.vkFreeMemory(handle, memory, null)
    imported.delete(bytes)
  })
  return memory
}
