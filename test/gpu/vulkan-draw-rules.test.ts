/** Draws on Vulkan within WebGPU's rules: what arguments in a buffer may say, and pipelines that sessions share. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBackendOn, type VulkanBackend } from '../../src/backends/vulkan/backend.ts'
import { loadVulkan } from '../../src/backends/vulkan/bindings/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { patchVulkan } from '../support/gpu/patch-vulkan.ts'

const wgsl = `
override green: f32 = 1;
@group(0) @binding(0) var<uniform> unused: vec4f;
@vertex fn vs(@location(0) at: vec2f) -> @builtin(position) vec4f { return vec4f(at, 0, 1); }
@fragment fn fs() -> @location(0) vec4f { return vec4f(0, green, 0, 1); }
@fragment fn bound() -> @location(0) vec4f { return unused; }`

const drawn = (indirect: boolean, indexed: boolean, fragment = 'fs', green = 1): GraphDocument => ({
  version: 1,
  resources: [
    { id: 'target', kind: 'texture', format: 'rgba8unorm', size: [4, 4] },
    { id: 'vertices', kind: 'buffer', size: 24 },
    { id: 'indices', kind: 'buffer', size: 12 },
    { id: 'args', kind: 'buffer', size: 20 },
  ],
  shaders: [{ id: 'flat', wgsl }],
  pipelines: [
    {
      id: 'flat',
      kind: 'render',
      shader: 'flat',
      vertex: {
        entryPoint: 'vs',
        buffers: [{ arrayStride: 8, attributes: [{ shaderLocation: 0, format: 'float32x2', offset: 0 }] }],
      },
      fragment: { entryPoint: fragment, ...(fragment === 'fs' && { constants: { green } }) },
    },
  ],
  passes: [
    { id: 'load-vertices', kind: 'upload', to: 'vertices', input: 'vertices' },
    { id: 'load-indices', kind: 'upload', to: 'indices', input: 'indices' },
    { id: 'load-args', kind: 'upload', to: 'args', input: 'args' },
    {
      id: 'draw',
      kind: 'render',
      color: [{ use: 'target', load: 'clear' }],
      draws: [
        {
          pipeline: 'flat',
          vertexBuffers: ['vertices'],
          ...(indexed && { indexBuffer: { use: 'indices', format: 'uint32' } }),
          ...(indirect ? { indirect: 'args' } : { [indexed ? 'indexCount' : 'vertexCount']: 3 }),
        },
      ],
    },
    { id: 'get', kind: 'readback', from: 'target', output: 'picture' },
  ],
})
const bytes = (view: ArrayBufferView<ArrayBuffer>) => new Uint8Array(view.buffer)
const inputs = (...args: number[]) => ({
  vertices: bytes(Float32Array.of(-1, -1, 3, -1, -1, 3)),
  indices: bytes(Uint32Array.of(0, 1, 2)),
  args: bytes(Uint32Array.of(...args, ...Array.from({ length: 5 - args.length }, () => 0))),
})

await describeGpu('vulkan', 'rules of draws on Vulkan', ({ loader }) => {
  let backend: VulkanBackend
  let created = 0
  beforeAll(() => {
    const library = patchVulkan(loadVulkan({ loader }), {
      // Each pipeline has a layout of its own, made on this thread.
      vkCreatePipelineLayout(call, args) {
        created++
        return call(...args)
      },
    })
    backend = createBackendOn(library, {})
  })
  afterAll(() => backend.destroy())
  const open = (document: GraphDocument) => createExecutor(planGraph(parseGraph(document), backend.profile), backend)
  const isDrawn = async (document: GraphDocument, args: number[]): Promise<boolean> => {
    const executor = await open(document)
    const { outputs } = await executor.run({ inputs: inputs(...args) })
    await executor.destroy()
    return outputs['picture']![1]! > 0
  }

  it.each([
    ['as they should be', [3, 1, 0, 0, 0], true],
    ['one index past the end', [4, 1, 0, 0, 0], false],
    ['a first index past the end', [0xffff_ffff, 1, 0xffff_ffff, 0, 0], false],
    ['an instance before which there are others', [3, 1, 0, 0, 1], false],
  ] as const)('indexed arguments from a buffer, %s', async (_, args, expected) => {
    expect(await isDrawn(drawn(true, true), [...args])).toBe(expected)
  })

  it.each([
    ['as they should be', [3, 1, 0, 0], true],
    ['an instance before which there are others', [3, 1, 0, 1], false],
    ['vertices past the end, which are not the neighbours', [3, 1, 300, 0], false],
  ] as const)('arguments from a buffer, %s', async (_, args, expected) => {
    expect(await isDrawn(drawn(true, false), [...args])).toBe(expected)
  })

  it('a pipeline is made once for all sessions, and again for other constants', async () => {
    const before = created
    const first = await open(drawn(false, true, 'fs', 0.5))
    const second = await open(drawn(false, true, 'fs', 0.5))
    await first.destroy()
    await second.destroy()
    const third = await open(drawn(false, false, 'fs', 0.5))
    await third.destroy()
    expect(created - before).toBe(1)
    const other = await open(drawn(false, false, 'fs', 0.25))
    await other.destroy()
    expect(created - before).toBe(2)
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  })

  it('a group that is missing is told with draw, pass and pipeline', async () => {
    await expect(open(drawn(false, false, 'bound'))).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringContaining('draw 0 of pass "draw" (pipeline "flat")') as string,
    })
  })
})
