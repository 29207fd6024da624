/** A plan as text: complete, or what a person asks first. */
import { invalidOption } from '../../errors.ts'
import { givenOptions } from '../../given.ts'
import type { Plan } from '../document.ts'
import { tellOf } from '../validate/shape.ts'
import { completeText } from './complete.ts'
import { summaryText } from './summary.ts'

/** Options of `formatPlan`. */
export interface FormatOptions {
  /**
   * - `complete` (the default): equal texts are equal plans.
   * - `summary`: what a person asks first: figures beside their bounds, memory at the peak, the steps of each submission,
   *   and decisions with the first of what they concern. Its length hardly grows with the plan.
   */
  readonly detail?: 'complete' | 'summary'
}

/**
 * Formats a plan. The same plan gives the same text on every machine. O(n log n) in the size of the plan.
 * @throws MemkitError WRONG_DOCUMENT for a graph or a profile, INVALID_PLAN for what else is no plan, INVALID_OPTION
 */
export function formatPlan(plan: Plan, options?: FormatOptions): string {
  const { detail = 'complete' } = givenOptions<FormatOptions, 'detail'>(options, ['detail'])
  if (detail !== 'complete' && detail !== 'summary') throw invalidOption('detail', detail, '"complete" or "summary"')
  return tellOf(plan, detail === 'summary' ? summaryText : completeText)
}
