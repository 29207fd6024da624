/**
 * The public check: what `src/check` proves is about a graph that is valid, and here is where that is made sure; and a plan that it
 * proves is run only if it is valid as a plan (texture usages, names that stand once), so that is asked as well.
 */
import { checkPlanOf, type CheckResult } from './check/index.ts'
import { unsteady } from './check/rejection.ts'
import { isMemkitError } from './errors.ts'
import type { FrameGraph } from './graph/document.ts'
import { parseGraph } from './graph/parse.ts'
import type { Plan } from './plan/document.ts'
import type { DeviceProfile } from './plan/profile.ts'
import { validateProven } from './plan/validate/index.ts'

/**
 * Proves that `plan` has the reference meaning of `graph` on a device of `profile`, or names the first command (or timeline
 * step) that breaks it. All three may be any value: what is no plan, graph or profile is refused as MALFORMED, a graph with the first
 * fault that `parseGraph` finds. A graph that reads bytes which nothing wrote is refused as READ_BEFORE_WRITE, with the pass and the
 * resource, whatever the plan. Time: O(n log n) in passes, commands, and the pieces of memory they touch.
 */
export function checkPlan(graph: FrameGraph, plan: Plan, profile: DeviceProfile): CheckResult {
  let valid: FrameGraph
  try {
    valid = parseGraph(graph)
  } catch (error) {
    if (!isMemkitError(error)) throw error
    const path = error.path === undefined || error.path === '' ? 'graph' : `graph.${error.path}`
    const advice = error.code === 'WRONG_DOCUMENT' ? '; checkPlan takes the graph first, then its plan' : ''
    return { ok: false, code: 'MALFORMED', message: `The graph is no graph: ${error.message}${advice}`, path }
  }
  const result = checkPlanOf(valid, plan, profile)
  if (!result.ok) return result
  try {
    validateProven(plan, profile)
    return result
  } catch (error) {
    // Only a plan that changes while it is read has other errors: its shape is proven.
    if (!isMemkitError(error)) return { ok: false, code: 'MALFORMED', message: unsteady }
    return { ok: false, code: 'MALFORMED', message: error.message, ...(error.path && { path: error.path }) }
  }
}
