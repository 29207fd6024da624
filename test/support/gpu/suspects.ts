/** Changes to the calls that the Vulkan backend makes: each takes one suspicion away. Used by scripts/vulkan-suspects.ts. */
import koffi from 'koffi'
import {
  Arena,
  VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
  VK_ACCESS_2_MEMORY_READ_BIT,
  VK_ACCESS_2_MEMORY_WRITE_BIT,
  VK_ACCESS_2_TRANSFER_WRITE_BIT,
  VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT,
  VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
  VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT,
  VK_PIPELINE_STAGE_2_VERTEX_SHADER_BIT,
  VkBufferCreateInfo,
  VkCopyBufferInfo2,
  VkDependencyInfo,
  VkImageMemoryBarrier2,
  VkMemoryBarrier2,
} from '../../../src/backends/vulkan/bindings/index.ts'
import type { VulkanNative } from '../../../src/backends/vulkan/index.ts'
import type { Patch } from './patch-vulkan.ts'
import { createMappedBuffer, type MappedBuffer } from './vulkan-buffer.ts'

type Native = () => VulkanNative
type Patches = Record<string, Patch>

const everything = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT
const anyAccess = VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT
// Kept: the driver reads them only inside the calls, but it costs nothing.
const arena = new Arena()

/** What indirect dispatches would have read, where a suspect looks. */
export const probes: MappedBuffer[] = []

const barrier = (native: Native, commands: unknown, masks: object = {}): void =>
  native().commands.vkCmdPipelineBarrier2(
    commands as Parameters<VulkanNative['commands']['vkCmdPipelineBarrier2']>[0],
    arena.struct(VkDependencyInfo, {
      pMemoryBarriers: [
        {
          srcStageMask: everything,
          srcAccessMask: anyAccess,
          dstStageMask: everything,
          dstAccessMask: anyAccess,
          ...masks,
        },
      ],
    }),
  )

const before =
  (native: Native, masks?: object): Patch =>
  (call, args) => {
    barrier(native, args[0], masks)
    return call(...args)
  }
const after =
  (native: Native, masks?: object): Patch =>
  (call, args) => {
    const result = call(...args)
    barrier(native, args[0], masks)
    return result
  }

interface Masks {
  src: bigint
  dst: bigint
  srcAccess: bigint
  dstAccess: bigint
}

/** Masks of all barriers of a kind changed in place. */
const changeMasks =
  (kinds: 'memory' | 'image' | 'both', change: (masks: Masks) => Masks): Patch =>
  (call, args) => {
    const info = new DataView(koffi.view(args[1] as bigint, VkDependencyInfo.size))
    const each = (count: number, pointer: number, struct: typeof VkMemoryBarrier2 | typeof VkImageMemoryBarrier2) => {
      for (let i = 0; i < info.getUint32(count, true); i++) {
        const at = info.getBigUint64(pointer, true) + BigInt(i * struct.size)
        const view = new DataView(koffi.view(at, struct.size))
        const { srcStageMask, dstStageMask, srcAccessMask, dstAccessMask } = struct.offsets
        const made = change({
          src: view.getBigUint64(srcStageMask, true),
          dst: view.getBigUint64(dstStageMask, true),
          srcAccess: view.getBigUint64(srcAccessMask, true),
          dstAccess: view.getBigUint64(dstAccessMask, true),
        })
        view.setBigUint64(srcStageMask, made.src, true)
        view.setBigUint64(dstStageMask, made.dst, true)
        view.setBigUint64(srcAccessMask, made.srcAccess, true)
        view.setBigUint64(dstAccessMask, made.dstAccess, true)
      }
    }
    const { memoryBarrierCount, pMemoryBarriers, imageMemoryBarrierCount, pImageMemoryBarriers } =
      VkDependencyInfo.offsets
    if (kinds !== 'image') each(memoryBarrierCount, pMemoryBarriers, VkMemoryBarrier2)
    if (kinds !== 'memory') each(imageMemoryBarrierCount, pImageMemoryBarriers, VkImageMemoryBarrier2)
    return call(...args)
  }

/** Memory barriers and image barriers in calls of their own. */
const splitBarriers: Patch = (call, args) => {
  const info = new DataView(koffi.view(args[1] as bigint, VkDependencyInfo.size))
  const { memoryBarrierCount, imageMemoryBarrierCount } = VkDependencyInfo.offsets
  const [memory, image] = [memoryBarrierCount, imageMemoryBarrierCount].map((at) => info.getUint32(at, true))
  if (memory === 0 || image === 0) return call(...args)
  info.setUint32(memoryBarrierCount, 0, true)
  call(...args)
  info.setUint32(memoryBarrierCount, memory!, true)
  info.setUint32(imageMemoryBarrierCount, 0, true)
  return call(...args)
}

const hasIndirect = (stages: bigint): boolean => (stages & VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT) !== 0n

const drawing = VK_PIPELINE_STAGE_2_VERTEX_SHADER_BIT | VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT
// COPY, RESOLVE, BLIT and CLEAR of VkPipelineStageFlagBits2, which the backend has no use for.
const transfers = 0xf_0000_0000n
const byName = (stages: bigint): bigint =>
  (stages & VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT) === 0n
    ? stages
    : (stages & ~VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT) | transfers

type Commands = Parameters<VulkanNative['commands']['vkCmdDispatch']>[0]
type Buffer = Parameters<VulkanNative['commands']['vkCmdDispatchIndirect']>[1]

/** The arguments as a copy sees them, into a buffer of our own. */
const copyArguments = (native: Native, [commands, buffer, offset]: unknown[]): MappedBuffer => {
  const probe = createMappedBuffer(native(), 16)
  barrier(native, commands)
  native().commands.vkCmdCopyBuffer2(
    commands as Commands,
    arena.struct(VkCopyBufferInfo2, {
      srcBuffer: buffer as Buffer,
      dstBuffer: probe.buffer,
      pRegions: [{ srcOffset: offset as number | bigint, dstOffset: 0, size: 12 }],
    }),
  )
  barrier(native, commands)
  return probe
}

const fillByUpdate =
  (native: Native): Patch =>
  (call, args) => {
    const [commands, buffer, offset, size, value] = args as [Commands, Buffer, number, number | bigint, number]
    if (typeof size === 'bigint' || size > 65_536) return call(...args)
    const words = new Uint32Array(size / 4).fill(value)
    return native().commands.vkCmdUpdateBuffer(commands, buffer, offset, size, words)
  }

export const suspects: Record<string, (native: Native) => Patches> = {
  none: () => ({}),
  'none again': () => ({}),
  'none once more': () => ({}),
  'full barrier before indirect': (native) => ({ vkCmdDispatchIndirect: before(native) }),
  'narrow barrier before indirect': (native) => ({
    vkCmdDispatchIndirect: before(native, {
      srcStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
      srcAccessMask: VK_ACCESS_2_TRANSFER_WRITE_BIT,
      dstStageMask: VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
      dstAccessMask: VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
    }),
  }),
  'full barrier after indirect': (native) => ({ vkCmdDispatchIndirect: after(native) }),
  'full barrier after fill': (native) => ({ vkCmdFillBuffer: after(native) }),
  'full barrier before fill': (native) => ({ vkCmdFillBuffer: before(native) }),
  'full barrier around copies': (native) =>
    Object.fromEntries(
      ['vkCmdCopyBuffer2', 'vkCmdCopyImage2', 'vkCmdCopyBufferToImage2', 'vkCmdCopyImageToBuffer2'].map((name) => [
        name,
        (call, args) => after(native)((...all) => before(native)(call, all), args),
      ]),
    ),
  'all barriers full': () => ({
    vkCmdPipelineBarrier2: changeMasks('both', () => ({
      src: everything,
      dst: everything,
      srcAccess: anyAccess,
      dstAccess: anyAccess,
    })),
  }),
  'memory barriers full': () => ({
    vkCmdPipelineBarrier2: changeMasks('memory', () => ({
      src: everything,
      dst: everything,
      srcAccess: anyAccess,
      dstAccess: anyAccess,
    })),
  }),
  'indirect waits as everything': () => ({
    vkCmdPipelineBarrier2: changeMasks('both', (masks) =>
      hasIndirect(masks.dst) ? { ...masks, dst: everything, dstAccess: anyAccess } : masks,
    ),
  }),
  'indirect ends as everything': () => ({
    vkCmdPipelineBarrier2: changeMasks('both', (masks) =>
      hasIndirect(masks.src) ? { ...masks, src: everything, srcAccess: anyAccess } : masks,
    ),
  }),
  'image barriers not of indirect': () => ({
    vkCmdPipelineBarrier2: changeMasks('image', (masks) => ({
      ...masks,
      src: masks.src & ~VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT || everything,
      dst: masks.dst & ~VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT || everything,
      dstAccess: masks.dstAccess & ~VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
    })),
  }),
  'memory and image barriers apart': () => ({ vkCmdPipelineBarrier2: splitBarriers }),
  'fills as updates': (native) => ({ vkCmdFillBuffer: fillByUpdate(native) }),
  'fills of 16 bytes at least': () => ({
    vkCmdFillBuffer: (call, [commands, buffer, offset, size, value]) =>
      call(commands, buffer, offset, typeof size === 'number' && size < 16 ? 16 : size, value),
  }),
  'arguments copied first': (native) => ({
    vkCmdDispatchIndirect: (call, args) => call(args[0], copyArguments(native, args).buffer, 0),
  }),
  'arguments looked at': (native) => ({
    vkCmdDispatchIndirect: (_call, args) => {
      probes.push(copyArguments(native, args))
      native().commands.vkCmdDispatch(args[0] as Commands, 1, 1, 1)
    },
  }),
  'transfer stages by name': () => ({
    vkCmdPipelineBarrier2: changeMasks('both', (masks) => ({
      ...masks,
      src: byName(masks.src),
      dst: byName(masks.dst),
    })),
  }),
  'no stages of drawing': () => ({
    vkCmdPipelineBarrier2: changeMasks('memory', (masks) => ({
      ...masks,
      src: masks.src & ~drawing || everything,
      dst: masks.dst & ~drawing || everything,
    })),
  }),
  'submitted 20 ms later': () => ({
    vkQueueSubmit2: (call, args) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
      return call(...args)
    },
  }),
  'buffers of one family': () => ({
    vkCreateBuffer: (call, args) => {
      const { sharingMode, queueFamilyIndexCount } = VkBufferCreateInfo.offsets
      const view = new DataView(koffi.view(args[1] as bigint, VkBufferCreateInfo.size))
      view.setUint32(sharingMode, 0, true)
      view.setUint32(queueFamilyIndexCount, 0, true)
      return call(...args)
    },
  }),
}
