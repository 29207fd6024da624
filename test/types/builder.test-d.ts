/** What the builder refuses at compile time. */
import { assertType, describe, expectTypeOf, it } from 'vitest'
import type { Executor } from '../../src/executor/executor.ts'
import type { FrameGraph, Lifetime } from '../../src/graph/document.ts'
import { computedId, frameGraph } from '../../src/graph/builder.ts'
import type { BufferPart, Part, TexturePart } from '../../src/graph/part.ts'

const start = () =>
  frameGraph('types')
    .buffer('mesh', { size: 4096, usage: ['vertex'], lifetime: 'persistent' })
    .buffer('tmp', { size: 4096 })
    .texture('albedo', { format: 'rgba8unorm', size: [256, 256] })
    .texture('depth', { format: 'depth32float', size: [256, 256] })
    .shader('scale', { wgsl: '' })

describe('ids that are known', () => {
  it('are accepted in every place, and the graph comes out', () => {
    const graph = start()
      .upload('mesh', { input: 'positions', id: 'load' })
      .upload({ resource: 'albedo', mipLevel: 0 }, { input: { name: 'pixels', offset: 16 } })
      .copy({ resource: 'mesh', offset: 0, size: 16 }, 'tmp', { after: ['load'] })
      .fill({ resource: 'tmp', offset: 16 }, { value: 7 })
      .compute('run', {
        shader: 'scale',
        workgroups: { indirect: { resource: 'tmp', offset: 0 } },
        bindings: [
          { group: 0, binding: 0, use: 'mesh', as: 'storage-read' },
          { group: 0, binding: 1, use: 'albedo', as: 'sampled' },
          { group: 0, binding: 2, sampler: { magFilter: 'linear' } },
        ],
        after: ['load'],
        queue: ['compute', 'graphics'],
      })
      .render('draw', {
        color: [{ use: 'albedo', load: 'clear', clearValue: [0, 0, 0, 1] }],
        depth: { use: 'depth', load: 'clear', clearValue: 1 },
        uses: [{ use: 'mesh', as: 'vertex' }],
        after: ['run'],
      })
      .mipmap('albedo')
      .readback('tmp', { output: 'result', id: 'get' })
      .custom('vendor', { uses: [{ use: 'tmp', as: 'storage', access: 'write' }], after: ['draw', 'get'] })
      .host('think', { consumes: ['result'], produces: [{ input: 'next', size: 4 }] })
      .build()
    expectTypeOf(graph).toEqualTypeOf<FrameGraph>()
  })
  it('may be dynamic: then they are checked when building', () => {
    const id: string = 'dynamic'
    assertType(start().buffer(id, { size: 4 }).upload(id, { input: id }).fill('anything'))
  })
})

describe('misspelt ids are errors', () => {
  const g = start()
  const once = [1, 1, 1] as const
  it('of resources', () => {
    // @ts-expect-error no resource is called "mseh"
    g.upload('mseh', { input: 'positions' })
    // @ts-expect-error no resource is called "tpm"
    g.copy('mesh', { resource: 'tpm', offset: 0 })
    // @ts-expect-error no resource is called "meshes"
    g.fill({ resource: 'meshes', offset: 0 })
    // @ts-expect-error no resource is called "temp"
    g.readback('temp', { output: 'result' })
    // @ts-expect-error no texture is called "albeda"
    g.mipmap('albeda')
    const slot = { group: 0, binding: 0, as: 'storage' } as const
    // @ts-expect-error no buffer is called "m"
    g.compute('c', { shader: 'scale', workgroups: once, bindings: [{ ...slot, use: 'm' }] })
    // @ts-expect-error no buffer is called "count"
    g.compute('c', { shader: 'scale', workgroups: { indirect: 'count' } })
    // @ts-expect-error no texture is called "color"
    g.render('r', { color: [{ use: 'color', load: 'clear' }] })
    // @ts-expect-error no texture is called "z"
    g.render('r', { depth: { use: 'z', load: 'clear' } })
    // @ts-expect-error no buffer is called "x"
    g.custom('c', { uses: [{ use: 'x', as: 'storage' }] })
  })
  it('of shaders, passes and outputs', () => {
    // @ts-expect-error no shader is called "scael"
    g.compute('c', { shader: 'scael', workgroups: once })
    const loaded = start().upload('mesh', { input: 'i', id: 'load' })
    // @ts-expect-error no pass is called "laod"
    loaded.fill('tmp', { after: ['laod'] })
    // @ts-expect-error a pass cannot come after one that is not there yet
    start().fill('tmp', { after: ['load'] })
    const read = start().readback('mesh', { output: 'result' })
    // @ts-expect-error no output is called "reslut"
    read.host('h', { consumes: ['reslut'] })
  })
  it('and so are ids that are taken', () => {
    // @ts-expect-error "mesh" is a buffer already
    g.buffer('mesh', { size: 4 })
    // @ts-expect-error "mesh" is a buffer already
    g.texture('mesh', { format: 'r8unorm', size: [1] })
    // @ts-expect-error "scale" is a shader already
    g.shader('scale')
    const filled = start().fill('tmp', { id: 'a' })
    // @ts-expect-error "a" is a pass already
    filled.fill('tmp', { id: 'a' })
    const read = start().readback('tmp', { output: 'o' })
    // @ts-expect-error "o" is an output already
    read.readback('mesh', { output: 'o' })
  })
})

describe('fields that do not fit are errors', () => {
  const g = start()
  it('of resources and passes', () => {
    // @ts-expect-error a buffer has no format
    g.buffer('b', { size: 4, format: 'r8unorm' })
    // @ts-expect-error there is no such format
    g.texture('t', { format: 'rgba8', size: [1] })
    // @ts-expect-error an upload needs an input
    g.upload('mesh', {})
    // @ts-expect-error there is no such option
    g.fill('tmp', { vlaue: 1 })
    // @ts-expect-error there is no such queue
    g.fill('tmp', { queue: 'copy' })
    // @ts-expect-error there is no such load operation
    g.render('r', { color: [{ use: 'albedo', load: 'keep' }] })
  })
  it('of the other kind of resource', () => {
    // @ts-expect-error a buffer cannot be sampled
    g.custom('c', { uses: [{ use: 'mesh', as: 'sampled' }] })
    // @ts-expect-error a texture is no vertex buffer
    g.custom('c', { uses: [{ use: 'albedo', as: 'vertex' }] })
    // @ts-expect-error a buffer is no attachment
    g.render('r', { color: [{ use: 'mesh', load: 'clear' }] })
    // @ts-expect-error a buffer has no mip levels
    g.readback({ resource: 'mesh', mipLevel: 0 }, { output: 'o' })
    // @ts-expect-error a texture has no byte offset
    g.readback({ resource: 'albedo', offset: 0 }, { output: 'o' })
    // @ts-expect-error mipmaps are of textures
    g.mipmap('mesh')
  })
})

describe('what parsing would refuse is refused where a type can tell', () => {
  const g = start()
  it('a history of what is not persistent', () => {
    // @ts-expect-error a transient buffer has no history
    g.buffer('b', { size: 4, history: 1 })
    // @ts-expect-error nor has an imported one
    g.buffer('b', { size: 4, lifetime: 'imported', history: 1 })
    // @ts-expect-error nor has a transient texture
    g.texture('b', { format: 'r8unorm', size: [1], lifetime: 'transient', history: 1 })
    assertType(g.buffer('b', { size: 4, lifetime: 'persistent', history: 1 }))
    assertType(g.texture('b', { format: 'r8unorm', size: [1], lifetime: 'persistent', history: 2, label: 'kept' }))
    const lifetime = 'imported' as Lifetime
    assertType(g.buffer('b', { size: 4, lifetime }))
  })
  it('a texture that is filled with anything but 0', () => {
    // @ts-expect-error texels are filled with zeros only
    g.fill('albedo', { value: 1 })
    // @ts-expect-error and so is a part of them
    g.fill({ resource: 'albedo', mipLevel: 0 }, { value: 1 })
    const value: number = 7
    // @ts-expect-error which may not be 0
    g.fill('albedo', { value })
    assertType(
      g
        .fill('albedo')
        .fill('albedo', { value: 0 })
        .fill('mesh', { value, id: 'f' })
        .fill('tmp', { after: ['f'] }),
    )
    for (const id of ['mesh', 'albedo'] as const) assertType(g.fill(id, { value: 0 }))
    assertType(g.fill(computedId('anything'), { value }))
    // @ts-expect-error there is no such field of a buffer's part
    g.fill({ resource: 'tmp', ofset: 0 })
  })
  it('parts that are of a buffer and of a texture at once', () => {
    const executor = {} as Executor
    const bytes = new Uint8Array(4)
    // @ts-expect-error a buffer has no levels, a texture no offset
    void (() => executor.write('mesh', bytes, { offset: 0, mipLevel: 0 }))
    // @ts-expect-error texels have no offset in bytes
    void (() => executor.read('albedo', { offset: 4, size: [1, 1, 1] }))
    // @ts-expect-error what is written is not read into anything
    void (() => executor.write('mesh', bytes, { into: bytes }))
    void (() => executor.write('mesh', bytes, { offset: 0, size: 4 }))
    void (() => executor.write('albedo', bytes, { mipLevel: 0, origin: [0, 0, 0], size: [1, 1, 1] }))
    void (() => executor.read('mesh', { offset: 4, into: bytes }))
    const part: Part = { size: 4 }
    void (() => executor.write('mesh', bytes, part))
    const whole: BufferPart | TexturePart = { aspect: 'all' }
    void (() => executor.read('albedo', whole))
  })
})

describe('draws by data', () => {
  const g = start()
    .buffer('indices', { size: 64 })
    .pipeline('lit', {
      shader: 'scale',
      vertex: {
        entryPoint: 'vs',
        buffers: [{ arrayStride: 12, attributes: [{ shaderLocation: 0, format: 'float32x3', offset: 0 }] }],
      },
      fragment: { entryPoint: 'fs' },
    })
  const color = [{ use: 'albedo', load: 'clear' }] as const
  it('name pipelines and buffers that are known', () => {
    assertType(
      g.render('scene', {
        color,
        bindings: [{ group: 0, binding: 0, use: 'tmp', as: 'uniform' }],
        draws: [
          { pipeline: 'lit', vertexBuffers: ['mesh', null], vertexCount: 3, viewport: [0, 0, 256, 256, 0, 1] },
          {
            pipeline: 'lit',
            vertexBuffers: ['mesh'],
            indexBuffer: { use: 'indices', format: 'uint16' },
            indexCount: 6,
          },
          { pipeline: 'lit', indirect: { resource: 'tmp', offset: 16 } },
        ],
      }),
    )
  })
  it('misspelt or of the wrong kind, they are errors', () => {
    // @ts-expect-error no pipeline is called "light"
    g.render('a', { color, draws: [{ pipeline: 'light', vertexCount: 3 }] })
    // @ts-expect-error no buffer is called "mehs"
    g.render('b', { color, draws: [{ pipeline: 'lit', vertexBuffers: ['mehs'], vertexCount: 3 }] })
    // @ts-expect-error a texture has no vertices
    g.render('c', { color, draws: [{ pipeline: 'lit', vertexBuffers: ['albedo'], vertexCount: 3 }] })
    // @ts-expect-error no shader is called "scales"
    g.pipeline('other', { shader: 'scales', vertex: { entryPoint: 'vs' } })
    // @ts-expect-error "lit" is taken
    g.pipeline('lit', { shader: 'scale', vertex: { entryPoint: 'vs' } })
  })
})
