/** Facts about a plan that several callers ask for: plans do not change, so each is worked out once for as long as the plan lives. */
import type { Plan } from '../document.ts'

/** By plan that another one was made of without a change of its facts: that one. */
const originals = new WeakMap<Plan, Plan>()

/** Says that a plan has the facts of another: only its staging is larger. */
export function keepFacts(from: Plan, to: Plan): void {
  originals.set(to, originals.get(from) ?? from)
}

/** A value that is made when it is asked for first. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** The function, which remembers its result for each plan. What it finds must not depend on the size of staging. */
export function oncePerPlan<T>(work: (plan: Plan) => T): OncePerPlan<T> {
  const known = new WeakMap<Plan, { readonly result: T }>()
  const fact = (plan: Plan): T => {
    const original = originals.get(plan) ?? plan
    let found = known.get(original)
    if (!found) known.set(original, (found = { result: work(original) }))
    return found.result
  }
  return Object.assign(fact, { know: (plan: Plan, result: T) => void known.set(plan, { result }) })
}

export interface OncePerPlan<T> {
  (plan: Plan): T
  /** Says what the work would find, for who made the plan and knows it. */
  know(plan: Plan, result: T): void
}
