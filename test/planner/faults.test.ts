/** What a sound document asks for and a device, or its own order, refuses: typed errors that say where. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { checkPlan } from '../../src/check/index.ts'
import { execute } from '../../src/executor/index.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'
import { buffer, compute, graphOf, planOf, type Passes, type Resources } from './support.ts'

const upload = (to: string): Passes[number] => ({ id: `load-${to}`, kind: 'upload', to, input: to })
const readback = (from: string): Passes[number] => ({ id: `get-${from}`, kind: 'readback', from, output: from })

const planning = (resources: Resources, passes: Passes, profile: DeviceProfile = profiles.dummy) => {
  const graph = graphOf(resources, passes)
  return () => planGraph(graph, profile)
}
const withLimits = (limits: Partial<DeviceProfile['limits']>): DeviceProfile => ({
  ...profiles.dummy,
  limits: { ...profiles.dummy.limits, ...limits },
})

it('F18: a read of bytes that nothing wrote names the bytes and the reader', () => {
  expect(planning([buffer('a')], [readback('a')])).toThrow(
    expect.objectContaining({ code: 'READ_BEFORE_WRITE', path: 'passes[0].from' }),
  )
  const half: Passes = [
    { id: 'half', kind: 'upload', to: { resource: 'a', offset: 0, size: 512 }, input: 'x' },
    compute('use', ['a'], ['b']),
    readback('b'),
  ]
  expect(planning([buffer('a'), buffer('b')], half)).toThrow(
    expect.objectContaining({
      code: 'READ_BEFORE_WRITE',
      path: 'passes[1].bindings[0].use',
      message: expect.stringMatching(/512.*1024/) as string,
    }),
  )
})

it('F22: a readback of a transient whose memory others have used gives its own bytes', async () => {
  // Three buffers of a kilobyte, one after the other: one kilobyte of memory.
  const names = ['a', 'b', 'c']
  const resources = names.map((name) => buffer(name))
  const passes = names.flatMap((name, i) => [
    { ...upload(name), ...(i > 0 ? { after: [`get-${names[i - 1]}`] } : {}) },
    readback(name),
  ])
  const graph = graphOf(resources, passes)
  const plan = planOf(resources, passes)
  expect(plan.report.memory.peakBytes).toBeLessThan(3072)
  const inputs = Object.fromEntries(names.map((name, i) => [name, new Uint8Array(1024).fill(i + 1)]))
  const { outputs } = await execute(graph, createDummyBackend(), { inputs })
  expect(outputs).toEqual((await referenceRun(graph, inputs)).outputs)
  expect(outputs).toEqual(inputs)
})

it('F10: a buffer over the device’s largest names the limit and the resource', () => {
  expect(planning([buffer('a', 2048)], [upload('a'), readback('a')], withLimits({ maxBufferBytes: 1024 }))).toThrow(
    expect.objectContaining({
      code: 'OVER_LIMIT',
      path: 'resources[0].size',
      message: expect.stringContaining('maxBufferBytes') as string,
    }),
  )
})

it('F11: a binding over the device’s largest names the limit and the use', () => {
  const passes = [upload('a'), compute('use', ['a'], ['b']), readback('b')]
  expect(planning([buffer('a'), buffer('b')], passes, withLimits({ maxStorageBindingBytes: 512 }))).toThrow(
    expect.objectContaining({
      code: 'OVER_LIMIT',
      path: 'passes[1].bindings[0].use',
      message: expect.stringContaining('maxStorageBindingBytes') as string,
    }),
  )
})

it('F13: a texture extent over the limit names it', () => {
  const texture: Resources[number] = { id: 't', kind: 'texture', format: 'rgba8unorm', size: [64, 64] }
  const profile = withLimits({ maxTextureDimension2D: 32 })
  expect(planning([texture], [{ id: 'fill', kind: 'fill', to: 't', value: 0, sideEffects: true }], profile)).toThrow(
    expect.objectContaining({ code: 'OVER_LIMIT', path: 'resources[0].size' }),
  )
})

it('F29: a pass bound to a queue that cannot do it is refused, and told what queues there are', () => {
  const profile: DeviceProfile = { ...profiles.dummy, queues: [{ kinds: ['transfer'], family: 0 }] }
  const passes = [upload('a'), compute('use', ['a'], ['b']), readback('b')]
  expect(planning([buffer('a'), buffer('b')], passes, profile)).toThrow(
    expect.objectContaining({
      code: 'NO_QUEUE',
      path: 'passes[1]',
      message: expect.stringContaining('transfer') as string,
    }),
  )
})

it('F29: a body that computes is not put on a queue that only copies, whatever it asks for', () => {
  const custom = (as: 'storage' | 'copy-dst'): Passes[number] => ({
    id: 'body',
    kind: 'custom',
    body: 'work',
    queue: 'transfer',
    uses: [{ use: 'a', as }],
  })
  const queues: DeviceProfile['queues'] = [
    { kinds: ['graphics', 'compute', 'transfer'], family: 0 },
    { kinds: ['transfer'], family: 1 },
  ]
  const profile = { ...profiles.dummy, queues }
  const persistent = [buffer('a', 1024, { lifetime: 'persistent' })]
  expect(planning(persistent, [custom('storage')], profile)).toThrow(
    expect.objectContaining({ code: 'NO_QUEUE', path: 'passes[0].queue' }),
  )
  expect(planOf(persistent, [custom('copy-dst')], profile).submissions[0]!.queue).toBe(1)
})

it('F37: a chain of 10^5 passes plans: no phase recurses on depth', () => {
  const count = 100_000
  const resources = Array.from({ length: count + 1 }, (_, i) => buffer(`b${i}`, 256))
  const passes = Array.from({ length: count }, (_, i) => compute(`p${i}`, [`b${i}`], [`b${i + 1}`]))
  const { report } = planning(resources, [upload('b0'), ...passes, readback(`b${count}`)])()
  expect(report.submissions).toEqual({ count: 1, lowerBound: 1, proven: true })
  expect(report.barriers).toEqual({ count: count + 1, lowerBound: count + 1 })
  expect(report.memory.peakBytes).toBe(512)
})

it('F40: twelve chains of twenty passes, each bound to another queue than the one before: planned, flagged', () => {
  const queues = ['graphics', 'compute', 'transfer'] as const
  const profile: DeviceProfile = {
    ...profiles.dummy,
    queues: queues.map((_, family) => ({ kinds: queues.slice(family), family })),
  }
  let state = 7
  const next = (below: number) => (state = (state * 1103515245 + 12345) & 0x7fffffff) % below
  const passes: Passes = []
  const resources: Resources = []
  for (let chain = 0; chain < 12; chain++) {
    let last = -1
    for (let i = 0; i < 20; i++) {
      last = last < 0 ? next(3) : (last + 1 + next(2)) % 3
      resources.push(buffer(`c${chain}-${i}`, 256, { lifetime: 'persistent' }))
      passes.push({
        id: `p${chain}-${i}`,
        kind: 'custom',
        body: 'work',
        queue: queues[last]!,
        uses: [{ use: `c${chain}-${i}`, as: 'copy-dst' }],
        ...(i > 0 ? { after: [`p${chain}-${i - 1}`] } : {}),
      })
    }
  }
  const graph = graphOf(resources, passes)
  const plan = planGraph(graph, profile)
  const { count, lowerBound, proven } = plan.report.submissions
  expect(lowerBound).toBeLessThanOrEqual(count)
  expect(lowerBound).toBeGreaterThanOrEqual(20)
  expect(proven).toBe(count === lowerBound)
  expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
})

it('F42: 10^15 declared bytes are refused before anything is allocated', () => {
  expect(planning([buffer('a', 1e15)], [{ id: 'zero', kind: 'fill', to: 'a', value: 0 }])).toThrow(
    expect.objectContaining({ code: 'OVER_LIMIT', path: 'resources[0].size' }),
  )
})
