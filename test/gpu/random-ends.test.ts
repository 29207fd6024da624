/** Runs that end in every way, on devices. */
import { expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { getGpu, useVulkanDriver } from '../support/gpu/index.ts'
import { endRandomly } from '../support/random-ends.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

const openers: Record<string, () => Promise<{ backend: Backend; lose?: () => void }>> = {
  WebGPU: async () => {
    const backend = await createWebGpuBackend({ gpu: (await getGpu()).gpu })
    return { backend, lose: () => backend.device.destroy() }
  },
  Vulkan: async () => ({ backend: await createVulkanBackend({ loader: useVulkanDriver().loader }) }),
}

it.each(Object.keys(openers))('are settled, and leave nothing, on %s', { timeout: 120_000 }, async (name) => {
  for (let seed = 1; seed <= 12; seed++) {
    const { backend, lose } = await openers[name]!()
    await endRandomly(backend, lose, seed)
    await backend.destroy()
    expect(
      Object.values(backend.liveObjects()).every((count) => count === 0),
      `seed ${seed}`,
    ).toBe(true)
  }
})
