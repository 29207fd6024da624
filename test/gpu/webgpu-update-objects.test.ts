/** An update on WebGPU makes what is new, and nothing else: counted call by call, edit by edit. */
import { expect, it, vi } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { disablePasses, parseGraph, planGraph } from '../../src/index.ts'
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

  it('a chain that loses passes binds the same textures the other way round: nothing is made, and nothing waited for', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const texture = (i: number) => ({ id: `t${i}`, kind: 'texture', format: 'rgba8unorm', size: [8, 8] })
    const wgsl = `@group(0) @binding(0) var source: texture_2d<f32>;
      @group(0) @binding(1) var to: texture_storage_2d<rgba8unorm, write>;
      @compute @workgroup_size(8, 8, 1) fn main(@builtin(global_invocation_id) at: vec3u) {
        textureStore(to, at.xy, textureLoad(source, at.xy, 0) * 0.5);
      }`
    const length = 7
    const chain = parseGraph({
      version: 1,
      resources: Array.from({ length: length + 1 }, (_, i) => texture(i)),
      shaders: [{ id: 'dim', wgsl }],
      passes: [
        { id: 'load', kind: 'upload', to: 't0', input: 'in' },
        ...Array.from({ length }, (_, i) => ({
          id: `p${i}`,
          kind: 'compute',
          shader: 'dim',
          entryPoint: 'main',
          workgroups: [1, 1, 1],
          bindings: [
            { group: 0, binding: 0, use: `t${i}`, as: 'sampled' },
            { group: 0, binding: 1, use: `t${i + 1}`, as: 'storage-texture', access: 'write' },
          ],
          bypass: { [`t${i + 1}`]: `t${i}` },
        })),
        { id: 'save', kind: 'readback', from: `t${length}`, output: 'out' },
      ],
    })
    const counts = countGpu(backend.device)
    const executor = await createExecutor(planGraph(chain, backend.profile), backend)
    const before = { ...counts.made }
    const scope = vi.spyOn(backend.device, 'pushErrorScope')
    await executor.update(planGraph(disablePasses(chain, ['p1', 'p4']), backend.profile))
    expect(scope).not.toHaveBeenCalled()
    scope.mockRestore()
    expect(counts.made).toEqual(before)
    const { outputs } = await executor.run({ inputs: { in: new Uint8Array(256).fill(224) } })
    // Halved five times, never to a half, which devices round up or down.
    expect(outputs['out']![0]).toBe(7)
    expect(counts.errors).toEqual([])
    await executor.destroy()
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
