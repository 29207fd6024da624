/** Texels that nobody wrote: refused exactly where a bitmap of every texel says so, by the pass that reads them. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMemkitError } from '../../src/errors.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { validateGraph } from '../../src/planner/analyse/validate.ts'
import { graphOf, type Passes, type Resources } from './support.ts'

const texture = (id: string, more: object): Resources[number] =>
  ({ id, kind: 'texture', format: 'rgba8unorm', size: [8, 8], ...more }) as Resources[number]

const upload = (id: string, to: object): Passes[number] => ({ id, kind: 'upload', to, input: id }) as Passes[number]
const readback = (id: string, from: object): Passes[number] =>
  ({ id, kind: 'readback', from, output: id }) as Passes[number]

function refusal(resources: Resources, passes: Passes) {
  const graph = graphOf(resources, passes)
  try {
    planGraph(graph, profiles.dummy)
  } catch (error) {
    if (isMemkitError(error) && error.code === 'READ_BEFORE_WRITE') return error
    throw error
  }
  return undefined
}

const box = (x: number, y: number, width: number, height: number, z = 0, depth = 1) => ({
  resource: 'a',
  origin: [x, y, z],
  size: [width, height, depth],
})

describe('a read of texels that nobody wrote', () => {
  it('names the pass, the texture, the level, the layer and the first texels', () => {
    const error = refusal(
      [texture('a', { size: [8, 8, 2] })],
      [upload('first', box(0, 0, 8, 8)), upload('left', box(0, 0, 4, 8, 1)), readback('get', { resource: 'a' })],
    )
    expect(error).toMatchObject({
      path: 'passes[2].from',
      details: { pass: 'get', resource: 'a', mipLevel: 0, origin: [4, 0, 1], size: [4, 8, 1] },
    })
    expect(error?.message).toMatch(/^Pass "get" reads mip level 0, layer 1 of "a" before .*\(4 × 8 texels from 4, 0\)/)
  })

  it('is one of a mip level that was left out', () => {
    const error = refusal(
      [texture('a', { mipLevelCount: 3 })],
      [upload('top', { resource: 'a', mipLevel: 0 }), readback('get', { resource: 'a' })],
    )
    expect(error).toMatchObject({ details: { mipLevel: 1, origin: [0, 0, 0], size: [4, 4, 1] } })
  })

  it('is none where boxes cover it only together', () => {
    expect(
      refusal(
        [texture('a', {})],
        [
          upload('cross', box(0, 2, 8, 3)),
          upload('left', box(0, 0, 3, 8)),
          upload('right', box(3, 0, 5, 8)),
          readback('get', { resource: 'a' }),
        ],
      ),
    ).toBeUndefined()
  })

  it('is one of depth where only stencil was written', () => {
    const resources = [texture('a', { format: 'depth32float-stencil8' })]
    const stencil = upload('stencil', { resource: 'a', aspect: 'stencil-only' })
    expect(refusal(resources, [stencil, readback('get', { resource: 'a', aspect: 'stencil-only' })])).toBeUndefined()
    expect(refusal(resources, [stencil, readback('get', { resource: 'a', aspect: 'depth-only' })])).toMatchObject({
      details: { pass: 'get', aspect: 'depth-only' },
    })
  })

  it('is one of what an attachment discarded', () => {
    const draw = (store: string) =>
      ({ id: 'draw', kind: 'render', color: [{ use: 'a', load: 'clear', store }], body: 'draw' }) as Passes[number]
    const get = readback('get', { resource: 'a' })
    expect(refusal([texture('a', {})], [draw('store'), get])).toBeUndefined()
    expect(refusal([texture('a', {})], [draw('discard'), get])).toMatchObject({ details: { pass: 'get' } })
  })

  it('is none of a persistent texture', () => {
    expect(refusal([texture('a', { lifetime: 'persistent' })], [readback('get', { resource: 'a' })])).toBeUndefined()
  })

  const lives = [{ lifetime: 'imported' }, { lifetime: 'persistent' }, { lifetime: 'persistent', history: 1 }]
  const drop = (use: object) =>
    ({ id: 'drop', kind: 'render', color: [{ use, load: 'clear', store: 'discard' }], body: 'draw' }) as Passes[number]
  const layer = (mipLevel: number, z: number) => ({
    resource: 'a',
    mipLevel,
    origin: [0, 0, z],
    size: [8 >> mipLevel, 8 >> mipLevel, 1],
  })

  it.each(lives)('is one of what an attachment discarded of what outlives the run: %j', (life) => {
    const resources = [texture('a', { ...life, size: [8, 8, 2], mipLevelCount: 2 })]
    const get = (from: object) => readback('get', from)
    expect(refusal(resources, [get({ resource: 'a' }), drop(layer(1, 0))])).toBeUndefined()
    expect(refusal(resources, [drop(layer(1, 0)), get(layer(0, 0))])).toBeUndefined()
    expect(refusal(resources, [drop(layer(1, 0)), get(layer(1, 1))])).toBeUndefined()
    expect(refusal(resources, [drop(layer(1, 0)), get({ resource: 'a' })])).toMatchObject({
      path: 'passes[1].from',
      details: { pass: 'get', resource: 'a', mipLevel: 1, origin: [0, 0, 0], size: [4, 4, 1] },
    })
    const left = upload('left', { resource: 'a', mipLevel: 1, origin: [0, 0, 0], size: [2, 4, 1] })
    expect(refusal(resources, [drop(layer(1, 0)), left, get(layer(1, 0))])).toMatchObject({
      details: { origin: [2, 0, 0], size: [2, 4, 1] },
    })
    expect(refusal(resources, [drop(layer(1, 0)), upload('all', layer(1, 0)), get(layer(1, 0))])).toBeUndefined()
  })

  it('is one of what an attachment discarded of a slice of a volume, or of depth', () => {
    const volume = [texture('a', { lifetime: 'persistent', dimension: '3d', size: [8, 8, 4] })]
    expect(refusal(volume, [drop(layer(0, 2)), readback('get', layer(0, 1))])).toBeUndefined()
    expect(refusal(volume, [drop(layer(0, 2)), readback('get', { resource: 'a' })])).toMatchObject({
      details: { origin: [0, 0, 2] },
    })
    const depth = [texture('a', { lifetime: 'persistent', format: 'depth32float-stencil8' })]
    const dropDepth = {
      id: 'drop',
      kind: 'render',
      depth: { use: 'a', load: 'clear', store: 'discard' },
      body: 'draw',
    } as Passes[number]
    const stencil = { resource: 'a', aspect: 'stencil-only' }
    const passes = [dropDepth, upload('stencil', stencil), readback('get', stencil)]
    expect(refusal(depth, passes)).toBeUndefined()
    expect(refusal(depth, [...passes, readback('depth', { resource: 'a', aspect: 'depth-only' })])).toMatchObject({
      details: { pass: 'depth', aspect: 'depth-only' },
    })
  })

  it('is one of what an attachment discarded and an upload may leave out, and none of what is updated', () => {
    const resources = [texture('a', { lifetime: 'persistent' })]
    const all = { resource: 'a' }
    const optional = { ...upload('maybe', all), optional: true } as Passes[number]
    expect(refusal(resources, [drop(layer(0, 0)), optional, readback('get', all)])).toMatchObject({
      details: { pass: 'get' },
    })
    const update = {
      id: 'update',
      kind: 'custom',
      body: 'b',
      uses: [{ use: 'a', as: 'copy-dst', access: 'update' }],
    } as Passes[number]
    expect(refusal(resources, [drop(layer(0, 0)), update, readback('get', all)])).toBeUndefined()
  })

  it('is none of what the run before left', () => {
    const resources = [texture('a', { lifetime: 'persistent', history: 1 })]
    expect(refusal(resources, [drop(layer(0, 0)), readback('get', { resource: 'a', previous: 1 })])).toBeUndefined()
  })
})

describe('random boxes', () => {
  const shapes = [
    { size: [7, 5, 2], unit: 1, slices: [2, 2], mipLevelCount: 2 },
    { size: [6, 6, 3], dimension: '3d', unit: 1, slices: [3, 1], mipLevelCount: 2 },
    { size: [16, 12, 1], format: 'bc1-rgba-unorm', unit: 4, slices: [1], mipLevelCount: 1 },
  ] as const

  const step = fc.record({
    kind: fc.constantFrom('upload', 'upload', 'upload', 'upload', 'copy', 'readback'),
    from: fc.nat(1),
    level: fc.nat(7),
    at: fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)),
    to: fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)),
    size: fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)),
    large: fc.boolean(),
  })

  it('are refused at the pass where a bitmap has a hole, and nowhere else', () => {
    const seen = { refused: 0, read: 0 }
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.array(step, { minLength: 1, maxLength: 14 }), (shape, steps) => {
        const { unit, slices, ...more } = shape
        const [width, height] = more.size
        const written = [new Set<string>(), new Set<string>()]
        let wanted: string | undefined
        let reads = 0
        const passes = steps.map(({ kind, from, level, at, to, size, large }, i) => {
          const mipLevel = level % slices.length
          const extent = [width >> mipLevel, height >> mipLevel, slices[mipLevel]!]
          const units = extent.map((n, axis) => (axis === 2 ? n : n / unit))
          const length = units.map((n, axis) => (large && kind !== 'readback' ? n : 1 + (size[axis]! % n)))
          const origin = (where: number[]) => units.map((n, axis) => where[axis]! % (n - length[axis]! + 1))
          const cells = (where: number[]) => {
            const names: string[] = []
            const [x, y, z] = origin(where) as [number, number, number]
            for (let c = z; c < z + length[2]!; c++)
              for (let b = y; b < y + length[1]!; b++)
                for (let a = x; a < x + length[0]!; a++) names.push(`${mipLevel} ${a} ${b} ${c}`)
            return names
          }
          const scaled = (values: number[]) => values.map((n, axis) => (axis === 2 ? n : n * unit))
          const region = (resource: number, where: number[]) => ({
            resource: `t${resource}`,
            mipLevel,
            origin: scaled(origin(where)),
            size: scaled(length),
          })
          if (kind !== 'upload') {
            reads += 1
            if (cells(at).some((cell) => !written[from]!.has(cell))) wanted ??= `p${i}`
          }
          const target = kind === 'copy' ? 1 - from : from
          if (kind !== 'readback') for (const cell of cells(kind === 'copy' ? to : at)) written[target]!.add(cell)
          const id = `p${i}`
          if (kind === 'upload') return { id, kind, to: region(from, at), input: id }
          if (kind === 'readback') return { id, kind, from: region(from, at), output: id }
          return { id, kind, from: region(from, at), to: region(target, to) }
        })
        const resources = ['t0', 't1'].map((id) => texture(id, more))
        const graph = parseGraph({ version: 1, name: 'boxes', resources, passes })
        let found: unknown
        try {
          validateGraph(graph)
        } catch (error) {
          expect(error).toMatchObject({ code: 'READ_BEFORE_WRITE' })
          found = isMemkitError(error) ? error.details['pass'] : error
        }
        expect(found).toBe(wanted)
        if (wanted === undefined) seen.read += reads
        else seen.refused += 1
      }),
      { numRuns: 3000 },
    )
    expect(seen.refused).toBeGreaterThan(300)
    expect(seen.read).toBeGreaterThan(300)
  })
})
