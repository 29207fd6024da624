/** Backends for the examples: a GPU where the system has a driver, else SwiftShader from npm (Linux on x64); and the CPU. */
import { isMemkitError, type Backend } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { useSoftwareGpu } from 'memkit-gpu/software-gpu'
import { createVulkanBackend } from 'memkit-gpu/vulkan'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'

export const backendNames = ['webgpu', 'vulkan', 'dummy'] as const
export type BackendName = (typeof backendNames)[number]

/** A backend and what it runs on, or why this machine has none of its kind. */
export type Opened =
  | { readonly name: BackendName; readonly backend: Backend; readonly runsOn: string }
  | { readonly name: BackendName; readonly backend: undefined; readonly reason: string }

/** `NO_GPU` in the environment leaves the CPU alone. */
export async function openBackend(name: BackendName): Promise<Opened> {
  if (name === 'dummy') return { name, backend: createDummyBackend(), runsOn: 'the CPU' }
  if (process.env['NO_GPU']) return { name, backend: undefined, reason: 'NO_GPU is set in the environment' }
  try {
    const backend = await openOnGpu(name === 'webgpu' ? createWebGpuBackend : createVulkanBackend)
    return { name, backend, runsOn: backend.profile.name }
  } catch (error) {
    return { name, backend: undefined, reason: error instanceof Error ? error.message : String(error) }
  }
}

async function openOnGpu(create: () => Promise<Backend>): Promise<Backend> {
  try {
    return await create()
  } catch (error) {
    if (!isMemkitError(error) || error.code !== 'NO_DEVICE') throw error
    try {
      useSoftwareGpu()
    } catch {
      // There is none for this system, or it is not installed: what kept the GPU away is what matters.
      throw error
    }
    return create()
  }
}

/** WebGPU where it can be had, else the CPU, which always can: then `missing` says why. */
export async function openFirst(): Promise<Opened & { readonly backend: Backend; readonly missing?: string }> {
  const webgpu = await openBackend('webgpu')
  if (webgpu.backend) return webgpu
  const dummy = await openBackend('dummy')
  return { ...(dummy as Opened & { readonly backend: Backend }), missing: webgpu.reason }
}
