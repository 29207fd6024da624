/**
 * The checker against the adversarial Dummy. A plan is broken in one way; where the checker still accepts it, the change must be
 * harmless, which the Dummy has to confirm: no hazard and the reference bytes, whatever the interleaving.
 */
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { planGraph } from '../../src/planner/index.ts'
import { profiles } from '../../src/plan/profile.ts'
import { targets } from '../properties/profiles.ts'
import { firstUnlike, seeDummy, seeReference, type Seen } from '../support/random/compare.ts'
import { randomNumbers } from '../support/random/recipe.ts'
import { freeRules, seededGraph } from '../support/random-graph.ts'
import { mutate, mutations, textureMutations } from './support/mutations.ts'

const graphs = 24
const dummy = { name: 'dummy', profile: profiles.dummy, rules: freeRules }
const ofInterest = [
  dummy,
  ...targets.filter(({ name }) => ['webgpu', 'little-staging', 'one-queue, textures'].includes(name)),
]
const planned = ofInterest.flatMap((target) =>
  Array.from({ length: graphs }, (_, seed) => {
    const random = seededGraph(seed, 24, { ...target.rules, external: seed % 4 === 3 })
    let expected: Promise<Seen> | undefined
    return {
      target,
      seed,
      random,
      plan: planGraph(random.graph, target.profile),
      reference: () => (expected ??= seeReference(random, 2)),
    }
  }),
)

describe.each(Object.keys(mutations))('%s', (name) => {
  it('is refused, or does no harm on the Dummy', async () => {
    let made = 0
    let refused = 0
    for (const { target, seed, random, plan, reference } of planned) {
      if (textureMutations.includes(name) && !target.rules.textures) continue
      const choose = randomNumbers(seed * 31 + name.length)
      for (let attempt = 0; attempt < 2; attempt++) {
        const mutant = mutate(plan, name, choose)
        if (!mutant) continue
        made++
        if (!checkPlan(random.graph, mutant, target.profile).ok) {
          refused++
          continue
        }
        for (const schedulerSeed of [1, 2, 3]) {
          const seen = await seeDummy(random, mutant, target.profile, { runs: 2, seed: schedulerSeed })
          expect({ seed, target: target.name, unlike: firstUnlike(await reference(), seen) }).toEqual({
            seed,
            target: target.name,
            unlike: undefined,
          })
        }
      }
    }
    // Enough plans had something to break, and the checker saw through some of it.
    expect(made).toBeGreaterThan(10)
    expect(refused).toBeGreaterThan(0)
  })
})
