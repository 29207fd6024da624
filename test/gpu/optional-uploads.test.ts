/** Uploads that a run may leave out, on real devices. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { optionalFaults } from '../support/optional-uploads.ts'

await describeGpu('webgpu', 'optional uploads', ({ gpu }) => {
  it('contents stay without the input', async () => {
    const backend = await createWebGpuBackend({ gpu })
    expect(await optionalFaults(backend, 40)).toEqual([])
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'optional uploads', (driver) => {
  const suite = vulkanSuite(driver)
  it('contents stay without the input', async () => {
    expect(await optionalFaults(suite.backend, 40)).toEqual([])
  })
})
