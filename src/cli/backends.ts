/** Backends by name. Each is loaded only when asked for: a device's packages need not be there for the others to work. */
import { noDevice } from '../errors.ts'
import type { Backend } from '../index.ts'

export const backendNames = ['dummy', 'webgpu', 'vulkan'] as const
export type BackendName = (typeof backendNames)[number]

const loaders: Partial<Record<BackendName, () => Promise<Backend>>> = {
  dummy: async () => (await import('../backends/dummy/index.ts')).createDummyBackend(),
}

/** @throws MemkitError NO_DEVICE where this release, or this machine, does not have it. */
export async function openBackend(name: BackendName): Promise<Backend> {
  const load = loaders[name]
  if (!load) throw noDevice(`This release has no ${name} backend; use --backend ${Object.keys(loaders).join(' or ')}`)
  return load()
}
