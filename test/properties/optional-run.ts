/** The property of plans whose uploads a run may leave out, as planned and broken in one way, for tests and long runs alike. */
import { checkPlan } from '../../src/check/index.ts'
import type { Plan } from '../../src/plan/document.ts'
import { planGraph } from '../../src/planner/index.ts'
import { mutate, mutations } from '../check/support/mutations.ts'
import { firstUnlike, seeDummy, seeReference } from '../support/random/compare.ts'
import { leavingOut, optionalUploadsGraph } from '../support/random/optional-graph.ts'
import type { RandomGraph } from '../support/random-graph.ts'
import { randomNumbers } from '../support/random/recipe.ts'
import { targets } from './profiles.ts'

export const optionalTargets = ['dummy', 'webgpu', 'vulkan', 'little-staging', 'one-queue'] as const

/** Mutations of what such graphs have. */
export const optionalMutations = Object.keys(mutations).filter(
  (name) => !/attachment|binding|placement|transition/.test(name),
)

export interface OptionalPlan {
  readonly random: RandomGraph
  readonly plan: Plan
  /** What is wrong with a plan in runs that leave out this or that; undefined where it is refused, or nothing is. */
  faultOf(plan: Plan, subsets: number): Promise<string | undefined>
  mutant(mutation: string): Plan | undefined
}

export function optionalPlan(seed: number, targetName: string): OptionalPlan {
  const { profile } = targets.find(({ name }) => name === targetName)!
  const queues = profile.queues.length > 1 ? (['transfer', 'compute', 'graphics'] as const) : []
  const { sameBufferCopy } = profile.rules
  const random = optionalUploadsGraph(seed, { steps: 6 + (seed % 3) * 8, unit: 4, queues, sameBufferCopy })
  const plan = planGraph(random.graph, profile)
  return {
    random,
    plan,
    async faultOf(made, subsets) {
      const checked = checkPlan(random.graph, made, profile)
      if (!checked.ok) return made === plan ? `checkPlan says ${checked.code}: ${checked.message}` : undefined
      for (let left = 0; left < subsets; left++) {
        const some = leavingOut(random, seed * subsets + left)
        const unlike = firstUnlike(
          await seeReference(some, 2),
          await seeDummy(some, made, profile, { runs: 2, seed: left }),
        )
        if (unlike !== undefined) return `seed ${seed}, ${targetName}, left out as of ${left}: ${unlike}`
      }
      return undefined
    },
    mutant: (mutation) => mutate(plan, mutation, randomNumbers(seed * 31 + mutation.length)),
  }
}
