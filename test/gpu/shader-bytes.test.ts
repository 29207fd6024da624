/**
 * Buffers that are smaller than what a shader declares. WebGPU refuses them; on Vulkan nothing does, and what lies behind them is read and
 * written: so the CPU and the Vulkan backend measure what shaders declare, and WebGPU says whether they measure right.
 */
import { expect, it } from 'vitest'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { isMemkitError } from '../../src/errors.ts'
import { execute } from '../../src/executor/index.ts'

import { parseGraph } from '../../src/graph/parse.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

/** Declarations and the fewest bytes that they may be given. Types that end in padding are not among them: WebGPU counts it, SPIR-V does not tell it. */
const declared: readonly [text: string, bytes: number, uniform?: boolean][] = [
  ['var<storage, read> given: u32;', 4],
  ['var<storage, read> given: vec4f;', 16],
  ['var<storage, read> given: array<u32, 32>;', 128],
  ['var<storage, read> given: array<vec3f, 4>;', 64],
  ['var<storage, read> given: array<u32>;', 4],
  ['var<storage, read> given: mat4x4f;', 64],
  ['var<storage, read> given: mat3x2f;', 24],
  ['var<storage, read> given: array<mat3x3f, 2>;', 96],
  ['struct S { a: u32, b: vec4f } @group(0) @binding(0) var<storage, read> given: S;', 32],
  ['struct S { a: vec3f, b: u32, rest: array<vec4u> } @group(0) @binding(0) var<storage, read> given: S;', 32],
  [
    'struct T { a: vec4u, b: array<u32, 4> } struct S { a: T, b: array<T, 2> } @group(0) @binding(0) var<storage, read> given: S;',
    96,
  ],
  ['var<uniform> given: mat4x4f;', 64, true],
  ['struct S { a: vec4f, b: array<vec4f, 3> } @group(0) @binding(0) var<uniform> given: S;', 64, true],
]

function graphOf([text, , uniform]: (typeof declared)[number], sizeBytes: number, draws: boolean) {
  const given = text.startsWith('struct') ? text : `@group(0) @binding(0) ${text}`
  const slot = { group: 0, binding: 0, as: uniform ? 'uniform' : 'storage', ...(uniform ? {} : { access: 'read' }) }
  // All of an array without a length is asked for that length: it cannot be read as a whole.
  const use = /array<\w+>;/.test(text)
    ? '_ = arrayLength(&given);'
    : /array<\w+> }/.test(text)
      ? '_ = arrayLength(&given.rest);'
      : '_ = given;'
  const bindings = [{ ...slot, use: 'given' }]
  return parseGraph({
    version: 1,
    resources: [
      { id: 'given', kind: 'buffer', size: sizeBytes },
      draws
        ? { id: 'out', kind: 'texture', format: 'rgba8unorm', size: [4, 4] }
        : { id: 'out', kind: 'buffer', size: 64 },
    ],
    shaders: [
      {
        id: 'code',
        wgsl: draws
          ? `${given}
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f { ${use} return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0); }
@fragment fn fs() -> @location(0) vec4f { return vec4f(1.0); }`
          : `${given}
@group(0) @binding(1) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(1) fn main() { ${use} out[0] = 1u; }`,
      },
    ],
    ...(draws && {
      pipelines: [
        { id: 'line', kind: 'render', shader: 'code', vertex: { entryPoint: 'vs' }, fragment: { entryPoint: 'fs' } },
      ],
    }),
    passes: [
      { id: 'load', kind: 'upload', to: 'given', input: 'bytes' },
      draws
        ? {
            id: 'use',
            kind: 'render',
            color: [{ use: 'out', load: 'clear' }],
            bindings,
            draws: [{ pipeline: 'line', vertexCount: 3 }],
          }
        : {
            id: 'use',
            kind: 'compute',
            shader: 'code',
            entryPoint: 'main',
            workgroups: [1, 1, 1],
            bindings: [...bindings, { group: 0, binding: 1, as: 'storage', access: 'update', use: 'out' }],
          },
      { id: 'get', kind: 'readback', from: 'out', output: 'seen' },
    ],
  })
}

type Run = (graph: ReturnType<typeof graphOf>, inputs: Record<string, Uint8Array>) => Promise<unknown>

/** The verdict of each run: 'ran', or the code that refuses it. */
async function verdicts(run: Run) {
  const found: string[] = []
  for (const entry of declared)
    for (const draws of [false, true])
      for (const size of [entry[1] - 4, entry[1]]) {
        if (size === 0) continue
        let verdict = 'ran'
        try {
          await run(graphOf(entry, size, draws), { bytes: new Uint8Array(size) })
        } catch (error) {
          if (!isMemkitError(error)) throw error
          verdict = error.code
        }
        found.push(`${entry[0]} ${draws ? 'drawn' : 'dispatched'} with ${size}: ${verdict}`)
      }
  return found
}

const wanted = (code: string): string[] =>
  declared.flatMap(([text, bytes]) =>
    ['dispatched', 'drawn'].flatMap((how) => [
      ...(bytes > 4 ? [`${text} ${how} with ${bytes - 4}: ${code}`] : []),
      `${text} ${how} with ${bytes}: ran`,
    ]),
  )

it('are refused on the CPU', async () => {
  expect(await verdicts((graph, inputs) => referenceRun(graph, inputs))).toEqual(wanted('SHADER_FAILED'))
})

await describeGpu('webgpu', 'buffers that are too small, on WebGPU', ({ gpu }) => {
  it('are refused', async () => {
    const backend = await createWebGpuBackend({ gpu })
    expect(await verdicts((graph, inputs) => execute(graph, backend, { inputs }))).toEqual(wanted('VALIDATION_FAILED'))
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'buffers that are too small, on Vulkan', ({ loader }) => {
  it('are refused, by the same measure', async () => {
    const backend = await createVulkanBackend({ loader })
    expect(await verdicts((graph, inputs) => execute(graph, backend, { inputs }))).toEqual(wanted('SHADER_FAILED'))
    await backend.destroy()
  })
})
