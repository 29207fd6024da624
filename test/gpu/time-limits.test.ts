/** A device that works longer than anybody waits: destroying says so, and frees everything once the device has finished. */
import { expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { isMemkitError } from '../../src/errors.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

/** Far above the limits below for one invocation, on any device: each step waits for the memory. */
const long = parseGraph({
  version: 1,
  resources: [{ id: 'sum', kind: 'buffer', size: 4 }],
  shaders: [
    {
      id: 'long',
      wgsl: `@group(0) @binding(0) var<storage, read_write> sum: u32;
        @compute @workgroup_size(1) fn main() {
          for (var i = 0u; i < 2000000u; i++) { sum = sum * 1664525u + i; }
        }`,
    },
  ],
  passes: [
    { id: 'zero', kind: 'fill', to: 'sum', value: 0 },
    {
      id: 'sum',
      kind: 'compute',
      shader: 'long',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [{ group: 0, binding: 0, use: 'sum', as: 'storage' }],
    },
    { id: 'get', kind: 'readback', from: 'sum', output: 'sum' },
  ],
})

/** How often it had to be asked, each time by a limit. */
async function timesAsked(destroy: () => Promise<void>): Promise<number> {
  for (let asked = 1; ; asked++) {
    try {
      await destroy()
      return asked
    } catch (error) {
      if (!isMemkitError(error) || error.code !== 'TIMED_OUT') throw error
    }
  }
}
const nothingLive = (backend: Backend) => Object.values(backend.liveObjects()).every((count) => count === 0)

async function expectNoLimit(backend: Backend): Promise<void> {
  const executor = await createExecutor(planGraph(long, backend.profile), backend, { timeoutMs: Infinity })
  expect((await executor.run()).outputs['sum']).toHaveLength(4)
  await executor.destroy()
  expect(nothingLive(backend)).toBe(true)
}

async function expectPatience(backend: Backend): Promise<void> {
  const executor = await createExecutor(planGraph(long, backend.profile), backend, { timeoutMs: 10 })
  await expect(executor.run()).rejects.toMatchObject({ code: 'TIMED_OUT' })
  expect(await timesAsked(() => executor.destroy())).toBeGreaterThan(1)
  expect(nothingLive(backend)).toBe(true)
}

await describeGpu('vulkan', 'a time limit that has passed', ({ loader }) => {
  it('leaves the executor’s destroy working', async () => {
    const backend = await createVulkanBackend({ loader })
    await expectPatience(backend)
    await backend.destroy()
  })

  it('leaves the backend’s destroy working, which has a limit of its own', async () => {
    const backend = await createVulkanBackend({ loader, timeoutMs: 20 })
    const executor = await createExecutor(planGraph(long, backend.profile), backend, { timeoutMs: 10 })
    await expect(executor.run()).rejects.toMatchObject({ code: 'TIMED_OUT' })
    expect(await timesAsked(() => backend.destroy())).toBeGreaterThan(1)
    expect(nothingLive(backend)).toBe(true)
    await executor.destroy()
  })

  it.each([0, -1, NaN, 2 ** 31])('is a number of milliseconds: %d is refused', async (timeoutMs) => {
    await expect(createVulkanBackend({ loader, timeoutMs })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
  })
})

await describeGpu('vulkan', 'no time limit', ({ loader }) => {
  it('is Infinity', async () => {
    const backend = await createVulkanBackend({ loader, timeoutMs: Infinity })
    await expectNoLimit(backend)
    await backend.destroy()
    expect(nothingLive(backend)).toBe(true)
  })
})

await describeGpu('webgpu', 'no time limit', ({ gpu }) => {
  it('is Infinity', async () => {
    const backend = await createWebGpuBackend({ gpu, timeoutMs: Infinity })
    await expectNoLimit(backend)
    await backend.destroy()
  })
})

await describeGpu('webgpu', 'a time limit that has passed', ({ gpu }) => {
  it('leaves destroy working', async () => {
    const backend = await createWebGpuBackend({ gpu })
    await expectPatience(backend)
    await backend.destroy()
  })
})
