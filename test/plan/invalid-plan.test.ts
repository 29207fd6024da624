import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { Plan } from '../../src/plan/document.ts'
import { checkPlan, createPlanner, frameGraph, parsePlan, planGraph } from '../../src/index.ts'
import { profiles, type DeviceProfile } from '../../src/plan/profile.ts'
import { customPlan, hostPassPlan, nothingLive, roundTripPlan, threeQueuePlan } from '../support/executor-plans.ts'
import { signed } from '../support/hand-plan.ts'
import { texturePlan } from '../support/texture-plan.ts'

/** The value at a path of keys is changed in a copy of the plan. */
function changed(plan: Plan, path: string, value: unknown): Plan {
  const copy = structuredClone(plan)
  const keys = path.split('.')
  let at = copy as unknown as Record<string, unknown>
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>
  if (value === undefined) delete at[keys.at(-1)!]
  else at[keys.at(-1)!] = value
  return copy
}

function lastingTexture(): Plan {
  const plan = texturePlan()
  for (const item of [plan.textures[0]!, plan.placements[0]!])
    Object.assign(item, { lifetime: 'persistent', resource: 't' })
  return plan
}

function lastingBuffer(): Plan {
  const graph = frameGraph('x').buffer('a', { size: 6, lifetime: 'persistent' }).upload('a', { input: 'i' }).build()
  return planGraph(graph, { ...profiles.dummy, alignments: { ...profiles.dummy.alignments, copyBytes: 4 } })
}

const heapsThatRotate = (): Plan =>
  planGraph(
    frameGraph('x')
      .buffer('a', { size: 64, lifetime: 'persistent', history: 1 })
      .upload('a', { input: 'i' })
      .readback({ resource: 'a', previous: 1 }, { output: 'o' })
      .build(),
    profiles.dummy,
  )

const huge = 2 ** 53 - 1
type Case = [what: string, plan: Plan, path: string, value: unknown, at: string]
const cases: Case[] = [
  ['a version of the future', roundTripPlan(), 'version', 2, 'version'],
  ['an unknown field', roundTripPlan(), 'extra', 1, 'extra'],
  ['an unknown command', roundTripPlan(), 'submissions.0.commands.0.op', 'teleport', 'submissions[0].commands[0].op'],
  [
    'a negative offset',
    roundTripPlan(),
    'submissions.0.commands.0.regions.0.0',
    -1,
    'submissions[0].commands[0].regions[0][0]',
  ],
  ['no queue', roundTripPlan(), 'queues', [], 'queues'],
  ['a heap that is not there', roundTripPlan(), 'submissions.0.commands.0.from', 3, 'submissions[0].commands[0].from'],
  [
    'a region past the heap',
    roundTripPlan(),
    'submissions.0.commands.0.regions.0.2',
    129,
    'submissions[0].commands[0].regions[0]',
  ],
  [
    'F7: a region whose end overflows',
    roundTripPlan(),
    'submissions.0.commands.0.regions.0.0',
    huge,
    'submissions[0].commands[0].regions[0]',
  ],
  ['a queue that is not there', roundTripPlan(), 'submissions.0.queue', 3, 'submissions[0].queue'],
  ['a wait for itself', threeQueuePlan(), 'submissions.1.waits', [1], 'submissions[1].waits[0]'],
  ['a wait for a later one', threeQueuePlan(), 'submissions.1.waits', [2], 'submissions[1].waits[0]'],
  ['a submission out of order', threeQueuePlan(), 'timeline.1.submission', 1, 'timeline[1]'],
  ['a submission never made', roundTripPlan(), 'timeline', [], 'timeline'],
  ['a step that waits too early', roundTripPlan(), 'timeline.0.after', [0], 'timeline[0]'],
  ['a copy of an unknown input', roundTripPlan(), 'timeline.0.copies.0.name', 'out', 'timeline[0].copies[0]'],
  ['a copy past its input', roundTripPlan(), 'timeline.0.copies.0.nameOffset', 1, 'timeline[0].copies[0]'],
  ['a copy past its staging', roundTripPlan(), 'timeline.0.copies.0.offset', huge, 'timeline[0].copies[0]'],
  ['a write to readback staging', roundTripPlan(), 'timeline.0.copies.0.heap', 2, 'timeline[0].copies[0].heap'],
  [
    'rows wider than their pitch',
    roundTripPlan(),
    'timeline.0.copies.0.rows',
    { count: 4, tightBytes: 16, pitchBytes: 8 },
    'timeline[0].copies[0].rows',
  ],
  [
    'rows past the staging',
    roundTripPlan(),
    'timeline.0.copies.0.rows',
    { count: 4, tightBytes: 16, pitchBytes: 32 },
    'timeline[0].copies[0]',
  ],
  ['an input twice', hostPassPlan(), 'inputs.1.name', 'in', 'inputs[1].name'],
  ['a placement past its heap', roundTripPlan(), 'placements.0.offset', 100, 'placements[0]'],
  ['a placement anywhere in its heap', roundTripPlan(), 'placements.0.offset', undefined, 'placements[0]'],
  [
    'what ends with a run in memory that rotates',
    heapsThatRotate(),
    'placements.1.lifetime',
    'transient',
    'placements[1].lifetime',
  ],
  ['a placement nowhere', roundTripPlan(), 'placements.0.heap', undefined, 'placements[0]'],
  ['a placement that begins at no command', roundTripPlan(), 'placements.0.first', [0, 9], 'placements[0]'],
  [
    'a shader that is not there',
    threeQueuePlan(),
    'submissions.1.commands.0.shader',
    'triple',
    'submissions[1].commands[0].shader',
  ],
  ['a body that is not listed', customPlan(), 'bodies', [], 'submissions[0].commands[0].body'],
  ['a host body that is not listed', hostPassPlan(), 'bodies', [], 'timeline[3].body'],
  [
    'a host pass that consumes what is not there',
    hostPassPlan(),
    'timeline.3.consumes',
    ['in'],
    'timeline[3].consumes[0]',
  ],
  ['an imported heap without a name', roundTripPlan(), 'heaps.0.memory', 'imported', 'heaps[0]'],
  ['half a rotation', roundTripPlan(), 'heaps.0.rotation', { group: 0, slot: 0, count: 2 }, 'heaps[0]'],
  ['a rotation out of its group', roundTripPlan(), 'heaps.0.rotation', { group: 0, slot: 2, count: 2 }, 'heaps[0]'],
  ['rotating staging', roundTripPlan(), 'heaps.1.rotation', { group: 0, slot: 0, count: 1 }, 'heaps[1]'],
  [
    'a rotation group with a far number',
    roundTripPlan(),
    'heaps.0.rotation',
    { group: 1e9, slot: 0, count: 1 },
    'heaps[0].rotation.group',
  ],
  [
    'a rotation that is too long',
    roundTripPlan(),
    'heaps.0.rotation',
    { group: 0, slot: 0, count: 18 },
    'heaps[0].rotation.count',
  ],
  ['a texture past its heap', texturePlan(), 'textures.0.offset', 1, 'textures[0].offset'],
  ['a texture without levels', texturePlan(), 'textures.0.mipLevelCount', 0, 'textures[0].mipLevelCount'],
  [
    'a box outside its level',
    texturePlan(),
    'submissions.0.commands.1.regions.0.origin',
    [3, 0, 0],
    'submissions[0].commands[1].regions[0]',
  ],
  [
    'a level that is not there',
    texturePlan(),
    'submissions.0.commands.1.regions.0.mipLevel',
    9,
    'submissions[0].commands[1].regions[0]',
  ],
  [
    'rows shorter than the box',
    texturePlan(),
    'submissions.0.commands.1.regions.0.rowBytes',
    8,
    'submissions[0].commands[1].regions[0]',
  ],
  [
    'a prologue for a queue that is not there',
    threeQueuePlan(),
    'submissions.0.prologue',
    { afterRunsOn: [0, 3] },
    'submissions[0].prologue.afterRunsOn[1]',
  ],
  [
    'a prologue for a queue twice',
    threeQueuePlan(),
    'submissions.0.prologue',
    { afterRunsOn: [0, 0] },
    'submissions[0].prologue.afterRunsOn[1]',
  ],
  [
    'an epilogue that shows nobody anything',
    roundTripPlan(),
    'submissions.0.epilogue',
    { visibleToHost: false },
    'submissions[0].epilogue.visibleToHost',
  ],
  [
    'a transition of a texture that outlives the run',
    lastingTexture(),
    'submissions.0.commands.0.transitions.0.from',
    'storage',
    'submissions[0].commands[0].transitions[0]',
  ],
  [
    'a persistent buffer with more bytes than its place',
    lastingBuffer(),
    'placements.0.declaredBytes',
    9,
    'placements[0].declaredBytes',
  ],
  [
    'a persistent buffer without bytes',
    lastingBuffer(),
    'placements.0.declaredBytes',
    0,
    'placements[0].declaredBytes',
  ],
  [
    'what outlives the run in a texture that does not',
    texturePlan(),
    'placements.0.lifetime',
    'persistent',
    'placements[0].lifetime',
  ],
  ['a persistent buffer in staging', lastingBuffer(), 'placements.0.heap', 1, 'placements[0].heap'],
  [
    'a transition outside its texture',
    texturePlan(),
    'submissions.0.commands.0.transitions.0.layerCount',
    2,
    'submissions[0].commands[0].transitions[0]',
  ],
  ...(['depth', 'depth-read'] as const).map((from): Case => [
    `a transition of a colour texture from ${from}`,
    texturePlan(),
    'submissions.0.commands.0.transitions.0.from',
    from,
    'submissions[0].commands[0].transitions[0].from',
  ]),
  [
    'a transition from a layout that needs a usage which the texture lacks',
    changed(texturePlan(), 'textures.0.usage', ['copy-src', 'copy-dst', 'sampled']),
    'submissions.0.commands.0.transitions.0.from',
    'color',
    'submissions[0].commands[0].transitions[0].from',
  ],
]

describe('a plan from outside with a fault is INVALID_PLAN, and says where', () => {
  test.each(cases)('%s', async (_, plan, path, value, at) => {
    const backend = createDummyBackend()
    await expect(createExecutor(changed(plan, path, value), backend)).rejects.toMatchObject({ code: 'INVALID_PLAN' })
    const error = await createExecutor(changed(plan, path, value), backend).catch((caught: unknown) => caught)
    expect((error as { path: string | undefined }).path ?? '').toBe(at)
    expect(backend.calls.any).toBe(0)
    expect(backend.liveObjects()).toEqual(nothingLive)
  })

  test.each([null, 1, 'plan', [], {}])('no plan at all: %j', async (value) => {
    await expect(createExecutor(value as unknown as Plan, createDummyBackend())).rejects.toMatchObject({
      code: 'INVALID_PLAN',
    })
  })
})

test('the plans that these tests change are valid', async () => {
  for (const plan of [roundTripPlan(), threeQueuePlan(), hostPassPlan(), customPlan(), texturePlan()]) {
    const backend = createDummyBackend({ kernels: { double() {} } })
    await (await createExecutor(plan, backend)).destroy()
  }
})

test('F25: a plan for queues that the device has not is PLAN_MISMATCH', async () => {
  const backend = createDummyBackend({ profile: profiles.webgpu })
  await expect(createExecutor(threeQueuePlan(), backend)).rejects.toMatchObject({
    code: 'PLAN_MISMATCH',
    details: { queue: 1 },
  })
})

test('F25: a plan without barriers is PLAN_MISMATCH on a device that needs them, as an object and as data', async () => {
  const graph = frameGraph('x')
    .buffer('a', { size: 4 })
    .upload('a', { input: 'i' })
    .readback('a', { output: 'o' })
    .build()
  const own = { ...profiles.webgpu, name: 'a device of mine' }
  const data = (profile: DeviceProfile) => JSON.parse(JSON.stringify(planGraph(graph, profile))) as Plan
  const { explicitBarriers, ...earlier } = data(own)
  expect(explicitBarriers).toBe(false)
  for (const plan of [
    planGraph(graph, profiles.webgpu),
    createPlanner(own).plan(graph),
    data(profiles.webgpu),
    data(own),
    signed(earlier),
  ]) {
    const opening = createExecutor(plan, createDummyBackend())
    await expect(opening).rejects.toMatchObject({ code: 'PLAN_MISMATCH', details: { profile: plan.profile } })
    await (await createExecutor(plan, createDummyBackend({ profile: profiles.webgpu }))).destroy()
  }
})

test('a plan that draws to more attachments, or to larger ones, than the device takes is INVALID_PLAN', () => {
  const texture = { size: [4, 4], format: 'rgba32float', lifetime: 'persistent' } as const
  const color = [
    { use: 'a', load: 'clear' },
    { use: 'b', load: 'clear' },
  ] as const
  const graph = frameGraph('x').texture('a', texture).texture('b', texture).render('draw', { color }).build()
  const plan = planGraph(graph, profiles.webgpu)
  const limited = (limits: Partial<DeviceProfile['limits']>): DeviceProfile => ({
    ...profiles.webgpu,
    limits: { ...profiles.webgpu.limits, ...limits },
  })
  const path = 'submissions[0].commands[0].color'
  for (const limits of [{ maxColorAttachments: 1 }, { maxColorAttachmentBytesPerSample: 31 }])
    expect(() => parsePlan(plan, limited(limits))).toThrow(
      expect.objectContaining({
        code: 'INVALID_PLAN',
        path,
        message: expect.stringContaining(Object.keys(limits)[0]!),
      }),
    )
  expect(parsePlan(plan, limited({ maxColorAttachments: 2, maxColorAttachmentBytesPerSample: 32 }))).toEqual(plan)
})

test('the host writes whole words to device memory of a device that copies words', async () => {
  const graph = frameGraph('x')
    .buffer('a', { size: 6 })
    .upload('a', { input: 'i' })
    .readback('a', { output: 'o' })
    .build()
  const words = { ...profiles.dummy, alignments: { ...profiles.dummy.alignments, copyBytes: 4 } }
  const plan = JSON.parse(JSON.stringify(planGraph(graph, words))) as Plan
  const upload = plan.heaps.findIndex(({ memory }) => memory === 'upload')
  const written = changed(plan, `heaps.${upload}.memory`, 'device')
  const place = plan.timeline.findIndex((step) => step.do === 'write')
  expect(() => parsePlan(written, words, { ignoreHash: true })).toThrow(
    expect.objectContaining({ code: 'INVALID_PLAN', path: `timeline[${place}].copies[0]` }) as Error,
  )
  expect(() => parsePlan(written, profiles.dummy, { ignoreHash: true })).not.toThrow()
})

test('the caller may change the plan afterwards: the executor has its own', async () => {
  const plan = roundTripPlan()
  const executor = await createExecutor(plan, createDummyBackend())
  plan.submissions[0]!.commands.length = 0
  expect((await executor.run({ inputs: { in: new Uint8Array(64).fill(5) } })).outputs.out).toEqual(
    new Uint8Array(64).fill(5),
  )
})

test.each([0, -1, 1.5, NaN])('framesInFlight %d is refused', async (framesInFlight) => {
  await expect(createExecutor(roundTripPlan(), createDummyBackend(), { framesInFlight })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  })
})

test('a device of the name of a preset may have other rules', async () => {
  const graph = frameGraph('x')
    .buffer('a', { size: 4 })
    .upload('a', { input: 'i' })
    .readback('a', { output: 'o' })
    .build()
  const ordered = { ...profiles.webgpu, rules: { ...profiles.webgpu.rules, explicitBarriers: true } }
  for (const made of [graph, frameGraph('empty').build()]) {
    const plan = JSON.parse(JSON.stringify(planGraph(made, ordered))) as Plan
    expect(checkPlan(made, plan, ordered)).toEqual({ ok: true })
    expect(checkPlan(made, plan, profiles.webgpu)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
    const { explicitBarriers, ...earlier } = plan
    expect(explicitBarriers).toBe(true)
    for (const one of [plan, signed(earlier)])
      await (await createExecutor(one, createDummyBackend({ profile: ordered }))).destroy()
    const other = signed({ ...plan, explicitBarriers: false })
    expect(checkPlan(made, other, ordered)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
  }
})
