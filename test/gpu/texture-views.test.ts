/**
 * Views that ask more of a texture than its declaration shows: of another format, of six layers among others, of the contents of an earlier run. The
 * device must be told when it makes the texture, and must take the view for what it is used for.
 */
import { expect, it } from 'vitest'
import { createVulkanBackend, type DebugMessage } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import type { Backend } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { createReference } from '../../src/reference/executor.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

type Pass = GraphDocument['passes'][number]
type Binding = NonNullable<Extract<Pass, { kind: 'compute' }>['bindings']>[number]

/** A dispatch of one invocation for each of `count` words of the buffer `words`, which the statement fills at `id.x`. */
function reading(id: string, declared: string, statement: string, count: number, bindings: Binding[]) {
  const wgsl = `${declared} @group(0) @binding(0) var<storage, read_write> words: array<u32>;
    @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { ${statement} }`
  const words = { group: 0, binding: 0, use: 'words', as: 'storage', access: 'write' } as const
  const pass: Pass = {
    id,
    kind: 'compute',
    shader: id,
    entryPoint: 'main',
    workgroups: [count, 1, 1],
    bindings: [words, ...bindings],
  }
  return { shader: { id, wgsl }, pass }
}

const upload: Pass = { id: 'load', kind: 'upload', to: 'texels', input: 'texels' }
const readback: Pass = { id: 'get', kind: 'readback', from: 'words', output: 'words' }

/** An rgba8unorm texture that one dispatch stores to, and another sees as sRGB. */
function storedAndViewed(): GraphDocument {
  const { shader, pass } = reading(
    'see',
    '@group(0) @binding(1) var texels: texture_2d<f32>;',
    'words[id.x] = u32(step(0.5, textureLoad(texels, vec2u(id.x, 0u), 0).x));',
    4,
    [{ group: 0, binding: 1, use: { resource: 'texels', format: 'rgba8unorm-srgb' }, as: 'sampled' }],
  )
  const store = `@group(0) @binding(0) var texels: texture_storage_2d<rgba8unorm, write>;
    @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { textureStore(texels, id.xy, vec4f(f32(id.x & 1u))); }`
  return {
    version: 1,
    resources: [
      { id: 'texels', kind: 'texture', format: 'rgba8unorm', size: [4, 1] },
      { id: 'words', kind: 'buffer', size: 16 },
    ],
    shaders: [shader, { id: 'store', wgsl: store }],
    passes: [
      {
        id: 'store',
        kind: 'compute',
        shader: 'store',
        entryPoint: 'main',
        workgroups: [4, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'texels', as: 'storage-texture', access: 'write' }],
      },
      pass,
      readback,
    ],
  }
}

/** The faces of a cube that are layers 1 to 6 of seven. */
function cubeAmongLayers(): GraphDocument {
  const { shader, pass } = reading(
    'see',
    '@group(0) @binding(1) var faces: texture_cube<f32>; @group(0) @binding(2) var nearest: sampler;',
    `let axis = id.x >> 1u;
     let direction = vec3f(f32(axis == 0u), f32(axis == 1u), f32(axis == 2u)) * (1.0 - 2.0 * f32(id.x & 1u));
     words[id.x] = u32(round(255.0 * textureSampleLevel(faces, nearest, direction, 0.0).x));`,
    6,
    [
      { group: 0, binding: 1, use: { resource: 'texels', origin: [0, 0, 1], size: [1, 1, 6] }, as: 'sampled' },
      { group: 0, binding: 2, sampler: {} },
    ],
  )
  return {
    version: 1,
    resources: [
      { id: 'texels', kind: 'texture', format: 'r8unorm', size: [1, 1, 7] },
      { id: 'words', kind: 'buffer', size: 24 },
    ],
    shaders: [shader],
    passes: [upload, pass, readback],
  }
}

/** A texture whose contents of the run before, and only those, are viewed without sRGB. */
function earlierContents(): GraphDocument {
  const { shader, pass } = reading(
    'see',
    '@group(0) @binding(1) var texels: texture_2d<f32>;',
    'words[id.x] = u32(round(255.0 * textureLoad(texels, vec2u(id.x, 0u), 0).x));',
    4,
    [{ group: 0, binding: 1, use: { resource: 'texels', format: 'rgba8unorm', previous: 1 }, as: 'sampled' }],
  )
  return {
    version: 1,
    resources: [
      { id: 'texels', kind: 'texture', format: 'rgba8unorm-srgb', size: [4, 1], lifetime: 'persistent', history: 1 },
      { id: 'words', kind: 'buffer', size: 16 },
    ],
    shaders: [shader],
    passes: [upload, pass, readback],
  }
}

const documents = { storedAndViewed, cubeAmongLayers, earlierContents }

/** Three runs of a document on the backend, and by meaning. */
async function runs(document: GraphDocument, backend: Backend) {
  const graph = parseGraph(document)
  const plan = planGraph(graph, backend.profile)
  const executor = await createExecutor(plan, backend)
  const reference = createReference(graph)
  const [found, wanted]: [number[], number[]] = [[], []]
  for (let run = 0; run < 3; run++) {
    const bytes = (size: number) => Uint8Array.from({ length: size }, (_, i) => 40 * run + 3 * i)
    const inputs = Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, bytes(sizeBytes)]))
    found.push(...(await executor.run({ inputs })).outputs['words']!)
    wanted.push(...(await reference.run({ inputs })).outputs['words']!)
  }
  await executor.destroy()
  return { found, wanted }
}

await describeGpu('webgpu', 'views of textures on WebGPU', ({ gpu }) => {
  it.each(Object.entries(documents))('%s: the device takes it, and the bytes are right', async (_, document) => {
    const backend = await createWebGpuBackend({ gpu })
    const { found, wanted } = await runs(document(), backend)
    await backend.destroy()
    expect(found).toEqual(wanted)
  })
})

await describeGpu('vulkan', 'views of textures on Vulkan', ({ loader, validationLayers }) => {
  it.each(Object.entries(documents))('%s: the layers say nothing, and the bytes are right', async (_, document) => {
    const messages: DebugMessage[] = []
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    const backend = await createVulkanBackend({ loader, validation })
    const { found, wanted } = await runs(document(), backend)
    await backend.destroy()
    expect(messages).toEqual([])
    expect(found).toEqual(wanted)
  })
})
