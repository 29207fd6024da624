/** Graphs made of graphs. */
import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import {
  checkPlan,
  composeGraphs,
  execute,
  isFrameGraph,
  parseGraph,
  planGraph,
  profiles,
  referenceRun,
  type FrameGraph,
  type GraphDocument,
  type GraphPart,
} from '../../src/index.ts'

const graph = (parts: Partial<GraphDocument>) => parseGraph({ version: 1, resources: [], passes: [], ...parts })

/** Uploads `in` to `data`. */
const source = graph({
  resources: [{ id: 'data', kind: 'buffer', size: 64 }],
  passes: [{ id: 'load', kind: 'upload', to: 'data', input: 'in' }],
})
/** Adds one to every word of `from`, into `to`. */
const step = graph({
  resources: [
    { id: 'from', kind: 'buffer', size: 64 },
    { id: 'to', kind: 'buffer', size: 64 },
  ],
  shaders: [
    {
      id: 'add',
      wgsl: `
        @group(0) @binding(0) var<storage, read> from_: array<u32>;
        @group(0) @binding(1) var<storage, read_write> to_: array<u32>;
        @compute @workgroup_size(16, 1, 1) fn main(@builtin(global_invocation_id) at: vec3u) { to_[at.x] = from_[at.x] + 1u; }`,
    },
  ],
  passes: [
    {
      id: 'add',
      kind: 'compute',
      shader: 'add',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'from', as: 'storage-read' },
        { group: 0, binding: 1, use: 'to', as: 'storage', access: 'write' },
      ],
    },
  ],
})
/** Reads `data` back as `out`. */
const sink = graph({
  resources: [{ id: 'data', kind: 'buffer', size: 64 }],
  passes: [{ id: 'get', kind: 'readback', from: 'data', output: 'out' }],
})

const chain: GraphPart[] = [
  { prefix: 'source', graph: source, inputs: { in: 'numbers' } },
  { prefix: 'first', graph: step, ports: { from: 'source/data' } },
  { prefix: 'second', graph: step, ports: { from: 'first/to', to: 'result' } },
  { prefix: 'sink', graph: sink, ports: { data: 'result' } },
]
const result = { id: 'result', kind: 'buffer', size: 64 } as const

describe('a composition', () => {
  test('has every name of a part under its prefix, and ports under the name of what they are', () => {
    const whole = composeGraphs('whole', { parts: chain, resources: [result] })
    expect(isFrameGraph(whole)).toBe(true)
    expect(whole.name).toBe('whole')
    expect(whole.resources.map(({ id }) => id)).toEqual(['result', 'source/data', 'first/to'])
    expect(whole.shaders?.map(({ id }) => id)).toEqual(['first/add', 'second/add'])
    expect(whole.passes.map(({ id }) => id)).toEqual(['source/load', 'first/add', 'second/add', 'sink/get'])
    expect(whole.passes[0]).toEqual({ id: 'source/load', kind: 'upload', to: 'source/data', input: 'numbers' })
    expect(whole.passes[2]).toMatchObject({
      shader: 'second/add',
      bindings: [{ use: 'first/to' }, { use: 'result' }],
    })
    expect(whole.passes[3]).toEqual({ id: 'sink/get', kind: 'readback', from: 'result', output: 'sink/out' })
  })

  test('runs as one graph, in one submission, as the reference does', async () => {
    const whole = composeGraphs('whole', { parts: chain, resources: [result] })
    const numbers = Uint32Array.from({ length: 16 }, (_, i) => i * 1000)
    const inputs = { numbers: new Uint8Array(numbers.buffer) }
    const plan = planGraph(whole, profiles.dummy)
    expect(checkPlan(whole, plan, profiles.dummy)).toEqual({ ok: true })
    expect(plan.report.submissions.count).toBe(1)
    const { outputs } = await execute(whole, createDummyBackend(), { inputs })
    expect(new Uint32Array(outputs['sink/out']!.buffer)).toEqual(numbers.map((number) => number + 2))
    expect(outputs).toEqual((await referenceRun(whole, inputs)).outputs)
  })

  test('can be a part itself, and a port may lead through ports', async () => {
    const twice = composeGraphs('twice', {
      parts: [
        { prefix: '1', graph: step, ports: { from: '0', to: 'between' } },
        { prefix: '2', graph: step, ports: { from: 'between' } },
      ],
      resources: [
        { ...result, id: '0' },
        { ...result, id: 'between' },
      ],
    })
    const whole = composeGraphs('whole', {
      parts: [
        chain[0]!,
        { prefix: 'a', graph: twice, ports: { '0': 'source/data' } },
        // Leads to `b`'s own input, which is a port itself.
        { prefix: 'c', graph: sink, ports: { data: 'b/0' }, outputs: { out: 'between' } },
        { prefix: 'b', graph: twice, ports: { '0': 'a/2/to' } },
        { prefix: 'd', graph: sink, ports: { data: 'b/2/to' }, outputs: { out: 'end' } },
      ],
    })
    const { outputs } = await referenceRun(whole, { numbers: new Uint8Array(64) })
    expect([outputs['between']![0], outputs['end']![0]]).toEqual([2, 4])
  })

  test('renames endpoints, uses, attachments, orders and host names of every kind of pass', () => {
    const everything = graph({
      resources: [
        { id: 'b', kind: 'buffer', size: 256, lifetime: 'persistent', history: 1 },
        { id: 'c', kind: 'buffer', size: 256 },
        { id: 't', kind: 'texture', format: 'rgba8unorm', size: [8, 8], mipLevelCount: 2 },
        { id: 'ms', kind: 'texture', format: 'rgba8unorm', size: [8, 8], sampleCount: 4 },
        { id: 'one', kind: 'texture', format: 'rgba8unorm', size: [8, 8] },
        { id: 'z', kind: 'texture', format: 'depth32float', size: [8, 8], sampleCount: 4 },
      ],
      shaders: [{ id: 's', wgsl: '' }],
      passes: [
        { id: 'fill', kind: 'fill', to: { resource: 'b', offset: 0, size: 4 }, value: 1 },
        { id: 'copy', kind: 'copy', from: { resource: 'b', previous: 1 }, to: 'c' },
        { id: 'up', kind: 'upload', to: { resource: 't', mipLevel: 0 }, input: { name: 'i', offset: 0 } },
        { id: 'mips', kind: 'mipmap', texture: 't', after: ['fill'] },
        {
          id: 'compute',
          kind: 'compute',
          shader: 's',
          entryPoint: 'main',
          workgroups: { indirect: { resource: 'c', offset: 0, size: 12 } },
          bindings: [
            { group: 0, binding: 0, use: { resource: 't', mipLevel: 1 }, as: 'sampled' },
            { group: 0, binding: 1, sampler: {} },
          ],
        },
        {
          id: 'render',
          kind: 'render',
          color: [{ use: 'ms', load: 'clear', resolve: 'one' }],
          depth: { use: 'z', load: 'clear' },
          uses: [{ use: 'c', as: 'vertex' }],
          body: 'draw',
        },
        { id: 'custom', kind: 'custom', uses: [{ use: 'c', as: 'copy-src' }], body: 'draw', sideEffects: true },
        { id: 'get', kind: 'readback', from: 'c', output: 'o' },
        { id: 'host', kind: 'host', consumes: ['o'], produces: [{ input: 'made', size: 256 }], body: 'think' },
        { id: 'back', kind: 'upload', to: 'c', input: 'made' },
      ],
    })
    const { resources, passes } = composeGraphs('x', {
      parts: [{ prefix: 'p', graph: everything, outputs: { o: 'seen' }, bodies: { draw: 'paint' } }],
    })
    const text = JSON.stringify({ resources, passes })
    // Said independently of the code: the document as text, with every id and name replaced.
    let wanted = JSON.stringify({ resources: everything.resources, passes: everything.passes })
    for (const key of [
      'id',
      'to',
      'from',
      'use',
      'resource',
      'resolve',
      'texture',
      'shader',
      'input',
      'name',
      'body',
      'output',
    ])
      wanted = wanted.replaceAll(new RegExp(`"${key}":"([^"]+)"`, 'g'), `"${key}":"p/$1"`)
    wanted = wanted
      .replaceAll(/"(after|consumes)":\["([^"]+)"\]/g, '"$1":["p/$2"]')
      .replaceAll('p/draw', 'paint')
      .replaceAll('"p/o"', '"seen"')
    expect(JSON.parse(text)).toEqual(JSON.parse(wanted))
  })

  test('asks of a port what each of its parts asks', () => {
    const uses = (usage: 'vertex' | 'index') =>
      graph({ resources: [{ id: 'mesh', kind: 'buffer', size: 16, usage: [usage] }] })
    const { resources } = composeGraphs('x', {
      parts: [
        { prefix: 'a', graph: uses('vertex') },
        { prefix: 'b', graph: uses('index'), ports: { mesh: 'a/mesh' } },
      ],
    })
    expect(resources).toEqual([{ id: 'a/mesh', kind: 'buffer', size: 16, usage: ['vertex', 'index'] }])
  })

  test('leaves its parts as they were', () => {
    const before = structuredClone(chain.map((part) => part.graph))
    composeGraphs('whole', { parts: chain, resources: [result] })
    expect(chain.map((part) => part.graph)).toEqual(before)
  })

  test('of nothing is an empty graph', () => {
    expect(composeGraphs('none', { parts: [] })).toEqual(graph({ name: 'none', shaders: [] }))
  })
})

describe('a composition is refused', () => {
  const refused = (parts: readonly GraphPart[], expected: object, resources: GraphDocument['resources'] = [result]) =>
    expect(() => composeGraphs('whole', { parts, resources })).toThrow(
      expect.objectContaining({ name: 'MemkitError', phase: 'parse', ...expected }),
    )
  const textured = (texture: object) =>
    graph({ resources: [{ id: 'data', kind: 'texture', format: 'rgba8unorm', size: [4, 4], ...texture }] })

  test('when two parts have one prefix', () =>
    refused([chain[0]!, chain[0]!], { code: 'DUPLICATE_ID', path: 'parts[1].prefix' }))

  test('when the graph of a part is at fault, with the part’s place before each path', () => {
    const copy = (from: string) => ({ id: `copy ${from}`, kind: 'copy', from, to: 'data' })
    const broken = { version: 1, resources: sink.resources, passes: [copy('a'), copy('b')] }
    const paths = ['a', 'b'].map((_, i) => `parts[1].graph.passes[${i}].from`)
    refused([chain[0]!, { prefix: 'broken', graph: broken as unknown as FrameGraph }], {
      code: 'UNKNOWN_REFERENCE',
      path: paths[0],
      message: expect.stringContaining(paths[0]!),
      details: expect.objectContaining({ issues: paths.map((path) => expect.objectContaining({ path })) }),
    })
    refused([{ prefix: 'none', graph: 1 as unknown as FrameGraph }], { path: 'parts[0].graph' })
  })

  test('when a part has no such resource, naming the nearest', () =>
    refused([{ ...chain[1]!, ports: { form: 'result' } }], {
      code: 'UNKNOWN_REFERENCE',
      path: 'parts[0].ports["form"]',
      message: expect.stringContaining('"from"'),
    }))

  test('when the whole has no such resource', () =>
    refused([{ ...chain[1]!, ports: { from: 'reslt' } }], {
      code: 'UNKNOWN_REFERENCE',
      path: 'parts[0].ports["from"]',
      message: expect.stringContaining('"result"'),
    }))

  test.each(['inputs', 'outputs', 'bodies'] as const)('when a part has no such name among its %s', (kind) =>
    refused([{ ...chain[0]!, [kind]: { x: 'y' } }], { code: 'UNKNOWN_REFERENCE', path: `parts[0].${kind}["x"]` }),
  )

  test('when ports go round in circles', () =>
    refused(
      [
        { ...chain[1]!, prefix: 'a', ports: { from: 'b/from' } },
        { ...chain[1]!, prefix: 'b', ports: { from: 'a/from' } },
      ],
      { code: 'CYCLIC_PORT' },
    ))

  test('when a port is itself', () =>
    refused([{ ...chain[1]!, prefix: 'a', ports: { from: 'a/from' } }], { code: 'CYCLIC_PORT' }))

  test.each([
    ['size', { kind: 'buffer', size: 65 }, sink],
    ['kind', { kind: 'texture', format: 'r8unorm', size: [64] }, sink],
    ['format', { kind: 'texture', format: 'r32float', size: [4, 4] }, textured({})],
    ['extents', { kind: 'texture', format: 'rgba8unorm', size: [4, 8] }, textured({})],
    ['dimension', { kind: 'texture', format: 'rgba8unorm', size: [4, 4], dimension: '3d' }, textured({})],
    ['levels', { kind: 'texture', format: 'rgba8unorm', size: [4, 4], mipLevelCount: 2 }, textured({})],
    ['samples', { kind: 'texture', format: 'rgba8unorm', size: [4, 4], sampleCount: 4 }, textured({})],
    [
      'history',
      { kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent' },
      textured({ lifetime: 'persistent', history: 1 }),
    ],
  ])('when the two sides of a port differ in %s', (_, outer, part) =>
    refused(
      [{ prefix: 'p', graph: part, ports: { data: 'result' } }],
      { code: 'PORT_MISMATCH', path: 'parts[0].ports["data"]' },
      [{ id: 'result', ...outer }] as GraphDocument['resources'],
    ),
  )

  test('when two parts give outputs one name', () =>
    refused(
      [
        { ...chain[3]!, outputs: { out: 'out' } },
        { ...chain[3]!, prefix: 'other', outputs: { out: 'out' } },
      ],
      { code: 'DUPLICATE_ID' },
    ))

  test('when an outer resource is no resource', () =>
    refused([], { code: 'INVALID_DOCUMENT' }, [{ id: 'a', kind: 'pipe' }] as never))
})
