/** What is asked of objective `overlap`. `scripts/overlap-rules.ts` asks the same of many more graphs. */
import { expect, it } from 'vitest'
import { checkPlan, planGraph, profiles } from '../../src/index.ts'
import { targets } from '../properties/profiles.ts'
import { makespanOf, needlessWaits } from '../support/overlap-rules.ts'
import { seededGraph } from '../support/random-graph.ts'
import { buffer, compute, graphOf } from './support.ts'
import { seededRandom } from './schedule/order/random.ts'

it.each([
  ['dummy', 20],
  ['vulkan, textures', 371],
  ['dummy, textures', 383],
  ['dummy, textures', 3339],
  ['vulkan, textures', 3339],
  ['vulkan, textures', 10_746],
  // Render passes are merged that declared order parts.
  ['vulkan, textures', 13_165],
  ['dummy', 311_021],
])('on %s, no queue waits for what it does not need, and all end no later than with balanced', (name, last) => {
  const { profile, rules } = targets.find((target) => target.name === name)!
  let sooner = 0
  for (let seed = last - 19; seed <= last; seed++) {
    const { graph } = seededGraph(seed, 24, rules)
    const random = seededRandom(seed)
    const costs = Object.fromEntries(graph.passes.map(({ id }) => [id, 1 + Math.floor(1000 * random())]))
    const plan = planGraph(graph, profile, { objective: 'overlap', costs })
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    expect(needlessWaits(graph, plan), `seed ${seed}`).toEqual([])
    const { makespan } = plan.report
    if (!makespan) continue
    expect(makespan.lowerBound).toBeLessThanOrEqual(makespan.estimate)
    if (graph.passes.some(({ kind }) => kind === 'host' || kind === 'external')) continue
    const own = makespanOf(graph, plan, (id) => costs[id]!)
    const balanced = makespanOf(graph, planGraph(graph, profile), (id) => costs[id]!)
    expect(makespan.lowerBound, `seed ${seed}`).toBeLessThanOrEqual(own)
    expect(own, `seed ${seed}`).toBeLessThanOrEqual(balanced)
    if (own < balanced) sooner++
  }
  expect(sooner).toBeGreaterThan(0)
})

it('a wait of one of two queues that share nothing is found', () => {
  const ids = ['graphics', 'compute'] as const
  const graph = graphOf(
    ids.map((id) => buffer(id, 256, { lifetime: 'persistent' })),
    ids.map((id) => compute(id, [], [id], { queue: id })),
  )
  const plan = planGraph(graph, profiles.vulkan, { objective: 'overlap' })
  expect(needlessWaits(graph, plan)).toEqual([])
  const [first, second] = plan.submissions
  expect(needlessWaits(graph, { ...plan, submissions: [first!, { ...second!, waits: [0] }] })).toEqual([[1, 0]])
})
