/** Dispatches that follow each other are encoded as one loop once a submission is known to be valid: what varies from run to run still does. */
import { expect, it, vi } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { Variants } from '../../src/backends/webgpu/memory/places.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { createReference, parseGraph, planGraph, type GraphDocument } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { importBuffers } from '../support/import-buffers.ts'

const wgsl = (expression: string) => `
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@compute @workgroup_size(1, 1, 1) fn main(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) all: vec3u) {
  let i = (at.z * all.y + at.y) * all.x + at.x;
  b[i] = ${expression};
}`

const bytes = 64
const step = (
  id: string,
  shader: string,
  from: string | { resource: string; previous: number },
  to: string,
  workgroups: [number, number, number],
): GraphDocument['passes'][number] => ({
  id,
  kind: 'compute',
  shader,
  entryPoint: 'main',
  workgroups,
  bindings: [
    { group: 0, binding: 0, use: from, as: 'storage-read' },
    { group: 0, binding: 1, use: to, as: 'storage' },
  ],
})

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'past', kind: 'buffer', size: bytes, lifetime: 'persistent', history: 2 },
    { id: 'sum', kind: 'buffer', size: bytes, lifetime: 'persistent' },
    { id: 'theirs', kind: 'buffer', size: bytes, lifetime: 'imported' },
  ],
  shaders: [
    { id: 'add', wgsl: wgsl('a[i] + b[i] + 1u') },
    { id: 'mix', wgsl: wgsl('b[i] * 3u + a[i] + i') },
  ],
  passes: [
    step('remember', 'add', { resource: 'past', previous: 2 }, 'past', [16, 1, 1]),
    step('gather', 'mix', 'theirs', 'past', [4, 4, 1]),
    step('total', 'mix', 'past', 'sum', [2, 2, 4]),
    step('again', 'add', { resource: 'past', previous: 1 }, 'sum', [8, 1, 1]),
    { id: 'get', kind: 'readback', from: 'sum', output: 'sum' },
    step('return', 'add', 'sum', 'past', [16, 1, 1]),
    step('give', 'mix', 'sum', 'theirs', [16, 1, 1]),
  ],
})

await describeGpu('webgpu', 'dispatches in a row, on WebGPU', ({ gpu }) => {
  it('histories, imports, counts and pipelines are those of each run', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const reference = createReference(graph)
    const theirs = [1, 2].map((seed) => new Uint8Array(bytes).fill(seed))
    const handles = theirs.map((one) => importBuffers(backend.device, { theirs: one }))
    for (let run = 0; run < 14; run++) {
      const turn = run % 3 === 0 ? 0 : 1
      const { outputs } = await executor.run({ imports: handles[turn]! })
      const meant = await reference.run({ imports: { theirs: theirs[turn]! } })
      expect(outputs, `run ${run}`).toEqual(meant.outputs)
    }
    await executor.destroy()
    await backend.destroy()
  })

  it('histories of different lengths have no more variants together than the longest has', async () => {
    const lengths = [2, 4]
    const own = parseGraph({
      version: 1,
      resources: [
        ...lengths.map((history) => ({
          id: `past${history}`,
          kind: 'buffer',
          size: bytes,
          lifetime: 'persistent',
          history,
        })),
        { id: 'sum', kind: 'buffer', size: bytes, lifetime: 'persistent' },
      ],
      shaders: [{ id: 'mix', wgsl: wgsl('b[i] * 3u + a[i] + i') }],
      passes: [
        ...lengths.flatMap((previous) => [
          step(`read${previous}`, 'mix', { resource: `past${previous}`, previous }, 'sum', [16, 1, 1]),
          step(`write${previous}`, 'mix', 'sum', `past${previous}`, [16, 1, 1]),
        ]),
        { id: 'get', kind: 'readback', from: 'sum', output: 'sum' },
      ],
    })
    const at = vi.spyOn(Variants.prototype, 'at')
    const backend = await createWebGpuBackend({ gpu })
    const executor = await createExecutor(planGraph(own, backend.profile), backend)
    const reference = createReference(own)
    for (let run = 0; run < 60; run++)
      expect((await executor.run()).outputs, `run ${run}`).toEqual((await reference.run()).outputs)
    const made = new Map<unknown, Set<unknown>>()
    at.mock.contexts.forEach((variants, call) => {
      made.set(variants, (made.get(variants) ?? new Set()).add(at.mock.results[call]!.value))
    })
    at.mockRestore()
    await executor.destroy()
    await backend.destroy()
    expect(Math.max(...[...made.values()].map(({ size }) => size))).toBe(1 + Math.max(...lengths))
  })
})
