/** The differences between two plans, as data and in words. */
import type { Plan } from '../document.ts'
import { tellOf } from '../validate/shape.ts'
import { locatePlanDiff } from './locate.ts'
import type { PlanDiff } from './types.ts'

export type { PlanArea } from './entries.ts'
export type { FigureDifference, PlanDiff, PlanDifference } from './types.ts'
export { formatPlanDiff } from './format.ts'

/**
 * Compares two plans by what they call things: passes, resources, inputs. What is merely numbered otherwise does not differ.
 * Equal plans, and only those, have neither figures nor differences. O(n log n) in the size of the plans.
 * @throws MemkitError WRONG_DOCUMENT for a graph or a profile, INVALID_PLAN for what else is no plan
 */
export function diffPlans(a: Plan, b: Plan): PlanDiff {
  const { equal, figures, located } = tellOf(a, (before) => tellOf(b, (after) => locatePlanDiff(before, after)))
  return { equal, figures, differences: located.map(({ difference }) => difference) }
}
