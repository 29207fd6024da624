/** A device's life in the long run: nothing is created in steady state, nothing grows, and the process ends by itself. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { runCode } from '../support/program.ts'

/** Uploads, a fill that needs a kernel, dispatches, history, a texture and readbacks. */
const everything = parseGraph({
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size: 1000 },
    { id: 'b', kind: 'buffer', size: 1000 },
    { id: 'total', kind: 'buffer', size: 256, lifetime: 'persistent', history: 1 },
    { id: 'picture', kind: 'texture', format: 'rgba8unorm', size: [10, 10], mipLevelCount: 4 },
  ],
  shaders: [
    {
      id: 'add',
      wgsl: `
        @group(0) @binding(0) var<storage, read> a: array<u32>;
        @group(0) @binding(1) var<storage, read> before: array<u32>;
        @group(0) @binding(2) var<storage, read_write> total: array<u32>;
        @compute @workgroup_size(64, 1, 1) fn main(@builtin(global_invocation_id) at: vec3u) { total[at.x] = before[at.x] + a[at.x]; }`,
    },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'a' },
    { id: 'pic', kind: 'upload', to: { resource: 'picture', mipLevel: 0 }, input: 'picture' },
    { id: 'mips', kind: 'mipmap', texture: 'picture' },
    { id: 'dirty', kind: 'fill', to: { resource: 'b', offset: 0, size: 1000 }, value: 0x01020304 },
    { id: 'part', kind: 'copy', from: { resource: 'a', offset: 3, size: 10 }, to: { resource: 'b', offset: 2 } },
    {
      id: 'add',
      kind: 'compute',
      shader: 'add',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: { resource: 'a', offset: 0, size: 256 }, as: 'storage-read' },
        { group: 0, binding: 1, use: { resource: 'total', previous: 1 }, as: 'storage-read' },
        { group: 0, binding: 2, use: 'total', as: 'storage', access: 'write' },
      ],
    },
    { id: 'mine', kind: 'custom', body: 'mine', uses: [{ use: 'b', as: 'storage' }] },
    { id: 'get', kind: 'readback', from: 'total', output: 'total' },
    { id: 'getB', kind: 'readback', from: 'b', output: 'b' },
    { id: 'getPicture', kind: 'readback', from: 'picture', output: 'picture' },
  ],
})

await describeGpu('webgpu', 'a WebGPU backend in the long run', ({ gpu }) => {
  it('F84: 1 000 runs after warm-up create no GPU object and leave the JS heap flat', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const counts = countGpu(backend.device)
    const plan = planGraph(everything, profiles.webgpu)
    const executor = await createExecutor(plan, backend)
    const inputs = { a: new Uint8Array(1000).fill(1), picture: new Uint8Array(400).fill(9) }
    const bodies = { mine: () => undefined }
    let runs = 0
    const turn = async (count: number) => {
      runs += count
      for (let i = 0; i < count; i += 2)
        await Promise.all([executor.run({ inputs, bodies }), executor.run({ inputs, bodies })])
    }
    // V8 learns what runs do for about 1 500 of them, and what it keeps for that is no leak.
    await turn(2000)
    const { created, submits } = counts
    const live = backend.liveObjects()
    const grown: number[] = []
    for (let window = 0; window < 4; window++) {
      const before = heapBytes()
      await turn(250)
      grown.push(heapBytes() - before)
    }
    expect(counts.created - created).toBe(0)
    expect(counts.submits - submits).toBe(1000 * plan.report.submissions.count)
    expect(backend.liveObjects()).toEqual(live)
    expect(counts.errors).toEqual([])
    // The engine's own caches grow now and then; a leak grows in every window, by some hundred bytes a run.
    expect(Math.min(...grown)).toBeLessThan(250 * 100)
    const { outputs } = await executor.run({ inputs, bodies })
    expect(new Uint32Array(outputs['total']!.buffer)[0]).toBe(Math.imul(0x01010101, runs + 1) >>> 0)
    await executor.destroy()
    await backend.destroy()
  })

  it('F83: a process with a live device ends by itself', async () => {
    expect(
      await runScript(`
        const executor = await createExecutor(plan, backend)
        await executor.run({ inputs })
        console.log('done')`),
    ).toEqual({ status: 0, out: 'done\n' })
  })

  it('F83: a process that destroyed everything ends by itself', async () => {
    expect(
      await runScript(`
        const executor = await createExecutor(plan, backend)
        await executor.run({ inputs })
        await executor.destroy()
        await backend.destroy()
        console.log('done')`),
    ).toEqual({ status: 0, out: 'done\n' })
  })

  it('F85: executors and backends collected in flight do no harm', async () => {
    expect(
      await runScript(`
        for (let i = 0; i < 8; i++) {
          await (async () => {
            const own = await createWebGpuBackend({ gpu: (await getGpu()).gpu })
            const executor = await createExecutor(plan, own)
            for (let r = 0; r < 4; r++) executor.run({ inputs }).catch(() => {})
          })()
          gc()
          await new Promise((resolve) => setTimeout(resolve, 5))
          gc()
        }
        const executor = await createExecutor(plan, backend)
        const { outputs } = await executor.run({ inputs })
        console.log(outputs.b[0])`),
    ).toEqual({ status: 0, out: '7\n' })
  })

  it('F85: what is left of a backend may be collected as soon as it is destroyed', async () => {
    expect(
      await runScript(`
        await backend.destroy()
        for (let i = 0; i < 3; i++) {
          const own = await createWebGpuBackend()
          await own.destroy()
          gc()
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
        console.log('done')`),
    ).toEqual({ status: 0, out: 'done\n' })
  })
})

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

function heapBytes(): number {
  // Twice: finalisers of the first round free more.
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

/** A process of its own, with a backend, a plan and its inputs at hand. */
async function runScript(body: string): Promise<{ status: number | null; out: string }> {
  const script = `
    import { getGpu } from './test/support/gpu/index.ts'
    import { createWebGpuBackend } from './src/backends/webgpu/index.ts'
    import { createExecutor } from './src/executor/index.ts'
    import { parseGraph } from './src/graph/parse.ts'
    import { planGraph, profiles } from './src/planner/index.ts'
    const plan = planGraph(parseGraph({
      version: 1,
      resources: [{ id: 'a', kind: 'buffer', size: 65536 }, { id: 'b', kind: 'buffer', size: 65536 }],
      passes: [
        { id: 'load', kind: 'upload', to: 'a', input: 'a' },
        { id: 'copy', kind: 'copy', from: { resource: 'a', offset: 4, size: 1024 }, to: { resource: 'b', offset: 0 } },
        { id: 'rest', kind: 'fill', to: { resource: 'b', offset: 1024, size: 64512 }, value: 7 },
        { id: 'get', kind: 'readback', from: 'b', output: 'b' },
      ],
    }), profiles.webgpu)
    const inputs = { a: new Uint8Array(65536).fill(7) }
    const backend = await createWebGpuBackend({ gpu: (await getGpu()).gpu })
    ${body}`
  const { status, stdout, stderr, signal } = await runCode(script, { flags: ['--expose-gc'], timeout: 25_000 })
  return { status, out: status === 0 ? stdout : `${stdout}${stderr}${signal ?? ''}` }
}
