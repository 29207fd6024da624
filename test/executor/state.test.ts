/** The state of an executor: what is in flight, where histories are, what was timed; and a page takes it as it is. */
import { createExecutor, frameGraph, planGraph, profiles, type ExecutorState } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { inspectHtml, type InspectState } from 'memkit-gpu/inspect'
import { describe, expect, it } from 'vitest'

const graph = frameGraph('with-history')
  .buffer('frame', { size: 64, lifetime: 'persistent', history: 1 })
  .upload('frame', { input: 'in' })
  .readback('frame', { output: 'out' })
  .readback({ resource: 'frame', previous: 1 }, { output: 'last' })
  .build()
const plan = planGraph(graph, profiles.dummy)
const inputs = { in: new Uint8Array(64) }

async function withExecutor(test: (executor: Awaited<ReturnType<typeof createExecutor>>) => Promise<void>) {
  const backend = createDummyBackend()
  const executor = await createExecutor(plan, backend, { framesInFlight: 3 })
  try {
    await test(executor)
  } finally {
    await executor.destroy()
    await backend.destroy()
  }
}

describe('the state of an executor', () => {
  it('before any run has nothing in flight and no times', () =>
    withExecutor(async (executor) => {
      expect(executor.inspect()).toMatchObject({
        plan: plan.hash,
        backend: 'dummy',
        runs: 0,
        inFlight: [],
        timings: {},
      })
    }))

  it('lists each run until it ends', () =>
    withExecutor(async (executor) => {
      const runs = [executor.run({ inputs }), executor.run({ inputs })]
      expect(executor.inspect().inFlight).toEqual([
        { frame: 0, phase: 'submitted' },
        { frame: 1, phase: 'submitted' },
      ])
      const [, last] = await Promise.all(runs)
      expect(executor.inspect()).toMatchObject({ runs: 2, inFlight: [], timings: last!.timings })
    }))

  it('lists no run that failed', () =>
    withExecutor(async (executor) => {
      await expect(executor.run()).rejects.toMatchObject({ code: 'MISSING_INPUT' })
      await expect(executor.run({ inputs, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
      expect(executor.inspect()).toMatchObject({ inFlight: [], timings: {} })
    }))

  it('has an instance of staging for each frame in flight, and one of everything else', () =>
    withExecutor(async (executor) => {
      const instances = executor.inspect().heaps.map(({ memory, instances }) => [memory, instances])
      expect(instances).toEqual(plan.heaps.map(({ memory }) => [memory, memory === 'device' ? 1 : 3]))
    }))

  it('says where the contents of earlier runs are: they change places with each run', () =>
    withExecutor(async (executor) => {
      const slots = () => executor.inspect().histories[0]!.slots.map(({ heap }) => heap)
      await executor.run({ inputs })
      const first = slots()
      await executor.run({ inputs })
      expect(slots()).toEqual([...first].reverse())
      expect(new Set(first).size).toBe(2)
    }))

  it('is no longer told once the executor is destroyed', () =>
    withExecutor(async (executor) => {
      await executor.destroy()
      expect(() => executor.inspect()).toThrow(expect.objectContaining({ code: 'DESTROYED' }))
    }))
})

describe('onInspect', () => {
  it('is told when the run has submitted everything, and when it has ended', () =>
    withExecutor(async (executor) => {
      const states: ExecutorState[] = []
      await executor.run({ inputs, onInspect: (state) => states.push(state) })
      expect(states.map(({ inFlight }) => inFlight)).toEqual([[{ frame: 0, phase: 'submitted' }], []])
      expect(states[1]!.timings.submissions).toHaveLength(1)
    }))

  it('that throws rejects the run, and the executor goes on', () =>
    withExecutor(async (executor) => {
      const onInspect = () => {
        throw new Error('no view')
      }
      await expect(executor.run({ inputs, onInspect })).rejects.toMatchObject({ code: 'CALLBACK_FAILED' })
      await expect(executor.run({ inputs })).resolves.toBeDefined()
      expect(executor.inspect().inFlight).toEqual([])
    }))
})

it('a page takes the state as it is, and as JSON', () =>
  withExecutor(async (executor) => {
    await executor.run({ inputs })
    const state: InspectState = executor.inspect()
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
    expect(inspectHtml(plan, { state })).toContain(JSON.stringify(state))
  }))
