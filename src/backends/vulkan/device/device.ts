/** The Vulkan device that all sessions of a backend share, with its functions, queues and memory, and its loss. */
import { destroyed, deviceLost, type MemkitError } from '../../../errors.ts'
import {
  Arena,
  VK_ERROR_DEVICE_LOST,
  VK_SUCCESS,
  VkDebugUtilsObjectNameInfoEXT,
  VkDeviceCreateInfo,
  VkPipelineCacheCreateInfo,
  type DeviceCommands,
  type VkDevice,
  type VkObjectType,
  type VkPipelineCache,
  type VkResult,
  type VulkanLibrary,
} from '../bindings/index.ts'
import { wantedFeatures, type Abilities } from './features.ts'
import type { Instance } from './instance.ts'
import type { PhysicalDevice } from './physical-device.ts'
import { chooseQueues } from './queue-families.ts'
import { DeviceQueue } from './queue.ts'
import { errorOfResult, resultName } from './results.ts'
import { LiveCounts, Scope } from './scope.ts'

/** Number of calls of each costly kind, to show that a warm run makes none. */
export interface CallCounts {
  allocations: number
  recordings: number
  /** Submissions of plans. Submissions made while opening a plan are not counted. */
  submissions: number
}

const usedExtensions = ['VK_EXT_external_memory_host', 'VK_EXT_robustness2', 'VK_EXT_depth_clip_enable']

export class Device {
  readonly instance: Instance
  readonly physical: PhysicalDevice
  readonly abilities: Abilities
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
  /** Objects that belong to the device and not to a session. */
  private readonly own = new Scope(new LiveCounts())

  /** Creates the device. @throws MemkitError after freeing everything but the instance */
  constructor(library: VulkanLibrary, instance: Instance, physical: PhysicalDevice) {
    this.instance = instance
    this.physical = physical
    this.whenLost = new Promise((resolve) => (this.settleLost = resolve))
    const { arena } = this
    const choices = chooseQueues(physical.families)
    const extensions = usedExtensions.filter((name) => physical.extensions.has(name))
    const { chain, abilities } = wantedFeatures(instance.commands, physical.handle, extensions, arena)
    this.abilities = abilities
    const info = arena.struct(VkDeviceCreateInfo, {
      pNext: chain,
      pQueueCreateInfos: choices.map(({ family }) => ({ queueFamilyIndex: family, pQueuePriorities: [1] })),
      ppEnabledExtensionNames: extensions,
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

  /** Checks the result of a call. Once the device is lost it stays lost. @throws MemkitError unless the call succeeded */
  check(result: VkResult, call: string, what: string, sizeBytes = 0): void {
    if (result === VK_SUCCESS) return
    if (result === VK_ERROR_DEVICE_LOST) throw this.lose(`${call} returned ${resultName(result)}`)
    throw errorOfResult(result, call, what, sizeBytes)
  }

  /** Gives an object its name in messages of layers and in captures, where something shows them. */
  name(objectType: VkObjectType, objectHandle: bigint, pObjectName: string): void {
    const { vkSetDebugUtilsObjectNameEXT } = this.vk
    if (!vkSetDebugUtilsObjectNameEXT) return
    const arena = new Arena(1024)
    const info = arena.struct(VkDebugUtilsObjectNameInfoEXT, { objectType, objectHandle, pObjectName })
    vkSetDebugUtilsObjectNameEXT(this.handle, info)
    arena.reset()
  }

  checkLost(): void {
    if (this.lost) throw this.lost
  }

  /** Marks the device as lost, and ends everything that waits for it. */
  lose(why: string): MemkitError {
    return this.end(deviceLost(why))
  }

  /** Destroys the device. All its sessions have been destroyed before. */
  async destroy(): Promise<void> {
    this.end(destroyed('backend'))
    for (const queue of this.queues) await queue.quiet()
    this.own.free()
  }

  private end(error: MemkitError): MemkitError {
    if (!this.lost) {
      this.lost = error
      this.settleLost(error)
      for (const queue of this.queues ?? []) queue.fail(error)
    }
    return this.lost
  }
}
