import { describe, expect, it } from 'vitest'
import { computedId, frameGraph } from '../../src/graph/builder.ts'
import { isFrameGraph, parseGraph } from '../../src/graph/parse.ts'

describe('the builder', () => {
  it('takes an option that is undefined as left out', () => {
    const options = { value: undefined, body: undefined, entryPoint: undefined } as object
    const graph = frameGraph('x')
      .buffer('a', { size: 4 })
      .texture('t', { format: 'rgba8unorm', size: [4, 4] })
      .shader('s')
      .fill('a', options)
      .compute('c', { shader: 's', workgroups: [1, 1, 1], ...options })
      .render('r', { color: [{ use: 't', load: 'clear' }], ...options })
      .custom('u', options)
      .host('h', options)
      .build()
    expect(graph.passes).toMatchObject([
      { value: 0 },
      { entryPoint: 'main' },
      { body: 'r' },
      { body: 'u' },
      { body: 'h' },
    ])
  })

  it('makes the document that its words say, every kind and field of it', () => {
    const built = frameGraph('all')
      .buffer('mesh', { size: 64, usage: ['vertex'], lifetime: 'persistent', history: 1 })
      .buffer('tmp', { size: 64, memory: 'unified' })
      .texture('color', { format: 'rgba8unorm', size: [4, 4], mipLevelCount: 2, usage: ['sampled'] })
      .texture('depth', { format: 'depth32float', size: [4, 4] })
      .shader('scale', { wgsl: 'x' })
      .shader('kernel')
      .upload('mesh', { input: { name: 'positions', offset: 4 }, id: 'load' })
      .copy('mesh', { resource: 'tmp', offset: 0, size: 64 }, { after: ['load'], queue: 'transfer' })
      .fill('tmp', { value: 7 })
      .compute('k', {
        shader: 'scale',
        workgroups: [1, 2, 3],
        bindings: [
          { group: 0, binding: 0, use: { resource: 'mesh', previous: 1 }, as: 'storage-read' },
          { group: 0, binding: 1, use: 'tmp', as: 'storage', access: 'write', inPlace: true },
          { group: 1, binding: 0, sampler: { magFilter: 'linear' } },
        ],
        sideEffects: true,
      })
      .compute('i', { shader: 'kernel', entryPoint: 'other', workgroups: { indirect: { resource: 'tmp', offset: 4 } } })
      .render('draw', {
        color: [{ use: { resource: 'color', mipLevel: 0 }, load: 'clear', clearValue: [0, 0, 0, 1], store: 'store' }],
        depth: { use: 'depth', load: 'clear', clearValue: 0.5, stencilClearValue: 0 },
        uses: [{ use: 'mesh', as: 'vertex' }],
      })
      .mipmap('color')
      .custom('vendor', { uses: [{ use: 'tmp', as: 'copy-dst' }], body: 'vendorBody' })
      .readback('tmp', { output: 'out' })
      .host('think', { consumes: ['out'], produces: [{ input: 'next', size: 8 }], after: ['vendor'] })
      .build()
    const document = {
      version: 1,
      name: 'all',
      resources: [
        { id: 'mesh', kind: 'buffer', size: 64, usage: ['vertex'], lifetime: 'persistent', history: 1 },
        { id: 'tmp', kind: 'buffer', size: 64, memory: 'unified' },
        { id: 'color', kind: 'texture', format: 'rgba8unorm', size: [4, 4], mipLevelCount: 2, usage: ['sampled'] },
        { id: 'depth', kind: 'texture', format: 'depth32float', size: [4, 4] },
      ],
      shaders: [{ id: 'scale', wgsl: 'x' }, { id: 'kernel' }],
      passes: [
        { id: 'load', kind: 'upload', to: 'mesh', input: { name: 'positions', offset: 4 } },
        {
          id: 'copy-tmp',
          kind: 'copy',
          from: 'mesh',
          to: { resource: 'tmp', offset: 0, size: 64 },
          after: ['load'],
          queue: 'transfer',
        },
        { id: 'fill-tmp', kind: 'fill', to: 'tmp', value: 7 },
        {
          id: 'k',
          kind: 'compute',
          shader: 'scale',
          entryPoint: 'main',
          workgroups: [1, 2, 3],
          bindings: [
            { group: 0, binding: 0, use: { resource: 'mesh', previous: 1 }, as: 'storage-read' },
            { group: 0, binding: 1, use: 'tmp', as: 'storage', access: 'write', inPlace: true },
            { group: 1, binding: 0, sampler: { magFilter: 'linear' } },
          ],
          sideEffects: true,
        },
        {
          id: 'i',
          kind: 'compute',
          shader: 'kernel',
          entryPoint: 'other',
          workgroups: { indirect: { resource: 'tmp', offset: 4 } },
        },
        {
          id: 'draw',
          kind: 'render',
          body: 'draw',
          color: [{ use: { resource: 'color', mipLevel: 0 }, load: 'clear', clearValue: [0, 0, 0, 1], store: 'store' }],
          depth: { use: 'depth', load: 'clear', clearValue: 0.5, stencilClearValue: 0 },
          uses: [{ use: 'mesh', as: 'vertex' }],
        },
        { id: 'mipmap-color', kind: 'mipmap', texture: 'color' },
        { id: 'vendor', kind: 'custom', uses: [{ use: 'tmp', as: 'copy-dst' }], body: 'vendorBody' },
        { id: 'readback-tmp', kind: 'readback', from: 'tmp', output: 'out' },
        {
          id: 'think',
          kind: 'host',
          consumes: ['out'],
          produces: [{ input: 'next', size: 8 }],
          body: 'think',
          after: ['vendor'],
        },
      ],
    }
    expect(built).toEqual(document)
    expect(parseGraph(document)).toEqual(built)
    expect(isFrameGraph(built)).toBe(true)
  })
  it('gives ids to passes without one, none of them twice', () => {
    const { passes } = frameGraph()
      .buffer('a', { size: 4 })
      .fill('a', { id: 'fill-a-2' })
      .fill('a')
      .fill('a')
      .fill({ resource: 'a', offset: 0 })
      .build()
    expect(passes.map(({ id }) => id)).toEqual(['fill-a-2', 'fill-a', 'fill-a-3', 'fill-a-4'])
  })
  it('checks the graph like any document, and does not share the objects it was given', () => {
    const description = { size: 4 }
    const builder = frameGraph().buffer('a', description)
    const graph = builder.build()
    description.size = 8
    expect(graph.resources[0]).toMatchObject({ size: 4 })
    expect(Object.isFrozen(description)).toBe(false)
    expect(() => builder.fill({ resource: 'a', offset: 8 }).build()).toThrow(
      expect.objectContaining({ code: 'OUT_OF_RANGE', path: 'passes[0].to.offset' }),
    )
    const dynamic: string = 'a'
    expect(() => frameGraph().buffer(dynamic, { size: 4 }).buffer(dynamic, { size: 4 }).build()).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_ID' }),
    )
  })
  it('branches and loops like any program, and checks computed ids when it builds', () => {
    const half = { format: 'rgba16float', size: [8, 8] } as const
    const builder = frameGraph()
      .texture('hdr', half)
      .upload('hdr', { input: 'in' })
      .repeat(3, (loop, i) => loop.texture(`bloom${i}`, half).copy('hdr', `bloom${i}`))
      .readback('bloom2', { output: 'out' })
    if (builder) builder.custom('fog', { uses: [{ use: computedId('bloom1'), as: 'sampled' }] })
    expect(builder.build().passes.map(({ id }) => id)).toEqual([
      'upload-hdr',
      'copy-bloom0',
      'copy-bloom1',
      'copy-bloom2',
      'readback-bloom2',
      'fog',
    ])
    expect(() => builder.fill(computedId('bloom3')).build()).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_REFERENCE' }),
    )
  })
})
