/** The device that all sessions of a backend share: its functions, queues, memory, and its end. */
import { deviceLost, type MemkitError } from '../../../errors.ts'
import {
  Arena,
  VK_ERROR_DEVICE_LOST,
  VK_SUCCESS,
  VkDeviceCreateInfo,
  VkPipelineCacheCreateInfo,
  type DeviceCommands,
  type VkDevice,
  type VkPipelineCache,
  type VkResult,
  type VulkanLibrary,
} from '../bindings/index.ts'
import { wantedFeatures } from './features.ts'
import type { Instance } from './instance.ts'
import type { PhysicalDevice } from './physical-device.ts'
import { chooseQueues } from './queue-families.ts'
import { DeviceQueue } from './queue.ts'
import { errorOfResult, resultName } from './results.ts'
import { LiveCounts, Scope } from './scope.ts'

/** How many of each costly call were made, so that a warm run can be shown to make none. */
export interface CallCounts {
  allocations: number
  recordings: number
  /** Submissions of plans. What opening a plan submits for itself does not count. */
  submissions: number
}

const usedExtensions = ['VK_EXT_external_memory_host']

export class Device {
  readonly instance: Instance
  readonly physical: PhysicalDevice
  readonly handle: VkDevice
  readonly vk: DeviceCommands
  readonly queues: readonly DeviceQueue[]
  readonly pipelineCache: VkPipelineCache
  /** Structs that live as long as the device. */
  readonly arena = new Arena(4096)
  readonly live = new LiveCounts()
  readonly counts: CallCounts = { allocations: 0, recordings: 0, submissions: 0 }
  readonly whenLost: Promise<MemkitError>
  lost: MemkitError | undefined
  private settleLost!: (error: MemkitError) => void
  /** The device's own objects, which are not a session's. */
  private readonly own = new Scope(new LiveCounts())

  /** @throws MemkitError; nothing but the instance is alive then. */
  constructor(library: VulkanLibrary, instance: Instance, physical: PhysicalDevice) {
    this.instance = instance
    this.physical = physical
    this.whenLost = new Promise((resolve) => (this.settleLost = resolve))
    const { arena } = this
    const choices = chooseQueues(physical.families)
    const info = arena.struct(VkDeviceCreateInfo, {
      pNext: wantedFeatures(instance.commands, physical.handle, arena),
      pQueueCreateInfos: choices.map(({ family }) => ({ queueFamilyIndex: family, pQueuePriorities: [1] })),
      ppEnabledExtensionNames: usedExtensions.filter((name) => physical.extensions.has(name)),
    })
    const out = new BigUint64Array(1)
    this.check(instance.commands.vkCreateDevice(physical.handle, info, null, out), 'vkCreateDevice', 'a device')
    this.handle = out[0] as VkDevice
    this.vk = library.deviceCommands(instance.commands, this.handle)
    this.own.own('devices', () => this.vk.vkDestroyDevice(this.handle, null))
    try {
      this.queues = choices.map((choice, i) => {
        const queue = new DeviceQueue(this, i, choice)
        this.own.own('semaphores', () => this.vk.vkDestroySemaphore(this.handle, queue.semaphore, null))
        return queue
      })
      const cacheInfo = arena.struct(VkPipelineCacheCreateInfo, {})
      this.check(
        this.vk.vkCreatePipelineCache(this.handle, cacheInfo, null, out),
        'vkCreatePipelineCache',
        'the pipeline cache',
      )
      this.pipelineCache = out[0] as VkPipelineCache
      this.own.own('pipelineCaches', () => this.vk.vkDestroyPipelineCache(this.handle, this.pipelineCache, null))
    } catch (error) {
      this.own.free()
      throw error
    }
  }

  /** @throws MemkitError unless the call succeeded; a lost device stays lost. */
  check(result: VkResult, call: string, what: string, sizeBytes = 0): void {
    if (result === VK_SUCCESS) return
    if (result === VK_ERROR_DEVICE_LOST) throw this.lose(`${call} returned ${resultName(result)}`)
    throw errorOfResult(result, call, what, sizeBytes)
  }

  checkLost(): void {
    if (this.lost) throw this.lost
  }

  /** Ends everything that waits for the device. */
  lose(why: string): MemkitError {
    if (!this.lost) {
      this.lost = deviceLost(why)
      this.settleLost(this.lost)
      for (const queue of this.queues ?? []) queue.fail(this.lost)
    }
    return this.lost
  }

  /** Frees the device; its sessions are gone by then. */
  async destroy(): Promise<void> {
    this.lose('it was destroyed by its owner')
    for (const queue of this.queues) await queue.quiet()
    this.own.free()
  }
}
