import { describe, expect, it } from 'vitest'
import { parseGraph, planGraph, profiles, type DeviceProfile } from '../../../src/index.ts'
import { followEarlierRuns } from '../../../src/planner/synchronise/earlier-runs.ts'

const prologues = (queues: number[], waits: number[][]) => followEarlierRuns(Int32Array.from(queues), waits)

describe('a submission has a prologue', () => {
  it('where it is the first of its run', () => {
    expect(prologues([0, 0], [[], []])).toEqual([[0], undefined])
  })

  it('for all queues that the plan uses, and no other', () => {
    expect(prologues([2, 0], [[], []])).toEqual([
      [0, 2],
      [0, 2],
    ])
  })

  it('not where it waits for a submission that comes after earlier runs', () => {
    expect(prologues([2, 1, 0, 1], [[], [0], [1], []])).toEqual([[0, 1, 2], undefined, undefined, undefined])
  })
})

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size: 64 },
    { id: 'b', kind: 'buffer', size: 64, lifetime: 'persistent' },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'in', queue: 'transfer' },
    {
      id: 'copy',
      kind: 'custom',
      body: 'copy',
      uses: [
        { use: 'a', as: 'storage-read' },
        { use: 'b', as: 'storage', access: 'write' },
      ],
      queue: 'graphics',
    },
    { id: 'see', kind: 'readback', from: 'b', output: 'out', queue: 'graphics' },
  ],
})
const around = (profile: DeviceProfile) =>
  planGraph(graph, profile).submissions.map(({ queue, prologue, waits, epilogue }) => ({
    queue,
    prologue,
    waits,
    epilogue,
  }))

it('runs are ordered by the first submission, and the host is shown what is read back, where the device has barriers', () => {
  const [first, second, ...more] = around(profiles.vulkan)
  expect(more).toEqual([])
  expect(first).toEqual({ queue: 2, prologue: { afterRunsOn: [0, 2] }, waits: [], epilogue: undefined })
  expect(second).toEqual({ queue: 0, prologue: undefined, waits: [0], epilogue: { visibleToHost: true } })
})

it('a device that orders its commands by itself is told nothing', () => {
  for (const submission of around(profiles.webgpu))
    expect(submission).toMatchObject({ prologue: undefined, epilogue: undefined })
})
