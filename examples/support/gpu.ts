/** Backends for the examples: a real GPU where there is one, else SwiftShader from npm, as the tests have it; and the CPU. */
import type { Backend } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { createVulkanBackend } from 'memkit-gpu/vulkan'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { getGpu, useVulkanDriver } from '../../test/support/gpu/index.ts'

export const backendNames = ['webgpu', 'vulkan', 'dummy'] as const
export type BackendName = (typeof backendNames)[number]

/** A backend and what it runs on, or why this machine has none of its kind. */
export type Opened =
  | { readonly name: BackendName; readonly backend: Backend; readonly runsOn: string }
  | { readonly name: BackendName; readonly backend: undefined; readonly reason: string }

const titles = { webgpu: 'WebGPU', vulkan: 'Vulkan', dummy: 'the CPU' } as const

/** `NO_GPU` in the environment leaves the CPU alone. */
export async function openBackend(name: BackendName): Promise<Opened> {
  if (name === 'dummy') return { name, backend: createDummyBackend(), runsOn: titles.dummy }
  if (process.env['NO_GPU']) return { name, backend: undefined, reason: 'NO_GPU is set in the environment' }
  try {
    const { backend, device } = await (name === 'webgpu' ? openWebGpu() : openVulkan())
    return { name, backend, runsOn: `${titles[name]}: ${device}` }
  } catch (error) {
    return { name, backend: undefined, reason: error instanceof Error ? error.message : String(error) }
  }
}

async function openWebGpu() {
  const { gpu, runsOn } = await getGpu()
  return { backend: await createWebGpuBackend({ gpu }), device: runsOn }
}

async function openVulkan() {
  const { loader, devices, driver } = useVulkanDriver()
  return { backend: await createVulkanBackend({ loader }), device: `${devices[0]?.name} (driver: ${driver})` }
}

/** WebGPU where it can be had, else the CPU, which always can: then `missing` says why. */
export async function openFirst(): Promise<Opened & { readonly backend: Backend; readonly missing?: string }> {
  const webgpu = await openBackend('webgpu')
  if (webgpu.backend) return webgpu
  const dummy = await openBackend('dummy')
  return { ...(dummy as Opened & { readonly backend: Backend }), missing: webgpu.reason }
}
