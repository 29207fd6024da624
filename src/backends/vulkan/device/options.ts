import { invalidOption } from '../../../errors.ts'
import { checkFlag, givenOptions, givenTimeout } from '../../../given.ts'
import type { DebugMessage } from '../bindings/index.ts'

/** Options of `createVulkanBackend`. */
export interface VulkanOptions {
  /** Index in the driver's list, or a part of the device's name. Default: a discrete GPU before an integrated one before a CPU. */
  readonly device?: number | string
  /** Path of the Vulkan loader. Default: the system's. */
  readonly loader?: string
  /**
   * Enables the Khronos validation layer, with synchronization validation, for every call. Messages are printed, or given to
   * the function.
   */
  readonly validation?: boolean | ((message: DebugMessage) => void)
  /**
   * Threads that copy large inputs to staging and large outputs from it, the JavaScript thread among them: 1 … 64. Each of the
   * others is a worker thread, started with the first large copy. Default 1.
   */
  readonly copyThreads?: number
  /**
   * The longest that `destroy` of the backend waits for work in flight, in milliseconds (Infinity for no limit); then it rejects with
   * TIMED_OUT. What the device may still use is not freed before it has finished: another call waits for that again, and the process
   * may end. Default 60 000.
   */
  readonly timeoutMs?: number
  /**
   * Whether the host writes inputs directly into buffers in device memory that it can see, which saves staging and the copy on
   * the device, in runs that start when no other run of their executor is in progress. Default: where that is at least half of
   * the device's memory (unified memory, a resizable BAR). true: wherever there is such memory. false: never.
   */
  readonly directWrites?: boolean
  /**
   * Gives SPIR-V of plans to the driver unchanged. Only for code that is known to be valid for this device: drivers do not
   * check it, and a single wrong word may end the process. Default false: the package naga-wasm reads, validates and rewrites
   * it, and a module that it cannot read is SHADER_FAILED.
   */
  readonly trustSpirv?: boolean
  /**
   * Hands workgroup counts and arguments of draws in buffers to the device as they are. Only where what writes them keeps each count
   * within the profile's `maxWorkgroupsPerDimension` (with more, devices are busy for ever or lost), draws within their index
   * buffers, and first instances at 0. Default false: what is outside dispatches and draws nothing, as in WebGPU, for which a
   * dispatch of one invocation reads each first, and two barriers for each step of the plan that has any.
   */
  readonly trustIndirectCounts?: boolean
  /** Makes runs of all executors report in their `timings` when the device worked on each pass; see the executor's option. */
  readonly timings?: 'passes'
}

const flags = ['directWrites', 'trustSpirv', 'trustIndirectCounts'] as const
const optionNames = ['device', 'loader', 'validation', 'copyThreads', 'timeoutMs', 'timings', ...flags] as const

/** A copy of the options. @throws MemkitError INVALID_OPTION, UNREADABLE_VALUE */
export function takeOptions(given: VulkanOptions | undefined): VulkanOptions {
  const options = givenOptions<VulkanOptions, (typeof optionNames)[number]>(given, optionNames)
  const { device, loader, validation, copyThreads, timeoutMs, timings } = options
  const refuse = (name: string, value: unknown, wanted: string) => {
    throw invalidOption(name, value, wanted)
  }
  if (device !== undefined && typeof device !== 'number' && typeof device !== 'string')
    refuse('device', device, 'an index or a name')
  if (loader !== undefined && typeof loader !== 'string') refuse('loader', loader, 'the path of a library')
  if (validation !== undefined && typeof validation !== 'boolean' && typeof validation !== 'function')
    refuse('validation', validation, 'true, false or a function')
  if (copyThreads !== undefined && !(Number.isInteger(copyThreads) && copyThreads >= 1 && copyThreads <= 64))
    refuse('copyThreads', copyThreads, 'a whole number from 1 to 64')
  if (givenTimeout(timeoutMs) === 0) refuse('timeoutMs', timeoutMs, 'more than 0')
  if (timings !== undefined && timings !== 'passes') refuse('timings', timings, '"passes"')
  for (const name of flags) if (options[name] !== undefined) checkFlag(options[name], name)
  return options
}
