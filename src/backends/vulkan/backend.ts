/** The Vulkan backend: one device, and the sessions and buffers that are opened on it. */
import { destroyed, messageOf, noDevice, type MemkitError } from '../../errors.ts'
import { givenTimeout } from '../../given.ts'
import type { Plan } from '../../plan/document.ts'
import { frozenProfile } from '../../plan/frozen-profile.ts'
import { timedWait } from '../../timed-wait.ts'
import type { Backend, LiveObjects, NativeBuffer, OpenOptions, DeviceFacts } from '../backend.ts'
import type {
  DeviceCommands,
  InstanceCommands,
  VkDevice,
  VkInstance,
  VkPhysicalDevice,
  VulkanLibrary,
} from './bindings/index.ts'
import { CopyThreads } from './session/copy-threads.ts'
import { Device, type CallCounts } from './device/device.ts'
import { createInstance, type Instance } from './device/instance.ts'
import { FlatTarget } from './memory/flat-target.ts'
import { directTypeBits } from './memory/memory.ts'
import { createNativeBuffer, vulkanFacts } from './memory/native-buffer.ts'
import { openSession } from './session/open.ts'
import type { VulkanOptions } from './device/options.ts'
import { choosePhysicalDevice } from './device/physical-device.ts'
import { readProfile } from './device/profile.ts'
import type { VulkanSession } from './session/session.ts'
import { CompiledShaders } from './shaders/shaders.ts'
import { SharedPipelines } from './shaders/shared-pipelines.ts'
import { Slabs } from './memory/slabs.ts'

/** Native handles that `custom` and `render` bodies need to create objects of their own on the backend's device. */
export interface VulkanNative {
  /** `VkInstance`. */
  readonly instance: VkInstance
  /** `VkPhysicalDevice`. */
  readonly physicalDevice: VkPhysicalDevice
  /** `VkDevice`. */
  readonly device: VkDevice
  /** Functions of the instance, by name. */
  readonly instanceCommands: InstanceCommands
  /** Functions of the device, by name. */
  readonly commands: DeviceCommands
  /** Families of the queues in use. Resources that plans share must be usable by all of them. */
  readonly queueFamilies: readonly number[]
}

/** A device of Vulkan. Made by `createVulkanBackend`. */
export interface VulkanBackend extends Backend {
  /** Always `vulkan`. */
  readonly name: 'vulkan'
  /** Its Vulkan objects, for code beside the plan. */
  readonly native: VulkanNative
  /** Number of costly calls so far. A warm run adds its submissions and nothing else. */
  readonly counts: Readonly<CallCounts>
  /** Makes a buffer that outlives plans, for runs to import. Its contents are undefined at first. */
  createBuffer(sizeBytes: number): NativeBuffer
  /** Facts about the device beyond its profile, such as its name. @throws MemkitError DESTROYED */
  facts(): DeviceFacts
}

/** Opens a device and makes a backend of it. @throws MemkitError after freeing everything that was created */
export function createBackendOn(library: VulkanLibrary, options: VulkanOptions): VulkanBackend {
  const { copyThreads = 1, timeoutMs: longest = 60_000 } = options
  const timeoutMs = givenTimeout(longest)
  const { directWrites, trustSpirv = false, trustIndirectCounts = false, timings } = options
  const { instance, device, profile } = openDevice(library, options)
  const directTypes = directWrites === false ? 0 : directTypeBits(device.physical, directWrites === true)
  const belongings: Belongings = {
    sessions: new Set(),
    opening: new Set(),
    slabs: new Slabs(device),
    flatTarget: FlatTarget.of(device),
    sharedPipelines: new SharedPipelines(device),
    copies: new CopyThreads(copyThreads),
  }
  const { sessions, opening, slabs, flatTarget, sharedPipelines, copies } = belongings
  const compiledShaders = new CompiledShaders()
  let ending: Promise<void> | undefined
  /** The promise of `destroy`; undefined before, and again after it was rejected, so that another call waits again. */
  let closing: Promise<void> | undefined
  const checkOpen = (): void => {
    device.checkLost()
    if (ending) throw destroyed('backend')
  }
  return {
    name: 'vulkan',
    profile,
    get lost(): MemkitError | undefined {
      return device.lost
    },
    whenLost: device.whenLost,
    native: nativeOf(instance, device),
    counts: device.counts,
    async open(plan: Plan, openOptions: OpenOptions) {
      checkOpen()
      const open = openSession(device, profile, plan, openOptions, {
        directTypes,
        trustSpirv,
        trustIndirectCounts,
        sharedPipelines,
        compiledShaders,
        flatTarget,
        hasPassTimings: timings === 'passes',
        copies,
        onDestroyed: (session) => void sessions.delete(session),
      })
      opening.add(open)
      try {
        const session = await open
        sessions.add(session)
        return session
      } finally {
        opening.delete(open)
      }
    },
    createBuffer(sizeBytes) {
      checkOpen()
      return createNativeBuffer(device, profile, slabs, sizeBytes)
    },
    facts() {
      // The driver is asked, and there is no one to ask once the instance is gone: the process would end.
      if (ending) throw destroyed('backend')
      return vulkanFacts(device)
    },
    liveObjects(): LiveObjects {
      return device.live.read()
    },
    destroy() {
      ending ??= end(instance, device, belongings)
      closing ??= timedWait(ending, timeoutMs, 'work in flight').catch((error: unknown) => {
        closing = undefined
        // The process may end although the device is busy.
        for (const queue of device.queues) queue.holdsProcess = false
        throw error
      })
      return closing
    },
  }
}

function openDevice(library: VulkanLibrary, options: VulkanOptions) {
  const instance = createInstance(library, options.validation)
  try {
    const physical = choosePhysicalDevice(instance, options.device)
    const profile = frozenProfile(readProfile(instance, physical))
    return { instance, device: new Device(library, instance, physical), profile }
  } catch (error) {
    instance.destroy()
    throw error
  }
}

const nativeOf = (instance: Instance, device: Device): VulkanNative => ({
  instance: instance.handle,
  physicalDevice: device.physical.handle,
  device: device.handle,
  instanceCommands: instance.commands,
  commands: device.vk,
  queueFamilies: device.queues.map(({ family }) => family),
})

/** Everything that a backend owns on its device and frees before the device. */
interface Belongings {
  readonly sessions: Set<VulkanSession>
  /** Plans that are being opened. The device is destroyed only when they are done. */
  readonly opening: Set<Promise<unknown>>
  readonly slabs: Slabs
  readonly flatTarget: FlatTarget | undefined
  readonly sharedPipelines: SharedPipelines
  readonly copies: CopyThreads
}

async function end(
  instance: Instance,
  device: Device,
  { sessions, opening, slabs, flatTarget, sharedPipelines, copies }: Belongings,
): Promise<void> {
  await Promise.allSettled(opening)
  await Promise.all([...sessions].map((session) => session.destroy()))
  slabs.free()
  flatTarget?.free()
  await sharedPipelines.free()
  await copies.end()
  await device.destroy()
  instance.destroy()
}

/** The error of a failed load of the Vulkan loader, with the loader's own message. */
export const loaderError = (cause: unknown): MemkitError => noDevice(messageOf(cause), {}, cause)
