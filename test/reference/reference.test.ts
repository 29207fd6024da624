import { describe, expect, it } from 'vitest'
import { parseGraph } from '../../src/graph/parse.ts'
import { createReference } from '../../src/reference/executor.ts'
import { referenceRun, type ReferenceBodyContext, type ReferenceHostContext } from '../../src/reference/index.ts'

const buffer = (id: string, size: number, more: object = {}) => ({ id, kind: 'buffer', size, ...more })
const texture = (id: string, size: number[], more: object = {}) => ({
  id,
  kind: 'texture',
  format: 'r8unorm',
  size,
  ...more,
})
const graph = (resources: unknown[], passes: unknown[], shaders: unknown[] = []) =>
  parseGraph({ version: 1, resources, passes, shaders })
const bytes = (...values: number[]) => Uint8Array.from(values)
const readback = (from: unknown, output = 'out') => ({ id: `read-${output}`, kind: 'readback', from, output })
const upload = (to: unknown, input: unknown = 'in') => ({
  id: `upload-${JSON.stringify(input)}`,
  kind: 'upload',
  to,
  input,
})
const code = (wanted: string): unknown => expect.objectContaining({ code: wanted })

describe('buffers', () => {
  it('upload, copy, fill and readback move the bytes they say, in declared order', async () => {
    const { outputs } = await referenceRun(
      graph(
        [buffer('a', 8), buffer('b', 8)],
        [
          upload('a'),
          { id: 'zero', kind: 'fill', to: 'b', value: 0 },
          { id: 'c', kind: 'copy', from: { resource: 'a', offset: 1, size: 3 }, to: { resource: 'b', offset: 4 } },
          { id: 'f', kind: 'fill', to: { resource: 'a', offset: 2, size: 5 }, value: 0x04030201 },
          readback('a', 'a'),
          readback('b', 'b'),
        ],
      ),
      { in: bytes(10, 11, 12, 13, 14, 15, 16, 17) },
    )
    expect(outputs['a']).toEqual(bytes(10, 11, 1, 2, 3, 4, 1, 17))
    expect(outputs['b']).toEqual(bytes(0, 0, 0, 0, 11, 12, 13, 0))
  })
  it('a copy inside one buffer, an input in parts and F8: ranges of nothing', async () => {
    const { outputs } = await referenceRun(
      graph(
        [buffer('a', 8)],
        [
          upload({ resource: 'a', offset: 0, size: 2 }, { name: 'in', offset: 2 }),
          upload({ resource: 'a', offset: 2, size: 2 }, { name: 'in' }),
          { id: 'c', kind: 'copy', from: { resource: 'a', offset: 0, size: 4 }, to: { resource: 'a', offset: 4 } },
          { id: 'n', kind: 'fill', to: { resource: 'a', offset: 8, size: 0 }, value: 1 },
          readback('a'),
          readback({ resource: 'a', offset: 3, size: 0 }, 'nothing'),
        ],
      ),
      { in: new Uint16Array([0x0201, 0x0403]) },
    )
    expect(outputs['out']).toEqual(bytes(3, 4, 1, 2, 3, 4, 1, 2))
    expect(outputs['nothing']).toEqual(bytes())
  })
  it('F24: an empty graph does nothing', async () => {
    expect(await referenceRun(graph([], []))).toEqual({ outputs: {}, persistent: {} })
  })
})

describe('inputs', () => {
  const plain = graph([buffer('a', 4)], [upload('a', 'positions'), readback('a')])
  it('F31: missing, surplus and wrong-sized inputs are named', async () => {
    await expect(referenceRun(plain, {})).rejects.toThrow(code('MISSING_INPUT'))
    await expect(referenceRun(plain, { postions: bytes(1, 2, 3, 4) })).rejects.toMatchObject({
      code: 'SURPLUS_INPUT',
      details: { nearest: 'positions' },
    })
    await expect(referenceRun(plain, { positions: bytes(1, 2, 3) })).rejects.toMatchObject({
      code: 'WRONG_INPUT_SIZE',
      details: { got: 3, wanted: 4 },
    })
  })
  it('F48: a detached buffer is refused', async () => {
    const detached = bytes(1, 2, 3, 4)
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    await expect(referenceRun(plain, { positions: detached })).rejects.toThrow(code('INVALID_INPUT'))
    await expect(referenceRun(plain, { positions: detached.buffer })).rejects.toThrow(code('INVALID_INPUT'))
  })
  it('may be written by a function', async () => {
    const { outputs } = await referenceRun(plain, { positions: (view) => view.fill(7) })
    expect(outputs['out']).toEqual(bytes(7, 7, 7, 7))
  })
  it('F28: are taken at the start of the run: what bodies do to them later does not matter', async () => {
    const input = bytes(1)
    const { outputs } = await referenceRun(
      graph([buffer('a', 1)], [{ id: 'h', kind: 'host', body: 'spoil' }, upload('a'), readback('a')]),
      { in: input },
      { bodies: { spoil: () => void input.fill(9) } },
    )
    expect(outputs['out']).toEqual(bytes(1))
  })
  it('F34: names of Object.prototype are names like others', async () => {
    const ids = ['__proto__', 'toString', 'constructor']
    const { outputs } = await referenceRun(
      graph(
        ids.map((id) => buffer(id, 1)),
        ids.flatMap((id) => [upload(id, id), readback(id, id)]),
      ),
      Object.fromEntries(ids.map((id, i) => [id, bytes(i)])),
    )
    expect(Object.entries(outputs)).toEqual(ids.map((id, i) => [id, bytes(i)]))
  })
})

describe('textures', () => {
  it('upload, region copies, readbacks and fills use the linear layout, level by level', async () => {
    const pixels = Uint8Array.from({ length: 16 + 4 + 1 }, (_, i) => i)
    const { outputs } = await referenceRun(
      graph(
        [texture('t', [4, 4], { mipLevelCount: 3 }), texture('u', [4, 4]), buffer('b', 4)],
        [
          upload('t'),
          { id: 'zero', kind: 'fill', to: 'u', value: 0 },
          {
            id: 'c',
            kind: 'copy',
            from: { resource: 't', origin: [1, 1, 0], size: [2, 2, 1] },
            to: { resource: 'u', origin: [2, 0, 0], size: [2, 2, 1] },
          },
          { id: 'd', kind: 'copy', from: { resource: 't', mipLevel: 1 }, to: 'b' },
          readback('u', 'u'),
          readback('b', 'b'),
          { id: 'z', kind: 'fill', to: { resource: 't', mipLevel: 1, mipLevelCount: 2 }, value: 0 },
          readback('t', 't'),
        ],
      ),
      { in: pixels },
    )
    expect(outputs['u']).toEqual(bytes(0, 0, 5, 6, 0, 0, 9, 10, 0, 0, 0, 0, 0, 0, 0, 0))
    expect(outputs['b']).toEqual(bytes(16, 17, 18, 19))
    expect(outputs['t']).toEqual(Uint8Array.from([...pixels.subarray(0, 16), 0, 0, 0, 0, 0]))
  })
  it('copies between buffers and textures keep rows tight', async () => {
    const { outputs } = await referenceRun(
      graph(
        [buffer('a', 8), texture('t', [3, 2]), buffer('b', 4)],
        [
          upload('a'),
          { id: 'c', kind: 'copy', from: { resource: 'a', offset: 2 }, to: 't' },
          { id: 'd', kind: 'copy', from: { resource: 't', origin: [1, 0, 0], size: [2, 2, 1] }, to: 'b' },
          readback('b'),
        ],
      ),
      { in: bytes(0, 1, 2, 3, 4, 5, 6, 7) },
    )
    expect(outputs['out']).toEqual(bytes(3, 4, 6, 7))
  })
  it('mipmap makes the lower levels', async () => {
    const { outputs } = await referenceRun(
      graph(
        [texture('t', [2, 2], { mipLevelCount: 2 })],
        [upload({ resource: 't', mipLevel: 0 }), { id: 'm', kind: 'mipmap', texture: 't' }, readback('t')],
      ),
      { in: bytes(0, 10, 20, 30) },
    )
    expect(outputs['out']).toEqual(bytes(0, 10, 20, 30, 15))
  })
})

describe('passes with bodies', () => {
  it('render clears or loads its attachments, then calls the body with live views', async () => {
    const seen: string[] = []
    const { outputs } = await referenceRun(
      graph(
        [
          texture('color', [2, 2], { format: 'rgba8unorm' }),
          texture('depth', [2, 2], { format: 'depth32float' }),
          buffer('vertices', 4),
        ],
        [
          upload('vertices'),
          {
            id: 'draw',
            kind: 'render',
            body: 'draw',
            color: [{ use: 'color', load: 'clear', clearValue: [1, 0, 0, 1] }],
            depth: { use: 'depth', load: 'clear' },
            uses: [{ use: 'vertices', as: 'vertex' }],
          },
          { id: 'more', kind: 'render', body: 'nothing', color: [{ use: 'color', load: 'load' }] },
          readback('color', 'color'),
          readback('depth', 'depth'),
        ],
      ),
      { in: bytes(1, 2, 3, 4) },
      {
        bodies: {
          draw: ({ pass, slices }: ReferenceBodyContext) => {
            seen.push(pass, ...Object.keys(slices))
            slices['color']![0]!.set(slices['vertices']![0]!, 4)
          },
          nothing: () => {},
        },
      },
    )
    expect(seen).toEqual(['draw', 'color', 'depth', 'vertices'])
    expect(outputs['color']).toEqual(bytes(255, 0, 0, 255, 1, 2, 3, 4, 255, 0, 0, 255, 255, 0, 0, 255))
    expect([...new Float32Array(outputs['depth']!.buffer)]).toEqual([1, 1, 1, 1])
  })
  it('resolves multisampled attachments, clears one level only, and forgets what is stored with "discard"', async () => {
    const { outputs, persistent } = await referenceRun(
      graph(
        [
          texture('ms', [2, 1], { sampleCount: 4 }),
          texture('t', [2, 1]),
          texture('mips', [2, 1], { mipLevelCount: 2 }),
          texture('gone', [1, 1], { lifetime: 'persistent' }),
        ],
        [
          { id: 'zero', kind: 'fill', to: 'mips', value: 0 },
          {
            id: 'draw',
            kind: 'render',
            body: 'b',
            color: [{ use: 'ms', load: 'clear', clearValue: [0, 0, 0, 0], resolve: 't' }],
          },
          {
            id: 'level',
            kind: 'render',
            body: 'n',
            color: [{ use: { resource: 'mips', mipLevel: 1 }, load: 'clear', clearValue: [1, 0, 0, 0] }],
          },
          {
            id: 'drop',
            kind: 'render',
            body: 'n',
            color: [{ use: 'gone', load: 'clear', clearValue: [1, 0, 0, 0], store: 'discard' }],
          },
          readback('t', 't'),
          readback('mips', 'mips'),
        ],
      ),
      {},
      {
        bodies: {
          b: ({ slices }: ReferenceBodyContext) => slices['ms']![0]!.set([255, 255, 0, 0, 100, 100, 100, 100]),
          n: () => {},
        },
      },
    )
    expect(outputs['t']).toEqual(bytes(128, 100))
    expect(outputs['mips']).toEqual(bytes(0, 0, 255))
    expect(persistent['gone']).toEqual(bytes(0))
  })
  it('custom gets the slice of each use, host consumes outputs and produces inputs, both awaited', async () => {
    const { outputs } = await referenceRun(
      graph(
        [buffer('a', 4), buffer('b', 2)],
        [
          upload('a'),
          {
            id: 'c',
            kind: 'custom',
            body: 'add',
            uses: [
              { use: { resource: 'a', offset: 0, size: 2 }, as: 'storage-read' },
              { use: { resource: 'a', offset: 2, size: 2 }, as: 'storage' },
            ],
          },
          readback('a', 'half'),
          { id: 'h', kind: 'host', body: 'double', consumes: ['half'], produces: [{ input: 'twice', size: 2 }] },
          upload('b', 'twice'),
          readback('b', 'b'),
        ],
      ),
      { in: bytes(1, 2, 3, 4) },
      {
        bodies: {
          add: async ({ slices }: ReferenceBodyContext) => {
            await Promise.resolve()
            const [from, to] = slices['a']!
            to!.forEach((value, i) => (to![i] = value + from![i]!))
          },
          double: ({ outputs, inputs }: ReferenceHostContext) => {
            inputs['twice']!.set(outputs['half']!.subarray(2).map((value) => 2 * value))
          },
        },
      },
    )
    expect(outputs['half']).toEqual(bytes(1, 2, 4, 6))
    expect(outputs['b']).toEqual(bytes(8, 12))
  })
  it('F32: a missing body is named before anything runs; F81: one that throws is the cause of the error', async () => {
    const one = graph(
      [buffer('a', 4)],
      [{ id: 'c', kind: 'custom', body: 'b', uses: [{ use: 'a', as: 'storage', access: 'write' }] }],
    )
    await expect(referenceRun(one)).rejects.toMatchObject({ code: 'MISSING_BODY', details: { name: 'b', pass: 'c' } })
    await expect(referenceRun(one, {}, { bodies: { B: () => undefined } })).rejects.toMatchObject({
      message: 'The pass "c" needs the body "b"; give it as bodies["b"], not as bodies["B"] (bodies.b)',
    })
    await expect(referenceRun(one, {}, { bodies: { b: 3 as never } })).rejects.toMatchObject({ code: 'MISSING_BODY' })
    const cause = new Error('no')
    const bodies = { b: () => Promise.reject(cause) }
    await expect(referenceRun(one, {}, { bodies })).rejects.toMatchObject({ code: 'BODY_FAILED', cause })
  })
})

describe('state', () => {
  it('persistent resources start as zeros and go from run to run', async () => {
    const one = graph([buffer('a', 2, { lifetime: 'persistent' })], [readback('a'), upload('a')])
    const first = await referenceRun(one, { in: bytes(1, 2) })
    expect(first.outputs['out']).toEqual(bytes(0, 0))
    const second = await referenceRun(one, { in: bytes(3, 4) }, first)
    expect(second.outputs['out']).toEqual(bytes(1, 2))
    expect(second.persistent).toEqual({ a: bytes(3, 4) })
  })
  it('history looks k runs back, and the current contents start as those of n + 1 runs back', async () => {
    const one = graph(
      [buffer('a', 1, { lifetime: 'persistent', history: 2 })],
      [
        readback('a', 'start'),
        readback({ resource: 'a', previous: 1 }, 'one'),
        readback({ resource: 'a', previous: 2 }, 'two'),
        upload('a'),
      ],
    )
    let persistent = {}
    const seen: number[][] = []
    for (let run = 1; run <= 5; run++) {
      const result = await referenceRun(one, { in: bytes(run) }, { persistent })
      seen.push(['start', 'one', 'two'].map((name) => result.outputs[name]![0]!))
      persistent = result.persistent
    }
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [0, 2, 1],
      [1, 3, 2],
      [2, 4, 3],
    ])
  })
  it('imported bytes are changed in place, and must be given whole', async () => {
    const one = graph([buffer('a', 2, { lifetime: 'imported' })], [{ id: 'f', kind: 'fill', to: 'a', value: 0x0101 }])
    const a = bytes(9, 9)
    await referenceRun(one, {}, { imports: { a } })
    expect(a).toEqual(bytes(1, 1))
    await expect(referenceRun(one)).rejects.toThrow(code('MISSING_IMPORT'))
    await expect(referenceRun(one, {}, { imports: { a: bytes(1) } })).rejects.toThrow(code('INVALID_IMPORT'))
  })
  it('F42, F51: what the host has no memory for is a typed error', async () => {
    await expect(referenceRun(graph([buffer('a', 1e15)], []))).rejects.toThrow(code('OUT_OF_HOST_MEMORY'))
    const late = graph([buffer('a', 8)], [{ id: 'u', kind: 'upload', to: 'a', input: { name: 'i', offset: 1e15 } }])
    await expect(referenceRun(late, { i: () => {} })).rejects.toThrow(code('OUT_OF_HOST_MEMORY'))
    await expect(referenceRun(late, { i: bytes(1) })).rejects.toThrow(code('WRONG_INPUT_SIZE'))
    const host = { id: 'h', kind: 'host', body: 'h', produces: [{ input: 'i', size: 1e15 }] }
    const made = graph([buffer('a', 8)], [host, { id: 'u', kind: 'upload', to: 'a', input: { name: 'i', offset: 8 } }])
    await expect(referenceRun(made, {}, { bodies: { h: () => {} } })).rejects.toThrow(code('OUT_OF_HOST_MEMORY'))
  })
  it('F42, F51: reads and writes of what the host has no memory for are typed errors', async () => {
    const reference = createReference(graph([buffer('a', 1e15, { lifetime: 'persistent' })], []))
    await expect(reference.read('a', { size: 8 })).rejects.toThrow(code('OUT_OF_HOST_MEMORY'))
    await expect(reference.write('a', bytes(1), { size: 1 })).rejects.toThrow(code('OUT_OF_HOST_MEMORY'))
  })
})

describe('compute', () => {
  const scale = graph(
    [buffer('in', 4), buffer('out', 4)],
    [
      upload('in'),
      {
        id: 'k',
        kind: 'compute',
        shader: 'scale',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [
          { group: 0, binding: 0, use: 'in', as: 'storage-read' },
          { group: 0, binding: 1, use: 'out', as: 'storage', access: 'write' },
        ],
      },
      readback('out'),
    ],
    [{ id: 'scale' }],
  )
  it('runs the JavaScript kernel of the shader', async () => {
    const { outputs } = await referenceRun(
      scale,
      { in: bytes(1, 2, 3, 4) },
      { kernels: { scale: ({ bytes }) => bytes(0, 1).set(bytes(0, 0).map((value) => value * 3)) } },
    )
    expect(outputs['out']).toEqual(bytes(3, 6, 9, 12))
  })
  it('takes workgroup counts from a buffer', async () => {
    const seen: unknown[] = []
    await referenceRun(
      graph(
        [buffer('counts', 16)],
        [
          upload('counts'),
          {
            id: 'k',
            kind: 'compute',
            shader: 's',
            entryPoint: 'main',
            workgroups: { indirect: { resource: 'counts', offset: 4 } },
          },
        ],
        [{ id: 's' }],
      ),
      { in: new Uint32Array([9, 1, 2, 3]) },
      { kernels: { s: ({ workgroups }) => void seen.push(workgroups) } },
    )
    expect(seen).toEqual([[1, 2, 3]])
  })
  it('a shader with neither kernel nor code is named', async () => {
    await expect(referenceRun(scale, { in: bytes(1, 2, 3, 4) })).rejects.toMatchObject({
      code: 'MISSING_KERNEL',
      details: { shader: 'scale' },
    })
  })
})
