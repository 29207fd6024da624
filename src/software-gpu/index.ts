/**
 * A GPU for machines without one, from npm alone: SwiftShader, which runs Vulkan 1.3 on the CPU, and with Dawn (the package `webgpu`)
 * WebGPU too. Linux on x64. It comes from the optional peer `@sparticuz/chromium`, which needs no install script.
 *
 *     import { useSoftwareGpu } from 'memkit-gpu/software-gpu'
 *     useSoftwareGpu()
 *     const backend = await createWebGpuBackend() // or createVulkanBackend()
 *
 * In the configuration of vitest: `setupFiles: ['memkit-gpu/software-gpu/setup']`.
 */
import { constants, tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { messageOf, noDevice } from '../errors.ts'
import { ownFiles } from '../require-optional.ts'
import { unpackSwiftShader, type SoftwareGpu } from './swiftshader.ts'

export type { SoftwareGpu } from './swiftshader.ts'

let current: SoftwareGpu | undefined

/**
 * Has this process use SwiftShader for all of Vulkan, and for WebGPU by Dawn, from now on: call it before the first device is made. The
 * driver is unpacked once (8 MB, in `node_modules/.cache`) and found there by later processes. Child processes inherit the choice of the
 * driver (`VK_DRIVER_FILES`). A second call does nothing.
 *
 * @throws MemkitError NO_DEVICE on other platforms than Linux on x64; where `@sparticuz/chromium` is not installed, or a file in it is
 * missing; and in a worker thread, whose environment a driver does not see, unless the main thread has called it
 */
export function useSoftwareGpu(): SoftwareGpu {
  if (current !== undefined) return current
  const found = unpackSwiftShader([...ownFiles().map((file) => dirname(file)), process.cwd()])
  if (!isMainThread && process.env['VK_DRIVER_FILES'] !== found.manifest)
    throw noDevice(
      'The software GPU is chosen by the environment, which worker threads do not share with drivers: call useSoftwareGpu in the main ' +
        "thread, before the worker starts; in vitest, set the pool to 'forks'",
    )
  process.env['VK_DRIVER_FILES'] = found.manifest
  // The older name, for loaders before 1.3.207.
  process.env['VK_ICD_FILENAMES'] = found.manifest
  // Without it the loader prints a warning on machines that have no desktop session.
  process.env['XDG_RUNTIME_DIR'] ??= tmpdir()
  keepLoaded(found.loader)
  current = found
  return found
}

/** RTLD_NODELETE of Linux, which Node does not name. */
const neverUnload = 0x1000

/**
 * Loads a library that is no addon, for good. Dawn and the Vulkan backend open `libvulkan.so.1` by that name, and get the one that is
 * loaded already; without it they would need one that the system finds.
 */
function keepLoaded(path: string): void {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_NOW | neverUnload)
  } catch (cause) {
    const message = messageOf(cause)
    // Loaded, and not an addon: Node would close it, but it stays.
    if (message.includes('did not self-register')) return
    throw noDevice(
      `The system cannot load the software GPU: ${message}. It is made for glibc (not musl, as in Alpine's images)`,
      { loader: path },
      cause,
    )
  }
}
