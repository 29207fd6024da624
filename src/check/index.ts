/**
 * `checkPlan`: an independent proof that a plan means what its graph means, on any device that keeps the plan's word.
 *
 * It shares no code with the planner's phases. The graph is executed symbolically in declared order (meaning.ts); then the plan,
 * byte-exact on its physical memory (execute.ts), where every pass must see the same bytes, every output and everything kept
 * must end the same, and no two conflicting accesses may be left unordered (order.ts, hazards.ts). The device's rules and the
 * report's numbers are checked on the way.
 */
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { executePlan } from './execute.ts'
import { checkFinals } from './finals.ts'
import { checkInterface } from './interface.ts'
import { Machine } from './machine.ts'
import { referenceMeaning } from './meaning.ts'
import { checkPlacements } from './placements.ts'
import { Rejection, type CheckResult } from './rejection.ts'
import { checkHash, checkReport } from './report.ts'
import { resolve } from './resolve.ts'
import { checkHeapsAndQueues } from './rules.ts'
import { readPlan } from './shape.ts'
import { ValueTable } from './values.ts'

export type { CheckResult } from './rejection.ts'

/**
 * Proves `plan` equal to the reference meaning of `graph` on a device of `profile`, or names the first command (or timeline step)
 * that breaks it. A plan may be any value at all: one that is none is refused as MALFORMED. A graph that reads what nothing wrote
 * is refused as READ_BEFORE_WRITE, with the pass and the resource, whatever the plan. O(n log n) in passes, commands and the pieces
 * of memory that they touch.
 */
export function checkPlan(graph: FrameGraph, plan: Plan, profile: DeviceProfile): CheckResult {
  try {
    const { plan: copy, contentHash } = readPlan(plan)
    prove(graph, copy, profile)
    checkHash(copy, contentHash)
    return { ok: true }
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    return { ok: false, code: error.code, message: error.message, ...error.place }
  }
}

function prove(graph: FrameGraph, plan: Plan, profile: DeviceProfile): void {
  const resolved = resolve(graph)
  const values = new ValueTable(resolved)
  const meaning = referenceMeaning(resolved, values)
  checkHeapsAndQueues(plan, profile)
  checkPlacements(plan, resolved, profile)
  checkInterface(plan, resolved)
  const machine = new Machine(plan, profile, resolved, values, meaning)
  executePlan(machine)
  machine.passOrder.finish()
  checkFinals(machine)
  checkReport(machine)
}
