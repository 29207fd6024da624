/** A graph that reads what nothing wrote is at fault whatever the plan: that is told, wherever the plan goes wrong too. */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { changed } from './support/by-hand.ts'

const buffer = (id: string) => ({ id, kind: 'buffer' as const, size: 16 })
const graphOf = (copied: string) =>
  parseGraph({
    version: 1,
    resources: ['a', 'b', 'unwritten'].map(buffer),
    passes: [
      { id: 'put', kind: 'upload', to: 'a', input: 'bytes' },
      { id: 'move', kind: 'copy', from: copied, to: 'b' },
      { id: 'get', kind: 'readback', from: 'b', output: 'bytes' },
    ],
  })

it.each([
  ['in a heap', (plan: any) => (plan.heaps[0].sizeBytes = 1)],
  ['in the first step', (plan: any) => (plan.timeline[0].copies[0].nameOffset = 4096)],
  ['in the last step', (plan: any) => plan.timeline.pop()],
  ['in the report', (plan: any) => plan.report.submissions.count++],
])('and the plan %s', (_where, change) => {
  const [right, wrong] = [graphOf('a'), graphOf('unwritten')]
  const profile = profiles.dummy
  const plan = changed(planGraph(right, profile), change)
  expect(checkPlan(right, plan, profile)).toMatchObject({ ok: false })
  expect(checkPlan(wrong, plan, profile)).toMatchObject({
    code: 'READ_BEFORE_WRITE',
    pass: 'move',
    resource: 'unwritten',
  })
})
