/** The one property of plans: what is checked of a random graph on a target, for fast-check and for long runs alike. */
import { checkPlan } from '../../src/check/index.ts'
import { planGraph } from '../../src/planner/index.ts'
import { firstUnlike, seeDummy, seeReference } from '../support/random/compare.ts'
import type { RandomGraph } from '../support/random-graph.ts'
import type { Target } from './profiles.ts'

export interface PropertyOptions {
  readonly objective?: 'submissions' | 'memory'
  readonly schedulerSeeds: readonly number[]
  readonly runs: number
}

/** Why the plan of a graph is not what it should be; undefined where all is well. */
export async function faultOf(
  random: RandomGraph,
  { profile }: Target,
  { objective = 'submissions', schedulerSeeds, runs }: PropertyOptions,
): Promise<string | undefined> {
  const plan = planGraph(random.graph, profile, { objective })
  const checked = checkPlan(random.graph, plan, profile)
  if (!checked.ok) return `checkPlan says ${checked.code}: ${checked.message}`
  const again = planGraph(random.graph, profile, { objective })
  if (JSON.stringify(plan) !== JSON.stringify(again)) return 'planning twice gives two plans'
  const expected = await seeReference(random, runs)
  for (const seed of schedulerSeeds) {
    const difference = firstUnlike(expected, await seeDummy(random, plan, profile, { runs, seed }))
    if (difference !== undefined) return `scheduler seed ${seed}: ${difference}`
  }
  return undefined
}
