/** Plans that an executor had before and takes again, on the Dummy. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import {
  createPlanner,
  disablePasses,
  parseGraph,
  planGraph,
  profiles,
  type Backend,
  type Pass,
  type Resource,
} from '../../src/index.ts'
import { nothingLive } from '../support/executor-plans.ts'

/** `count` can be switched off; `scratch` is memory that only it needs. */
function graphOf({ scratch = 64, more = 0, name = 'count' } = {}) {
  const resources: Resource[] = [
    { id: 'state', kind: 'buffer', size: 16, lifetime: 'persistent', history: 1 },
    { id: 'log', kind: 'buffer', size: 16, lifetime: 'persistent' },
    { id: 'scratch', kind: 'buffer', size: scratch },
    ...Array.from({ length: more }, (_, i): Resource => {
      return { id: `more ${i}`, kind: 'buffer', size: 16, lifetime: 'persistent' }
    }),
  ]
  const passes: Pass[] = [
    { id: 'keep', kind: 'copy', from: { resource: 'state', previous: 1 }, to: 'state' },
    { id: name, kind: 'fill', to: { resource: 'state', size: 4 }, value: 7 },
    { id: 'spill', kind: 'fill', to: 'scratch', value: 9 },
    { id: 'note', kind: 'copy', from: { resource: 'scratch', size: 4 }, to: { resource: 'log', size: 4 } },
    { id: 'load', kind: 'upload', to: { resource: 'state', offset: 4, size: 4 }, input: 'value' },
    ...Array.from({ length: more }, (_, i): Pass => {
      return { id: `more ${i}`, kind: 'fill', to: `more ${i}`, value: 1 }
    }),
    { id: 'show', kind: 'readback', from: 'state', output: 'state' },
  ]
  return parseGraph({ version: 1, resources, passes })
}

const value = (n: number) => ({ inputs: { value: new Uint8Array([n, 0, 0, 0]) } })
const words = (bytes: Uint8Array) => [...new Uint32Array(bytes.slice().buffer)]

test('a plan that was there before makes nothing, and goes on with what the others left', async () => {
  const backend = createDummyBackend()
  const planner = createPlanner(profiles.dummy)
  const all = planner.plan(graphOf())
  const without = planner.plan(disablePasses(graphOf(), ['count', 'note']))
  const executor = await createExecutor(without, backend)
  expect(words((await executor.run(value(1))).outputs['state']!)).toEqual([0, 1, 0, 0])
  await executor.update(all)
  expect(words((await executor.run(value(2))).outputs['state']!)).toEqual([7, 2, 0, 0])
  const made = { ...backend.calls }
  await executor.write('state', new Uint8Array([5, 0, 0, 0]), { offset: 8 })
  for (let i = 0; i < 5; i++) {
    await executor.update(i % 2 === 0 ? without : all)
    expect(executor.plan).toBe(i % 2 === 0 ? without : all)
    expect(words((await executor.run(value(i))).outputs['state']!)).toEqual([7, i, 5, 0])
  }
  expect(backend.calls.compile).toBe(made.compile)
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})

test('a plan that no planner keeps is found by its hash', async () => {
  const backend = createDummyBackend()
  const plan = (off: string[]) => planGraph(disablePasses(graphOf(), off), profiles.dummy)
  const executor = await createExecutor(plan([]), backend)
  await executor.update(plan(['count']))
  const { createHeap } = backend.calls
  for (let i = 0; i < 4; i++) await executor.update(plan(i % 2 === 0 ? [] : ['count']))
  expect(backend.calls.createHeap).toBe(createHeap)
  expect(backend.liveObjects()['sessions']).toBe(2)
  await executor.destroy()
})

test('a plan that persists otherwise closes all that were kept', async () => {
  const backend = createDummyBackend()
  const planner = createPlanner(profiles.dummy)
  const executor = await createExecutor(planner.plan(graphOf()), backend)
  await executor.update(planner.plan(disablePasses(graphOf(), ['count'])))
  expect(executor.inspect().parked.plans).toBe(1)
  await executor.update(planner.plan(graphOf({ more: 1 })))
  expect(executor.inspect().parked).toEqual({ plans: 0, bytes: 0 })
  expect(backend.liveObjects()['sessions']).toBe(1)
  // What leaves a plan starts as zeros when it comes again.
  await executor.run(value(1))
  await executor.update(planner.plan(graphOf()))
  await executor.update(planner.plan(graphOf({ more: 1 })))
  expect(words(await executor.read('more 0'))).toEqual([0, 0, 0, 0])
  expect(words(await executor.read('state'))).toEqual([7, 1, 0, 0])
  await executor.destroy()
})

test('the last eight are kept, and their memory is told', async () => {
  const backend = createDummyBackend()
  const planner = createPlanner(profiles.dummy)
  const plans = Array.from({ length: 12 }, (_, i) => planner.plan(graphOf({ name: `count ${i}` })))
  const executor = await createExecutor(planner.plan(graphOf({ scratch: 2 ** 20 })), backend)
  for (const plan of plans) await executor.update(plan)
  expect(executor.inspect().parked.plans).toBe(8)
  expect(backend.liveObjects()['sessions']).toBe(9)
  await executor.update(planner.plan(graphOf({ scratch: 2 ** 21 })))
  expect(executor.inspect().parked.bytes).toBeGreaterThan(0)
  expect(executor.inspect().parked.bytes).toBeLessThan(2 ** 21)
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})

test('what is kept gives its memory up when a new plan needs it', async () => {
  const backend = createDummyBackend({ capacityBytes: 2 ** 20 })
  const planner = createPlanner(profiles.dummy)
  const executor = await createExecutor(planner.plan(graphOf()), backend)
  await executor.update(planner.plan(graphOf({ scratch: 300_000 })))
  await executor.update(planner.plan(graphOf({ scratch: 400_000 })))
  await executor.run(value(3))
  expect(executor.inspect().parked).toEqual({ plans: 2, bytes: 300_000 })
  await executor.update(planner.plan(graphOf({ scratch: 600_000 })))
  expect(words((await executor.run(value(4))).outputs['state']!)).toEqual([7, 4, 0, 0])
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})

test('what is kept goes with its device', async () => {
  const backend = createDummyBackend()
  const planner = createPlanner(profiles.dummy)
  const executor = await createExecutor(planner.plan(graphOf()), backend)
  await executor.update(planner.plan(disablePasses(graphOf(), ['count'])))
  backend.lose('the test')
  await expect(executor.update(planner.plan(graphOf()))).rejects.toMatchObject({ code: 'DEVICE_LOST' })
  await delay(1)
  expect(backend.liveObjects()['sessions']).toBe(1)
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})

test('a plan whose memory another one has handed out does not go on: it is opened anew', async () => {
  const backend = createDummyBackend()
  let opened = 0
  const open = backend.open.bind(backend)
  const cannotResume: Backend = Object.assign(backend, {
    open: async (...args: Parameters<Backend['open']>) => {
      opened++
      return Object.assign(await open(...args), { canResume: () => false })
    },
  })
  const planner = createPlanner(profiles.dummy)
  const plans = [planner.plan(graphOf()), planner.plan(disablePasses(graphOf(), ['count', 'note']))] as const
  const executor = await createExecutor(plans[0], cannotResume)
  await executor.run(value(1))
  for (const plan of [plans[1], plans[0]]) await executor.update(plan)
  expect(opened).toBe(3)
  expect(words((await executor.run(value(2))).outputs['state']!)).toEqual([7, 2, 0, 0])
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})
