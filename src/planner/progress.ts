/** Progress of planning: who is told about its phases, and where it ends early. */
import { listenerPromised, planningAborted } from '../errors.ts'
import { refusePromise } from '../given.ts'

/** Phases in order. Schedules that compete for a plan go through some of them again, so `done` stays where it was. */
const phases = [
  'normalise',
  'versions',
  'cull',
  'forward copies',
  'dependencies',
  'schedule',
  'lifetimes',
  'placement',
  'lower',
  'synchronise',
  'bounds',
  'emit',
]

/** How far planning is. */
export interface PlanProgress {
  /** The phase that begins; `done` at the end. */
  readonly phase: string
  /** Number of phases that are over; never decreases, and equals `total` at the end. */
  readonly done: number
  /** Number of all phases. */
  readonly total: number
}

/** To be told of planning under way, and to stop it. */
export interface ProgressOptions {
  /** Planning ends at the next phase once this, an AbortSignal, is aborted. */
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown }
  /** Called at the start of each phase, and at the end. What it throws is thrown; a promise is refused with CALLBACK_FAILED. */
  readonly onProgress?: (progress: PlanProgress) => void
  /** Called at the start of each phase with its name, for benchmarks. What it throws is thrown; a promise is refused with CALLBACK_FAILED. */
  readonly onPhase?: (phase: string) => void
}

const nobody = (): void => {}

/** A function to call at the start of each phase. It throws ABORTED where the signal says so. */
export function phaseListener({ signal, onProgress, onPhase }: ProgressOptions): (phase: string) => void {
  if (!signal && !onProgress) return onPhase ? (phase) => call('onPhase', onPhase, phase) : nobody
  let done = 0
  return (phase) => {
    if (signal?.aborted) throw planningAborted(signal.reason)
    if (onPhase) call('onPhase', onPhase, phase)
    if (!onProgress) return
    done = Math.max(done, phases.indexOf(phase))
    call('onProgress', onProgress, { phase, done, total: phases.length })
    // The listener may have aborted it.
    if (signal?.aborted) throw planningAborted(signal.reason)
  }
}

/** Says that planning is over. */
export function reportEnd({ onProgress }: ProgressOptions): void {
  if (onProgress) call('onProgress', onProgress, { phase: 'done', done: phases.length, total: phases.length })
}

function call<Told>(name: string, listener: (told: Told) => unknown, told: Told): void {
  refusePromise(listener(told), () => listenerPromised(name))
}
