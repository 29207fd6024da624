/** What an update adds starts as zeros on every backend, whatever its size and wherever it lies. */
import { it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { exchangeBuffers } from '../support/new-buffers.ts'

const seeds = [1, 2, 3, 4]

it.each(seeds)('on the Dummy, seed %i', async (seed) => {
  const backend = createDummyBackend()
  await exchangeBuffers(backend, seed, 20)
  await backend.destroy()
})

await describeGpu('webgpu', 'buffers that an update adds', ({ gpu }) => {
  it.each(seeds)('start as zeros, seed %i', async (seed) => {
    const backend = await createWebGpuBackend({ gpu })
    await exchangeBuffers(backend, seed, 20)
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'buffers that an update adds', (driver) => {
  const suite = vulkanSuite(driver)
  it.each(seeds)('start as zeros, seed %i', async (seed) => exchangeBuffers(suite.backend, seed, 20))

  it.each(seeds)('start as zeros where they lie inside words, seed %i', async (seed) => {
    const { profile } = suite.backend
    const alignments = { ...profile.alignments, placementBytes: 1 }
    await exchangeBuffers(suite.backend, seed, 20, { ...profile, alignments })
  })
})
