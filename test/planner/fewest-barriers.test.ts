/** Objective `submissions` has the fewest barriers of all objectives, in as few submissions. */
import { expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles } from '../../src/index.ts'

/** Uploads and readbacks of which one upload and one readback are bound to a queue. */
const bound = parseGraph({
  version: 1,
  resources: [
    { id: 'shared', kind: 'texture', format: 'rgb9e5ufloat', size: [9], dimension: '1d' },
    { id: 'picture', kind: 'texture', format: 'bgra8unorm-srgb', size: [3, 2] },
    { id: 'texel', kind: 'texture', format: 'rgba16float', size: [1], dimension: '1d' },
    { id: 'words', kind: 'buffer', size: 64 },
  ],
  passes: [
    { id: 'load-shared', kind: 'upload', to: 'shared', input: 'shared', queue: 'transfer' },
    { id: 'load-picture', kind: 'upload', to: 'picture', input: 'picture' },
    { id: 'set', kind: 'fill', to: 'words', value: 2 },
    { id: 'get-picture', kind: 'readback', from: 'picture', output: 'picture', queue: 'graphics' },
    { id: 'take', kind: 'copy', from: { resource: 'words', offset: 16, size: 8 }, to: 'texel' },
    { id: 'get-shared', kind: 'readback', from: 'shared', output: 'shared' },
    { id: 'get-texel', kind: 'readback', from: 'texel', output: 'texel' },
  ],
})

it.each(Object.values(profiles))('on $name', (profile) => {
  const fewest = planGraph(bound, profile, { objective: 'submissions' })
  expect(checkPlan(bound, fewest, profile)).toEqual({ ok: true })
  for (const objective of ['balanced', 'memory'] as const) {
    const { submissions, barriers } = planGraph(bound, profile, { objective }).report
    expect(fewest.report.submissions.count).toBe(submissions.count)
    expect(fewest.report.barriers.count).toBeLessThanOrEqual(barriers.count)
  }
})
