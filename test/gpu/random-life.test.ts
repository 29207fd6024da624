/** Random lives of an executor on real devices. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { liveRandomly } from '../support/random-life.ts'

await describeGpu('webgpu', 'random lives', ({ gpu }) => {
  it('runs, writes, reads, updates, switches and aborts', async () => {
    const backend = await createWebGpuBackend({ gpu })
    await liveRandomly(backend, 5, 120)
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'random lives', (driver) => {
  const suite = vulkanSuite(driver)
  it('runs, writes, reads, updates, switches and aborts', async () => {
    await liveRandomly(suite.backend, 6, 120)
    expect(suite.messages).toEqual([])
  })
})
