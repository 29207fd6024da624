/** Plans on WebGPU: Dawn in Node, `navigator.gpu` in browsers and Deno, or a device of the caller's. */
import { WebGpuBackend } from './backend.ts'
import { acquireDevice, type DeviceOptions } from './device/device.ts'

export { WebGpuBackend } from './backend.ts'
export type { DawnApi, DeviceOptions } from './device/device.ts'
export type { WebGpuBufferSlice, WebGpuSlice, WebGpuTextureSlice } from './encode/bodies.ts'

export interface WebGpuBackendOptions extends DeviceOptions {
  /** The longest that one wait for the device may take, in milliseconds, before it rejects with TIMED_OUT. Default 60 000. */
  readonly timeoutMs?: number
}

/**
 * Opens WebGPU. The backend's `profile` is read from the live device; plans made with `profiles.webgpu` run on it too.
 * @throws MemkitError NO_DEVICE naming what is missing and what this machine has.
 */
export async function createWebGpuBackend(options: WebGpuBackendOptions = {}): Promise<WebGpuBackend> {
  return new WebGpuBackend(await acquireDevice(options), options.timeoutMs ?? 60_000, options.timings ?? false)
}
