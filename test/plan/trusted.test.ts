/** Plans of a planner are taken as they are; a document from outside is checked, whatever it looks like. */
import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import {
  createExecutor,
  createPlanner,
  parseGraph,
  parsePlan,
  planGraph,
  profiles,
  type DeviceProfile,
  type Plan,
} from '../../src/index.ts'

const graph = parseGraph({
  version: 1,
  resources: [{ id: 'a', kind: 'buffer', size: 64, lifetime: 'persistent' }],
  passes: [
    { id: 'fill', kind: 'fill', to: 'a', value: 1 },
    { id: 'read', kind: 'readback', from: 'a', output: 'a' },
  ],
})
const planned = () => createPlanner(profiles.dummy).plan(graph)
const reaching = (plan: Plan): Plan => ({
  ...plan,
  heaps: plan.heaps.map((heap) => ({ ...heap, sizeBytes: Math.min(heap.sizeBytes, 16) })),
})

test('a plan of a planner, and one that was checked, come back as the same object', () => {
  const plan = planned()
  expect(parsePlan(plan, profiles.dummy)).toBe(plan)
  const checked = parsePlan(JSON.parse(JSON.stringify(plan)), profiles.dummy)
  expect(checked).not.toBe(plan)
  expect(parsePlan(checked, structuredClone(profiles.dummy))).toBe(checked)
})

test.each([
  ['changed by hand', reaching],
  ['changed, with the hash of the plan that it was', (plan: Plan) => ({ ...reaching(plan), hash: plan.hash })],
  ['behind a Proxy', (plan: Plan) => new Proxy(plan, { get: (target, key) => Reflect.get(reaching(target), key) })],
  [
    'made from a plan as its prototype',
    (plan: Plan) => Object.create(plan, { heaps: { value: [], enumerable: true } }) as Plan,
  ],
  ['read from JSON', (plan: Plan) => JSON.parse(JSON.stringify(reaching(plan))) as Plan],
])('a plan that was %s is refused', async (_, forge) => {
  const backend = createDummyBackend()
  const executor = await createExecutor(planned(), backend)
  await expect(executor.update(forge(planned()))).rejects.toMatchObject({ code: 'INVALID_PLAN' })
  expect((await executor.run()).outputs['a']).toEqual(new Uint8Array(64).map((_, i) => (i % 4 === 0 ? 1 : 0)))
  await executor.destroy()
})

test('a plan of a planner cannot be changed after', () => {
  const plan = planned()
  expect(() => ((plan.heaps[0] as { sizeBytes: number }).sizeBytes = 1)).toThrow(TypeError)
  expect(() => plan.submissions[0]!.commands.push(plan.submissions[0]!.commands[0]!)).toThrow(TypeError)
})

test('a plan that nobody froze is checked each time', () => {
  const plan = planGraph(graph, profiles.dummy)
  const checked = parsePlan(plan, profiles.dummy)
  expect(checked).not.toBe(plan)
  plan.heaps[0]!.sizeBytes = 4
  expect(() => parsePlan(plan, profiles.dummy)).toThrow('reach past the end of the device heap')
})

test('a plan for one device is checked for another', () => {
  const small = { ...profiles.dummy, queues: profiles.dummy.queues.slice(0, 1) }
  expect(() => parsePlan(planned(), small)).toThrow('is not a queue of this device')
})

test('a command is left out only without an input that may be left out', () => {
  const upload = (optional: boolean) =>
    planGraph(
      parseGraph({
        version: 1,
        resources: [{ id: 'a', kind: 'buffer', size: 64, lifetime: 'persistent' }],
        passes: [{ id: 'load', kind: 'upload', to: 'a', input: 'in', ...(optional && { optional }) }],
      }),
      profiles.dummy,
    )
  const forged = JSON.parse(JSON.stringify(upload(true))) as Plan
  expect(parsePlan(forged, profiles.dummy).inputs[0]!.optional).toBe(true)
  const { inputs } = upload(false)
  expect(() => parsePlan({ ...forged, inputs }, profiles.dummy, { ignoreHash: true })).toThrow(
    '"in" is no optional input of the plan',
  )
})

test('a profile that is changed after a plan was taken for it is compared again', () => {
  const plan = planned()
  const profile: DeviceProfile = Object.freeze({ ...structuredClone(profiles.dummy) })
  expect(parsePlan(plan, profile)).toBe(plan)
  expect(parsePlan(plan, profile)).toBe(plan)
  ;(profile.queues as unknown[]).length = 1
  expect(() => parsePlan(plan, profile)).toThrow('is not a queue of this device')
})

test('a profile that is changed after it was planned for is checked again', () => {
  const profile = structuredClone(profiles.dummy)
  planGraph(graph, profile)
  Object.assign(profile.limits, { maxBufferBytes: -1 })
  expect(() => planGraph(graph, profile)).toThrow('maxBufferBytes')
})
