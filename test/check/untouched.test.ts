import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { changed } from './support/by-hand.ts'

it('what no pass touches is as it was: a plan that writes there is refused', () => {
  const graph = parseGraph({
    version: 1,
    resources: ['written', 'untouched'].map((id) => ({ id, kind: 'buffer', size: 256, lifetime: 'persistent' })),
    passes: [{ id: 'fill', kind: 'fill', to: 'written', value: 1 }],
  })
  for (const profile of [profiles.dummy, profiles.webgpu, profiles.vulkan]) {
    const plan = planGraph(graph, profile)
    const { heap, offset } = plan.placements.find(({ resource }) => resource === 'untouched')!
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    const written = changed(plan, ({ submissions: [{ commands }] }: any) =>
      commands.push({ ...commands.find(({ op }: any) => op === 'fill'), passes: [], heap, offset }),
    )
    expect(checkPlan(graph, written, profile)).toMatchObject({ ok: false, code: 'WRONG_FINAL_BYTES' })
  }
})
