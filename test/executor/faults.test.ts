import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createDummyBackend, type Fault, type FaultCall } from '../../src/backends/dummy/index.ts'
import { mapFailed, outOfMemory } from '../../src/errors.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { frameGraph, planGraph, profiles, type DeviceProfile } from '../../src/index.ts'
import type { Plan } from '../../src/plan/document.ts'
import {
  doubleKernel,
  hostPassPlan,
  nothingLive,
  pattern,
  roundTripPlan,
  threeQueuePlan,
} from '../support/executor-plans.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

const bodies = {
  think: ({ outputs, inputs }: { outputs: Record<string, Uint8Array>; inputs: Record<string, Uint8Array> }) =>
    void inputs.back!.set(outputs.mid!),
}

/** A device whose submissions stage so little that the second upload has to wait for the first. */
const smallStaging = { ...profiles.dummy, limits: { ...profiles.dummy.limits, stagingBytes: 256 } }
const staged = frameGraph('staged')
for (const id of ['a', 'b']) staged.buffer(id, { size: 256 }).upload(id, { input: id }).readback(id, { output: id })

interface Scenario {
  plan: Plan
  profile?: DeviceProfile
  framesInFlight?: number
  inputs: Record<string, Uint8Array>
  right: Record<string, Uint8Array>
}
const scenarios: Record<string, Scenario> = {
  'three queues': {
    plan: threeQueuePlan(),
    inputs: { in: pattern(64) },
    right: { out: pattern(64).map((byte) => byte * 2) },
  },
  'staging in turn': {
    plan: planGraph(staged.build(), smallStaging),
    profile: smallStaging,
    framesInFlight: 1,
    inputs: { a: pattern(256), b: pattern(256, 7) },
    right: { a: pattern(256), b: pattern(256, 7) },
  },
  'host pass': { plan: hostPassPlan(16), inputs: { in: pattern(16) }, right: { mid: pattern(16), out: pattern(16) } },
}

/** Opens, runs twice and destroys on a backend with one fault; `attempts` tells what came of it. */
async function live(scenario: Scenario, fault?: Fault) {
  const { profile = profiles.dummy, framesInFlight = 2 } = scenario
  const backend = createDummyBackend({ profile, kernels: doubleKernel, ...(fault ? { faults: [fault] } : {}) })
  const errors: unknown[] = []
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      errors.push(error)
      return undefined
    }
  }
  const executor = await attempt(() => createExecutor(scenario.plan, backend, { framesInFlight }))
  const results = []
  if (executor) {
    for (let i = 0; i < 2; i++) results.push(await attempt(() => executor.run({ inputs: scenario.inputs, bodies })))
    await attempt(() => executor.destroy())
  }
  return { backend, errors, results, opened: executor !== undefined }
}

const kinds: Exclude<FaultCall, 'any'>[] = [
  'createHeap',
  'createTexture',
  'compile',
  'map',
  'submit',
  'wait',
  'destroy',
]
const whole = await live(scenarios['three queues']!)

test('without a fault the scenario makes every kind of call but textures', () => {
  for (const kind of kinds) if (kind !== 'createTexture') expect(whole.backend.calls[kind]).toBeGreaterThan(0)
})

describe.each(Object.entries(scenarios))('%s', (_, scenario) => {
  test.each(kinds)(
    'F54, F57: %s fails once, at every k: its run rejects, the next one is right, nothing leaks',
    async (call) => {
      const { calls } = (await live(scenario)).backend
      for (let at = 0; at < calls[call]; at++) {
        const injected = outOfMemory(`call ${at}`, 1)
        const { backend, errors, results, opened } = await live(scenario, { call, at, error: injected })
        expect(errors).toEqual([injected])
        if (opened) for (const result of results) if (result) expect(result.outputs).toEqual(scenario.right)
        if (opened && call !== 'destroy') expect(results.filter(Boolean)).toHaveLength(1)
        expect(backend.liveObjects()).toEqual(nothingLive)
      }
    },
  )

  test.each(kinds)('F55: %s fails for ever, from every k: no retry loop, nothing leaks', async (call) => {
    const { calls } = (await live(scenario)).backend
    for (let at = 0; at < calls[call]; at++) {
      const { backend, errors } = await live(scenario, { call, at, forever: true })
      expect(errors.length).toBeGreaterThan(0)
      expect(errors.length).toBeLessThanOrEqual(2)
      expect(backend.calls.any).toBeLessThanOrEqual(2 * calls.any)
      expect(backend.liveObjects()).toEqual(nothingLive)
    }
  })

  test('F54: any call at all fails once', async () => {
    const { calls } = (await live(scenario)).backend
    for (let at = 0; at < calls.any; at++) {
      const { backend, errors } = await live(scenario, { call: 'any', at })
      expect(errors).toHaveLength(1)
      expect(errors[0]).toHaveProperty('code')
      expect(backend.liveObjects()).toEqual(nothingLive)
    }
  })

  test('F56, F63, F65, F68: the device is lost at the k-th call, for every k: all settles with DEVICE_LOST, no calls follow, a new device works', async () => {
    const { calls } = (await live(scenario)).backend
    for (let at = 0; at < calls.any - calls.destroy; at++) {
      const { backend, errors } = await live(scenario, {
        call: 'any',
        at,
        effect: 'lose',
        error: outOfMemory('what it began with', 1),
      })
      expect(errors.length).toBeGreaterThan(0)
      for (const error of errors) expect(error).toMatchObject({ code: 'DEVICE_LOST' })
      expect(backend.calls.any).toBe(at + 1)
      expect(backend.liveObjects()).toEqual(nothingLive)
    }
    expect((await live(scenario)).results[1]!.outputs).toEqual(scenario.right)
  })
})

describe('memory', () => {
  test('F49, F50: a plan over the capacity rejects with OUT_OF_MEMORY and leaves nothing', async () => {
    const plan = roundTripPlan(64)
    const needed = 128 + 2 * (64 + 64)
    for (let capacityBytes = 0; capacityBytes < needed; capacityBytes += 32) {
      const backend = createDummyBackend({ capacityBytes })
      await expect(createExecutor(plan, backend)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
      expect(backend.liveObjects()).toEqual(nothingLive)
    }
    const backend = createDummyBackend({ capacityBytes: needed })
    for (let i = 0; i < 3; i++) {
      const executor = await createExecutor(plan, backend)
      await expect(createExecutor(plan, backend)).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
      expect((await executor.run({ inputs: { in: pattern(64) } })).outputs.out).toEqual(pattern(64))
      await executor.destroy()
    }
  })

  test('F51: out of host memory is a typed error', async () => {
    const plan = { ...roundTripPlan(64), outputs: [{ name: 'out', sizeBytes: 2 ** 52 }] }
    const executor = await createExecutor(plan, createDummyBackend(), { ignoreHash: true })
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({ code: 'OUT_OF_HOST_MEMORY' })
    const heaps = roundTripPlan(64).heaps.map((heap) => ({ ...heap, sizeBytes: 2 ** 52 }))
    const backend = createDummyBackend({ maxBufferBytes: 2 ** 53 - 1 })
    await expect(createExecutor({ ...plan, heaps }, backend, { ignoreHash: true })).rejects.toMatchObject({
      code: 'OUT_OF_HOST_MEMORY',
    })
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F10: a heap over the largest buffer names the limit', async () => {
    const backend = createDummyBackend({ maxBufferBytes: 100 })
    expect(backend.profile.limits.maxBufferBytes).toBe(100)
    await expect(createExecutor(roundTripPlan(64), backend)).rejects.toMatchObject({
      code: 'OVER_LIMIT',
      details: { limitName: 'maxBufferBytes', limit: 100 },
    })
  })
})

test('a fault that could never be met as it is meant is refused', () => {
  const wrong: [object, string][] = [
    [{ at: 0 }, 'faults[0].call'],
    [{ call: 'map' }, 'faults[0].at'],
    [{ call: 'map', at: Number.NaN }, 'faults[0].at'],
    [{ call: 'map', at: 0.5 }, 'faults[0].at'],
    [{ call: 'map', at: 0, effect: 'hangs' }, 'faults[0].effect'],
    [{ call: 'map', at: 0, forever: 'yes' }, 'faults[0].forever'],
  ]
  for (const [fault, path] of wrong)
    expect(() => createDummyBackend({ faults: [fault as Fault] })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path }),
    )
})

describe('mapping', () => {
  test('F53, F58: a rejected map fails its run, the next is right', async () => {
    const backend = createDummyBackend({ faults: [{ call: 'map', at: 1 }] })
    const executor = await createExecutor(roundTripPlan(), backend)
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({ code: 'MAP_FAILED' })
    expect((await executor.run({ inputs: { in: pattern(64) } })).outputs.out).toEqual(pattern(64))
    await executor.destroy()
  })

  test('device memory cannot be mapped, save where the device says so', async () => {
    const plan = roundTripPlan()
    const direct: Plan = {
      ...plan,
      timeline: plan.timeline.map((step) =>
        step.do === 'write' ? { ...step, copies: step.copies.map((copy) => ({ ...copy, heap: 0 })) } : step,
      ),
    }
    const executor = await createExecutor(direct, createDummyBackend(), { ignoreHash: true })
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({ code: 'MAP_FAILED' })
    const unified = await createExecutor(direct, createDummyBackend({ unmappable: false }), { ignoreHash: true })
    await unified.run({ inputs: { in: pattern(64) } })
  })

  test('F59: an executor destroyed while a mapping is pending waits for its run', async () => {
    const backend = createDummyBackend({ faults: [{ call: 'map', at: 0, effect: 'hang' }] })
    const executor = await createExecutor(roundTripPlan(), backend, { timeoutMs: 5 })
    const running = executor.run({ inputs: { in: pattern(64) } })
    const closing = executor.destroy()
    await expect(running).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await closing
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test.each([0, 1])('F60: mapping %i never resolves: the run times out, the next is right', async (at) => {
    const backend = createDummyBackend({ faults: [{ call: 'map', at, effect: 'hang' }] })
    const executor = await createExecutor(roundTripPlan(), backend, { timeoutMs: 20 })
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      details: { what: expect.stringContaining('Mapping') },
    })
    expect((await executor.run({ inputs: { in: pattern(64) } })).outputs.out).toEqual(pattern(64))
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })
})

describe('a body that never ends', () => {
  const graph = frameGraph('waits')
    .buffer('words', { size: 16 })
    .fill('words')
    .custom('record', { body: 'forget', uses: [{ use: 'words', as: 'copy-src' }], sideEffects: true })
    .build()

  test('is what its run and the next one say that they waited for, until it ends', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(planGraph(graph, backend.profile), backend, { timeoutMs: 20 })
    let resolve!: () => void
    const promise = new Promise<void>((done) => (resolve = done))
    const said = { code: 'TIMED_OUT', message: 'The body "forget" of pass "record" did not finish within 20 ms' }
    await expect(executor.run({ bodies: { forget: () => promise } })).rejects.toMatchObject(said)
    await expect(executor.run({ bodies: { forget: () => undefined } })).rejects.toMatchObject(said)
    resolve()
    await executor.run({ bodies: { forget: () => undefined } })
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })
})

describe('device', () => {
  test('F63, F66: lost while runs are in flight and queued: every one settles', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    backend.pause()
    const runs = [1, 2, 3, 4].map((seed) => executor.run({ inputs: { in: pattern(64, seed) } }))
    await delay(1)
    const calls = backend.calls.any
    backend.lose('it fell off the bus')
    for (const result of await Promise.allSettled(runs))
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { code: 'DEVICE_LOST', details: { why: 'it fell off the bus' } },
      })
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    await executor.destroy()
    expect(backend.calls.any).toBe(calls)
    expect(backend.liveObjects()).toEqual(nothingLive)
    expect(await backend.whenLost).toBe(backend.lost)
  })

  test('F66: lost while a mapping is pending', async () => {
    const backend = createDummyBackend({ faults: [{ call: 'map', at: 0, effect: 'hang' }] })
    const executor = await createExecutor(roundTripPlan(), backend)
    const running = executor.run({ inputs: { in: pattern(64) } })
    await delay(1)
    backend.lose('gone')
    await expect(running).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F64: destroyed by its owner in the middle of a run', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    backend.pause()
    const running = executor.run({ inputs: { in: pattern(64) } })
    await delay(1)
    const closing = backend.destroy()
    expect(backend.destroy()).toBe(closing)
    await expect(running).rejects.toMatchObject({ code: 'DESTROYED', details: { what: 'backend' } })
    await closing
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F65: lost before the executor: rejects at once', async () => {
    const backend = createDummyBackend()
    backend.lose('early')
    await expect(createExecutor(roundTripPlan(), backend)).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    expect(backend.calls.any).toBe(0)
  })

  test('F67: a wait that times out frees no memory in flight', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend, { timeoutMs: 10 })
    backend.pause()
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await expect(executor.destroy()).rejects.toMatchObject({ code: 'TIMED_OUT' })
    expect(backend.liveObjects().heaps).toBeGreaterThan(0)
    backend.resume()
    await delay(5)
    expect(backend.liveObjects()).toEqual(nothingLive)
    await executor.destroy()
  })

  test('F67: after a time limit, each call of destroy waits anew', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend, { timeoutMs: 10 })
    backend.pause()
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({ code: 'TIMED_OUT' })
    const update = executor.update(roundTripPlan())
    await expect(update).rejects.toMatchObject({ code: 'TIMED_OUT' })
    for (let call = 0; call < 3; call++) await expect(executor.destroy()).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await expect(executor.run({ inputs: { in: pattern(64) } })).rejects.toMatchObject({ code: 'DESTROYED' })
    const last = executor.destroy()
    backend.resume()
    await last
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F69: an error in submit belongs to its run', async () => {
    const backend = createDummyBackend({ faults: [{ call: 'submit', at: 1, error: mapFailed('odd') }] })
    const executor = await createExecutor(roundTripPlan(), backend)
    const results = await Promise.allSettled(
      [1, 2, 3].map((seed) => executor.run({ inputs: { in: pattern(64, seed) } })),
    )
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[2]).toMatchObject({ value: { outputs: { out: pattern(64, 3) } } })
    await executor.destroy()
  })

  test('F71: a shader that cannot run is a typed error, and nothing stays', async () => {
    const backend = createDummyBackend({ kernels: doubleKernel, faults: [{ call: 'compile', at: 0 }] })
    await expect(createExecutor(threeQueuePlan(), backend)).rejects.toMatchObject({ code: 'SHADER_FAILED' })
    const without = createDummyBackend()
    await expect(createExecutor(threeQueuePlan(), without)).rejects.toHaveProperty('code')
    expect(without.liveObjects()).toEqual(nothingLive)
  })
})
