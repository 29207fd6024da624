/** Facts about a plan that several callers ask for: plans do not change, so each is worked out once for as long as the plan lives. */
import type { Plan } from '../document.ts'

export interface OncePerPlan<T> {
  (plan: Plan): T
  /** Says that a rewritten plan has the facts of another. */
  share(from: Plan, to: Plan): void
}

/** The function, which remembers its result for each plan. */
export function oncePerPlan<T>(work: (plan: Plan) => T): OncePerPlan<T> {
  const known = new WeakMap<Plan, { readonly result: T }>()
  const once = (plan: Plan): T => {
    let found = known.get(plan)
    if (!found) known.set(plan, (found = { result: work(plan) }))
    return found.result
  }
  return Object.assign(once, {
    share(from: Plan, to: Plan) {
      known.set(to, { result: once(from) })
    },
  })
}
