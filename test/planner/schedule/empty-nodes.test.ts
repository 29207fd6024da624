/** Passes of all kinds that come after the same many others, through a pass that is culled: the order costs no submission. */
import { expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles, type FrameGraph, type GraphDocument } from '../../../src/index.ts'
import { randomNumbers } from '../../support/random/recipe.ts'

type Pass = GraphDocument['passes'][number]

// More than are ordered one by one.
const many = 70
const kinds = {
  host: (id: string): object => ({ id, kind: 'host', body: 'b', sideEffects: true }),
  device: (id: string): object => ({ id, kind: 'fill', to: 'p', value: 1, sideEffects: true, queue: 'compute' }),
  graphics: (id: string): object => ({ id, kind: 'custom', body: 'b', uses: [], sideEffects: true, queue: 'graphics' }),
  external: (id: string): object => ({ id, kind: 'external', body: 'b', sideEffects: true }),
} as const
type Kind = keyof typeof kinds

/** Layers of passes, each after all of the layer before. */
function layers(...kindsOf: readonly (readonly Kind[])[]): FrameGraph {
  const passes: object[] = []
  let after: string[] = []
  kindsOf.forEach((layer, l) => {
    const ids = layer.map((kind, i) => `${kind}-${l}-${i}`)
    layer.forEach((kind, i) => passes.push({ ...kinds[kind](ids[i]!), after }))
    passes.push({ id: `culled-${l}`, kind: 'fill', to: 't', value: 0, after: ids })
    after = [`culled-${l}`]
  })
  return parseGraph({
    version: 1,
    resources: [
      { id: 't', kind: 'buffer', size: 4 },
      { id: 'p', kind: 'buffer', size: 4, lifetime: 'persistent' },
    ],
    passes: passes as Pass[],
  })
}

const all = (kind: Kind): Kind[] => Array.from({ length: many }, () => kind)

it.each<[string, FrameGraph, number]>([
  ['host passes alone', layers(all('host'), all('host')), 0],
  ['the device before host passes', layers(['device'], all('host'), all('host')), 1],
  ['the device behind host passes', layers(all('host'), all('host'), ['device']), 1],
  ['host passes beside the device', layers([...all('host'), 'device'], [...all('host'), 'device']), 2],
])('%s: no submission is empty', (_, graph, count) => {
  for (const profile of Object.values(profiles))
    expect(planGraph(graph, profile).report.submissions).toEqual({ count, lowerBound: count, proven: true })
})

it('whatever passes come after whatever passes, each submission does something, and the bound is below their number', () => {
  for (let seed = 0; seed < 12; seed++) {
    const next = randomNumbers(seed)
    const some = (Object.keys(kinds) as Kind[]).filter(() => next(3) > 0)
    const layer = () => Array.from({ length: many }, () => some[next(some.length)] ?? 'host')
    const graph = layers(layer(), layer(), ['host', 'device', 'graphics'] as const, layer(), layer())
    for (const objective of ['submissions', 'balanced', 'overlap'] as const) {
      const plan = planGraph(graph, profiles.vulkan, { objective })
      expect({ seed, checked: checkPlan(graph, plan, profiles.vulkan) }).toEqual({ seed, checked: { ok: true } })
      const empty = plan.submissions.filter(({ commands }) => commands.every(({ op }) => op === 'barrier'))
      expect({ seed, objective, empty }).toEqual({ seed, objective, empty: [] })
    }
  }
})
