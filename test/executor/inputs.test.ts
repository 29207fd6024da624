import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, type Input, type Inputs } from '../../src/executor/index.ts'
import { frameGraph, parseGraph, planGraph, profiles } from '../../src/index.ts'
import type { Plan } from '../../src/plan/document.ts'
import { customPlan, hostPassPlan, pattern, planOf, roundTripPlan } from '../support/executor-plans.ts'
import { ordered } from '../support/hand-plan.ts'

async function run(plan: Plan, inputs: Inputs) {
  const backend = createDummyBackend()
  const executor = await createExecutor(plan, backend, { ignoreHash: true })
  try {
    return (await executor.run({ inputs })).outputs
  } finally {
    await executor.destroy()
  }
}

/** ES2024's resizable buffers, which the library's own target does not name. */
const resizable = (sizeBytes: number, maxByteLength: number) =>
  Reflect.construct(ArrayBuffer, [sizeBytes, { maxByteLength }]) as ArrayBuffer & { resize(bytes: number): void }

/** The round trip with its input and output in two pieces each, swapped in staging, rows padded. */
function scatteredPlan(): Plan {
  const plan = roundTripPlan(64)
  const pieces = (heap: number) => [
    {
      name: heap === 1 ? 'in' : 'out',
      nameOffset: 0,
      heap,
      offset: 64,
      size: 32,
      rows: { count: 4, tightBytes: 8, pitchBytes: 16 },
    },
    { name: heap === 1 ? 'in' : 'out', nameOffset: 32, heap, offset: 0, size: 32 },
  ]
  return {
    ...plan,
    heaps: plan.heaps.map((heap) => ({ ...heap, sizeBytes: 128 * 2 })),
    placements: [],
    submissions: ordered([
      {
        queue: 0,
        waits: [],
        commands: [
          { op: 'copy', from: 1, to: 0, regions: [[0, 0, 128]], passes: [] },
          { op: 'barrier', before: ['copy-write'], after: ['copy-read'] },
          { op: 'copy', from: 0, to: 2, regions: [[0, 0, 128]], passes: [] },
        ],
      },
    ]),
    timeline: [
      { do: 'write', after: [], copies: pieces(1) },
      { do: 'submit', submission: 0 },
      { do: 'read', after: [0], copies: pieces(2) },
    ],
  }
}

describe('an input may be', () => {
  const bytes = pattern(64)
  const shared = new Uint8Array(new SharedArrayBuffer(64))
  shared.set(bytes)
  const forms: [string, Input][] = [
    ['a typed array', new Float32Array(bytes.slice().buffer)],
    ['a view with an offset', new Uint8Array([9, ...bytes, 9]).subarray(1, 65)],
    ['a DataView', new DataView(bytes.slice().buffer)],
    ['an ArrayBuffer', bytes.slice().buffer],
    ['a SharedArrayBuffer (F61)', shared.buffer],
    ['a function', (view) => view.set(bytes)],
  ]
  test.each(forms)('%s', async (_, input) => {
    expect(await run(roundTripPlan(64), { in: input })).toEqual({ out: bytes })
    expect(await run(scatteredPlan(), { in: input })).toEqual({ out: bytes })
  })
})

test('inputs may come in a Map, in any order', async () => {
  const graph = frameGraph('two')
    .buffer('a', { size: 64 })
    .buffer('b', { size: 64 })
    .upload('a', { input: 'first' })
    .upload('b', { input: 'second' })
    .readback('a', { output: 'a' })
    .readback('b', { output: 'b' })
    .build()
  const plan = planGraph(graph, profiles.dummy)
  const [first, second] = [pattern(64), pattern(64, 7)] as const
  for (const names of [
    ['first', 'second'],
    ['second', 'first'],
  ])
    expect(await run(plan, new Map(names.map((name) => [name, name === 'first' ? first : second])))).toEqual({
      a: first,
      b: second,
    })
})

test('a function writes straight into staging where its input is one range there, once into a scratch buffer elsewhere', async () => {
  const views: Uint8Array[] = []
  const input = (view: Uint8Array) => {
    views.push(view)
    view.set(pattern(64))
  }
  await run(roundTripPlan(64), { in: input })
  expect(views[0]!.byteLength).toBe(0) // unmapped since
  await run(scatteredPlan(), { in: input })
  expect(views).toHaveLength(2)
  expect(views[1]!.byteLength).toBe(64)
})

describe('F31: a wrong input is refused by name before anything is submitted', () => {
  const cases: [string, Record<string, Input>, string, RegExp][] = [
    ['missing', {}, 'MISSING_INPUT', /"in" \(64 bytes\)/],
    ['surplus', { in: pattern(64), im: pattern(4) }, 'SURPLUS_INPUT', /"im"; did you mean "in"/],
    ['too small', { in: pattern(63) }, 'WRONG_INPUT_SIZE', /"in" has 63 bytes; the plan wants 64/],
    ['too large', { in: pattern(65) }, 'WRONG_INPUT_SIZE', /65/],
    ['no bytes at all', { in: 'text' as unknown as Input }, 'INVALID_INPUT', /neither bytes/],
    ['an array', { in: [1, 2] as unknown as Input }, 'INVALID_INPUT', /neither bytes/],
  ]
  test.each([
    ...cases,
    ...cases.map(([name, inputs, ...rest]) => [`${name}, in a Map`, new Map(Object.entries(inputs)), ...rest] as const),
  ])('%s', async (_, inputs, code, message) => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(64), backend)
    await expect(executor.run({ inputs })).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(backend.calls.submit).toBe(0)
    await executor.run({ inputs: { in: pattern(64) } })
    await executor.destroy()
  })

  test('an input that a host pass makes', async () => {
    const inputs = { in: pattern(16), back: pattern(16) }
    const executor = await createExecutor(hostPassPlan(16), createDummyBackend())
    await expect(executor.run({ inputs, bodies: { think() {} } })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  test('inherited properties are no inputs', async () => {
    const plan = roundTripPlan(64)
    const inherited = Object.create({ in: pattern(64) }) as Record<string, Input>
    await expect(run(plan, inherited)).rejects.toMatchObject({ code: 'MISSING_INPUT' })
  })
})

test('F32: a missing body is refused by name', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(customPlan(), backend)
  await expect(executor.run()).rejects.toMatchObject({ code: 'MISSING_BODY', details: { name: 'touch', pass: 'own' } })
  await expect(executor.run({ bodies: { touch: 1 as never } })).rejects.toMatchObject({
    code: 'MISSING_BODY',
    message: 'The pass "own" needs the body "touch"; give a function as bodies["touch"], not 1 (bodies.touch)',
  })
  expect(backend.calls.submit).toBe(0)
})

test.each([
  ['tuch', 'tuch'],
  ['own', 'own'],
  ['other', undefined],
])('a body that was given as %s is found again in the message', async (given, nearest) => {
  const executor = await createExecutor(customPlan(), createDummyBackend())
  const why = nearest === undefined ? '' : `, not as bodies["${nearest}"]`
  await expect(executor.run({ bodies: { [given]: () => undefined } })).rejects.toMatchObject({
    code: 'MISSING_BODY',
    message: `The pass "own" needs the body "touch"; give it as bodies["touch"]${why} (bodies.touch)`,
    details: { name: 'touch', pass: 'own', nearest },
  })
})

test('an import that was given under a name like its own is found again in the message', async () => {
  const graph = parseGraph({
    version: 1,
    resources: ['scene', 'scenes'].map((id) => ({ id, kind: 'buffer', size: 16, lifetime: 'imported' })),
    passes: ['scene', 'scenes'].map((id) => ({ id: `get-${id}`, kind: 'readback', from: id, output: id })),
  })
  const backend = createDummyBackend()
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  // A name that the plan has is not the one that was meant.
  await expect(
    executor.run({ imports: { scenes: new Uint8Array(16), scnee: new Uint8Array(16) } }),
  ).rejects.toMatchObject({
    code: 'MISSING_IMPORT',
    message:
      'run() needs a native handle for the imported resource "scene"; give it as imports["scene"], not as imports["scnee"] (imports.scene)',
  })
  await expect(executor.run({ imports: { scenes: new Uint8Array(16) } })).rejects.toMatchObject({
    message:
      'run() needs a native handle for the imported resource "scene"; give it as imports["scene"] (imports.scene)',
  })
})

describe('memory of another realm: a frame, or a test environment', () => {
  const kinds = ['new ArrayBuffer(64)', 'new SharedArrayBuffer(64)', 'new DataView(new ArrayBuffer(64))']
  test.each(kinds)('%s', async (code) => {
    const memory = runInNewContext(code) as ArrayBuffer
    expect((await run(roundTripPlan(64), { in: memory })).out).toEqual(new Uint8Array(64))
  })
})

const imported = frameGraph()
  .buffer('ext', { size: 64, lifetime: 'imported' })
  .readback('ext', { output: 'out' })
  .build()

test('an import is asked for its buffer by the engine: a run that it made throw held its frame for ever', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(planGraph(imported, backend.profile), backend)
  const bytes = Object.defineProperty(new Uint8Array(64), 'buffer', {
    get() {
      throw new Error('no')
    },
  })
  for (let i = 0; i < 3; i++)
    expect((await executor.run({ imports: { ext: bytes } })).outputs.out).toEqual(new Uint8Array(64))
  await executor.destroy()
})

describe('F48: a buffer that changed its size', () => {
  test('detached', async () => {
    const input = pattern(64)
    structuredClone(input.buffer, { transfer: [input.buffer] })
    await expect(run(roundTripPlan(64), { in: input })).rejects.toMatchObject({
      code: expect.stringMatching(/INVALID_INPUT|WRONG_INPUT_SIZE/),
    })
  })
  test('resized, with a view that tracks its length', async () => {
    const buffer = resizable(64, 128)
    const view = new Uint8Array(buffer)
    buffer.resize(96)
    await expect(run(roundTripPlan(64), { in: view })).rejects.toMatchObject({ code: 'WRONG_INPUT_SIZE' })
  })
  test('shrunk below a fixed view', async () => {
    const buffer = resizable(64, 128)
    const view = new DataView(buffer, 32, 32)
    buffer.resize(16)
    await expect(run(roundTripPlan(32), { in: view })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
  test('detached while the run waits for its turn (F28: inputs are read when the run writes its staging)', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(64), backend, { framesInFlight: 1 })
    const input = pattern(64)
    backend.pause()
    const first = executor.run({ inputs: { in: pattern(64, 2) } })
    const second = executor.run({ inputs: { in: input } })
    structuredClone(input.buffer, { transfer: [input.buffer] })
    backend.resume()
    await first
    await expect(second).rejects.toMatchObject({ code: expect.stringMatching(/INVALID_INPUT|WRONG_INPUT_SIZE/) })
    expect((await executor.run({ inputs: { in: pattern(64, 3) } })).outputs.out).toEqual(pattern(64, 3))
    await executor.destroy()
    expect(backend.liveObjects().maps).toBe(0)
  })
})

test('F28: what counts is an input’s bytes when the run writes its staging', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(64), backend, { framesInFlight: 1 })
  const input = pattern(64, 1)
  backend.pause()
  const first = executor.run({ inputs: { in: pattern(64, 9) } })
  const second = executor.run({ inputs: { in: input } })
  input.set(pattern(64, 2))
  backend.resume()
  await first
  expect((await second).outputs.out).toEqual(pattern(64, 2))
})

test('an input function that throws, or is asynchronous, fails its run alone', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(64), backend)
  const oops = () => {
    throw new Error('oops')
  }
  await expect(executor.run({ inputs: { in: oops } })).rejects.toMatchObject({
    code: 'INPUT_FAILED',
    cause: { message: 'oops' },
  })
  // oxlint-disable-next-line unicorn/no-thenable -- of another library
  for (const result of [() => Promise.resolve(), () => ({ then: () => {} })])
    await expect(executor.run({ inputs: { in: result as never } })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect((await executor.run({ inputs: { in: pattern(64) } })).outputs.out).toEqual(pattern(64))
  await executor.destroy()
  expect(backend.liveObjects().maps).toBe(0)
})

test('F34: names like __proto__ and toString are names', async () => {
  const plan = roundTripPlan(16)
  const named: Plan = JSON.parse(
    JSON.stringify(plan).replaceAll('"in"', '"__proto__"').replaceAll('"out"', '"toString"'),
  )
  const inputs = Object.fromEntries([['__proto__', pattern(16)]])
  const outputs = await run(named, inputs)
  expect(Object.keys(outputs)).toEqual(['toString'])
  expect(outputs['toString']).toEqual(pattern(16))
})

test('F24: an empty plan runs, without a submission', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(planOf({}), backend)
  expect(await executor.run()).toMatchObject({ outputs: {}, timings: { deviceNs: 0 } })
  expect(backend.calls.submit).toBe(0)
  await executor.destroy()
})

describe('inputs that are not what they say', () => {
  const lying = class extends Uint8Array<ArrayBuffer> {
    override get byteLength(): number {
      return 64
    }
  }
  test.each<[string, () => unknown]>([
    ['a Proxy of bytes', () => new Proxy(new Uint8Array(64), {})],
    ['a subclass that is shorter than it says', () => Reflect.construct(lying, [32])],
    ['an object that says it is bytes', () => Object.create(Uint8Array.prototype)],
    [
      'a function that gives its memory away',
      () => (view: Uint8Array<ArrayBuffer>) => void structuredClone(view.buffer, { transfer: [view.buffer] }),
    ],
  ])('%s is refused', async (_, make) => {
    const executor = await createExecutor(roundTripPlan(64), createDummyBackend())
    const error = await executor.run({ inputs: { in: make() as Uint8Array } }).catch((caught: unknown) => caught)
    expect(['INVALID_INPUT', 'WRONG_INPUT_SIZE']).toContain((error as { code: unknown }).code)
    await executor.destroy()
  })

  test('inputs that throw when they are looked at are refused', async () => {
    await using executor = await createExecutor(roundTripPlan(64), createDummyBackend())
    const inputs = Object.defineProperty({}, 'in', {
      enumerable: true,
      get() {
        throw new Error('no')
      },
    })
    await expect(executor.run({ inputs })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
