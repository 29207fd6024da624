/** The same on devices as on the Dummy: an executor that is updated for ever holds nothing of the plans that it had. */
import { expect, it } from 'vitest'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { sessionsAfterUpdates } from '../support/sessions-of-updates.ts'

await describeGpu('webgpu', 'an executor that is updated', ({ gpu }) => {
  it('of twelve plans, the session of the last is what is left', async () => {
    const backend = await createWebGpuBackend({ gpu })
    expect(await sessionsAfterUpdates(backend, 12)).toBe(1)
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'an executor that is updated', ({ loader }) => {
  it('of twelve plans, the session of the last is what is left', async () => {
    const backend = await createVulkanBackend({ loader })
    expect(await sessionsAfterUpdates(backend, 12)).toBe(1)
    await backend.destroy()
  })
})
