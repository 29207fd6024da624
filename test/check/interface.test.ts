/** What a plan says that a run is given, and what its textures are made for, is the graph's: others could not run, or not as declared. */
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { changed } from './support/by-hand.ts'

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'given', kind: 'buffer', size: 16, lifetime: 'imported' },
    { id: 'kept', kind: 'texture', format: 'rgba8unorm', size: [2, 2], lifetime: 'persistent', usage: ['sampled'] },
  ],
  passes: [
    { id: 'work', kind: 'custom', body: 'body', uses: [{ use: 'given', as: 'storage' }] },
    { id: 'zero', kind: 'fill', to: 'kept', value: 0 },
  ],
})

it.each<[string, string, (plan: any) => void]>([
  ['MALFORMED', 'a body that no pass has', (plan) => plan.bodies.push({ name: 'ghost', pass: 'work' })],
  ['MALFORMED', 'a body of a pass that has none', (plan) => (plan.bodies[0].pass = 'zero')],
  ['MALFORMED', 'a body of a pass that there is not', (plan) => (plan.bodies[0].pass = 'ghost')],
  ['MALFORMED', 'an import that there is not', (plan) => plan.imports.push('ghost')],
  ['MALFORMED', 'an import that is persistent', (plan) => plan.imports.push('kept')],
  ['PLACEMENT', 'a texture without a declared usage', (plan) => (plan.textures[0].usage = ['copy-dst'])],
])('%s: %s', (code, _what, change) => {
  for (const profile of [profiles.dummy, profiles.webgpu]) {
    const plan = planGraph(graph, profile)
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    expect(checkPlan(graph, changed(plan, change), profile)).toMatchObject({ ok: false, code })
  }
})

it('a texture that no pass touches is made for what its declaration says, too', () => {
  const untouched = parseGraph({ ...graph, passes: graph.passes.filter(({ id }) => id !== 'zero') })
  for (const profile of [profiles.dummy, profiles.webgpu]) {
    const plan = planGraph(untouched, profile)
    expect(plan.textures.map(({ usage }) => usage)).toEqual([['sampled']])
    expect(checkPlan(untouched, plan, profile)).toEqual({ ok: true })
    const without = changed(plan, (one: any) => (one.textures[0].usage = []))
    expect(checkPlan(untouched, without, profile)).toMatchObject({ ok: false, code: 'PLACEMENT' })
  }
})
