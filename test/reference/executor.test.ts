/** The reference lives as an executor does: what persists is written, read, kept through updates and rotated by runs. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, createReference, parseGraph, planGraph, profiles } from '../../src/index.ts'

const lasting = (id: string, more: object = {}) => ({ id, kind: 'buffer', size: 8, lifetime: 'persistent', ...more })
const graphOf = (resources: readonly object[], passes: readonly object[]) =>
  parseGraph({ version: 1, resources, passes })

const pair = async (graph: ReturnType<typeof graphOf>) => {
  const executor = await createExecutor(planGraph(graph, profiles.dummy), createDummyBackend())
  return [createReference(graph), executor] as const
}

it('bytes are taken at the call, and calls take effect in their order', async () => {
  const graph = graphOf([lasting('a')], [{ id: 'save', kind: 'readback', from: 'a', output: 'out' }])
  for (const living of await pair(graph)) {
    const bytes = Uint8Array.of(1, 2, 3, 4)
    const written = living.write('a', bytes, { offset: 4 })
    bytes.fill(9)
    const before = living.read('a')
    const { outputs } = await living.run()
    await living.write('a', (view) => void view.fill(7), { offset: 1, size: 2 })
    await written
    expect([...(await before)]).toEqual([0, 0, 0, 0, 1, 2, 3, 4])
    expect([...outputs['out']!]).toEqual([0, 0, 0, 0, 1, 2, 3, 4])
    expect([...(await living.read('a'))]).toEqual([0, 7, 7, 0, 1, 2, 3, 4])
  }
})

it('calls have the options and parts of the time when they were made', async () => {
  const graph = graphOf(
    [lasting('a')],
    [
      { id: 'load', kind: 'upload', to: 'a', input: 'in' },
      { id: 'save', kind: 'readback', from: 'a', output: 'out' },
    ],
  )
  for (const living of await pair(graph)) {
    const part = { offset: 4, size: 2 }
    const inputs: Record<string, Uint8Array> = { in: new Uint8Array(8).fill(1) }
    const first = living.run({ inputs })
    inputs['in'] = new Uint8Array(8).fill(2)
    const written = living.write('a', Uint8Array.of(5, 5), part)
    part.offset = 0
    const read = living.read('a', part)
    part.size = 8
    expect([...(await first).outputs['out']!]).toEqual(Array(8).fill(1))
    await written
    expect([...(await read)]).toEqual([1, 1])
    expect([...(await living.read('a'))]).toEqual([1, 1, 1, 1, 5, 5, 1, 1])
  }
})

it('with history a write reaches what the latest run left, which the next one sees as one run back', async () => {
  const graph = graphOf(
    [lasting('a', { history: 1 })],
    [
      { id: 'save', kind: 'readback', from: { resource: 'a', previous: 1 }, output: 'out' },
      { id: 'fill', kind: 'fill', to: 'a', value: 0x05050505 },
    ],
  )
  for (const living of await pair(graph)) {
    await living.run()
    await living.write('a', Uint8Array.of(1), { offset: 2 })
    expect([...(await living.run()).outputs['out']!]).toEqual([5, 5, 1, 5, 5, 5, 5, 5])
  }
})

it('texels are written and read as boxes', async () => {
  const texture = { id: 't', kind: 'texture', format: 'r8unorm', size: [4, 4], lifetime: 'persistent' }
  const graph = graphOf([texture], [{ id: 'save', kind: 'readback', from: 't', output: 'out' }])
  for (const living of await pair(graph)) {
    await living.write('t', Uint8Array.of(1, 2, 3, 4), { origin: [1, 2, 0], size: [2, 2, 1] })
    expect([...(await living.read('t', { origin: [0, 2, 0], size: [4, 1, 1] }))]).toEqual([0, 1, 2, 0])
    expect([...(await living.run()).outputs['out']!].slice(12)).toEqual([0, 3, 4, 0])
  }
})

it('another graph keeps what has the same shape, and the rest starts as zeros', async () => {
  const passes = [{ id: 'save', kind: 'readback', from: 'a', output: 'out' }]
  const next = graphOf([lasting('a'), lasting('b', { size: 12 })], passes)
  const reference = createReference(graphOf([lasting('a'), lasting('b')], passes))
  await Promise.all(['a', 'b'].map((id) => reference.write(id, new Uint8Array(8).fill(3))))
  await reference.update(next)
  expect([...(await reference.read('a'))]).toEqual(Array(8).fill(3))
  expect([...(await reference.read('b'))]).toEqual(Array(12).fill(0))
})

it.each([
  ['NOT_PERSISTENT', 'tmp', Uint8Array.of(1), {}],
  ['WRONG_DATA_SIZE', 'a', Uint8Array.of(1), { size: 2 }],
  ['INVALID_PART', 'a', Uint8Array.of(1), { offset: 8 }],
  ['INVALID_PART', 'a', Uint8Array.of(1), { offset: 1, into: new Uint8Array(8) }],
] as const)('a write is refused with %s', async (code, id, data, part) => {
  const graph = graphOf(
    [lasting('a'), { id: 'tmp', kind: 'buffer', size: 8 }],
    [
      { id: 'copy', kind: 'copy', from: 'a', to: 'tmp' },
      { id: 'save', kind: 'readback', from: 'tmp', output: 'out' },
    ],
  )
  for (const living of await pair(graph)) await expect(living.write(id, data, part)).rejects.toMatchObject({ code })
})

it('F34: resources may be called like fields of every object, or like the history of another', async () => {
  const ids = ['hasOwnProperty', '__proto__', 'constructor', 'a@1', 'a@1@0', 'a@']
  const graph = graphOf(
    [...ids.map((id) => lasting(id)), lasting('a', { history: 2 })],
    [
      { id: 'fill', kind: 'fill', to: 'a', value: 0x05050505 },
      ...ids.map((id) => ({ id: `save ${id}`, kind: 'readback', from: id, output: id })),
      { id: 'save', kind: 'readback', from: { resource: 'a', previous: 1 }, output: 'before' },
    ],
  )
  for (const living of await pair(graph)) {
    await living.run()
    for (const [i, id] of ids.entries()) await living.write(id, new Uint8Array(8).fill(10 + i))
    await ('plan' in living ? living.update(planGraph(graph, profiles.dummy)) : living.update(graph))
    const { outputs } = await living.run()
    expect(ids.map((id) => outputs[id]![0])).toEqual(ids.map((_, i) => 10 + i))
    expect(outputs['before']![0]).toBe(5)
    for (const [i, id] of ids.entries()) expect((await living.read(id))[7]).toBe(10 + i)
    expect((await living.read('a'))[0]).toBe(5)
  }
})
