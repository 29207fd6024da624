/** Outputs that are read where the device put them, on the Dummy; `test/gpu/outputs-in-place.test.ts` has devices. */
import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, execute, frameGraph, planGraph } from '../../src/index.ts'
import { lendableOutputs } from '../../src/executor/lendable.ts'
import { describeOutputs } from '../../src/executor/outputs.ts'
import { nothingLive, planOf, roundTripPlan, pattern } from '../support/executor-plans.ts'
import {
  destroyWhileHeld,
  holdAll,
  loseWhileHeld,
  readAndRelease,
  timeOut,
  updateWhileHeld,
  waitForRelease,
} from '../support/outputs-in-place.ts'
import { describeOnDummy } from '../support/describe-in-place.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

describeOnDummy(
  'outputs in place',
  [readAndRelease, holdAll, waitForRelease, timeOut, updateWhileHeld, destroyWhileHeld],
  loseWhileHeld,
)

test('memory that the caller transferred is made anew', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(), backend)
  const result = await executor.run({ inputs: { in: pattern(64) }, outputs: { out: 'in-place' } })
  const { buffer } = result.outputs['out']!
  structuredClone(buffer, { transfer: [buffer] })
  expect(() => result.outputs['out']).toThrow(expect.objectContaining({ code: 'OUTPUT_RELEASED' }))
  result.release()
  for (let run = 0; run < 3; run++)
    expect((await executor.run({ inputs: { in: pattern(64, run) } })).outputs['out']).toEqual(pattern(64, run))
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})

test('a run that fails after it took them gives them back', async () => {
  const graph = frameGraph('host')
    .buffer('a', { size: 64 })
    .buffer('b', { size: 64, lifetime: 'persistent' })
    .upload('a', { input: 'a' })
    .readback('a', { output: 'seen' })
    .host('look', { consumes: ['seen'], produces: [{ input: 'made', size: 64 }], body: 'look' })
    .upload('b', { input: 'made' })
    .build()
  const backend = createDummyBackend()
  const executor = await createExecutor(planGraph(graph, backend.profile), backend, { framesInFlight: 1 })
  const run = (fails: boolean) =>
    executor.run({
      inputs: { a: pattern(64) },
      outputs: { seen: 'in-place' },
      bodies: {
        look({ outputs, inputs }: { outputs: Record<string, Uint8Array>; inputs: Record<string, Uint8Array> }) {
          if (fails) throw new Error('on purpose')
          inputs['made']!.set(outputs['seen']!)
        },
      },
    })
  for (let turn = 0; turn < 3; turn++) {
    await expect(run(true)).rejects.toMatchObject({ code: 'BODY_FAILED' })
    expect(backend.liveObjects()['maps']).toBe(0)
    const result = await run(false)
    expect(result.outputs['seen']).toEqual(pattern(64))
    expect(backend.liveObjects()['maps']).toBe(1)
    result.release()
  }
  expect(await executor.read('b')).toEqual(pattern(64))
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})

test('an output is in place only where nothing uses its heap later in the run', () => {
  const outputs = ['early', 'late', 'again'].map((name) => ({ name, sizeBytes: 16 }))
  const copy = (name: string, offset: number) => ({ name, nameOffset: 0, heap: 0, offset, size: 16 })
  const read = (...copies: ReturnType<typeof copy>[]) => ({ do: 'read' as const, after: [], copies })
  const fill = { op: 'fill' as const, heap: 0, offset: 32, size: 16, value: 1, passes: ['p'] }
  const submissions = [{ queue: 0, waits: [], commands: [fill] }]
  const heaps = [{ memory: 'readback' as const, sizeBytes: 64 }]
  const timeline = [
    read(copy('early', 0)),
    { do: 'submit' as const, submission: 0 },
    read(copy('late', 16), copy('again', 32)),
  ]
  const lendable = (steps: typeof timeline) => {
    const plan = planOf({ heaps, outputs, submissions, timeline: steps })
    return [...lendableOutputs(plan, describeOutputs(plan)).keys()]
  }
  expect(lendable(timeline)).toEqual([1, 2])
  expect(lendable([...timeline, { do: 'submit', submission: 0 }])).toEqual([])
})

test('one call that frees everything has none', async () => {
  const graph = frameGraph('once')
    .buffer('a', { size: 64 })
    .fill('a', { value: 1 })
    .readback('a', { output: 'a' })
    .build()
  const outputs = { a: 'in-place' as never }
  await expect(execute(graph, createDummyBackend(), { outputs })).rejects.toMatchObject({ code: 'INVALID_OUTPUT' })
})
