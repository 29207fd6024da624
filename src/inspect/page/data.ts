/** The data of a page: the documents themselves, as JSON in the page. */
import type { FrameGraph } from '../../graph/document.ts'
import type { Plan } from '../../plan/document.ts'
import type { InspectTimings } from '../model/clock.ts'
import type { InspectState } from '../state.ts'

export interface PageData {
  readonly plan: Plan
  readonly graph?: FrameGraph | undefined
  readonly timings?: InspectTimings | undefined
  /** The plans that no other beats. */
  readonly frontier?: readonly FrontierPoint[] | undefined
  /** The plan that this one is compared with, which is drawn first. */
  readonly before?: { readonly plan: Plan; readonly graph?: FrameGraph | undefined } | undefined
  readonly state?: InspectState | undefined
}

export interface FrontierPoint {
  readonly report: Plan['report']
  /** Absent where the plan of the page is this point. */
  readonly plan?: Plan
}

/** The message that brings a page a new state of its executor. */
export interface StateMessage {
  readonly memkitGpu: 'state'
  readonly state: InspectState
}
