/** Draws by data on WebGPU are recorded once: warm frames make no objects, and pipelines outlive the plans that needed them. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { recordPassCalls } from '../support/pass-calls.ts'

type Draw = NonNullable<Extract<GraphDocument['passes'][number], { kind: 'render' }>['draws']>[number]

const wgsl = `
@group(0) @binding(0) var<uniform> color: vec4f;
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i % 2) * 4 - 1, f32(i / 2) * 4 - 1, 0, 1);
}
@fragment fn fs() -> @location(0) vec4f { return color; }
@fragment fn whole() -> @location(0) vec4u { return vec4u(1); }`

const document = (draws: Draw[], more: Partial<GraphDocument> = {}): GraphDocument => ({
  version: 1,
  resources: [
    { id: 'colors', kind: 'buffer', size: 512, lifetime: 'persistent', history: 2 },
    { id: 'target', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
  ],
  shaders: [{ id: 's', wgsl }],
  pipelines: [
    { id: 'plain', kind: 'render', shader: 's', vertex: { entryPoint: 'vs' }, fragment: { entryPoint: 'fs' } },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'colors', input: 'colors' },
    {
      id: 'draw',
      kind: 'render',
      color: [{ use: 'target', load: 'clear' }],
      bindings: [{ group: 0, binding: 0, use: { resource: 'colors', size: 16 }, as: 'uniform' }],
      draws,
    },
    { id: 'get', kind: 'readback', from: 'target', output: 'picture' },
  ],
  ...more,
})
const colors = new Uint8Array(new Float32Array(128).fill(1).buffer)
const plain: Draw = { pipeline: 'plain', vertexCount: 3 }

await describeGpu('webgpu', 'bundles of draws', ({ gpu }) => {
  let backend: WebGpuBackend
  let counts: GpuCounts
  let calls: string[]
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    counts = countGpu(backend.device)
    calls = recordPassCalls(backend.device)
  })
  beforeEach(() => {
    calls.length = 0
    counts.errors.length = 0
  })
  afterAll(() => backend.destroy())
  const open = (graph: GraphDocument) => createExecutor(planGraph(parseGraph(graph), backend.profile), backend)

  it('a warm frame makes no objects, and its pass is begun, executes one bundle and ends', async () => {
    const executor = await open(document([plain, plain, { ...plain, firstVertex: 0 }]))
    const created = counts.created
    // From then on each run encodes one frame, the next one's.
    for (let run = 0; run < 5; run++) await executor.run({ inputs: { colors } })
    calls.length = 0
    for (let run = 0; run < 7; run++) await executor.run({ inputs: { colors } })
    expect(counts.created).toBe(created)
    expect(calls).toEqual(Array.from({ length: 7 }, () => ['beginRenderPass', 'executeBundles', 'end']).flat())
    await executor.destroy()
    expect(counts.errors).toEqual([])
  })

  it('state is set between bundles where it changes and makes a difference', async () => {
    const scissor: [number, number, number, number] = [0, 0, 4, 4]
    const executor = await open(
      document([
        { ...plain, stencilReference: 3, blendConstant: [1, 1, 1, 1] },
        plain,
        { ...plain, scissor },
        { ...plain, scissor, viewport: [0, 0, 8, 8, 0, 1] },
        plain,
      ]),
    )
    await executor.run({ inputs: { colors } })
    expect(calls.join(' ')).toBe(
      'beginRenderPass executeBundles setScissorRect executeBundles setScissorRect executeBundles end',
    )
    await executor.destroy()
  })

  it('a plan that is opened again compiles nothing, and one with another constant only its own pipeline', async () => {
    const compilers = ['createShaderModule', 'createRenderPipelineAsync'] as const
    const compiled: string[] = []
    for (const name of compilers) {
      const device = backend.device as unknown as Record<string, (...args: unknown[]) => unknown>
      const original = device[name]!.bind(backend.device)
      device[name] = (...args) => {
        compiled.push(name)
        return original(...args)
      }
    }
    const graph = (z: number) => document([plain], { shaders: [{ id: 's', wgsl: `override z = ${z}.5;\n${wgsl}` }] })
    const given = document([plain], {
      shaders: [{ id: 'other', wgsl: `override z = 1.5;\n${wgsl}` }],
      pipelines: [
        {
          id: 'plain',
          kind: 'render',
          shader: 'other',
          vertex: { entryPoint: 'vs' },
          fragment: { entryPoint: 'fs', constants: { z: 2 } },
        },
      ],
    })
    const compiledBy = async (plan: GraphDocument) => {
      compiled.length = 0
      await (await open(plan)).destroy()
      return [...compiled]
    }
    expect(await compiledBy(graph(1))).toEqual(compilers)
    expect(await compiledBy(graph(1))).toEqual([])
    expect(await compiledBy(given)).toEqual(['createRenderPipelineAsync'])
    expect(await compiledBy(graph(2))).toEqual(compilers)
  })

  it('a pipeline that cannot be made is named with the pass and the draw', async () => {
    const graph = document([plain, { ...plain, pipeline: 'wrong' }])
    graph.pipelines!.push({
      id: 'wrong',
      kind: 'render',
      shader: 's',
      vertex: { entryPoint: 'vs' },
      fragment: { entryPoint: 'whole' },
    })
    await expect(open(graph)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringMatching(/^The pipeline "wrong", first used by draw 1 of pass "draw", cannot be made: /),
      details: { pipeline: 'wrong', pass: 'draw', draw: 1 },
    })
    expect(counts.errors).toEqual([])
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  })

  it('a draw that is not given what its shader reads is named', async () => {
    const graph = document([
      plain,
      { ...plain, bindings: [{ group: 0, binding: 1, use: { resource: 'colors', size: 16 }, as: 'uniform' }] },
    ])
    await expect(open(graph)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringMatching(/^Draw 1 of pass "draw", with the pipeline "plain", is refused: /),
    })
    expect(counts.errors).toEqual([])
  })

  it('shaders that do not compile are named', async () => {
    await expect(open(document([plain], { shaders: [{ id: 's', wgsl: 'fn broken(' }] }))).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      details: { shader: 's' },
    })
  })
})
