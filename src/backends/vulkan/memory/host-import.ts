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
  VkExternalBufferProperties,
  VkExternalMemoryBufferCreateInfo,
  VkImportMemoryHostPointerInfoEXT,
  VkMemoryHostPointerPropertiesEXT,
  VkPhysicalDeviceExternalBufferInfo,
  type Pointer,
  type VkDeviceMemory,
} from '../bindings/index.ts'
import type { Build } from './build.ts'
import { bindBuffers, bufferUsages, createBuffer, type BufferRequest, type HeapBuffer } from './buffers.ts'
import { allocate, findType } from './memory.ts'
import { roundUp } from '../../../plan/multiples.ts'
import { Scope, Shared } from '../device/scope.ts'

const handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_HOST_ALLOCATION_BIT_EXT
/** Memory in use by a device. The set keeps it from being garbage collected while the device may access it. */
const imported = new Set<Uint8Array>()
const wasmPage = 64 * 1024
const mostPages = 65_536

/** Creates buffers in imported memory, in the given order; undefined where the device cannot import it, or fails to. */
export function createImportedBuffers(build: Build, requests: readonly BufferRequest[]): HeapBuffer[] | undefined {
  const { device } = build
  if (requests.length === 0 || device.physical.hostImportAlignment === 0 || !isImportable(build)) return undefined
  // The session owns the objects only once all of them exist.
  const scope = new Scope(device.live)
  try {
    const made = importBuffers({ ...build, scope }, requests)
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

function importBuffers(build: Build, requests: readonly BufferRequest[]): HeapBuffer[] | undefined {
  const { device, arena, scope } = build
  const external = arena.struct(VkExternalMemoryBufferCreateInfo, { handleTypes: handleType })
  let sizeBytes = 0
  let typeBits = -1
  const made = requests.map((request) => {
    const buffer = createBuffer(build, request, external)
    const offset = roundUp(sizeBytes, buffer.alignment)
    sizeBytes = offset + buffer.needBytes
    typeBits &= buffer.typeBits
    return { ...buffer, offset }
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
  const places = made.map(({ offset, needBytes }) => ({
    memory,
    allocation,
    offset,
    sizeBytes: needBytes,
    bytes: bytes.subarray(offset, offset + needBytes),
    isImported: true,
    coherent: true,
    cached: true,
  }))
  return bindBuffers(build, made, places, requests[0]!.what)
}

function importMemory(
  { device, arena, scope }: Build,
  bytes: Uint8Array,
  typeBits: number,
): VkDeviceMemory | undefined {
  const { vk, handle, physical } = device
  const pHostPointer = loadFfi().address(bytes) as Pointer
  const answer = arena.struct(VkMemoryHostPointerPropertiesEXT, {})
  const result = vk.vkGetMemoryHostPointerPropertiesEXT!(handle, handleType, pHostPointer, answer)
  if (result !== VK_SUCCESS) return undefined
  const usable = typeBits & arena.read(VkMemoryHostPointerPropertiesEXT, answer).memoryTypeBits
  const wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
  const type = findType(physical.memoryTypes, usable, wanted, 0)
  if (type < 0) return undefined
  const chain = arena.struct(VkImportMemoryHostPointerInfoEXT, { handleType, pHostPointer })
  // Scopes free what came last first: this happens after the memory is freed.
  scope.whenFreed(() => imported.delete(bytes))
  const memory = allocate(device, scope, arena, { sizeBytes: bytes.length, type, what: 'imported staging', chain })
  imported.add(bytes)
  return memory
}
