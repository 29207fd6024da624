/** The options of a planner that keeps its plans, and their check: where it works, and where a worker is asked for plans. */
import { invalidOption } from '../errors.ts'
import { givenFields } from '../given.ts'
import { plannerNames, takeOptions, type PlanOptions } from './options.ts'
import type { ProgressOptions } from './progress.ts'

/** Options of `createPlanner`: those of its plans, and how many it keeps. */
export interface PlannerOptions extends Omit<PlanOptions, keyof ProgressOptions> {
  /** Most plans that are kept; 16 by default. */
  readonly maxPlans?: number
  /**
   * Most passes of all graphs whose plans are kept, which bounds the memory that they take; 200 000 by default. The latest plan is
   * kept whatever its size.
   */
  readonly maxPasses?: number
}

const own = ['maxPlans', 'maxPasses'] as const

/** A copy of the options, in which nothing is left to be read. @throws MemkitError INVALID_OPTION, UNREADABLE_VALUE */
export function takePlannerOptions(given: PlannerOptions) {
  const plan: Omit<PlanOptions, keyof ProgressOptions> = takeOptions(given, plannerNames, own)
  const { maxPlans = 16, maxPasses = 200_000 } = givenFields<PlannerOptions, (typeof own)[number]>(given, own)
  for (const [name, value] of Object.entries({ maxPlans, maxPasses }))
    if (!(Number.isSafeInteger(value) && value >= 1)) throw invalidOption(name, value, 'a whole number from 1 on')
  return { plan, maxPlans, maxPasses }
}
