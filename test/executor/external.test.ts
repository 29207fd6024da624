/** Passes that another engine submits, run on the Dummy: bodies that take their time, fail, change, or are switched off. */
import {
  createExecutor,
  createPlanner,
  disablePasses,
  frameGraph,
  type Executor,
  type FrameGraph,
  type RunOptions,
} from 'memkit-gpu'
import { createDummyBackend, type DummyBackend } from 'memkit-gpu/dummy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

type Body = NonNullable<RunOptions['bodies']>[string]
interface Seen {
  readonly slices: Readonly<Record<string, readonly Uint8Array[]>>
}

/** The engine makes `out` of `in`; `show` reads it, and writes nothing that the graph knows of. */
const frame = frameGraph('frame')
  .buffer('in', { size: 64 })
  .buffer('out', { size: 64 })
  .upload('in', { id: 'load', input: 'bytes' })
  .external('engine', {
    uses: [
      { use: 'in', as: 'copy-src' },
      { use: 'out', as: 'copy-dst' },
    ],
    bypass: { out: 'in' },
  })
  .external('show', { uses: [{ use: 'out', as: 'storage-read' }] })
  .readback('out', { id: 'get', output: 'result' })
  .build()

const bytes = (value: number) => new Uint8Array(64).fill(value)
const double = ({ slices }: Seen) => slices['out']![0]!.set(slices['in']![0]!.map((byte) => 2 * byte))
const later = () => new Promise((resolve) => setTimeout(resolve))

let backend: DummyBackend
let executor: Executor
let planner: ReturnType<typeof createPlanner>
const shown: number[] = []
const show = ({ slices }: Seen) => void shown.push(slices['out']![0]![0]!)
const run = (value: number, bodies: Record<string, Body> = { engine: double, show }) =>
  executor.run({ inputs: { bytes: bytes(value) }, bodies }).then(({ outputs }) => outputs['result']![0])
const update = (graph: FrameGraph) => executor.update(planner.plan(graph))

beforeEach(async () => {
  shown.length = 0
  backend = createDummyBackend()
  planner = createPlanner(backend.profile)
  executor = await createExecutor(planner.plan(frame), backend)
})
afterEach(async () => {
  await executor.destroy()
  await backend.destroy()
})

describe('a body that takes its time', () => {
  const slow: Body = async (context: Seen) => {
    await later()
    double(context)
    await later()
  }

  it('is waited for by what stands behind it, in its run and in the runs after it', async () => {
    const results = [run(1, { engine: slow, show }), run(2), run(3, { engine: slow, show }), run(4)]
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8])
    expect(shown).toEqual([2, 4, 6, 8])
  })

  it('is waited for by an update', async () => {
    const before = run(5, { engine: slow, show })
    await update(disablePasses(frame, ['engine']))
    expect([await before, await run(6, { show })]).toEqual([10, 6])
  })
})

describe('a body that fails', () => {
  it.each<[string, Body]>([
    [
      'at once',
      () => {
        throw new Error('no context')
      },
    ],
    [
      'later',
      async () => {
        await later()
        throw new Error('no context')
      },
    ],
  ])('%s fails its run by the names of body and pass, and no other run', async (_, engine) => {
    const failing = run(1, { engine, show })
    const others = [run(2), run(3)]
    await expect(failing).rejects.toMatchObject({
      code: 'BODY_FAILED',
      message: 'The body "engine" of pass "engine" threw: "no context"',
    })
    expect(await Promise.all(others)).toEqual([4, 6])
    expect(shown).toEqual([4, 6])
  })

  it('by not being there is told before anything is submitted', async () => {
    await expect(run(1, { show })).rejects.toMatchObject({ code: 'MISSING_BODY', path: 'bodies.engine' })
    expect(shown).toEqual([])
    expect(await run(2)).toBe(4)
  })

  it.each(['run', 'update', 'destroys'])('by calling %s of its executor does not wait for itself', async (what) => {
    const calls: Record<string, () => unknown> = {
      run: () => run(1),
      update: () => update(disablePasses(frame, ['engine'])),
      destroys: () => executor.destroy(),
    }
    await expect(run(1, { engine: async () => void (await calls[what]!()), show })).rejects.toMatchObject({
      code: expect.stringMatching(/^(REENTRANT_RUN|BODY_FAILED)$/),
    })
  })
})

it('a pass that is off is bypassed, and nobody asks for its body', async () => {
  await update(disablePasses(frame, ['engine']))
  expect(await run(7, { show })).toBe(7)
  await update(disablePasses(frame, ['engine', 'show']))
  expect(await run(8, {})).toBe(8)
  await update(frame)
  expect(await run(9)).toBe(18)
  expect(shown).toEqual([7, 18])
})

it('an import that its body destroys is named by the next run', async () => {
  const graph = frameGraph('target')
    .buffer('target', { size: 64, lifetime: 'imported' })
    .external('engine', { uses: [{ use: 'target', as: 'storage', access: 'write' }] })
    .build()
  await update(graph)
  const target = backend.createBuffer(64)
  const options: RunOptions = { imports: { target: target.handle }, bodies: { engine: () => target.destroy() } }
  await executor.run(options)
  await expect(executor.run(options)).rejects.toMatchObject({
    code: 'INVALID_IMPORT',
    message: expect.stringContaining('"target"'),
  })
})
