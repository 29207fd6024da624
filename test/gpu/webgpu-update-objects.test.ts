/** An update on WebGPU makes what is new, and nothing else: counted call by call, edit by edit. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph } from '../../src/index.ts'
import { countGpu } from '../support/count-gpu.ts'
import { edits, sceneOf } from '../support/edits.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { UpdateModel } from '../support/update-model.ts'

/** Calls that make something, by edit; none where it is left out. */
const calls: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'a persistent buffer more: its heap': { createBuffer: 1 },
  // The texture is cleared by a copy of zeros.
  'a persistent texture more: that texture': { createBuffer: 1, createTexture: 1 },
  // The first fill with something else than zero: its kernel and its table.
  'a pass more': {
    createBuffer: 1,
    createShaderModule: 1,
    createComputePipelineAsync: 1,
    createBindGroup: 1,
    createBindGroupLayout: 1,
    createPipelineLayout: 1,
  },
  'another shader': { createShaderModule: 1, createComputePipelineAsync: 1, createBindGroup: 1 },
  'smaller transient memory: the placed texture that moves': { createBindGroup: 1 },
  'larger transient memory: that with its texture, and larger staging': { createBuffer: 3, createBindGroup: 1 },
  'a larger transient texture: that, and what it is read back through': { createBuffer: 2, createTexture: 1 },
}

await describeGpu('webgpu', 'objects of an update on WebGPU', ({ gpu }) => {
  it.each(edits)('$edit', async ({ edit, change }) => {
    const backend = await createWebGpuBackend({ gpu })
    const counts = countGpu(backend.device)
    const plan = (scene: ReturnType<typeof sceneOf>) => planGraph(parseGraph(scene), backend.profile)
    const executor = await createExecutor(plan(sceneOf()), backend)
    const before = { ...counts.made }
    await executor.update(plan(change(sceneOf())))
    const made = Object.fromEntries(
      Object.entries(counts.made).flatMap(([name, count]) => {
        const more = count - (before[name] ?? 0)
        return more > 0 ? [[name, more]] : []
      }),
    )
    expect(made).toEqual(calls[edit] ?? {})
    expect(counts.errors).toEqual([])
    await executor.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    await backend.destroy()
  })

  it('random updates, runs and aborts leave what a plain model says', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const counts = countGpu(backend.device)
    for (let seed = 1; seed <= 8; seed++) {
      const model = new UpdateModel(backend, seed)
      await model.begin()
      for (let i = 0; i < 12; i++) await model.step()
      await model.end()
    }
    expect(counts.errors).toEqual([])
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    await backend.destroy()
  })
})
