/** What compute shaders see of buffers that are no whole words, and of stencil, is on every device what it is on the CPU. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const counting = (length: number) => Uint8Array.from({ length }, (_, i) => (37 * i + 11) & 0xff)

/** Buffers of 20 to 23 bytes, of which a shader changes every word and tells their number. */
const oddBuffers = parseGraph({
  version: 1,
  resources: [0, 1, 2, 3].flatMap((more) => [
    { id: `odd${more}`, kind: 'buffer', size: 20 + more },
    { id: `words${more}`, kind: 'buffer', size: 4 },
  ]),
  shaders: [
    {
      id: 'add',
      wgsl: `@group(0) @binding(0) var<storage, read_write> odd: array<u32>; @group(0) @binding(1) var<storage, read_write> words: array<u32>;
        @compute @workgroup_size(1) fn main() { words[0] = arrayLength(&odd); for (var i = 0u; i < arrayLength(&odd); i++) { odd[i] += 0x01010101u; } }`,
    },
  ],
  passes: [0, 1, 2, 3].flatMap((more) => [
    { id: `load${more}`, kind: 'upload', to: `odd${more}`, input: `in${more}` },
    {
      id: `add${more}`,
      kind: 'compute',
      shader: 'add',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: `odd${more}`, as: 'storage' },
        { group: 0, binding: 1, use: `words${more}`, as: 'storage', access: 'write' },
      ],
    },
    { id: `get${more}`, kind: 'readback', from: `odd${more}`, output: `odd${more}` },
    { id: `count${more}`, kind: 'readback', from: `words${more}`, output: `words${more}` },
  ]),
})
const oddInputs = Object.fromEntries([0, 1, 2, 3].map((more) => [`in${more}`, counting(20 + more)]))

/** Stencil of both formats that have it, read by a shader. */
const stencils = parseGraph({
  version: 1,
  resources: [
    { id: 'alone', kind: 'texture', format: 'stencil8', size: [4, 1] },
    { id: 'behind', kind: 'texture', format: 'depth24plus-stencil8', size: [4, 1] },
    { id: 'seen', kind: 'buffer', size: 32 },
  ],
  shaders: [
    {
      id: 'look',
      wgsl: `@group(0) @binding(0) var a: texture_2d<u32>; @group(0) @binding(1) var b: texture_2d<u32>; @group(0) @binding(2) var<storage, read_write> seen: array<u32>;
        @compute @workgroup_size(4) fn main(@builtin(global_invocation_id) at: vec3u) { seen[at.x] = textureLoad(a, at.xy, 0).x; seen[at.x + 4u] = textureLoad(b, at.xy, 0).x; }`,
    },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'alone', input: 'alone' },
    { id: 'load-behind', kind: 'upload', to: { resource: 'behind', aspect: 'stencil-only' }, input: 'behind' },
    {
      id: 'look',
      kind: 'compute',
      shader: 'look',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'alone', as: 'sampled' },
        { group: 0, binding: 1, use: { resource: 'behind', aspect: 'stencil-only' }, as: 'sampled' },
        { group: 0, binding: 2, use: 'seen', as: 'storage', access: 'write' },
      ],
    },
    { id: 'get', kind: 'readback', from: 'seen', output: 'seen' },
  ],
})

it('the reference sees whole words, and stencil as it is', async () => {
  const { outputs } = await referenceRun(oddBuffers, oddInputs)
  for (const more of [0, 1, 2, 3]) {
    expect(outputs[`words${more}`]![0]).toBe(more === 0 ? 5 : 6)
    expect([...outputs[`odd${more}`]!]).toEqual(Array.from(counting(20 + more), (byte) => byte + 1))
  }
  const seen = await referenceRun(stencils, { alone: Uint8Array.of(1, 2, 3, 255), behind: Uint8Array.of(4, 5, 6, 7) })
  expect([...new Uint32Array(seen.outputs['seen']!.buffer)]).toEqual([1, 2, 3, 255, 4, 5, 6, 7])
})

function seesTheSame(create: () => Promise<Backend & { destroy(): Promise<void> }>): void {
  let backend: Awaited<ReturnType<typeof create>>
  beforeAll(async () => {
    backend = await create()
  })
  afterAll(() => backend.destroy())

  it.each([
    ['buffers that are no whole words', oddBuffers, oddInputs],
    ['stencil', stencils, { alone: counting(4), behind: counting(8).subarray(4) }],
  ])('%s', async (_, graph, inputs) => {
    const { outputs } = await execute(graph, backend, { inputs })
    expect(outputs).toEqual((await referenceRun(graph, inputs)).outputs)
  })
}

await describeGpu('webgpu', 'on WebGPU', ({ gpu }) => seesTheSame(() => createWebGpuBackend({ gpu })))
await describeGpu('vulkan', 'on Vulkan', ({ loader }) => seesTheSame(() => createVulkanBackend({ loader })))
