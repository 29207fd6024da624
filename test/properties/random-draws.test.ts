/** Random graphs that draw by data: the checker accepts their plans, and the Dummy draws what the reference draws. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { objectives } from '../../src/plan/objectives.ts'
import { validatePlan } from '../../src/plan/validate/index.ts'
import { seededDrawGraph } from '../support/random/draw-graph.ts'
import { outcomeOf } from './planned-run.ts'

const presets = [profiles.dummy, profiles.webgpu, profiles.vulkan]
const seeds = fc.noShrink(fc.nat(1_000_000))
const objectiveOf = (seed: number) => objectives[seed % objectives.length]!

it.each(presets)('plans for $name are valid, and are proven', (profile) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { graph } = seededDrawGraph(seed)
      const plan = planGraph(graph, profile, { objective: objectiveOf(seed) })
      expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
      expect(validatePlan(plan, profile)).toEqual(plan)
    }),
    { numRuns: 60 },
  )
})

it('planned runs under the adversary draw what the reference draws', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const options = { objective: objectiveOf(seed), schedulerSeeds: [seed], runs: 1 + (seed % 2) }
      const outcome = await outcomeOf(seededDrawGraph(seed), { profile: presets[seed % 3]! }, options)
      expect(outcome).toEqual({ kind: 'right' })
    }),
    { numRuns: 16 },
  )
})
