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
  /** So many in a row. Default: one. */
  readonly times?: number
}

export interface BrokenVulkan {
  readonly library: VulkanLibrary
  /** Objects that are alive, by the call that makes them. */
  alive(): Record<string, number>
  /** The calls that can fail, in order. */
  readonly calls: string[]
  /** These faults from now on, and no others. */
  fail(...faults: (Fault | undefined)[]): void
  /** The first call of that name, which destroys something, throws after it did so. */
  throwIn(name: string): void
  /** The names of calls that were failed, each once. */
  readonly failed: readonly string[]
  /** The names of calls that destroyed something, each once. */
  readonly destroyed: readonly string[]
}

type Call = ((...args: unknown[]) => unknown) & { async?: (...args: unknown[]) => void }

const outOfDeviceMemory = -2
const deviceLost = -4
const signatures = { ...globalSignatures, ...instanceSignatures, ...deviceSignatures }
/** Vulkan functions return a result where they can fail. */
export const canFail = (name: string): boolean => signatures[name as keyof typeof signatures].result === 'int32_t'

export function breakVulkan(real: VulkanLibrary): BrokenVulkan {
  const counts = new Map<string, number>()
  const calls: string[] = []
  let faults: { readonly fault: Fault; matching: number }[] = []
  const failed = new Set<string>()
  const destroyed = new Set<string>()
  let waitIdle: (() => void) | undefined
  let throwing: string | undefined

  const change = (kind: string, by: number): void => void counts.set(kind, (counts.get(kind) ?? 0) + by)
  const note = (name: string, args: readonly unknown[], result: unknown): void => {
    if (result !== 0 && result !== undefined) return
    const created = /^vk(?:Create(?:Compute|Graphics)?|Allocate(?=Memory))(\w+?)s?$/.exec(name)?.[1]
    const freed = /^vk(?:Destroy|Free(?=Memory))(\w+)$/.exec(name)?.[1]
    if (created) change(created, 1)
    if (freed && args[name === 'vkDestroyInstance' || name === 'vkDestroyDevice' ? 0 : 1] !== 0n) {
      change(freed, -1)
      destroyed.add(name)
    }
  }
  const injected = (name: string): number | undefined => {
    if (!canFail(name)) {
      // A device that fails for good executes nothing any more; what it still executes must end before it is freed.
      const isGone = failed.size > 0 && faults.some(({ fault }) => fault.forEver || fault.result === deviceLost)
      if (isGone && /^vk(?:Destroy|Free)/.test(name)) waitIdle?.()
      return undefined
    }
    calls.push(name)
    for (const state of faults) {
      const { fault } = state
      if (fault.name !== undefined && fault.name !== name) continue
      state.matching++
      const last = fault.forEver ? Infinity : fault.call + (fault.times ?? 1) - 1
      if (state.matching < fault.call || state.matching > last) continue
      failed.add(name)
      return fault.result ?? outOfDeviceMemory
    }
    return undefined
  }
  const wrap = <Commands extends object>(commands: Commands): Commands =>
    Object.fromEntries(
      Object.entries(commands).map(([name, call]: [string, Call]) => {
        const wrapped: Call = (...args) => {
          const result = injected(name) ?? call(...args)
          note(name, args, result)
          if (name === throwing) {
            throwing = undefined
            throw new Error(`${name} threw`)
          }
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
    fail(...next) {
      faults = next.flatMap((fault) => (fault ? [{ fault, matching: 0 }] : []))
      failed.clear()
    },
    throwIn(name) {
      throwing = name
    },
    get failed() {
      return [...failed]
    },
    get destroyed() {
      return [...destroyed]
    },
  }
}
