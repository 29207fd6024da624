/** The state of an executor as plain data, which the page shows. */
import type { InspectTimings } from './model/clock.ts'

/** The fields of an executor's state that the page reads; `executor.inspect()` gives it. */
export interface InspectState {
  /** Hash of the plan that it belongs to. */
  readonly plan: string
  /** Name of the backend. */
  readonly backend: string
  /** Runs that have submitted something, since the plan was opened. */
  readonly runs: number
  /** Runs that may be in flight at once. */
  readonly framesInFlight: number
  /** Runs under way, the earliest first. */
  readonly inFlight: readonly { readonly frame: number; readonly phase: string }[]
  /** Heaps of the plan, each with the number of its instances: staging has one a frame. */
  readonly heaps: readonly { readonly memory: string; readonly sizeBytes: number; readonly instances: number }[]
  /** Persistent resources with history: which heap or texture is the contents of how many runs ago, now. */
  readonly histories: readonly {
    readonly resource: string
    readonly slots: readonly { readonly heap?: number; readonly texture?: number }[]
  }[]
  /** Timings of the latest run that has ended, as its result has them. */
  readonly timings: InspectTimings
  /** Live objects of the device by kind. */
  readonly objects: Readonly<Record<string, number>>
}
