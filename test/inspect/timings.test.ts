/** Timings that a plan is shown with, which come from a program or a file of its own. */
import { expect, it } from 'vitest'
import { frameGraph, planGraph, profiles } from '../../src/index.ts'
import { inspectHtml, inspectSvg, inspectTrace, type InspectTimings } from '../../src/inspect/index.ts'

const graph = frameGraph('there-and-back')
  .buffer('words', { size: 16 })
  .upload('words', { input: 'in' })
  .readback('words', { output: 'out' })
  .build()
const plan = planGraph(graph, profiles.vulkan)

it.each([
  ['a list', [], /no timings of a run/],
  ['all that a run gives', { outputs: {}, timings: { submissions: [] } }, /in its field "timings"/],
  ['fields of other names', { submission: [] }, /none of the fields deviceNs, submissions, passes/],
  ['times that are no list', { passes: {} }, /no list/],
  ['a submission that the plan lacks', { submissions: [{ submission: 1, startNs: 0, endNs: 1 }] }, /of this plan/],
])('%s in the place of timings is refused', (_, timings, why) => {
  for (const inspect of [inspectHtml, inspectSvg, inspectTrace])
    expect(() => inspect(plan, { timings: timings as InspectTimings })).toThrow(
      expect.objectContaining({ code: 'INVALID_TIMINGS', message: expect.stringMatching(why) as string }) as Error,
    )
})

it('a run on a device without a clock has empty ones', () => {
  expect(inspectHtml(plan, { timings: {} })).toContain('"timings":{}')
  expect(inspectSvg(plan, { timings: {} }) === inspectSvg(plan)).toBe(true)
})
