/** Writes and reads of persistent resources between runs, on real devices. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { transferFaults } from '../support/transfers.ts'

it('on the Dummy, parts of buffers and textures are what was written there last', async () => {
  const backend = createDummyBackend()
  expect(await transferFaults(backend)).toEqual([])
  await backend.destroy()
})

await describeGpu('webgpu', 'transfers between runs', ({ gpu }) => {
  it('parts of buffers and textures are what was written there last', async () => {
    const backend = await createWebGpuBackend({ gpu })
    expect(await transferFaults(backend)).toEqual([])
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'transfers between runs', (driver) => {
  const suite = vulkanSuite(driver)
  it('parts of buffers and textures are what was written there last', async () => {
    expect(await transferFaults(suite.backend)).toEqual([])
  })
})
