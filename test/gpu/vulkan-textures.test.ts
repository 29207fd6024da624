/** Textures on Vulkan: graphs planned for the live device give the bytes of the reference meaning. */
import { expect, it } from 'vitest'
import {
  Arena,
  VK_IMAGE_ASPECT_COLOR_BIT,
  VkClearAttachment,
  VkClearRect,
} from '../../src/backends/vulkan/bindings/index.ts'
import type { VulkanBodyContext, VulkanTextureSlice } from '../../src/backends/vulkan/index.ts'
import type { Body } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { integerClears } from '../support/clear-values.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

type Resource = GraphDocument['resources'][number]
type Texture = Omit<Extract<Resource, { kind: 'texture' }>, 'id' | 'kind'>
type Passes = GraphDocument['passes']

const noise = (bytes: number, seed = 1) =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

const texture = (id: string, fields: Texture): Resource => ({ id, kind: 'texture', ...fields })
const through = (id: string): Passes => [
  { id: `load ${id}`, kind: 'upload', to: id, input: id },
  { id: `get ${id}`, kind: 'readback', from: id, output: id },
]

await describeGpu('vulkan', 'textures on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)

  interface Case {
    readonly resources: Resource[]
    readonly passes: Passes
    readonly shaders?: GraphDocument['shaders']
    readonly bodies?: Record<string, Body>
    readonly cpuBodies?: Record<string, Body>
    readonly runs?: number
  }

  /** Outputs of every run, on Vulkan and by meaning. */
  const both = async ({ resources, passes, shaders = [], bodies = {}, cpuBodies = bodies, runs = 1 }: Case) => {
    const graph = parseGraph({ version: 1, name: 'textures', resources, passes, shaders: [...shaders] })
    const plan = planGraph(graph, suite.backend.profile)
    const executor = await createExecutor(plan, suite.backend)
    const got: Record<string, Uint8Array>[] = []
    const wanted: Record<string, Uint8Array>[] = []
    let persistent: Record<string, Uint8Array> = {}
    try {
      for (let run = 0; run < runs; run++) {
        const inputs = Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, noise(sizeBytes, run * 17)]))
        got.push({ ...(await executor.run({ inputs, bodies })).outputs })
        const reference = await referenceRun(graph, inputs, { persistent, bodies: cpuBodies })
        persistent = reference.persistent
        wanted.push(reference.outputs)
      }
    } finally {
      await executor.destroy()
    }
    return { got, wanted }
  }
  const same = async (one: Case): Promise<void> => {
    const { got, wanted } = await both(one)
    expect(got).toEqual(wanted)
  }

  const shapes: Texture[] = [
    { format: 'rgba8unorm', size: [5, 3] },
    { format: 'rgba8unorm', size: [64, 2], lifetime: 'persistent' },
    { format: 'r8unorm', size: [7, 5] },
    { format: 'r8uint', size: [1, 1] },
    { format: 'rg16float', size: [33, 9, 3] },
    { format: 'rgba32float', size: [20, 6], mipLevelCount: 4 },
    { format: 'r32uint', size: [9, 8, 4], mipLevelCount: 3, lifetime: 'persistent' },
    { format: 'rgba8uint', size: [9, 6, 5], dimension: '3d', mipLevelCount: 3 },
    { format: 'r8unorm', size: [13], dimension: '1d' },
    { format: 'bc1-rgba-unorm', size: [20, 12], mipLevelCount: 3, lifetime: 'persistent' },
    { format: 'bc7-rgba-unorm-srgb', size: [8, 8] },
    { format: 'stencil8', size: [11, 4] },
    { format: 'depth16unorm', size: [6, 3], lifetime: 'persistent' },
  ]
  it.each(shapes.map((shape) => [`${shape.format} ${shape.size.join('x')} ${shape.lifetime ?? ''}`, shape] as const))(
    'F12, F27: %s goes in and comes out with rows tight',
    (_, shape) => same({ resources: [texture('t', shape)], passes: through('t'), runs: 2 }),
  )

  it('persistent textures start as zeros, of every kind of format', async () => {
    const kinds = ['rgba8unorm', 'r32sint', 'bc3-rgba-unorm', 'depth32float', 'stencil8'] as const
    const { got } = await both({
      resources: kinds.map((format) => texture(format, { format, size: [8, 8], lifetime: 'persistent' })),
      passes: kinds.map((format) => ({ id: format, kind: 'readback', from: format, output: format })),
    })
    for (const bytes of Object.values(got[0]!)) expect(bytes.every((byte) => byte === 0)).toBe(true)
  })

  it('history of textures rotates', () =>
    same({
      resources: [texture('t', { format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent', history: 2 })],
      passes: [
        { id: 'load', kind: 'upload', to: 't', input: 't' },
        { id: 'now', kind: 'readback', from: 't', output: 'now' },
        { id: 'one', kind: 'readback', from: { resource: 't', previous: 1 }, output: 'one' },
        { id: 'two', kind: 'readback', from: { resource: 't', previous: 2 }, output: 'two' },
      ],
      runs: 5,
    }))

  it('boxes are copied between textures, and between buffers at offsets that the device does not copy to', () =>
    same({
      resources: [
        texture('a', { format: 'r32uint', size: [8, 8] }),
        texture('b', { format: 'rgba8unorm', size: [8, 8] }),
        { id: 'buffer', kind: 'buffer', size: 300 },
      ],
      passes: [
        { id: 'load a', kind: 'upload', to: 'a', input: 'a' },
        { id: 'load b', kind: 'upload', to: 'b', input: 'b' },
        { id: 'load buffer', kind: 'upload', to: 'buffer', input: 'buffer' },
        {
          id: 'box',
          kind: 'copy',
          from: { resource: 'a', origin: [1, 2, 0], size: [3, 4, 1] },
          to: { resource: 'b', origin: [4, 3, 0], size: [3, 4, 1] },
        },
        {
          id: 'out',
          kind: 'copy',
          from: { resource: 'b', origin: [2, 2, 0], size: [5, 3, 1] },
          to: { resource: 'buffer', offset: 7 },
        },
        {
          id: 'in',
          kind: 'copy',
          from: { resource: 'buffer', offset: 101, size: 4 * 4 * 4 },
          to: { resource: 'a', origin: [0, 4, 0], size: [4, 4, 1] },
        },
        { id: 'get a', kind: 'readback', from: 'a', output: 'a' },
        { id: 'get b', kind: 'readback', from: 'b', output: 'b' },
        { id: 'get buffer', kind: 'readback', from: 'buffer', output: 'buffer' },
      ],
    }))

  it.each([
    ['a whole colour texture', { format: 'rgba8unorm', size: [8, 4, 2] }, undefined],
    ['a box', { format: 'rgba8unorm', size: [8, 4, 2] }, { origin: [2, 1, 1], size: [3, 2, 1] }],
    ['blocks', { format: 'bc1-rgba-unorm', size: [16, 16] }, { origin: [4, 8, 0], size: [8, 4, 1] }],
    ['depth', { format: 'depth32float', size: [8, 8] }, undefined],
    ['a volume', { format: 'r32uint', size: [6, 5, 4], dimension: '3d' }, undefined],
    ['slices', { format: 'r32uint', size: [6, 5, 4], dimension: '3d' }, { origin: [0, 0, 1], size: [6, 5, 2] }],
  ] satisfies [string, Texture, { origin: [number, number, number]; size: [number, number, number] } | undefined][])(
    'clears %s and leaves the rest',
    (_, shape, box) =>
      same({
        resources: [texture('t', shape)],
        passes: [
          through('t')[0]!,
          { id: 'clear', kind: 'fill', to: box ? { resource: 't', ...box } : 't', value: 0 },
          through('t')[1]!,
        ],
      }),
  )

  it.each([
    ['rgba8unorm', [16, 16], '2d', 'transient'],
    ['rgba8unorm', [13, 7, 3], '2d', 'persistent'],
    ['r8unorm', [9, 1], '2d', 'transient'],
    ['rg8unorm', [8, 8, 8], '3d', 'transient'],
    ['bgra8unorm', [6, 10], '2d', 'transient'],
    ['rgb10a2unorm', [8, 8], '2d', 'persistent'],
  ] satisfies [Texture['format'], Texture['size'], '2d' | '3d', 'transient' | 'persistent'][])(
    'makes mipmaps of %s %j (%s, %s)',
    (format, size, dimension, lifetime) => {
      const [width, height, depth] = [size[0], size[1], dimension === '3d' ? (size as number[])[2]! : 1]
      const mipLevelCount = Math.floor(Math.log2(Math.max(width, height, depth))) + 1
      return same({
        resources: [texture('t', { format, size, dimension, lifetime, mipLevelCount })],
        passes: [
          { id: 'load', kind: 'upload', to: { resource: 't', mipLevel: 0 }, input: 't' },
          { id: 'mips', kind: 'mipmap', texture: 't' },
          { id: 'get', kind: 'readback', from: 't', output: 't' },
          // The commands share what draws the levels.
          { id: 'load-again', kind: 'upload', to: { resource: 't', mipLevel: 0 }, input: 'again' },
          { id: 'mips-again', kind: 'mipmap', texture: 't' },
          { id: 'get-again', kind: 'readback', from: 't', output: 'again' },
        ],
        runs: 2,
      })
    },
  )

  it('binds sampled and storage textures and samplers to dispatches, arrays where the shader says so', () =>
    same({
      resources: [
        texture('source', { format: 'rgba8unorm', size: [4, 4] }),
        texture('target', { format: 'rgba8unorm', size: [4, 4] }),
      ],
      shaders: [
        {
          id: 'mirror',
          wgsl: /* wgsl */ `
            @group(0) @binding(0) var picture: texture_2d_array<f32>; // one layer, seen as an array
            @binding(1) @group(1) var result: texture_storage_2d<rgba8unorm, write>;
            @compute @workgroup_size(4, 4, 1) fn mirror(@builtin(global_invocation_id) at: vec3u) {
              textureStore(result, at.xy, textureLoad(picture, vec2u(3u - at.x, at.y), 0, 0));
            }`,
        },
      ],
      passes: [
        { id: 'load', kind: 'upload', to: 'source', input: 'source' },
        {
          id: 'mirror',
          kind: 'compute',
          shader: 'mirror',
          entryPoint: 'mirror',
          workgroups: [1, 1, 1],
          bindings: [
            { group: 0, binding: 0, use: 'source', as: 'sampled' },
            { group: 1, binding: 1, use: 'target', as: 'storage-texture', access: 'write' },
          ],
        },
        { id: 'get', kind: 'readback', from: 'target', output: 'target' },
      ],
    }))

  it('runs render bodies inside dynamic rendering, clears, resolves and tests depth', async () => {
    const arena = new Arena()
    const seen: string[] = []
    const clearLeft = ({ pass, native, slices }: VulkanBodyContext): void => {
      seen.push(pass, ...Object.keys(slices))
      const attachment = arena.structs(VkClearAttachment, [
        { aspectMask: VK_IMAGE_ASPECT_COLOR_BIT, colorAttachment: 0, clearValue: { color: { float32: [0, 1, 0, 1] } } },
      ])
      const rect = { offset: { x: 0, y: 0 }, extent: { width: 2, height: 4 } }
      const rects = arena.structs(VkClearRect, [{ rect, baseArrayLayer: 0, layerCount: 1 }])
      suite.backend.native.commands.vkCmdClearAttachments(native, 1, attachment, 1, rects)
    }
    const { got } = await both({
      resources: [
        texture('many', { format: 'rgba8unorm', size: [4, 4], sampleCount: 4 }),
        texture('target', { format: 'rgba8unorm', size: [4, 4] }),
        texture('depth', { format: 'depth32float-stencil8', size: [4, 4], sampleCount: 4 }),
      ],
      passes: [
        {
          id: 'draw',
          kind: 'render',
          color: [{ use: 'many', load: 'clear', clearValue: [1, 0, 0, 1], store: 'discard', resolve: 'target' }],
          depth: { use: 'depth', load: 'clear', clearValue: 0.5, store: 'discard' },
          body: 'draw',
        },
        { id: 'get', kind: 'readback', from: 'target', output: 'target' },
      ],
      bodies: { draw: clearLeft },
      cpuBodies: { draw: () => undefined },
    })
    expect(seen).toEqual(['draw', 'many', 'target', 'depth'])
    const words = [...new Uint32Array(got[0]!['target']!.slice().buffer)].map((word) => word.toString(16))
    expect(words).toEqual(Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 'ff00ff00' : 'ff0000ff')))
  })

  it('tells custom bodies the image, view, layout and format of their textures', async () => {
    let slice: VulkanTextureSlice | undefined
    const look = ({ slices }: VulkanBodyContext): void => {
      slice = slices['t']![0] as VulkanTextureSlice
    }
    await both({
      resources: [texture('t', { format: 'rgba8unorm', size: [4, 4, 2] })],
      passes: [
        { id: 'load', kind: 'upload', to: 't', input: 't' },
        { id: 'look', kind: 'custom', uses: [{ use: 't', as: 'sampled' }], body: 'look', sideEffects: true },
      ],
      bodies: { look },
      cpuBodies: { look: () => undefined },
    })
    // VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL, VK_FORMAT_R8G8B8A8_UNORM
    expect(slice).toMatchObject({ layout: 5, format: 37 })
    expect(slice!.image).not.toBe(0n)
    expect(slice!.view).not.toBe(0n)
  })

  it('many transient textures in turn share memory: fewer allocations than textures', async () => {
    const count = 24
    const passes: Passes = [{ id: 'load', kind: 'upload', to: 't0', input: 't' }]
    for (let i = 1; i < count; i++) {
      passes.push({ id: `copy ${i}`, kind: 'copy', from: `t${i - 1}`, to: `t${i}` })
      passes.push({ id: `clear ${i}`, kind: 'fill', to: { resource: `t${i}`, size: [1, 1, 1] }, value: 0 })
      passes.push({ id: `stir ${i}`, kind: 'fill', to: { resource: `t${i - 1}`, size: [2, 2, 1] }, value: 0 })
      passes.push({ id: `get ${i}`, kind: 'readback', from: `t${i - 1}`, output: `t${i - 1}` })
    }
    const before = suite.backend.counts.allocations
    await same({
      resources: Array.from({ length: count }, (_, i) => texture(`t${i}`, { format: 'rgba8unorm', size: [16, 16] })),
      passes,
    })
    expect(suite.backend.counts.allocations - before).toBeLessThan(8)
  })

  it('clears of integers are what the format holds of the value', async () => {
    const { resources, passes } = parseGraph(integerClears())
    await same({ resources: [...resources] as Resource[], passes: [...passes] as Passes })
  })
})
