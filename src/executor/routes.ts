/** The ways of a plan's inputs to the device, prepared for its runs. */
import type { Session } from '../backends/backend.ts'
import type { Plan } from '../plan/document.ts'
import { once } from '../plan/facts/once.ts'
import { InPlaceMemory } from './in-place.ts'
import { describeInputs, type InputSlot } from './inputs.ts'
import { lendableOutputs, type LendablePlace } from './lendable.ts'
import { describeOutputs } from './outputs.ts'
import { prepareTimeline, type PreparedTimeline } from './steps.ts'

/** The way of inputs to the device: through staging, or in place. */
interface Route {
  readonly timeline: PreparedTimeline
  readonly slots: readonly InputSlot[]
}

/** Inputs that a caller may leave out: their slots and names. */
type OptionalSlots = readonly (readonly [slot: number, name: string])[]

export interface Routes {
  readonly staged: Route & { readonly optional: OptionalSlots }
  /** In place, where the session can. */
  readonly direct: (() => Route) | undefined
  readonly memory: InPlaceMemory
  /** Worked out for the first run that asks for an output in place. */
  readonly lendable: () => ReadonlyMap<number, LendablePlace>
}

export function routesOf(plan: Plan, session: Session, framesInFlight: number): Routes {
  const slots = describeInputs(plan)
  const optional = slots.flatMap(({ name, optional: may }, i): [number, string][] => (may ? [[i, name]] : []))
  const staged = { timeline: prepareTimeline(plan), slots, optional }
  const { directTimeline } = session
  const direct = directTimeline && once(() => directRoute(plan, directTimeline()))
  const outputs = describeOutputs(plan)
  const lendable = once(() => lendableOutputs(plan, outputs))
  return { staged, direct, memory: new InPlaceMemory(staged.slots, outputs, session, framesInFlight), lendable }
}

/** The timeline of runs that write device heaps in place, prepared for the executor. */
function directRoute(plan: Plan, timeline: Plan['timeline']): Route {
  const direct = { ...plan, timeline }
  return { timeline: prepareTimeline(direct), slots: describeInputs(direct) }
}
