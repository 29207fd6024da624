/** Barriers of a plan: one memory barrier with the masks of its accesses, and the planned layout transitions. */
import type { CommandOf } from '../../../plan/document.ts'
import type { Transition } from '../../../plan/facts/accesses.ts'
import {
  VK_ACCESS_2_HOST_READ_BIT,
  VK_ACCESS_2_HOST_WRITE_BIT,
  VK_ACCESS_2_MEMORY_READ_BIT,
  VK_ACCESS_2_MEMORY_WRITE_BIT,
  VK_ACCESS_2_TRANSFER_READ_BIT,
  VK_ACCESS_2_TRANSFER_WRITE_BIT,
  VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  VK_PIPELINE_STAGE_2_HOST_BIT,
  VK_QUEUE_FAMILY_IGNORED,
  VkDependencyInfo,
  type VkImageMemoryBarrier2,
  type VkMemoryBarrier2,
} from '../bindings/index.ts'
import { everything, maskOf } from '../device/access-masks.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import { layoutOf } from '../device/image-layouts.ts'
import type { Device } from '../device/device.ts'
import type { DeviceQueue } from '../device/queue.ts'

export interface Masks {
  readonly srcStageMask: bigint
  readonly srcAccessMask: bigint
  readonly dstStageMask: bigint
  readonly dstAccessMask: bigint
}

export function compileBarrier(
  { device, places }: Build,
  { before, after, transitions = [] }: CommandOf<'barrier'>,
  queue: DeviceQueue,
): RecordCommand {
  const from = maskOf(before, queue.kinds)
  const to = maskOf(after, queue.kinds)
  const memory = {
    srcStageMask: from.stages,
    srcAccessMask: from.access,
    dstStageMask: to.stages,
    dstAccessMask: to.access,
  }
  // Earlier uses of an image may be on another queue or in an earlier run, ordered by a semaphore or by the prologue's barrier.
  // The transition follows them only if its stages are part of theirs.
  const dstStageMask = to.stages === 0n ? everything : to.stages
  const image: Masks = { ...memory, srcStageMask: from.stages | dstStageMask, dstStageMask }
  return (recording) => {
    const { commands, arena, at } = recording
    const images = transitions.map((transition) => ({
      ...image,
      ...imageChange(places.image(transition.texture, at), transition),
    }))
    // Memory barriers and image barriers are separate calls: NVIDIA's driver (580, H200) ignores a memory barrier that comes
    // with image barriers in one call. An indirect dispatch then read its arguments from before a fill, and never ended.
    if (images.length > 0)
      device.vk.vkCmdPipelineBarrier2(commands, arena.struct(VkDependencyInfo, { pImageMemoryBarriers: images }))
    if (from.stages !== 0n || to.stages !== 0n) recordMemoryBarrier(device, recording, memory)
  }
}

type ImageChange = Omit<VkImageMemoryBarrier2, keyof Masks>

export function imageChange(
  { image, aspects }: { readonly image: ImageChange['image']; readonly aspects: number },
  { mipLevel, mipLevelCount, layer, layerCount, from, to }: Omit<Transition, 'texture'>,
): ImageChange {
  return {
    image,
    oldLayout: layoutOf[from],
    newLayout: layoutOf[to],
    srcQueueFamilyIndex: VK_QUEUE_FAMILY_IGNORED,
    dstQueueFamilyIndex: VK_QUEUE_FAMILY_IGNORED,
    subresourceRange: {
      aspectMask: aspects,
      baseMipLevel: mipLevel,
      levelCount: mipLevelCount,
      baseArrayLayer: layer,
      layerCount,
    },
  }
}

export function recordMemoryBarrier(device: Device, { commands, arena }: Recording, barrier: VkMemoryBarrier2): void {
  device.vk.vkCmdPipelineBarrier2(commands, arena.struct(VkDependencyInfo, { pMemoryBarriers: [barrier] }))
}

const anyAccess = VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT

/** Records layout transitions that come after all earlier commands and before all later ones. */
export function recordTransitions(
  { device, places }: Build,
  { commands, arena, at }: Recording,
  transitions: readonly Transition[],
): void {
  const masks = {
    srcStageMask: everything,
    srcAccessMask: VK_ACCESS_2_MEMORY_WRITE_BIT,
    dstStageMask: everything,
    dstAccessMask: anyAccess,
  }
  const images = transitions.map((transition) => ({
    ...masks,
    ...imageChange(places.image(transition.texture, at), transition),
  }))
  device.vk.vkCmdPipelineBarrier2(commands, arena.struct(VkDependencyInfo, { pImageMemoryBarriers: images }))
}

/** Records a barrier between all earlier commands of this queue and all later ones. */
export const recordFullBarrier = (device: Device, recording: Recording): void =>
  recordMemoryBarrier(device, recording, {
    srcStageMask: everything,
    srcAccessMask: VK_ACCESS_2_MEMORY_WRITE_BIT,
    dstStageMask: everything,
    dstAccessMask: anyAccess,
  })

/** Records a barrier that makes all earlier writes visible to the host once the submission has completed. */
export const recordHostBarrier = (device: Device, recording: Recording): void =>
  recordMemoryBarrier(device, recording, {
    srcStageMask: everything,
    srcAccessMask: VK_ACCESS_2_MEMORY_WRITE_BIT,
    dstStageMask: VK_PIPELINE_STAGE_2_HOST_BIT,
    dstAccessMask: VK_ACCESS_2_HOST_READ_BIT | VK_ACCESS_2_HOST_WRITE_BIT,
  })

/** A barrier inside one command, whose second copy reads what its first one wrote. */
export const recordTransferBarrier = ({ device }: Build, recording: Recording): void =>
  recordMemoryBarrier(device, recording, {
    srcStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
    srcAccessMask: VK_ACCESS_2_TRANSFER_WRITE_BIT,
    dstStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
    dstAccessMask: VK_ACCESS_2_TRANSFER_READ_BIT,
  })
