import type { Plan } from '../document.ts'
import { withHash } from '../hash.ts'

/** The plan with some fields changed, and the hash that belongs to it; that of the given plan is not asked for. */
export function changed(plan: Plan, change: Partial<Plan>): Plan {
  const content: Partial<Record<keyof Plan, unknown>> = {}
  for (const key of Object.keys(plan) as (keyof Plan)[]) if (key !== 'hash') content[key] = plan[key]
  return withHash(Object.assign(content, change) as Omit<Plan, 'hash'>)
}
