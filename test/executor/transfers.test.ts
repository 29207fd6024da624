/** Writes and reads of persistent resources between runs. */
import { describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { profiles, type DeviceProfile } from '../../src/plan/profile.ts'

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'mesh', kind: 'buffer', size: 37, lifetime: 'persistent' },
    { id: 'other', kind: 'buffer', size: 64, lifetime: 'persistent' },
    { id: 'old', kind: 'buffer', size: 16, lifetime: 'persistent', history: 1 },
    { id: 'atlas', kind: 'texture', format: 'rgba8unorm', size: [8, 4, 2], mipLevelCount: 2, lifetime: 'persistent' },
    { id: 'tmp', kind: 'buffer', size: 64 },
  ],
  passes: [
    { id: 'zero', kind: 'fill', to: 'tmp', value: 0 },
    { id: 'save-tmp', kind: 'readback', from: 'tmp', output: 'tmp' },
    { id: 'save-mesh', kind: 'readback', from: 'mesh', output: 'mesh' },
    { id: 'save-old', kind: 'readback', from: { resource: 'old', previous: 1 }, output: 'old' },
    { id: 'load-old', kind: 'upload', to: 'old', input: 'old' },
    { id: 'save-atlas', kind: 'readback', from: 'atlas', output: 'atlas' },
  ],
})
const bytes = (size: number, seed = 1) => Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) & 255)
const runs = { inputs: { old: bytes(16, 9) } }

async function opened(profile: DeviceProfile, use: (executor: Executor, calls: () => number) => Promise<void>) {
  const backend = createDummyBackend({ profile })
  const executor = await createExecutor(planGraph(graph, profile), backend)
  try {
    await use(executor, () => backend.calls.submit ?? 0)
    await executor.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  } finally {
    await backend.destroy()
  }
}

it('texels of depth are read where the first queue of the device cannot', async () => {
  const profile = { ...profiles.dummy, queues: [...profiles.dummy.queues].reverse() }
  const depth = parseGraph({
    version: 1,
    resources: [{ id: 'depth', kind: 'texture', format: 'depth32float', size: [2, 1], lifetime: 'persistent' }],
    passes: [{ id: 'load', kind: 'upload', to: 'depth', input: 'depth' }],
  })
  const backend = createDummyBackend({ profile })
  const executor = await createExecutor(planGraph(depth, profile), backend)
  await executor.write('depth', Float32Array.of(0.5, 1))
  expect(new Float32Array((await executor.read('depth')).buffer)).toEqual(Float32Array.of(0.5, 1))
  await executor.destroy()
  await backend.destroy()
})

describe.each(Object.values(profiles))('on $name', (profile) => {
  it('a run sees what was written before it, whole and in parts, and a read what is there', () =>
    opened(profile, async (executor) => {
      const [wrote, ran] = [executor.write('mesh', bytes(37)), executor.run(runs)]
      await wrote
      expect((await ran).outputs['mesh']).toEqual(bytes(37))
      await executor.write('mesh', Uint16Array.of(0xffff, 0xffff), { offset: 3 })
      await executor.write('mesh', (view) => view.fill(5), { offset: 30 })
      const expected = bytes(37)
      expected.fill(255, 3, 7).fill(5, 30)
      expect(await executor.read('mesh')).toEqual(expected)
      expect(await executor.read('mesh', { offset: 5, size: 9 })).toEqual(expected.slice(5, 14))
      const memory = new Uint8Array(7)
      expect((await executor.read('mesh', { offset: 30, into: memory })).buffer).toBe(memory.buffer)
      expect(memory).toEqual(new Uint8Array(7).fill(5))
      expect((await executor.run(runs)).outputs['mesh']).toEqual(expected)
    }))

  it('boxes, levels and layers of textures are reached', () =>
    opened(profile, async (executor) => {
      const box = { mipLevel: 0, origin: [2, 1, 1], size: [3, 2, 1] } as const
      await executor.write('atlas', bytes(24), box)
      await executor.write('atlas', bytes(64, 3), { mipLevel: 1 })
      expect(await executor.read('atlas', box)).toEqual(bytes(24))
      const whole = await executor.read('atlas')
      expect(whole.byteLength).toBe(8 * 4 * 2 * 4 + 4 * 2 * 2 * 4)
      expect(whole.subarray(256)).toEqual(bytes(64, 3))
      expect(whole.subarray(0, 128)).toEqual(new Uint8Array(128))
      expect((await executor.run(runs)).outputs['atlas']).toEqual(whole)
    }))

  it('with history, what is written and read is what the latest run left', () =>
    opened(profile, async (executor) => {
      await executor.run(runs)
      expect(await executor.read('old')).toEqual(bytes(16, 9))
      await executor.write('old', bytes(4, 50), { offset: 4 })
      const next = executor.run({ inputs: { old: bytes(16, 77) } })
      const after = executor.read('old')
      const seen = bytes(16, 9)
      seen.set(bytes(4, 50), 4)
      expect((await next).outputs['old']).toEqual(seen)
      expect(await after).toEqual(bytes(16, 77))
    }))
})

it('calls take effect in their order, and the bytes are those of the time of the call', () =>
  opened(profiles.vulkan, async (executor) => {
    const memory = bytes(37, 1)
    const results = [
      executor.write('mesh', memory),
      executor.run(runs).then(({ outputs }) => outputs['mesh']),
      executor.read('mesh'),
      executor.write('mesh', memory.fill(2)),
      executor.read('mesh'),
      executor.run(runs).then(({ outputs }) => outputs['mesh']),
    ]
    memory.fill(3)
    results.push(executor.write('mesh', memory), executor.read('mesh'))
    const filled = (value: number) => new Uint8Array(37).fill(value)
    expect((await Promise.all(results)).filter((result) => result)).toEqual([
      bytes(37, 1),
      bytes(37, 1),
      filled(2),
      filled(2),
      filled(3),
    ])
  }))

it('the writes of one task are one submission', () =>
  opened(profiles.vulkan, async (executor, submissions) => {
    await executor.run(runs)
    const before = submissions()
    const writes = Array.from({ length: 50 }, (_, i) => executor.write('other', bytes(1, i), { offset: i }))
    await executor.run(runs)
    expect(submissions() - before).toBe(2)
    await Promise.all(writes)
    expect((await executor.read('other')).subarray(0, 50)).toEqual(Uint8Array.from({ length: 50 }, (_, i) => i))
  }))

describe('what cannot be done is refused by name, and leaves no trace', () => {
  const detached = () => {
    const memory = new Uint8Array(8)
    structuredClone(memory.buffer, { transfer: [memory.buffer] })
    return memory
  }
  const eight = new Uint8Array(8)
  it.each<[string, string, (executor: Executor) => Promise<unknown>]>([
    ['a negative offset', 'INVALID_PART', (e) => e.write('mesh', eight, { offset: -1 })],
    ['no number', 'INVALID_PART', (e) => e.write('mesh', eight, { offset: Number.NaN })],
    ['half a byte', 'INVALID_PART', (e) => e.read('mesh', { offset: 0.5 })],
    ['a size that is infinite', 'INVALID_PART', (e) => e.read('mesh', { size: Infinity })],
    ['past the end', 'INVALID_PART', (e) => e.write('mesh', eight, { offset: 30 })],
    [
      'a part that cannot be read',
      'INVALID_PART',
      (e) =>
        e.read(
          'mesh',
          new Proxy(
            {},
            {
              get() {
                throw new Error('not this time')
              },
            },
          ),
        ),
    ],
    ['past the end by the size', 'INVALID_PART', (e) => e.read('mesh', { offset: 30, size: 8 })],
    ['an offset past the end', 'INVALID_PART', (e) => e.read('mesh', { offset: 38 })],
    ['memory to read to in a write', 'INVALID_PART', (e) => e.write('mesh', eight, { into: eight } as never)],
    ['an offset as text', 'INVALID_PART', (e) => e.read('mesh', { offset: '1' } as never)],
    ['a part that is a number', 'INVALID_PART', (e) => e.read('mesh', 3 as never)],
    ['texels of a buffer', 'INVALID_PART', (e) => e.read('mesh', { mipLevel: 0 })],
    ['bytes of a texture', 'INVALID_PART', (e) => e.read('atlas', { offset: 4 })],
    ['a level that is not there', 'INVALID_PART', (e) => e.read('atlas', { mipLevel: 2 })],
    ['a box outside', 'INVALID_PART', (e) => e.read('atlas', { origin: [0, 0, 2] })],
    ['an empty box', 'INVALID_PART', (e) => e.read('atlas', { size: [1, 0, 1] })],
    ['a box of two numbers', 'INVALID_PART', (e) => e.read('atlas', { size: [1, 1] } as never)],
    ['an aspect it has not', 'INVALID_PART', (e) => e.read('atlas', { aspect: 'stencil-only' })],
    ['too few bytes', 'WRONG_DATA_SIZE', (e) => e.write('atlas', eight)],
    ['bytes that are not the size', 'WRONG_DATA_SIZE', (e) => e.write('mesh', eight, { size: 7 })],
    ['text', 'INVALID_DATA', (e) => e.write('mesh', 'abc' as never)],
    ['nothing', 'INVALID_DATA', (e) => e.write('mesh', undefined as never)],
    ['a detached array', 'INVALID_DATA', (e) => e.write('mesh', detached())],
    ['a detached array to read to', 'INVALID_DATA', (e) => e.read('mesh', { size: 8, into: detached() })],
    ['memory of another size to read to', 'INVALID_DATA', (e) => e.read('mesh', { into: eight })],
    [
      'a function that throws',
      'INPUT_FAILED',
      (e) =>
        e.write('mesh', () => {
          throw new Error('no')
        }),
    ],
    ['a transient', 'NOT_PERSISTENT', (e) => e.write('tmp', eight)],
    ['nothing of that name', 'NOT_PERSISTENT', (e) => e.read('mash')],
    ['__proto__', 'NOT_PERSISTENT', (e) => e.read('__proto__')],
  ])('%s: %s', (_, code, call) =>
    opened(profiles.webgpu, async (executor) => {
      const error: unknown = await call(executor).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code, phase: 'execute' })
      expect((error as Error).message).toMatch(/"(mesh|atlas|tmp|mash|__proto__)"/)
      expect(await executor.read('mesh')).toEqual(new Uint8Array(37))
    }),
  )
})

it('names the field of a part by itself, and says no place in a document', async () => {
  await opened(profiles.webgpu, async (executor) => {
    await expect(executor.read('mesh', { offset: 30, size: 8 })).rejects.toMatchObject({
      path: 'size',
      message: expect.stringMatching(/: offset 30 and size 8 reach past .* \(size\)$/),
    })
  })
})

it('a resource that is not persistent is refused with the nearest that is, at the end of the message', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  await expect(executor.read('mash')).rejects.toThrow(/the caller's; did you mean "mesh"\?$/)
  await executor.destroy()
})

it('after the end, and after the loss of the device, both are refused', async () => {
  const backend = createDummyBackend()
  const plan = planGraph(graph, backend.profile)
  const [executor, lost] = [await createExecutor(plan, backend), await createExecutor(plan, backend)]
  const last = executor.write('mesh', bytes(37))
  await executor.destroy()
  await last
  await expect(executor.write('mesh', bytes(37))).rejects.toMatchObject({ code: 'DESTROYED' })
  await expect(executor.read('mesh')).rejects.toMatchObject({ code: 'DESTROYED' })
  const pending = lost.write('mesh', bytes(37))
  backend.lose('test')
  await expect(pending).rejects.toMatchObject({ code: 'DEVICE_LOST' })
  await expect(lost.write('mesh', bytes(37))).rejects.toMatchObject({ code: 'DEVICE_LOST' })
  await expect(lost.read('mesh')).rejects.toMatchObject({ code: 'DEVICE_LOST' })
  await lost.destroy()
  await backend.destroy()
})

it('an update comes between what was called before it and after it', () =>
  opened(profiles.vulkan, async (executor) => {
    const changed = parseGraph({
      ...graph,
      resources: graph.resources.map((resource) => (resource.id === 'mesh' ? { ...resource, size: 40 } : resource)),
    })
    const before = executor.write('other', bytes(64))
    const update = executor.update(planGraph(changed, profiles.vulkan))
    const memory = bytes(40, 2)
    const after = executor.write('mesh', memory)
    memory.fill(0)
    await Promise.all([before, update, after])
    expect(await executor.read('other')).toEqual(bytes(64))
    expect(await executor.read('mesh')).toEqual(bytes(40, 2))
  }))

it('both aspects at once are refused by the rule of the device, and what else was asked for in that task is done', async () => {
  const both = parseGraph({
    version: 1,
    resources: [
      { id: 'scene-depth', kind: 'texture', format: 'depth24plus-stencil8', size: [4, 1], lifetime: 'persistent' },
      { id: 'mesh', kind: 'buffer', size: 4, lifetime: 'persistent' },
    ],
    passes: [
      { id: 'keep-mesh', kind: 'fill', to: 'mesh', value: 0, sideEffects: true },
      {
        id: 'clear',
        kind: 'render',
        depth: { use: 'scene-depth', load: 'clear', stencilClearValue: 7 },
        body: 'nothing',
      },
    ],
  })
  const backend = createDummyBackend({ profile: profiles.vulkan })
  const executor = await createExecutor(planGraph(both, profiles.vulkan), backend)
  await executor.run({ bodies: { nothing() {} } })
  const [read, wrote, mesh, stencil, written] = await Promise.allSettled([
    executor.read('scene-depth'),
    executor.write('mesh', bytes(4)),
    executor.read('mesh'),
    executor.read('scene-depth', { aspect: 'stencil-only' }),
    executor.write('scene-depth', new Uint8Array(32)),
  ])
  for (const refused of [read, written])
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { code: 'INVALID_PART', path: 'aspect', message: expect.stringMatching(/"scene-depth".*"stencil-only"/) },
    })
  expect(wrote.status).toBe('fulfilled')
  expect(mesh).toMatchObject({ value: bytes(4) })
  expect(stencil).toMatchObject({ value: new Uint8Array(4).fill(7) })
  await executor.destroy()
  await backend.destroy()
})

it('F6: what is no object, name or signal is refused by its own name, and the executor works on', () =>
  opened(profiles.dummy, async (executor) => {
    const nameless = Object.create(null) as never
    const listening = { aborted: false, addEventListener() {} }
    const refused: [() => unknown, object][] = [
      [() => executor.run(null as never), { code: 'INVALID_OPTION', path: 'options' }],
      [() => executor.run({ ...runs, outputs: null as never }), { code: 'INVALID_OPTION', path: 'outputs' }],
      [() => executor.run({ ...runs, inputs: null as never }), { code: 'INVALID_OPTION', path: 'inputs' }],
      [() => executor.run({ ...runs, bodies: null as never }), { code: 'INVALID_OPTION', path: 'bodies' }],
      [() => executor.run({ ...runs, imports: null as never }), { code: 'INVALID_OPTION', path: 'imports' }],
      [() => executor.run({ ...runs, signal: {} as never }), { code: 'INVALID_OPTION', path: 'signal' }],
      // It could not be let go of when the run has ended.
      [() => executor.run({ ...runs, signal: listening as never }), { code: 'INVALID_OPTION', path: 'signal' }],
      [() => executor.allocateInput(undefined as never), { code: 'INVALID_OPTION', path: 'name' }],
      [() => executor.allocateInput(nameless), { code: 'INVALID_OPTION', path: 'name' }],
      [() => executor.allocateOutput(Symbol('o') as never), { code: 'INVALID_OPTION', path: 'name' }],
      [() => executor.read(nameless), { code: 'NOT_PERSISTENT' }],
      [() => executor.write(nameless, bytes(4)), { code: 'NOT_PERSISTENT' }],
    ]
    for (const [call, error] of refused)
      await expect((async () => void (await call()))()).rejects.toMatchObject({ ...error, phase: 'execute' })
    expect((await executor.run(runs)).outputs['tmp']).toEqual(new Uint8Array(64))
  }))
