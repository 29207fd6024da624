/** What is said once a backend was destroyed: DESTROYED on each of them, whoever asks; DEVICE_LOST is what nobody wanted. */
import { describe, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor, frameGraph, planGraph } from '../../src/index.ts'
import { getGpu, useVulkanDriver } from '../support/gpu/index.ts'

const graph = frameGraph('x')
  .buffer('kept', { size: 16, lifetime: 'persistent' })
  .upload('kept', { input: 'i' })
  .readback('kept', { output: 'o' })
  .build()
const inputs = { i: new Uint8Array(16).fill(7) }

const makers: Record<string, () => Promise<Backend>> = {
  Dummy: () => Promise.resolve(createDummyBackend()),
  WebGPU: async () => createWebGpuBackend({ gpu: (await getGpu()).gpu }),
  "WebGPU, the caller's device": async () => {
    const { gpu } = await getGpu()
    return createWebGpuBackend({ device: await (await gpu.requestAdapter())!.requestDevice() })
  },
  Vulkan: () => createVulkanBackend({ loader: useVulkanDriver().loader }),
}

const codeOf = async (act: () => unknown): Promise<unknown> => {
  try {
    await act()
    return 'no error'
  } catch (error) {
    return (error as { readonly code?: string }).code
  }
}

describe.each(Object.keys(makers))('a destroyed backend: %s', (name) => {
  it('says so to whoever calls it, its executors and their sessions', async () => {
    const backend = await makers[name]!()
    const plan = planGraph(graph, backend.profile)
    const executor = await createExecutor(plan, backend)
    await executor.run({ inputs })
    const held = await executor.read('kept', { into: 'in-place' })
    const session = await backend.open(plan, { framesInFlight: 1 })
    await backend.destroy()
    const context = { run: 0, frame: 0, bodies: {}, imports: {} }
    const calls: Record<string, () => unknown> = {
      open: () => backend.open(plan, { framesInFlight: 1 }),
      createBuffer: () => backend.createBuffer!(16),
      facts: () => backend.facts!(),
      createExecutor: () => createExecutor(plan, backend),
      run: () => executor.run({ inputs }),
      write: () => executor.write('kept', inputs.i),
      read: () => executor.read('kept'),
      update: () => executor.update(plan),
      submit: () => session.submit(context, 0),
      beginWrite: () => session.beginWrite(0, 1),
      lost: () => Promise.reject(backend.lost),
      whenLost: async () => Promise.reject(await backend.whenLost),
    }
    const codes: Record<string, unknown> = {}
    for (const [call, act] of Object.entries(calls)) codes[call] = await codeOf(act)
    expect(codes).toEqual(Object.fromEntries(Object.keys(calls).map((call) => [call, 'DESTROYED'])))
    held.release()
    await executor.destroy()
    await session.destroy()
    await backend.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  })
})
