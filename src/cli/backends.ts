/** Backends by name. Each is loaded only when asked for: packages of other devices need not be installed. */
import type { Backend } from '../index.ts'

export interface OpenOptions {
  /** On SwiftShader, whatever GPU this machine has. */
  readonly software?: boolean
}

const loaders = {
  dummy: async () => (await import('../backends/dummy/index.ts')).createDummyBackend(),
  webgpu: async () => (await import('../backends/webgpu/index.ts')).createWebGpuBackend({ timings: true }),
  vulkan: async () => (await import('../backends/vulkan/index.ts')).createVulkanBackend(),
} satisfies Record<string, () => Promise<Backend>>

export type BackendName = keyof typeof loaders
export const backendNames = Object.keys(loaders) as BackendName[]

/** @throws MemkitError NO_DEVICE where this machine has no such device, or a package for it is missing. */
export async function openBackend(name: BackendName, { software = false }: OpenOptions = {}): Promise<Backend> {
  if (software) (await import('../software-gpu/index.ts')).useSoftwareGpu()
  return loaders[name]()
}
