import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import { Gpu } from '../../src/gpu/index.ts'
import {
  customPlan,
  doubleKernel,
  hostPassPlan,
  nothingLive,
  pattern,
  planOf,
  roundTripPlan,
  threeQueuePlan,
} from '../support/executor-plans.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

// F82 holds for every test here: a rejection that nobody handles fails it.
failOnUnhandledRejections()

const inputs = { in: pattern(64) }

test('a time limit is a number of milliseconds that timers know; Infinity is none', async () => {
  const backend = createDummyBackend()
  for (const timeoutMs of [-1, NaN, 2 ** 31, -Infinity])
    await expect(createExecutor(roundTripPlan(), backend, { timeoutMs })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
  const executor = await createExecutor(customPlan(), backend, { timeoutMs: Infinity })
  let called = false
  await executor.run({ bodies: { touch: () => delay(20).then(() => void (called = true)) } })
  expect(called).toBe(true)
  await executor.destroy()
})

test('F1–F6: frames in flight are a number that memory can be had for, before any is', async () => {
  const backend = createDummyBackend()
  for (const framesInFlight of [0, -1, NaN, 1.5, 257, 2 ** 32, 2 ** 53, Infinity, '2', null] as number[]) {
    const refused = { code: 'INVALID_OPTION', path: 'framesInFlight' }
    await expect(createExecutor(roundTripPlan(), backend, { framesInFlight })).rejects.toMatchObject(refused)
    expect(() => new Gpu(backend, { framesInFlight })).toThrow(expect.objectContaining(refused))
  }
  const executor = await createExecutor(roundTripPlan(), backend, { framesInFlight: 256 })
  expect((await executor.run({ inputs })).outputs['out']).toEqual(inputs.in)
  await executor.destroy()
})

describe('abort', () => {
  test('F72: before the start nothing is submitted', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    const reason = new Error('enough')
    await expect(executor.run({ inputs, signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      code: 'ABORTED',
      cause: reason,
    })
    expect(backend.calls.submit).toBe(0)
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F72: while it waits for its turn nothing is submitted', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend, { framesInFlight: 1 })
    backend.pause()
    const first = executor.run({ inputs })
    const control = new AbortController()
    const second = executor.run({ inputs, signal: control.signal })
    const third = executor.run({ inputs: { in: pattern(64, 3) } })
    control.abort()
    await expect(second).rejects.toMatchObject({ code: 'ABORTED' })
    expect(backend.calls.submit).toBe(1)
    backend.resume()
    await first
    expect((await third).outputs.out).toEqual(pattern(64, 3))
    await executor.destroy()
  })

  test.each([0, 1, 2, 3, 4])('F73: after step %i of five it stops, frees, and the executor goes on', async (at) => {
    const backend = createDummyBackend({ kernels: doubleKernel })
    const executor = await createExecutor(threeQueuePlan(), backend)
    const control = new AbortController()
    const onProgress = ({ done }: { done: number }) => {
      if (done === at + 1) control.abort()
    }
    await expect(executor.run({ inputs, signal: control.signal, onProgress })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    expect(backend.calls.submit).toBe(Math.min(at, 3))
    expect((await executor.run({ inputs })).outputs.out).toEqual(pattern(64).map((byte) => byte * 2))
    await executor.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F74: after the last submission it rejects at once, and memory stays until the device is done', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    backend.pause()
    const control = new AbortController()
    const running = executor.run({ inputs, signal: control.signal })
    await delay(1)
    expect(backend.calls.submit).toBe(1)
    control.abort()
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' })
    const closing = executor.destroy()
    await delay(1)
    expect(backend.liveObjects()).not.toEqual(nothingLive)
    backend.resume()
    await closing
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('a signal is let go of when the run ends', async () => {
    const executor = await createExecutor(roundTripPlan(), createDummyBackend())
    const control = new AbortController()
    let listeners = 0
    const { signal } = control
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    Object.assign(signal, {
      addEventListener: (...args: Parameters<typeof add>) => (listeners++, add(...args)),
      removeEventListener: (...args: Parameters<typeof remove>) => (listeners--, remove(...args)),
    })
    await executor.run({ inputs, signal })
    expect(listeners).toBe(0)
    await executor.destroy()
  })
})

describe('F75: concurrent runs on one executor', () => {
  test.each([1, 2, 3])('end in order with their own bytes, %i in flight', async (framesInFlight) => {
    for (let seed = 0; seed < 8; seed++) {
      const backend = createDummyBackend({ seed, kernels: doubleKernel })
      const executor = await createExecutor(threeQueuePlan(), backend, { framesInFlight })
      const order: number[] = []
      const runs = Array.from({ length: 7 }, async (_, i) => {
        const { outputs } = await executor.run({ inputs: { in: pattern(64, i) } })
        order.push(i)
        return outputs.out
      })
      expect(await Promise.all(runs)).toEqual(
        Array.from({ length: 7 }, (_, i) => pattern(64, i).map((byte) => byte * 2)),
      )
      expect(order).toEqual([0, 1, 2, 3, 4, 5, 6])
      await executor.destroy()
    }
  })

  test('overlap: the second writes and submits while the first is on the device', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend, { framesInFlight: 2 })
    backend.pause()
    const runs = [1, 2, 3].map((seed) => executor.run({ inputs: { in: pattern(64, seed) } }))
    await delay(1)
    expect(backend.calls.submit).toBe(2)
    backend.resume()
    expect((await Promise.all(runs)).map(({ outputs }) => outputs.out)).toEqual(
      [1, 2, 3].map((seed) => pattern(64, seed)),
    )
    await executor.destroy()
  })

  test('with host passes in the middle, the device work of runs does not mix', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(hostPassPlan(16), backend, { framesInFlight: 2 })
    const bodies = {
      async think({ outputs, inputs }: { outputs: Record<string, Uint8Array>; inputs: Record<string, Uint8Array> }) {
        await delay(2)
        inputs.back!.set(outputs.mid!.map((byte) => byte + 1))
      },
    }
    const results = await Promise.all(
      [1, 2, 3, 4].map((seed) => executor.run({ inputs: { in: pattern(16, seed) }, bodies })),
    )
    results.forEach(({ outputs }, i) => {
      expect(outputs.mid).toEqual(pattern(16, i + 1))
      expect(outputs.out).toEqual(pattern(16, i + 1).map((byte) => byte + 1))
    })
    expect(backend.sessions[0]!.hazards).toEqual([])
    await executor.destroy()
  })
})

test('F76: two executors that import the same memory take turns', async () => {
  const sizeBytes = 16
  const slice = { heap: 0, offset: 0, size: sizeBytes }
  const plan = planOf({
    heaps: [{ memory: 'imported', resource: 'shared', sizeBytes }],
    imports: ['shared'],
    bodies: [{ name: 'add', pass: 'add' }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: [
          {
            op: 'custom',
            body: 'add',
            uses: [{ resource: 'shared', slice, as: 'storage', access: 'read-write' }],
            passes: ['add'],
          },
        ],
      },
    ],
  })
  const backend = createDummyBackend()
  const executors = [await createExecutor(plan, backend), await createExecutor(plan, backend)]
  const shared = new Uint8Array(sizeBytes)
  let inside = 0
  const add = async ({ slices }: { slices: Record<string, Uint8Array[]> }) => {
    expect(++inside).toBe(1)
    const before = slices.shared![0]![0]!
    await delay(1)
    slices.shared![0]![0] = before + 1
    inside--
  }
  await Promise.all(
    Array.from({ length: 6 }, (_, i) => executors[i % 2]!.run({ bodies: { add }, imports: { shared } })),
  )
  expect(shared[0]).toBe(6)
  for (const executor of executors) await executor.destroy()
})

describe('destroy', () => {
  test('F77: twice is once', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    const first = executor.destroy()
    expect(executor.destroy()).toBe(first)
    await first
    await executor.destroy()
    executor[Symbol.dispose]()
    await executor[Symbol.asyncDispose]()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F78: it waits for runs under way and queued', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(roundTripPlan(), backend)
    backend.pause()
    const runs = [1, 2, 3].map((seed) => executor.run({ inputs: { in: pattern(64, seed) } }))
    const closing = executor.destroy()
    backend.resume()
    expect((await Promise.all(runs)).map(({ outputs }) => outputs.out)).toEqual(
      [1, 2, 3].map((seed) => pattern(64, seed)),
    )
    await closing
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('F79: a run after it is a typed error', async () => {
    const executor = await createExecutor(roundTripPlan(), createDummyBackend())
    const closing = executor.destroy()
    await expect(executor.run({ inputs })).rejects.toMatchObject({ code: 'DESTROYED' })
    await closing
    await expect(executor.run({ inputs })).rejects.toMatchObject({ code: 'DESTROYED' })
  })

  test('using and await using free it', async () => {
    const backend = createDummyBackend()
    {
      await using executor = await createExecutor(roundTripPlan(), backend)
      await executor.run({ inputs })
    }
    expect(backend.liveObjects()).toEqual(nothingLive)
    {
      using executor = await createExecutor(roundTripPlan(), backend)
      await executor.run({ inputs })
    }
    await delay(1)
    expect(backend.liveObjects()).toEqual(nothingLive)
  })
})

describe('bodies', () => {
  const touch = ({ slices }: { slices: Record<string, Uint8Array[]> }) => void slices.kept![0]!.fill(7)

  test('F80: run() of its own executor is refused inside a body, even awaited late', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(customPlan(), backend)
    const again: unknown[] = []
    const attempt = async () => again.push(await executor.run({ bodies: { touch } }).catch((error: unknown) => error))
    await executor.run({ bodies: { touch: () => void attempt() } })
    await executor.run({
      bodies: {
        async touch() {
          await delay(1)
          await attempt()
        },
      },
    })
    expect(again).toHaveLength(2)
    for (const error of again) expect(error).toMatchObject({ code: 'REENTRANT_RUN' })
    await executor.destroy()
  })

  test('F80: a body that lets the refusal through fails its run with REENTRANT_RUN', async () => {
    const executor = await createExecutor(customPlan(), createDummyBackend())
    const body = async () => void (await executor.run({ bodies: { touch } }))
    await expect(executor.run({ bodies: { touch: body } })).rejects.toMatchObject({ code: 'REENTRANT_RUN' })
    await expect(executor.run({ bodies: { touch: () => executor.destroy() } })).rejects.toMatchObject({
      code: 'REENTRANT_RUN',
    })
    await executor.run({ bodies: { touch } })
    await executor.destroy()
  })

  test('F80: others may call run() while a body is pending, and a body may use another executor', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(customPlan(), backend)
    const other = await createExecutor(customPlan(), backend)
    let proceed!: () => void
    const gate = new Promise<void>((resolve) => (proceed = resolve))
    const first = executor.run({ bodies: { touch: () => gate } })
    await delay(1)
    const second = executor.run({ bodies: { touch } })
    proceed()
    await first
    expect((await second).outputs.out).toEqual(new Uint8Array(16).fill(7))
    await executor.run({ bodies: { touch: async () => void (await other.run({ bodies: { touch } })) } })
    await executor.destroy()
    await other.destroy()
  })

  test('F80: a body’s timer that fires after the run may call run()', async () => {
    const executor = await createExecutor(customPlan(), createDummyBackend())
    let later!: Promise<unknown>
    await executor.run({
      bodies: { touch: () => void (later = delay(5).then(() => executor.run({ bodies: { touch } }))) },
    })
    await later
    await executor.destroy()
  })

  test.each([
    [
      'at once',
      () => {
        throw new Error('bang')
      },
    ],
    [
      'later',
      async () => {
        await delay(1)
        throw new Error('bang')
      },
    ],
  ])('F81: one that throws %s fails its run and no other', async (_, bang) => {
    const backend = createDummyBackend()
    const executor = await createExecutor(customPlan(), backend)
    await expect(executor.run({ bodies: { touch: bang } })).rejects.toMatchObject({
      code: 'BODY_FAILED',
      details: { name: 'touch', pass: 'own' },
      cause: { message: 'bang' },
    })
    expect((await executor.run({ bodies: { touch } })).outputs.out).toEqual(new Uint8Array(16).fill(7))
    const host = await createExecutor(hostPassPlan(16), backend)
    await expect(host.run({ inputs: { in: pattern(16) }, bodies: { think: bang } })).rejects.toMatchObject({
      code: 'BODY_FAILED',
      details: { pass: 'think' },
    })
    await executor.destroy()
    await host.destroy()
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test('one that returns a thenable that is no Promise is awaited', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(hostPassPlan(16), backend)
    type Context = { inputs: Record<string, Uint8Array> }
    /** As promises of another library or realm are. */
    const thenable = (work: () => void) => {
      const promise = delay(5).then(work)
      // oxlint-disable-next-line unicorn/no-thenable
      return { then: promise.then.bind(promise) } as Promise<void>
    }
    const think = ({ inputs }: Context) => thenable(() => void inputs.back!.fill(3))
    expect((await executor.run({ inputs: { in: pattern(16) }, bodies: { think } })).outputs.out).toEqual(
      new Uint8Array(16).fill(3),
    )
    const bang = () =>
      thenable(() => {
        throw new Error('bang')
      })
    await expect(executor.run({ inputs: { in: pattern(16) }, bodies: { think: bang } })).rejects.toMatchObject({
      code: 'BODY_FAILED',
      cause: { message: 'bang' },
    })
    await executor.destroy()
    const custom = await createExecutor(customPlan(), backend)
    let called = false
    const touch = () => thenable(() => void (called = true))
    await custom.run({ bodies: { touch } })
    expect(called).toBe(true)
    await custom.destroy()
  })

  test('a run that fails half-way lets the next one through', async () => {
    const backend = createDummyBackend()
    const executor = await createExecutor(hostPassPlan(16), backend, { framesInFlight: 2 })
    const bang = async () => {
      await delay(2)
      throw new Error('bang')
    }
    const think = ({ inputs }: { inputs: Record<string, Uint8Array> }) => void inputs.back!.fill(3)
    const [first, second] = await Promise.allSettled([
      executor.run({ inputs: { in: pattern(16) }, bodies: { think: bang } }),
      executor.run({ inputs: { in: pattern(16) }, bodies: { think } }),
    ])
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'BODY_FAILED' } })
    expect(second).toMatchObject({ status: 'fulfilled', value: { outputs: { out: new Uint8Array(16).fill(3) } } })
    await executor.destroy()
  })
})

test('a progress callback counts steps and bytes, and names them; one that throws fails the run', async () => {
  const executor = await createExecutor(roundTripPlan(), createDummyBackend())
  const seen: unknown[] = []
  await executor.run({ inputs, onProgress: (progress) => seen.push(progress) })
  const all = { total: 3, totalBytes: 128 }
  expect(seen).toEqual([
    { done: 1, doneBytes: 64, step: 'write', ids: ['in'], ...all },
    { done: 2, doneBytes: 64, step: 'submit', ids: expect.any(Array), ...all },
    { done: 3, doneBytes: 128, step: 'read', ids: ['out'], ...all },
  ])
  const onProgress = () => {
    throw new Error('no')
  }
  await expect(executor.run({ inputs, onProgress })).rejects.toMatchObject({ code: 'CALLBACK_FAILED' })
  await executor.run({ inputs })
  await executor.destroy()
})

test('F84: many runs leave no more behind than few', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(), backend)
  const runs = async (count: number) => {
    for (let i = 0; i < count; i++) await executor.run({ inputs })
  }
  await runs(500)
  const before = backend.liveObjects()
  await runs(1500)
  expect(backend.liveObjects()).toEqual(before)
  await executor.destroy()
})

test('F85: an executor that is garbage-collected in flight still ends its run', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const backend = createDummyBackend()
  backend.pause()
  const start = async () => {
    const executor: Executor = await createExecutor(roundTripPlan(), backend)
    return { running: executor.run({ inputs }), executor: new WeakRef(executor) }
  }
  const { running, executor } = await start()
  await delay(1)
  gc()
  await delay(1)
  expect(executor.deref()).toBeUndefined()
  backend.resume()
  expect((await running).outputs.out).toEqual(inputs.in)
  await backend.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})
