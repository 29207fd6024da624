import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { objectives } from '../../src/plan/objectives.ts'
import { graphArbitrary } from '../support/random-graph.ts'
import { faultOf } from './planned-run.ts'
import { targets } from './profiles.ts'

describe.each(targets)('for $name, a random graph', (target) => {
  it.each(objectives)(
    'is planned (objective %s) so that the checker accepts and the adversarial Dummy ends with the reference bytes',
    async (objective) => {
      await fc.assert(
        fc.asyncProperty(
          graphArbitrary(target.rules),
          fc.array(fc.nat(), { minLength: 2, maxLength: 2 }),
          async (random, schedulerSeeds) => {
            expect(await faultOf(random, target, { objective, schedulerSeeds, runs: 2 })).toBeUndefined()
          },
        ),
        { numRuns: 15 },
      )
    },
  )

  it('gives the same plan bytes for the same document, parsed anew', () => {
    fc.assert(
      fc.property(graphArbitrary(target.rules), ({ document }) => {
        const plan = () => JSON.stringify(planGraph(parseGraph(JSON.parse(JSON.stringify(document))), target.profile))
        expect(plan()).toBe(plan())
      }),
      { numRuns: 20 },
    )
  })
})
