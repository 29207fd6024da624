import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { profiles, type DeviceProfile } from '../../src/plan/profile.ts'
import type { Plan } from '../../src/plan/document.ts'
import { doubleKernel, pattern, planOf, roundTripPlan, threeQueuePlan } from '../support/executor-plans.ts'

/** Three queues that can all do everything. */
const profile: DeviceProfile = {
  ...profiles.dummy,
  queues: [0, 1, 2].map((family) => ({ kinds: ['graphics', 'compute', 'transfer'], family })),
}

/** Each command marks the order in which it ran: kernels count. Nothing orders the dispatches but what `parts` say. */
function countingPlan(queues: number[], parts: Partial<Plan> = {}): Plan {
  return planOf({
    queues: [0, 1, 2].map((family) => ({ kinds: ['compute'], family })),
    heaps: [{ memory: 'device', sizeBytes: 256 * queues.length }],
    shaders: [{ id: 'count' }],
    submissions: queues.map((queue, s) => ({
      queue,
      waits: [],
      commands: [
        {
          op: 'dispatch',
          shader: 'count',
          entryPoint: String(s),
          workgroups: [1, 1, 1],
          bindings: [
            {
              group: 0,
              binding: 0,
              resource: 'r',
              slice: { heap: 0, offset: 256 * s, size: 16 },
              as: 'storage',
              access: 'write',
            },
          ],
          passes: [],
        },
      ],
    })),
    ...parts,
  })
}

async function ordersOf(plan: Plan, seeds: number): Promise<Set<string>> {
  const orders = new Set<string>()
  for (let seed = 0; seed < seeds; seed++) {
    const order: string[] = []
    const backend = createDummyBackend({
      seed,
      profile,
      kernels: { count: ({ entryPoint }) => void order.push(entryPoint) },
    })
    const executor = await createExecutor(plan, backend, { ignoreHash: true })
    await executor.run()
    await executor.destroy()
    orders.add(order.join(''))
  }
  return orders
}

test('every legal interleaving is met: of one queue, of several', async () => {
  expect([...(await ordersOf(countingPlan([0, 0, 0]), 60))].sort()).toEqual(['012', '021', '102', '120', '201', '210'])
  expect([...(await ordersOf(countingPlan([0, 1, 2]), 60))].sort()).toEqual(['012', '021', '102', '120', '201', '210'])
})

test('waits leave only what they allow', async () => {
  const plan = countingPlan([0, 1, 2])
  plan.submissions[2]!.waits = [0]
  expect([...(await ordersOf(plan, 60))].sort()).toEqual(['012', '021', '102'])
})

test('a wait holds for what follows on its queue as well', async () => {
  const plan = countingPlan([0, 1, 1])
  plan.submissions[1]!.waits = [0]
  expect([...(await ordersOf(plan, 60))].sort()).toEqual(['012', '021'])
})

test('where the API orders a queue by itself, so does the Dummy', async () => {
  const backendOrder: string[] = []
  for (let seed = 0; seed < 20; seed++) {
    const order: string[] = []
    const backend = createDummyBackend({
      seed,
      profile: profiles.webgpu,
      kernels: { count: ({ entryPoint }) => void order.push(entryPoint) },
    })
    const executor = await createExecutor(
      { ...countingPlan([0, 0, 0]), queues: [{ kinds: ['compute'], family: 0 }] },
      backend,
      { ignoreHash: true },
    )
    await executor.run()
    backendOrder.push(order.join(''))
  }
  expect(new Set(backendOrder)).toEqual(new Set(['012']))
})

test('equal seeds, equal interleavings', async () => {
  const once = await ordersOf(countingPlan([0, 1, 2, 0, 1]), 1)
  for (let i = 0; i < 3; i++) expect(await ordersOf(countingPlan([0, 1, 2, 0, 1]), 1)).toEqual(once)
})

test('a submission cannot be waited for before it was submitted', async () => {
  const backend = createDummyBackend()
  const session = await backend.open({ ...countingPlan([0, 1]), shaders: [] }, { framesInFlight: 1 })
  expect(() => session.completed(0, 0)).toThrow(/before it was submitted/)
})

test('bodies are called in the order of submission, as by an encoder', async () => {
  const slice = (s: number) => ({ heap: 0, offset: 16 * s, size: 16 })
  const plan = planOf({
    heaps: [{ memory: 'device', sizeBytes: 48 }],
    bodies: [{ name: 'b', pass: 'p' }],
    submissions: [0, 1, 2].map((s) => ({
      queue: s,
      waits: [],
      commands: [
        {
          op: 'custom',
          body: 'b',
          uses: [{ resource: 'r', slice: slice(s), as: 'copy-dst', access: 'write' }],
          passes: [`p${s}`],
        },
      ],
    })),
  })
  for (let seed = 0; seed < 10; seed++) {
    const order: string[] = []
    const executor = await createExecutor(plan, createDummyBackend({ seed }))
    await executor.run({ bodies: { b: ({ pass }: { pass: string }) => void order.push(pass) } })
    expect(order).toEqual(['p0', 'p1', 'p2'])
  }
})

test('a wait covers commands that touch nothing, too', async () => {
  const plan = countingPlan([0, 1, 2])
  const submissions = plan.submissions.map((submission, s) => ({
    ...submission,
    waits: s === 2 ? [0] : [],
    commands: submission.commands.map((command) => ({ ...command, ...(s === 0 && { bindings: [] }) })),
  }))
  expect([...(await ordersOf({ ...plan, submissions } as Plan, 60))].sort()).toEqual(['012', '021', '102'])
})

test('virtual time: the same for every seed, longer by the transfer delay, shorter where queues overlap', async () => {
  const timeOf = async (plan: Plan, seed: number, transferDelayNs: number) => {
    const executor = await createExecutor(
      plan,
      createDummyBackend({ seed, profile, transferDelayNs, kernels: { ...doubleKernel, count() {} } }),
    )
    const inputs: Record<string, Uint8Array> = plan.inputs.length > 0 ? { in: pattern(64) } : {}
    return (await executor.run({ inputs })).timings.deviceNs!
  }
  const { costs } = profiles.dummy
  const plan = roundTripPlan(64)
  const time = await timeOf(plan, 1, 0)
  expect(time).toBeGreaterThan(costs.submitNs + 3 * costs.copyRegionNs)
  for (let seed = 2; seed < 6; seed++) expect(await timeOf(plan, seed, 0)).toBe(time)
  expect(await timeOf(plan, 1, 5000)).toBeCloseTo(time + 2 * 5000)
  expect(await timeOf(threeQueuePlan(), 1, 0)).toBeGreaterThan(3 * costs.submitNs)
  const apart = await timeOf(countingPlan([0, 1, 2]), 1, 0)
  expect(apart).toBe(costs.submitNs + costs.dispatchNs)
  expect(await timeOf(countingPlan([0, 0, 0]), 1, 0)).toBe(3 * apart)
})
