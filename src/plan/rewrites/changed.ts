import type { Plan } from '../document.ts'
import { withHash } from '../hash.ts'

/** The plan with some fields changed, and the hash that belongs to it. */
export function changed(plan: Plan, change: Partial<Plan>): Plan {
  const { hash: _, ...content } = { ...plan, ...change }
  return withHash(content)
}
