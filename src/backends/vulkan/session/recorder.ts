/**
 * Recording of command buffers: one pool per queue family, one buffer per submission and variant, recorded once where its
 * commands never change.
 */
import {
  VK_COMMAND_BUFFER_LEVEL_PRIMARY,
  VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
  VkCommandBufferAllocateInfo,
  VkCommandBufferBeginInfo,
  VkCommandPoolCreateInfo,
  type VkCommandBuffer,
  type VkCommandPool,
} from '../bindings/index.ts'
import type { MaybePromise } from '../../backend.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import type { Device } from '../device/device.ts'

/** Command pools of a session, by queue family. */
export class CommandPools {
  private readonly build: Pick<Build, 'device' | 'arena' | 'scope'>
  private readonly pools = new Map<number, VkCommandPool>()
  private readonly out = new BigUint64Array(1)

  constructor(build: Pick<Build, 'device' | 'arena' | 'scope'>) {
    this.build = build
  }

  /** Allocates command buffers, which are freed with their pool. */
  allocate(family: number, count: number): VkCommandBuffer[] {
    const { device, arena } = this.build
    const handles = new BigUint64Array(count)
    const info = arena.struct(VkCommandBufferAllocateInfo, {
      commandPool: this.pool(family),
      level: VK_COMMAND_BUFFER_LEVEL_PRIMARY,
      commandBufferCount: count,
    })
    const result = device.vk.vkAllocateCommandBuffers(device.handle, info, handles)
    device.check(result, 'vkAllocateCommandBuffers', 'command buffers')
    return [...handles] as VkCommandBuffer[]
  }

  private pool(family: number): VkCommandPool {
    let pool = this.pools.get(family)
    if (!pool) {
      const { device, arena, scope } = this.build
      const { vk, handle } = device
      const info = arena.struct(VkCommandPoolCreateInfo, {
        queueFamilyIndex: family,
        flags: VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
      })
      device.check(vk.vkCreateCommandPool(handle, info, null, this.out), 'vkCreateCommandPool', 'a command pool')
      const made = (pool = this.out[0] as VkCommandPool)
      scope.own('commandPools', () => vk.vkDestroyCommandPool(handle, made, null))
      this.pools.set(family, made)
    }
    return pool
  }
}

/** Records commands into a buffer that the device no longer uses. Returns a promise only where a body does. */
export function record(device: Device, recording: Recording, recorders: readonly RecordCommand[]): MaybePromise<void> {
  const { vk } = device
  const { arena, commands } = recording
  device.counts.recordings++
  /** After a failed body, the buffer has to be recorded from the start again. */
  const giveUp = (error: unknown): never => {
    vk.vkResetCommandBuffer(commands, 0)
    arena.reset()
    throw error
  }
  try {
    const begin = arena.struct(VkCommandBufferBeginInfo, {})
    device.check(vk.vkBeginCommandBuffer(commands, begin), 'vkBeginCommandBuffer', 'a command buffer')
    return recordFrom(0, device, recording, recorders)?.catch(giveUp)
  } catch (error) {
    return giveUp(error)
  }
}

function recordFrom(
  start: number,
  device: Device,
  recording: Recording,
  recorders: readonly RecordCommand[],
): Promise<void> | undefined {
  for (let i = start; i < recorders.length; i++) {
    const rest = recorders[i]!(recording)
    if (rest) return rest.then(() => recordFrom(i + 1, device, recording, recorders))
  }
  device.check(device.vk.vkEndCommandBuffer(recording.commands), 'vkEndCommandBuffer', 'a command buffer')
  recording.arena.reset()
  return undefined
}
