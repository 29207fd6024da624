/** Memory that callers hold in place when the backend is destroyed, or the device is lost before: nothing is left alive. */
import { describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor, parseGraph, planGraph, type Backend } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const graph = parseGraph({
  version: 1,
  resources: [{ id: 'kept', kind: 'buffer', size: 64, lifetime: 'persistent' }],
  passes: [
    { id: 'load', kind: 'upload', to: 'kept', input: 'in' },
    { id: 'get', kind: 'readback', from: 'kept', output: 'out' },
  ],
})

function suite<B extends Backend>(open: () => Promise<B>, lose?: (backend: B) => void): void {
  it.each([false, ...(lose ? [true] : [])])('of a run and of a read, device lost: %s', async (isLost) => {
    const backend = await open()
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const run = await executor.run({ inputs: { in: new Uint8Array(64) }, outputs: { out: 'in-place' } })
    const read = await executor.read('kept', { into: 'in-place' })
    if (isLost) lose!(backend)
    await backend.destroy()
    expect(Object.values(backend.liveObjects()).filter((count) => count !== 0)).toEqual([])
    for (const held of [run, read]) held.release()
    await executor.destroy()
    expect(Object.values(backend.liveObjects()).filter((count) => count !== 0)).toEqual([])
  })
}

describe('held on the Dummy', () => {
  suite(
    async () => createDummyBackend(),
    (backend) => backend.lose('a driver reset'),
  )
})
await describeGpu('vulkan', 'held on Vulkan', ({ loader }) => suite(() => createVulkanBackend({ loader })))
await describeGpu('webgpu', 'held on WebGPU', ({ gpu }) =>
  suite(
    () => createWebGpuBackend({ gpu }),
    (backend) => backend.device.destroy(),
  ),
)
