import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { Plan } from '../../src/plan/document.ts'
import {
  doubleKernel,
  pattern,
  planOf,
  roundTripPlan,
  threeQueuePlan,
  withoutCommand,
  withoutWaits,
} from '../support/executor-plans.ts'
import { ordered } from '../support/hand-plan.ts'

const seeds = Array.from({ length: 24 }, (_, seed) => seed)

async function outputsOf(plan: Plan, seed: number, hazards: 'throw' | 'record') {
  const backend = createDummyBackend({ seed, hazards, kernels: doubleKernel })
  const executor = await createExecutor(plan, backend, { ignoreHash: true })
  try {
    const { outputs } = await executor.run({ inputs: { in: pattern(64) } })
    return { bytes: outputs.out!, hazards: backend.sessions[0]!.hazards.length }
  } finally {
    await executor.destroy()
  }
}

const broken: [string, Plan, Uint8Array][] = [
  ['no barrier after the upload', withoutCommand(roundTripPlan(), 0, 1), pattern(64)],
  ['no barrier before the readback', withoutCommand(roundTripPlan(), 0, 3), pattern(64)],
  ['no wait for the upload', withoutWaits(threeQueuePlan(), 1), pattern(64).map((byte) => byte * 2)],
  ['no wait for the dispatch', withoutWaits(threeQueuePlan(), 2), pattern(64).map((byte) => byte * 2)],
]

describe('a removed barrier or wait', () => {
  test.each(broken)('%s is a hazard under every seed', async (_, plan) => {
    for (const seed of seeds) await expect(outputsOf(plan, seed, 'throw')).rejects.toMatchObject({ code: 'HAZARD' })
  })

  test.each(broken)('%s gives wrong bytes under some seed', async (_, plan, right) => {
    let wrong = 0
    for (const seed of seeds) {
      const { bytes, hazards } = await outputsOf(plan, seed, 'record')
      expect(hazards).toBeGreaterThan(0)
      if (bytes.some((byte, i) => byte !== right[i])) wrong++
    }
    expect(wrong).toBeGreaterThan(0)
  })
})

test.each([
  ['round trip', roundTripPlan(), pattern(64)],
  ['three queues', threeQueuePlan(), pattern(64).map((byte) => byte * 2)],
])('%s: a right plan gives right bytes under every seed', async (_, plan, right) => {
  for (const seed of seeds) expect((await outputsOf(plan, seed, 'throw')).bytes).toEqual(right)
})

test('a hazard names both commands, their passes and the bytes', async () => {
  const error = await outputsOf(withoutCommand(roundTripPlan(), 0, 1), 1, 'throw').catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'HAZARD',
    message:
      'Nothing orders copy of pass "up" (submissions[0].commands[0]) as copy-write before copy of pass "dup" (submissions[0].commands[1]) as copy-read, and both touch bytes 0…64 of "a" (heaps[0]); a barrier or wait is missing',
    details: { first: [0, 0], second: [0, 1], firstPasses: ['up'], secondPasses: ['dup'], begin: 0, end: 64 },
  })
})

test('waits of the wrong submission do not help', async () => {
  const plan = threeQueuePlan()
  const swapped = {
    ...plan,
    submissions: plan.submissions.map((each, s) => (s === 2 ? { ...each, waits: [0] } : each)),
  }
  await expect(outputsOf(swapped, 1, 'throw')).rejects.toMatchObject({ code: 'HAZARD' })
})

test('a barrier of other kinds does not help', async () => {
  const plan = roundTripPlan()
  const other = {
    ...plan,
    submissions: plan.submissions.map((each) => ({
      ...each,
      commands: each.commands.map((command, c) =>
        c === 1 ? { ...command, after: ['vertex-read' as const] } : command,
      ),
    })),
  } as Plan
  await expect(outputsOf(other, 1, 'throw')).rejects.toMatchObject({ code: 'HAZARD' })
})

test('barriers chain: kinds carried through by a second barrier are ordered', async () => {
  const plan = roundTripPlan()
  const [first, ...rest] = plan.submissions[0]!.commands
  const chained: Plan = {
    ...plan,
    placements: [],
    submissions: ordered([
      {
        queue: 0,
        waits: [],
        commands: [
          first!,
          { op: 'barrier', before: ['copy-write'], after: ['vertex-read'] },
          { op: 'barrier', before: ['vertex-read'], after: ['copy-read'] },
          ...rest.slice(1),
        ],
      },
    ]),
  }
  expect((await outputsOf(chained, 1, 'throw')).bytes).toEqual(pattern(64))
})

test('a barrier reaches across submissions of its queue', async () => {
  const plan = roundTripPlan()
  const { commands } = plan.submissions[0]!
  const cut: Plan = {
    ...plan,
    placements: [],
    submissions: ordered(commands.map((command) => ({ queue: 0, waits: [], commands: [command] }))),
    timeline: [
      plan.timeline[0]!,
      ...commands.map((_, submission) => ({ do: 'submit' as const, submission })),
      { ...(plan.timeline[2] as Extract<Plan['timeline'][number], { do: 'read' }>), after: [4] },
    ],
  }
  for (const seed of seeds) expect((await outputsOf(cut, seed, 'throw')).bytes).toEqual(pattern(64))
})

test.each<[string, string, (plan: Plan) => void]>([
  [
    'a run that nothing orders after the one before',
    'earlier runs did on the queue for graphics, compute, transfer (queues[0]) and the queue for compute, transfer (queues[1]) and the queue for transfer (queues[2])',
    (plan) => delete plan.submissions[0]!.prologue,
  ],
  [
    'a queue whose earlier runs nothing waits for',
    'earlier runs did on the queue for compute, transfer (queues[1])',
    ({ submissions: [first] }) => (first!.prologue = { afterRunsOn: [0, 2] }),
  ],
  ['a readback that nothing shows the host', 'needs an epilogue', (plan) => delete plan.submissions[2]!.epilogue],
])('%s is a hazard', async (_, message, change) => {
  const plan = threeQueuePlan()
  // What waits for a submission comes after earlier runs by that.
  for (const submission of plan.submissions.slice(1)) delete submission.prologue
  expect((await outputsOf(plan, 1, 'throw')).bytes).toEqual(pattern(64).map((byte) => byte * 2))
  change(plan)
  await expect(outputsOf(plan, 1, 'throw')).rejects.toMatchObject({
    code: 'HAZARD',
    message: expect.stringContaining(message),
  })
})

test('submissions of one queue have no order of their own', async () => {
  const copies = [1, 2].map((from) => ({
    queue: 0,
    waits: [],
    commands: [
      { op: 'copy' as const, from, to: 0, regions: [[0, 0, 16]] as [number, number, number][], passes: [`p${from}`] },
    ],
  }))
  const plan = planOf({
    heaps: [
      { memory: 'device', sizeBytes: 16 },
      { memory: 'device', sizeBytes: 16 },
      { memory: 'device', sizeBytes: 16 },
    ],
    submissions: copies,
  })
  const executor = await createExecutor(plan, createDummyBackend(), { ignoreHash: true })
  await expect(executor.run()).rejects.toMatchObject({ code: 'HAZARD' })
})

test('a copy whose own regions overlap is a hazard', async () => {
  const plan = planOf({
    heaps: [{ memory: 'device', sizeBytes: 64 }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: [
          {
            op: 'copy',
            from: 0,
            to: 0,
            regions: [
              [0, 16, 16],
              [32, 48, 16],
            ],
            passes: [],
          },
        ],
      },
      { queue: 0, waits: [], commands: [] },
    ],
  })
  const disjoint = await createExecutor(plan, createDummyBackend(), { ignoreHash: true })
  await disjoint.run()
  plan.submissions[0]!.commands = [
    {
      op: 'copy',
      from: 0,
      to: 0,
      regions: [
        [0, 16, 16],
        [16, 48, 16],
      ],
      passes: [],
    },
  ]
  const overlapping = await createExecutor(plan, createDummyBackend(), { ignoreHash: true })
  await expect(overlapping.run()).rejects.toMatchObject({ code: 'HAZARD' })
})

test('the host must wait before it reads or overwrites staging', async () => {
  const plan = roundTripPlan()
  const eager = { ...plan, timeline: plan.timeline.map((step) => (step.do === 'read' ? { ...step, after: [] } : step)) }
  await expect(outputsOf(eager, 1, 'throw')).rejects.toMatchObject({
    code: 'HAZARD',
    message: expect.stringContaining('The host reads'),
  })
  const write = plan.timeline[0] as Extract<Plan['timeline'][number], { do: 'write' }>
  const twice = { ...plan, timeline: [write, plan.timeline[1]!, { ...write }, plan.timeline[2]!] }
  await expect(outputsOf(twice, 1, 'throw')).rejects.toMatchObject({
    code: 'HAZARD',
    message: expect.stringContaining('The host writes'),
  })
  const patient = { ...plan, timeline: [write, plan.timeline[1]!, { ...write, after: [0] }, plan.timeline[2]!] }
  expect((await outputsOf(patient, 1, 'throw')).bytes).toEqual(pattern(64))
})

test('10 000 commands are analysed and run', async () => {
  const count = 10_000
  const plan = planOf({
    heaps: [{ memory: 'device', sizeBytes: count * 16 }],
    submissions: [
      {
        queue: 0,
        waits: [],
        commands: Array.from({ length: count - 1 }, (_, i) => [
          {
            op: 'copy' as const,
            from: 0,
            to: 0,
            regions: [[i * 16, (i + 1) * 16, 16]] as [number, number, number][],
            passes: [],
          },
          { op: 'barrier' as const, before: ['copy-write' as const], after: ['copy-read' as const] },
        ]).flat(),
      },
    ],
  })
  const backend = createDummyBackend()
  const executor = await createExecutor(plan, backend, { ignoreHash: true })
  await executor.run()
  expect(backend.sessions[0]!.hazards).toEqual([])
  await executor.destroy()
})
