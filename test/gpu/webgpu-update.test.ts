/** Exchanging the plan of an executor on WebGPU: what persists is copied on the device. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph } from '../../src/index.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import {
  expectedHistory,
  readerOutputs,
  readers,
  seenHistory,
  writerInputs,
  writers,
} from '../support/update-graphs.ts'

await describeGpu('webgpu', 'executor.update on WebGPU', ({ gpu }) => {
  it('keeps buffers and textures of the same id and size, in at most one submission; others start as zeros', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const counts = countGpu(backend.device)
    const executor = await createExecutor(planGraph(writers(), backend.profile), backend)
    await executor.run({ inputs: writerInputs() })
    const { submits } = counts
    await executor.update(planGraph(readers(), backend.profile))
    expect(counts.submits - submits).toBeLessThanOrEqual(1)
    expect((await executor.run()).outputs).toEqual(readerOutputs())
    expect(counts.errors).toEqual([])
    await executor.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    await backend.destroy()
  })

  it.each([
    [2, 2],
    [2, 1],
    [1, 3],
    [0, 1],
  ])('of %i runs of history a plan that keeps %i has what both keep', async (written, read) => {
    const backend = await createWebGpuBackend({ gpu })
    for (let runs = 0; runs <= 4; runs++)
      expect(await seenHistory(backend, runs, written, read)).toEqual(expectedHistory(runs, written, read))
    await backend.destroy()
  })

  it.each(['depth32float', 'depth24plus-stencil8', 'bc1-rgba-unorm', 'rgba8unorm'] as const)(
    'keeps a %s texture without a message of the device, multisampled where that is drawn to',
    async (format) => {
      const backend = await createWebGpuBackend({ gpu })
      if (format.startsWith('bc') && !backend.device.features.has('texture-compression-bc')) return backend.destroy()
      const counts = countGpu(backend.device)
      const drawn = format === 'rgba8unorm'
      const graph = parseGraph({
        version: 1,
        resources: [
          {
            id: 'kept',
            kind: 'texture',
            format,
            size: drawn ? [8, 8] : [12, 8, 2],
            lifetime: 'persistent',
            ...(drawn ? { sampleCount: 4, usage: ['attachment'] } : { mipLevelCount: 2, usage: ['sampled'] }),
          },
          { id: 'other', kind: 'buffer', size: 4, lifetime: 'persistent' },
        ],
        passes: [{ id: 'touch', kind: 'fill', to: 'other', value: 1 }],
      })
      const executor = await createExecutor(planGraph(graph, backend.profile), backend)
      await executor.run()
      await executor.update(planGraph(graph, backend.profile))
      await executor.run()
      expect(counts.errors).toEqual([])
      await executor.destroy()
      await backend.destroy()
    },
  )

  it('on a lost device is DEVICE_LOST', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const executor = await createExecutor(planGraph(writers(), backend.profile), backend)
    backend.device.destroy()
    await backend.whenLost
    await expect(executor.update(planGraph(readers(), backend.profile))).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    await executor.destroy()
    await backend.destroy()
  })
})
