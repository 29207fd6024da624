/** Exchanging the plan of an executor, on the Dummy. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import type { Backend, Session } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { frameGraph, planGraph, profiles, type FrameGraph } from '../../src/index.ts'
import { customPlan, nothingLive, pattern, planOf, roundTripPlan } from '../support/executor-plans.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'
import {
  bytes,
  expectedHistory,
  historyReader,
  historyWriter,
  readerOutputs,
  readers,
  seenHistory,
  writerInputs,
  writers,
} from '../support/update-graphs.ts'

failOnUnhandledRejections()

const planned = (graph: FrameGraph) => planGraph(graph, profiles.dummy)

describe('what persists', () => {
  test('resources of the same id and size keep their contents wherever they lie; others start as zeros', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(planned(writers()), backend)
    await executor.run({ inputs: writerInputs() })
    await executor.update(planned(readers()))
    expect(executor.plan.name).toBe('readers')
    expect((await executor.run()).outputs).toEqual(readerOutputs())
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('contents survive any number of updates', async () => {
    const executor = await createExecutor(planned(writers()), createDummyBackend())
    await executor.run({ inputs: writerInputs() })
    for (let i = 0; i < 3; i++) {
      await executor.update(planned(readers()))
      await executor.update(planned(writers()))
    }
    await executor.update(planned(readers()))
    const { outputs } = await executor.run()
    expect(outputs['same']).toEqual(readerOutputs().same)
    expect(outputs['picture']).toEqual(readerOutputs().picture)
    await executor.destroy()
  })

  test('a buffer of another size starts as zeros, though the device copies whole words and both take as many', async () => {
    const planOfSize = (size: number) =>
      planGraph(
        frameGraph('kept')
          .buffer('kept', { size, lifetime: 'persistent' })
          .readback('kept', { output: 'kept' })
          .build(),
        profiles.webgpu,
      )
    const executor = await createExecutor(planOfSize(10), createDummyBackend({ profile: profiles.webgpu }))
    for (const size of [11, 12, 10]) {
      await executor.write('kept', new Uint8Array(executor.plan.outputs[0]!.sizeBytes).fill(7))
      await executor.update(planOfSize(size))
      expect(await executor.read('kept')).toEqual(new Uint8Array(size))
      expect((await executor.run()).outputs['kept']).toEqual(new Uint8Array(size))
    }
    await executor.destroy()
  })

  const depths = [
    [2, 2],
    [2, 1],
    [1, 3],
    [0, 2],
    [3, 0],
  ] as const
  test.each(depths)('of %i runs of history a plan that keeps %i has what both keep', async (written, read) => {
    for (let runs = 0; runs <= 5; runs++)
      expect(await seenHistory(createDummyBackend(), runs, written, read)).toEqual(expectedHistory(runs, written, read))
  })
})

describe('runs and updates', () => {
  test('take turns in the order of the calls', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(64), backend)
    backend.pause()
    const results = [64, 64, 32, 32, 16].map((sizeBytes, i) => {
      if (i === 2 || i === 4) void executor.update(roundTripPlan(sizeBytes))
      return executor.run({ inputs: { in: pattern(sizeBytes, i) } })
    })
    await delay(1)
    expect(backend.calls.submit).toBe(2)
    backend.resume()
    expect((await Promise.all(results)).map(({ outputs }) => outputs['out'])).toEqual(
      [64, 64, 32, 32, 16].map((sizeBytes, i) => pattern(sizeBytes, i)),
    )
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('an update waits for the device to finish runs that were aborted', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    backend.pause()
    const control = new AbortController()
    const run = executor.run({ inputs: { in: pattern(64) }, signal: control.signal })
    await delay(1)
    control.abort()
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' })
    let isUpdated = false
    const update = executor.update(roundTripPlan(32)).then(() => (isUpdated = true))
    await delay(1)
    expect(isUpdated).toBe(false)
    backend.resume()
    await update
    await executor.destroy()
  })

  test('a plan that is changed after the call is taken as it was', async () => {
    const executor = await createExecutor(roundTripPlan(), createDummyBackend())
    const plan = roundTripPlan(32)
    const update = executor.update(plan)
    plan.inputs[0]!.sizeBytes = 1
    await update
    expect((await executor.run({ inputs: { in: pattern(32) } })).outputs['out']).toEqual(pattern(32))
    await executor.destroy()
  })

  test('destroy waits for updates and runs that were called before it', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    const update = executor.update(roundTripPlan(32))
    const run = executor.run({ inputs: { in: pattern(32) } })
    const closing = executor.destroy()
    await expect(executor.update(roundTripPlan())).rejects.toMatchObject({ code: 'DESTROYED' })
    await expect(executor.run()).rejects.toMatchObject({ code: 'DESTROYED' })
    await update
    expect((await run).outputs['out']).toEqual(pattern(32))
    await closing
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('an update from inside a body, which would wait for itself, is refused', async () => {
    const executor = await createExecutor(customPlan(), createDummyBackend())
    const run = executor.run({ bodies: { touch: () => executor.update(roundTripPlan()) } })
    await expect(run).rejects.toMatchObject({ code: 'REENTRANT_RUN' })
    await executor.destroy()
  })
})

describe('an update that fails', () => {
  test('leaves the plan before at work, whichever call of the device failed', async () => {
    const from = planned(historyWriter(2))
    const to = planned(historyReader(3))
    const inputs = (run: number) => ({ state: bytes(16, run), image: bytes(4, run) })
    const dry = createDummyBackend()
    const tried = await createExecutor(from, dry)
    for (let run = 1; run <= 4; run++) await tried.run({ inputs: inputs(run) })
    const before = dry.calls.any
    await tried.update(to)
    // Freeing the old plan comes last, one call an object; what fails there cannot undo the update.
    const freed = dry.calls.destroy
    const count = dry.calls.any - before - freed
    expect(count).toBeGreaterThan(4)
    for (let call = 0; call < count; call++) {
      const backend = createDummyBackend({ faults: [{ call: 'any', at: before + call }] })
      const executor = await createExecutor(from, backend)
      for (let run = 1; run <= 4; run++) await executor.run({ inputs: inputs(run) })
      const live = backend.liveObjects()
      await expect(executor.update(to)).rejects.toMatchObject({ name: 'MemkitError' })
      expect(executor.plan.name).toBe(from.name)
      expect(backend.liveObjects()).toEqual(live)
      const { outputs } = await executor.run({ inputs: inputs(5) })
      expect([outputs['old 0']![0], outputs['old 1']![0], outputs['seen 1']![0]]).toEqual([4, 3, 3])
      await executor.update(to)
      expect((await executor.run()).outputs['state 1']![0]).toBe(5)
      await executor.destroy()
      expect(backend.liveObjects()).toEqual(nothingLive)
    }
  })

  test('in freeing the old plan shows when the executor is destroyed, and nothing leaks', async () => {
    const backend = createDummyBackend({ faults: [{ call: 'destroy', at: 0 }] })
    const executor = await createExecutor(roundTripPlan(), backend)
    await executor.update(roundTripPlan(32))
    expect((await executor.run({ inputs: { in: pattern(32) } })).outputs['out']).toEqual(pattern(32))
    await expect(executor.destroy()).rejects.toMatchObject({ name: 'MemkitError' })
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('because both plans do not fit together leaves the old one', async () => {
    const backend = createDummyBackend({ capacityBytes: 1000 })
    const executor = await createExecutor(roundTripPlan(128), backend, { framesInFlight: 1 })
    await expect(executor.update(roundTripPlan(160))).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
    expect((await executor.run({ inputs: { in: pattern(128) } })).outputs['out']).toEqual(pattern(128))
    await executor.destroy()
  })

  test('because the plan is wrong is told before anything happens', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    const opened = backend.calls.any
    await expect(executor.update(planOf({ queues: [] }))).rejects.toMatchObject({ code: 'INVALID_PLAN' })
    const tooMany = planOf({ queues: Array.from({ length: 9 }, () => ({ kinds: ['graphics' as const], family: 0 })) })
    await expect(executor.update(tooMany)).rejects.toMatchObject({ code: 'PLAN_MISMATCH' })
    expect(backend.calls.any).toBe(opened)
    await executor.destroy()
  })

  test('because runs under way take too long is a typed error, and the old plan goes on', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend, { timeoutMs: 5 })
    backend.pause()
    const run = executor.run({ inputs: { in: pattern(64) } })
    await Promise.all([
      expect(run).rejects.toMatchObject({ code: 'TIMED_OUT' }),
      expect(executor.update(roundTripPlan(32))).rejects.toMatchObject({ code: 'TIMED_OUT' }),
    ])
    backend.resume()
    expect((await executor.run({ inputs: { in: pattern(64) } })).outputs['out']).toEqual(pattern(64))
    await executor.destroy()
  })
})

describe('a backend that cannot copy from plan to plan', () => {
  const without = (backend: Backend): Backend => ({
    ...backend,
    open: async (plan, options): Promise<Session> => ({
      ...(await backend.open(plan, options)),
      adopt: undefined as never,
    }),
  })

  test('refuses to keep persistent resources, and the old plan goes on', async () => {
    const executor = await createExecutor(planned(writers()), without(createDummyBackend()))
    await executor.run({ inputs: writerInputs() })
    await expect(executor.update(planned(readers()))).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await executor.run({ inputs: writerInputs() })
    await executor.destroy()
  })

  test('exchanges plans that have nothing to keep', async () => {
    const executor = await createExecutor(roundTripPlan(), without(createDummyBackend()))
    await executor.update(roundTripPlan(32))
    expect((await executor.run({ inputs: { in: pattern(32) } })).outputs['out']).toEqual(pattern(32))
    await executor.destroy()
  })
})
