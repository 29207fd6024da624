/** A Vulkan library between the backend and the driver: it counts what is made and destroyed, and fails calls on demand. */
import {
  deviceSignatures,
  globalSignatures,
  instanceSignatures,
} from '../../../src/backends/vulkan/bindings/generated/commands.ts'
import type { DeviceCommands, VkDevice, VulkanLibrary } from '../../../src/backends/vulkan/bindings/index.ts'

export interface Fault {
  /** Fails the k-th call, from 1, that can fail (of that name, where one is given). */
  readonly call: number
  readonly name?: string
  /** What it returns. Default: VK_ERROR_OUT_OF_DEVICE_MEMORY. */
  readonly result?: number
  /** From then on every such call fails. */
  readonly forEver?: boolean
}

export interface BrokenVulkan {
  readonly library: VulkanLibrary
  /** Objects that are alive, by the call that makes them. */
  alive(): Record<string, number>
  /** The calls that can fail, in order. */
  readonly calls: string[]
  fail(fault: Fault | undefined): void
  /** The name of the call that was failed first. */
  readonly failed: string | undefined
}

type Call = ((...args: unknown[]) => unknown) & { async?: (...args: unknown[]) => void }

const outOfDeviceMemory = -2
const signatures = { ...globalSignatures, ...instanceSignatures, ...deviceSignatures }
const canFail = (name: string): boolean => signatures[name as keyof typeof signatures].result === 'int32_t'

export function breakVulkan(real: VulkanLibrary): BrokenVulkan {
  const counts = new Map<string, number>()
  const calls: string[] = []
  let fault: Fault | undefined
  let matching = 0
  let failed: string | undefined
  let waitIdle: (() => void) | undefined

  const change = (kind: string, by: number): void => void counts.set(kind, (counts.get(kind) ?? 0) + by)
  const note = (name: string, args: readonly unknown[], result: unknown): void => {
    if (result !== 0 && result !== undefined) return
    const created = /^vk(?:Create(?:Compute|Graphics)?|Allocate(?=Memory))(\w+?)s?$/.exec(name)?.[1]
    const destroyed = /^vk(?:Destroy|Free(?=Memory))(\w+)$/.exec(name)?.[1]
    if (created) change(created, 1)
    if (destroyed && args[name === 'vkDestroyInstance' || name === 'vkDestroyDevice' ? 0 : 1] !== 0n)
      change(destroyed, -1)
  }
  const injected = (name: string): number | undefined => {
    if (!canFail(name)) {
      // A device that fails for good executes nothing any more; what it still executes must end before it is freed.
      if (fault?.forEver && failed !== undefined && /^vk(?:Destroy|Free)/.test(name)) waitIdle?.()
      return undefined
    }
    calls.push(name)
    if (!fault || (fault.name !== undefined && fault.name !== name)) return undefined
    matching++
    if (fault.forEver ? matching < fault.call : matching !== fault.call) return undefined
    failed ??= name
    return fault.result ?? outOfDeviceMemory
  }
  const wrap = <Commands extends object>(commands: Commands): Commands =>
    Object.fromEntries(
      Object.entries(commands).map(([name, call]: [string, Call]) => {
        const wrapped: Call = (...args) => {
          const result = injected(name) ?? call(...args)
          note(name, args, result)
          return result
        }
        wrapped.async = (...args) => {
          const done = args.at(-1) as (error: Error | null, result: unknown) => void
          const result = injected(name)
          if (result !== undefined) setImmediate(() => done(null, result))
          else
            call.async!(...args.slice(0, -1), (error: Error | null, value: unknown) => {
              if (!error) note(name, args, value)
              done(error, value)
            })
        }
        return [name, wrapped]
      }),
    ) as Commands

  return {
    library: {
      path: real.path,
      commands: wrap(real.commands),
      instanceCommands: (instance) => wrap(real.instanceCommands(instance)),
      deviceCommands: (instanceCommands, device: VkDevice) => {
        const commands: DeviceCommands = real.deviceCommands(instanceCommands, device)
        waitIdle = () => {
          commands.vkDeviceWaitIdle(device)
          waitIdle = undefined
        }
        return wrap(commands)
      },
    },
    alive: () => Object.fromEntries([...counts].filter(([, count]) => count !== 0)),
    calls,
    fail(next) {
      fault = next
      matching = 0
      failed = undefined
    },
    get failed() {
      return failed
    },
  }
}
