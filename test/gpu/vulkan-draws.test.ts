/** The small pictures on Vulkan: each texel that is known, no message of the layers, and warm runs that only submit. */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check-plan.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { expectAlike, expectTexels, smallPictures } from '../support/pictures/index.ts'

const wordsInPlace: GraphDocument = {
  version: 1,
  resources: [
    { id: 'before', kind: 'buffer', size: 64 },
    { id: 'after', kind: 'buffer', size: 64 },
    { id: 'picture', kind: 'texture', format: 'r8unorm', size: [16, 1] },
  ],
  shaders: [
    {
      id: 'words',
      wgsl: `@group(0) @binding(0) var<storage, read> before: array<u32>;
        @group(0) @binding(1) var<storage, read_write> after: array<u32>;
        @vertex fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
          return vec4f(f32(i % 2u) * 4.0 - 1.0, f32(i / 2u) * 4.0 - 1.0, 0.0, 1.0);
        }
        @fragment fn change(@builtin(position) at: vec4f) -> @location(0) vec4f {
          let i = u32(at.x);
          after[i] = 2u * before[i] + 1u;
          return vec4f(1.0);
        }`,
    },
  ],
  pipelines: [
    {
      id: 'change',
      kind: 'render',
      shader: 'words',
      vertex: { entryPoint: 'corner' },
      fragment: { entryPoint: 'change' },
    },
  ],
  passes: [
    { id: 'fill', kind: 'upload', to: 'before', input: 'words' },
    {
      id: 'draw',
      kind: 'render',
      color: [{ use: 'picture', load: 'clear' }],
      bindings: [
        { group: 0, binding: 0, use: 'before', as: 'storage-read' },
        { group: 0, binding: 1, use: 'after', as: 'storage', access: 'write', inPlace: true },
      ],
      draws: [{ pipeline: 'change', vertexCount: 3 }],
    },
    { id: 'get', kind: 'readback', from: 'after', output: 'after' },
  ],
}

await describeGpu('vulkan', 'draws by data on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)

  it.each(smallPictures)('$name', async (picture) => {
    const { backend } = suite
    const graph = parseGraph(picture.document)
    const plan = planGraph(graph, backend.profile)
    const executor = await createExecutor(plan, backend)
    const before = { ...backend.counts }
    const cold = await executor.run({ inputs: picture.inputs })
    const warm = await executor.run({ inputs: picture.inputs })
    await executor.destroy()
    expect(backend.counts).toEqual({ ...before, submissions: before.submissions + 2 * plan.submissions.length })
    expectTexels(picture, cold.outputs)
    expectTexels(picture, warm.outputs)
    expectAlike(picture, warm.outputs, (await referenceRun(graph, picture.inputs)).outputs)
  })

  it('draws work in place where they say so: each texel reads a word of the memory that it writes', async () => {
    const { backend } = suite
    const graph = parseGraph(wordsInPlace)
    const plan = planGraph(graph, backend.profile)
    expect(plan.decisions.map(({ code }) => code)).toContain('IN_PLACE')
    expect(checkPlan(graph, plan, backend.profile)).toEqual({ ok: true })
    const executor = await createExecutor(plan, backend)
    const { outputs } = await executor.run({ inputs: { words: Uint32Array.from({ length: 16 }, (_, i) => i) } })
    expect(new Uint32Array(outputs['after']!.slice().buffer)).toEqual(
      Uint32Array.from({ length: 16 }, (_, i) => 2 * i + 1),
    )
    await executor.destroy()
  })
})
