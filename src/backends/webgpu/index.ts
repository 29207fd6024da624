/** Plans on WebGPU: Dawn in Node, `navigator.gpu` in browsers and Deno, or a device of the caller's. */
import { WebGpuBackend } from './backend.ts'
import { invalidOption } from '../../errors.ts'
import { givenOptions, givenTimeout, isObject, readGiven } from '../../given.ts'
import { acquireDevice, dawnApis, type DeviceOptions } from './device/device.ts'

export { WebGpuBackend } from './backend.ts'
export type { DawnApi, DeviceOptions } from './device/device.ts'
export type { WebGpuBufferSlice, WebGpuSlice, WebGpuTextureSlice } from './encode/bodies.ts'

/** Options of `createWebGpuBackend`. */
export interface WebGpuBackendOptions extends DeviceOptions {
  /**
   * The longest that one wait for the device may take, in milliseconds, before it rejects with TIMED_OUT; Infinity for no limit.
   * Default 60 000.
   */
  readonly timeoutMs?: number
}

/**
 * Opens WebGPU. The backend's `profile` is read from the live device; plans made with `profiles.webgpu` run on it too.
 * @throws MemkitError NO_DEVICE naming what is missing and what this machine has; INVALID_OPTION
 */
export async function createWebGpuBackend(options?: WebGpuBackendOptions): Promise<WebGpuBackend> {
  const taken = takeOptions(options)
  const { timeoutMs = 60_000, timings = false } = taken
  return new WebGpuBackend(await acquireDevice(taken), givenTimeout(timeoutMs), timings)
}

const optionNames = ['gpu', 'device', 'api', 'adapter', 'powerPreference', 'timings', 'timeoutMs'] as const

/** Dawn ends the process for some values that it does not take. */
function takeOptions(given: WebGpuBackendOptions | undefined): WebGpuBackendOptions {
  const options = givenOptions<WebGpuBackendOptions, (typeof optionNames)[number]>(given, optionNames)
  const { gpu, device, api, adapter, powerPreference, timings, timeoutMs } = options
  const refuse = (name: string, value: unknown, wanted: string) => {
    throw invalidOption(name, value, wanted)
  }
  if (gpu !== undefined && !hasFunction(gpu, 'gpu', 'requestAdapter')) refuse('gpu', gpu, 'a GPU, as navigator.gpu is')
  if (device !== undefined && !hasFunction(device, 'device', 'createBuffer')) refuse('device', device, 'a GPUDevice')
  if (api !== undefined && !dawnApis.includes(api)) refuse('api', api, `one of ${dawnApis.join(', ')}`)
  if (adapter !== undefined && typeof adapter !== 'string') refuse('adapter', adapter, 'a string')
  if (powerPreference !== undefined && powerPreference !== 'low-power' && powerPreference !== 'high-performance')
    refuse('powerPreference', powerPreference, '"low-power" or "high-performance"')
  if (timings !== undefined && typeof timings !== 'boolean' && timings !== 'passes')
    refuse('timings', timings, 'true, false or "passes"')
  givenTimeout(timeoutMs)
  return options
}

const hasFunction = (value: object, place: string, name: string): boolean =>
  readGiven(place, () => isObject(value) && typeof (value as Record<string, unknown>)[name] === 'function')
