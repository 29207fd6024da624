/**
 * `checkPlan`: an independent proof that a plan has the meaning of its graph on every device that executes the plan as written.
 *
 * The checker shares no code with the planner. It executes the graph symbolically in declared order (meaning.ts), and then the
 * plan, byte by byte on its physical memory (execute.ts). Every pass must read the same bytes in both, all outputs and
 * persistent resources must end with the same bytes, and no two conflicting accesses may be unordered (order.ts, hazards.ts).
 * One execution stands for runs with and without each optional input (optional-uploads.ts).
 * The device's rules and the figures of the report are checked as well.
 */
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import type { DeviceProfile } from '../plan/profile.ts'
import { executePlan } from './execute.ts'
import { countRepetitions } from './repetitions.ts'
import { checkFinals } from './finals.ts'
import { checkGraph, checkProfile } from './given.ts'
import { checkInterface } from './interface.ts'
import { Machine } from './machine.ts'
import { Meaning } from './meaning.ts'
import type { Plan as ReadPlan } from './parts.ts'
import { checkPlacements } from './placements.ts'
import { Rejection, type CheckResult } from './rejection.ts'
import { checkHash, checkReport } from './report.ts'
import { resolve } from './resolve.ts'
import { checkHeapsAndQueues } from './rules.ts'
import { readPlan, reread, type Read } from './shape.ts'
import { ValueTable } from './values.ts'

export type { CheckResult } from './rejection.ts'

/**
 * Proves that `plan` has the reference meaning of `graph` on a device of `profile`, or names the first command (or timeline
 * step) that breaks it. All three may be any value: what does not have the shape of a plan, a graph or a profile is refused as
 * MALFORMED. A graph that reads bytes which nothing wrote is refused as READ_BEFORE_WRITE, with the pass and the resource, whatever
 * the plan.
 * Time: O(n log n) in passes, commands, and the pieces of memory they touch.
 */
export function checkPlan(graph: FrameGraph, plan: Plan, profile: DeviceProfile): CheckResult {
  return answered(() => {
    checkGraph(graph)
    proveAny(graph, plan, profile)
  })
}

/** The same for a graph of whose shape one can be sure. */
export function checkPlanOf(graph: FrameGraph, plan: Plan, profile: DeviceProfile): CheckResult {
  return answered(() => proveAny(graph, plan, profile))
}

function answered(check: () => void): CheckResult {
  try {
    check()
    return { ok: true }
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    return { ok: false, code: error.code, message: error.message, ...error.place }
  }
}

function proveAny(graph: FrameGraph, plan: unknown, profile: DeviceProfile): void {
  checkProfile(profile)
  const read = readPlan(plan)
  try {
    proveRead(graph, read, profile)
  } catch (error) {
    // Each part is held against its schema when it is executed, but a fault of shape is told before any other.
    const other = reread(plan)
    if (!other) throw error
    proveRead(graph, other, profile)
  }
}

function proveRead(graph: FrameGraph, { plan, contentHash }: Read, profile: DeviceProfile): void {
  prove(graph, plan, profile)
  checkHash(plan, contentHash())
}

function prove(graph: FrameGraph, plan: ReadPlan, profile: DeviceProfile): void {
  const resolved = resolve(graph)
  const values = new ValueTable(resolved)
  const repetitions = countRepetitions(plan, resolved)
  const meaning = new Meaning(resolved, values, repetitions.carriers)
  try {
    checkHeapsAndQueues(plan, profile)
    checkPlacements(plan, resolved, profile)
    checkInterface(plan, resolved)
    const machine = new Machine(plan, profile, resolved, { values, meaning, repetitions })
    executePlan(machine)
    meaning.finish()
    machine.passOrder.finish()
    machine.pipelines.finish()
    checkFinals(machine)
    checkReport(machine)
  } catch (error) {
    // Where the graph itself is at fault, that is told.
    meaning.finish()
    throw error
  }
}
