/** The one property of plans: what is checked of a random graph on a target, for fast-check and for long runs alike. */
import { checkPlan } from '../../src/check/index.ts'
import { isMemkitError } from '../../src/errors.ts'
import { planGraph, type Objective, type Plan } from '../../src/planner/index.ts'
import type { DeviceProfile } from '../../src/plan/profile.ts'
import { firstUnlike, seeDummy, seeReference } from '../support/random/compare.ts'
import type { RandomGraph } from '../support/random-graph.ts'
import type { Target } from './profiles.ts'

export interface PropertyOptions {
  readonly objective?: Objective
  readonly schedulerSeeds: readonly number[]
  readonly runs: number
}

/** What an unusual device may say to a graph before anything runs. */
const refusals = new Set(['OVER_LIMIT', 'MISALIGNED', 'NO_QUEUE', 'RULE_FORBIDS', 'UNSUPPORTED_FORMAT'])

export type Outcome =
  | { readonly kind: 'right' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'wrong'; readonly fault: string }

/** Whether a graph is planned right, refused with a reason when it is planned, or neither. */
export async function outcomeOf(
  random: RandomGraph,
  { profile }: Pick<Target, 'profile'>,
  { objective = 'balanced', schedulerSeeds, runs }: PropertyOptions,
): Promise<Outcome> {
  try {
    const plan = planned(random, profile, objective)
    if ('code' in plan) return { kind: 'refused', code: plan.code, message: plan.message }
    const checked = checkPlan(random.graph, plan, profile)
    if (!checked.ok) return wrong(`checkPlan says ${checked.code}: ${checked.message}`)
    const empty = plan.submissions.findIndex(({ commands }) => commands.every(({ op }) => op === 'barrier'))
    if (empty >= 0) return wrong(`submission ${empty} does nothing`)
    const { peakBytes, anyOrderLowerBoundBytes = 0, declaredOrderBytes = 0, withoutAliasingBytes } = plan.report.memory
    if (anyOrderLowerBoundBytes > peakBytes)
      return wrong(`no order is said to need less than ${anyOrderLowerBoundBytes}`)
    if (objective !== 'submissions' && peakBytes > declaredOrderBytes)
      return wrong(`it needs ${peakBytes} bytes, and declared order ${declaredOrderBytes}`)
    // Several submissions may be the fewest only because versions of a resource are alive side by side.
    const isFree = plan.submissions.length === 1
    if (objective !== 'submissions' && isFree && peakBytes > withoutAliasingBytes)
      return wrong(`it needs ${peakBytes} bytes, and ${withoutAliasingBytes} without aliasing`)
    if (JSON.stringify(plan) !== JSON.stringify(planGraph(random.graph, profile, { objective })))
      return wrong('planning twice gives two plans')
    const expected = await seeReference(random, runs)
    for (const seed of schedulerSeeds) {
      const difference = firstUnlike(expected, await seeDummy(random, plan, profile, { runs, seed }))
      if (difference !== undefined) return wrong(`scheduler seed ${seed}: ${difference}`)
    }
    return { kind: 'right' }
  } catch (error) {
    return wrong(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

const wrong = (fault: string): Outcome => ({ kind: 'wrong', fault })

function planned(
  random: RandomGraph,
  profile: DeviceProfile,
  objective: Objective,
): Plan | { code: string; message: string } {
  try {
    return planGraph(random.graph, profile, { objective })
  } catch (error) {
    if (!isMemkitError(error) || error.phase !== 'plan' || !refusals.has(error.code)) throw error
    return { code: error.code, message: error.message }
  }
}

/** Why the plan of a graph is not what it should be, a refusal being one reason; undefined where all is well. */
export async function faultOf(
  random: RandomGraph,
  target: Target,
  options: PropertyOptions,
): Promise<string | undefined> {
  const outcome = await outcomeOf(random, target, options)
  return outcome.kind === 'right' ? undefined : outcome.kind === 'wrong' ? outcome.fault : outcome.message
}
