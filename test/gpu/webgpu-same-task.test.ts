/** Runs on WebGPU keep their order with what the caller submits to the same device. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'theirs', kind: 'buffer', size: 16, lifetime: 'imported' },
    { id: 'fresh', kind: 'buffer', size: 16 },
  ],
  passes: [
    { id: 'bring', kind: 'upload', to: 'fresh', input: 'in' },
    { id: 'give', kind: 'copy', from: 'fresh', to: 'theirs' },
  ],
})

const usage = { mapRead: 1, copySrc: 4, copyDst: 8 }

await describeGpu('webgpu', 'runs in the task that called them, on WebGPU', ({ gpu }) => {
  it('work that is submitted after run() sees what the run wrote, also into a buffer that is new to the device', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const { device } = backend
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    for (let i = 1; i <= 6; i++) {
      const theirs = device.createBuffer({ size: 16, usage: usage.copySrc | usage.copyDst })
      const seen = device.createBuffer({ size: 16, usage: usage.mapRead | usage.copyDst })
      const run = executor.run({ inputs: { in: new Uint8Array(16).fill(i) }, imports: { theirs } })
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(theirs, 0, seen, 0, 16)
      encoder.clearBuffer(theirs)
      device.queue.submit([encoder.finish()])
      await run
      await seen.mapAsync(1)
      expect(new Uint8Array(seen.getMappedRange())).toEqual(new Uint8Array(16).fill(i))
      theirs.destroy()
      seen.destroy()
    }
    await executor.destroy()
    await backend.destroy()
  })

  it('an import that is destroyed before a run, though it was good once, is named', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const theirs = backend.device.createBuffer({ size: 16, usage: usage.copySrc | usage.copyDst })
    const run = () => executor.run({ inputs: { in: new Uint8Array(16) }, imports: { theirs } })
    await run()
    theirs.destroy()
    await expect(run()).rejects.toMatchObject({ code: 'INVALID_IMPORT', message: expect.stringContaining('"theirs"') })
    const other = backend.device.createBuffer({ size: 16, usage: usage.copySrc | usage.copyDst })
    await executor.run({ inputs: { in: new Uint8Array(16) }, imports: { theirs: other } })
    await executor.destroy()
    await backend.destroy()
  })
})
