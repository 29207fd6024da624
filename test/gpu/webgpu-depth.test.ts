/** Uploads, readbacks and copies of depth and stencil on WebGPU give the bytes of the reference. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { cellsByFormat } from '../support/depth-cells.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { runDepthCells } from '../support/gpu/run-depth-cells.ts'

await describeGpu('webgpu', 'depth and stencil on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  let counts: GpuCounts
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    counts = countGpu(backend.device)
  })
  afterAll(() => backend.destroy())

  it.each(cellsByFormat)(
    '%s goes in, comes out and is copied, by aspect',
    async (_, cells) => {
      await runDepthCells(backend, cells)
      expect(counts.errors).toEqual([])
    },
    120_000,
  )
})
