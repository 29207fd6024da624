/** Pipelines whose stages do not fit: a Vulkan driver takes them, and ends the process or draws anything. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { execute } from '../../src/executor/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { misfits, passing, pictureBy } from '../support/stage-faults.ts'

await describeGpu('vulkan', 'stages that do not fit', (driver) => {
  const suite = vulkanSuite(driver)

  it.each(misfits)('a pipeline that %s is refused', async (what, graph) => {
    await expect(execute(graph, suite.backend)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringContaining(what) as string,
    })
  })

  it('as many values as the device has pass between stages, and no more', async () => {
    const { outputs } = await execute(pictureBy(passing(15)), suite.backend)
    expect(outputs['out']![0]).toBe(105)
    await expect(execute(pictureBy(passing(1000)), suite.backend)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringContaining('vs has location 999 among its outputs') as string,
    })
  })
})

await describeGpu('webgpu', 'stages that do not fit', ({ gpu }) => {
  it.each(misfits)('a pipeline that %s is refused', async (_, graph) => {
    const backend = await createWebGpuBackend({ gpu })
    await expect(execute(graph, backend)).rejects.toMatchObject({ code: 'SHADER_FAILED' })
    await backend.destroy()
  })
})
