import { expect, it } from 'vitest'
import { checkPlan } from '../../../src/check-plan.ts'
import { parseGraph } from '../../../src/graph/parse.ts'
import type { Objective } from '../../../src/plan/document.ts'
import { profiles } from '../../../src/plan/profile.ts'
import { planGraph } from '../../../src/planner/index.ts'

/** Three buffers alive at once, of which the first and the last are bound. */
const graph = parseGraph({
  version: 1,
  resources: ['a', 'b', 'c', 'd'].map((id) => ({ id, kind: 'buffer', size: 36 })),
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'words' },
    {
      id: 'split',
      kind: 'custom',
      body: 'split',
      uses: [
        { use: 'a', as: 'storage-read' },
        { use: 'b', as: 'storage', access: 'write' },
        { use: 'c', as: 'storage', access: 'write' },
      ],
    },
    {
      id: 'join',
      kind: 'custom',
      body: 'join',
      uses: [
        { use: 'a', as: 'uniform' },
        { use: 'b', as: 'storage-read' },
        { use: 'c', as: 'storage-read' },
        { use: 'd', as: 'storage', access: 'write' },
      ],
    },
    { id: 'take', kind: 'readback', from: 'd', output: 'words' },
  ],
})

it.each<[Objective, Partial<typeof profiles.dummy.alignments>]>([
  ['balanced', { storageOffsetBytes: 1024 }],
  ['memory', { storageOffsetBytes: 1024 }],
  ['balanced', { uniformOffsetBytes: 4096, storageOffsetBytes: 64 }],
  ['memory', { uniformOffsetBytes: 4096, storageOffsetBytes: 64 }],
])('%s needs no more than without aliasing where bindings want more than placement: %o', (objective, more) => {
  const profile = { ...profiles.dummy, name: 'odd', alignments: { ...profiles.dummy.alignments, ...more } }
  const plan = planGraph(graph, profile, { objective })
  const { peakBytes, withoutAliasingBytes } = plan.report.memory
  expect(peakBytes).toBeLessThanOrEqual(withoutAliasingBytes)
  expect(checkPlan(graph, plan, profile)).toMatchObject({ ok: true })
})
