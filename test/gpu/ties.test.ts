/** What a device makes of a value exactly halfway between two steps of a format is one of the two. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { isNearest } from '../support/nearest-step.ts'
import { bodies, halfway, tieFormats, tieGraph } from '../support/ties.ts'

function clearsToNeighbours(create: () => Promise<Backend & { destroy(): Promise<void> }>): void {
  let backend: Awaited<ReturnType<typeof create>>
  beforeAll(async () => {
    backend = await create()
  })
  afterAll(() => backend.destroy())

  it('clears to one of the two nearest steps', async () => {
    const executor = await createExecutor(planGraph(tieGraph, backend.profile), backend)
    const { outputs } = await executor.run({ bodies })
    await executor.destroy()
    for (const format of tieFormats)
      expect([format, [...outputs[format]!], isNearest(format, halfway, outputs[format]!)]).toEqual([
        format,
        [...outputs[format]!],
        true,
      ])
  })
}

await describeGpu('webgpu', 'ties on WebGPU', ({ gpu }) => clearsToNeighbours(() => createWebGpuBackend({ gpu })))
await describeGpu('vulkan', 'ties on Vulkan', ({ loader }) => clearsToNeighbours(() => createVulkanBackend({ loader })))
