import koffi from 'koffi'
import { expect, it } from 'vitest'
import {
  Arena,
  VK_BUFFER_USAGE_TRANSFER_DST_BIT,
  VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  VK_SHARING_MODE_EXCLUSIVE,
  VkBufferCreateInfo,
  VkClearValue,
  VkDependencyInfo,
  VkInstanceCreateInfo,
  VkMemoryRequirements2,
  VkShaderModuleCreateInfo,
  type Pointer,
} from '../../src/backends/vulkan/bindings/index.ts'

const bufferInfo = {
  size: 2n ** 40n,
  usage: VK_BUFFER_USAGE_TRANSFER_DST_BIT,
  sharingMode: VK_SHARING_MODE_EXCLUSIVE,
}

it('a struct lies at its address, with its type filled in', () => {
  const arena = new Arena()
  const native = nativeView(arena.struct(VkBufferCreateInfo, bufferInfo), VkBufferCreateInfo.size)
  expect(native.getInt32(0, true)).toBe(12)
  expect(native.getBigUint64(VkBufferCreateInfo.offsets.size, true)).toBe(2n ** 40n)
  expect(native.getUint32(VkBufferCreateInfo.offsets.usage, true)).toBe(VK_BUFFER_USAGE_TRANSFER_DST_BIT)
})

it('nested structs are encoded where the pointer leads, and counted', () => {
  const arena = new Arena()
  const barrier = { srcStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT }
  const pointer = arena.struct(VkDependencyInfo, { pMemoryBarriers: [{}, barrier] })
  const outer = arena.view(pointer, VkDependencyInfo.size)
  expect(outer.getUint32(VkDependencyInfo.offsets.memoryBarrierCount, true)).toBe(2)
  const inner = nativeView(outer.getBigUint64(VkDependencyInfo.offsets.pMemoryBarriers, true), 96)
  expect(inner.getBigUint64(48 + 16, true)).toBe(VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT)
})

it('strings and arrays of strings end in zeros', () => {
  const arena = new Arena()
  const pointer = arena.struct(VkInstanceCreateInfo, { ppEnabledLayerNames: ['first', 'zweite ä'] })
  const names = arena.view(pointer, VkInstanceCreateInfo.size)
  expect(names.getUint32(VkInstanceCreateInfo.offsets.enabledLayerCount, true)).toBe(2)
  const list = nativeView(names.getBigUint64(VkInstanceCreateInfo.offsets.ppEnabledLayerNames, true), 16)
  expect(koffi.decode.string(list.getBigUint64(0, true))).toBe('first')
  expect(koffi.decode.string(list.getBigUint64(8, true))).toBe('zweite ä')
})

it('a count in bytes follows from an array of words, and unions take one member', () => {
  const arena = new Arena()
  const pointer = arena.struct(VkShaderModuleCreateInfo, { pCode: new Uint32Array([0x07230203, 1, 2]) })
  const info = arena.view(pointer, VkShaderModuleCreateInfo.size)
  expect(info.getBigUint64(VkShaderModuleCreateInfo.offsets.codeSize, true)).toBe(12n)
  const clear = arena.view(arena.struct(VkClearValue, { color: { uint32: [1, 2, 3, 4] } }), VkClearValue.size)
  expect([0, 4, 8, 12].map((at) => clear.getUint32(at, true))).toEqual([1, 2, 3, 4])
})

it('more values than a fixed array holds are refused', () => {
  expect(() => new Arena().struct(VkClearValue, { color: { float32: [1, 2, 3, 4, 5] } })).toThrow(RangeError)
})

it('addresses hold while the arena grows past its first chunk', () => {
  const arena = new Arena(1024)
  const pointers = Array.from({ length: 500 }, (_, index) =>
    arena.struct(VkBufferCreateInfo, { ...bufferInfo, size: index }),
  )
  const sizes = pointers.map((pointer) => nativeView(pointer, 56).getBigUint64(VkBufferCreateInfo.offsets.size, true))
  expect(sizes).toEqual(pointers.map((_, index) => BigInt(index)))
  expect(new Set(pointers).size).toBe(500)
})

it('after a reset the same memory is used again, and starts as zeros', () => {
  const arena = new Arena(1024)
  const first = arena.struct(VkBufferCreateInfo, { ...bufferInfo, flags: 0xff })
  arena.reset()
  const second = arena.struct(VkBufferCreateInfo, bufferInfo)
  expect(second).toBe(first)
  expect(arena.view(second, 56).getUint32(VkBufferCreateInfo.offsets.flags, true)).toBe(0)
})

it('what lies elsewhere is not read', () => {
  const arena = new Arena()
  arena.struct(VkBufferCreateInfo, bufferInfo)
  expect(() => arena.read(VkMemoryRequirements2, 4096n as Pointer)).toThrow(/not in this arena/)
})

function nativeView(address: bigint, sizeBytes: number): DataView {
  return new DataView(koffi.view(address, sizeBytes))
}
