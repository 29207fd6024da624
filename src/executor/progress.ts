/** The progress of a run, as its caller is told. */
import { callbackFailed, listenerPromised } from '../errors.ts'
import { refusePromise } from '../given.ts'
import type { Plan } from '../plan/document.ts'
import type { PreparedStep, PreparedTimeline } from './steps.ts'

/** The progress of a run. */
export interface Progress {
  /** Entries of the plan's timeline that are done. */
  readonly done: number
  /** Entries of the plan's timeline in all. */
  readonly total: number
  /** Bytes of inputs that were written and of outputs that were read so far. */
  readonly doneBytes: number
  /** Bytes that the run writes and reads in all. */
  readonly totalBytes: number
  /** The step that was done just now: inputs written, a submission handed over, outputs read, the body of a host pass called. */
  readonly step: 'write' | 'submit' | 'read' | 'host'
  /** Ids of those inputs or outputs, or of that pass; of a submission, those of its passes. */
  readonly ids: readonly string[]
}

/** Counts the bytes of a run's steps, which are done one after another. */
export class ProgressState {
  private readonly plan: Plan
  private readonly timeline: PreparedTimeline
  private readonly totalBytes: number
  private doneBytes = 0

  constructor(plan: Plan, timeline: PreparedTimeline) {
    this.plan = plan
    this.timeline = timeline
    this.totalBytes = timeline.steps.reduce((sum, step) => sum + bytesOfStep(step), 0)
  }

  after(index: number): Progress {
    const { steps } = this.timeline
    const step = steps[index]!
    this.doneBytes += bytesOfStep(step)
    const { doneBytes, totalBytes } = this
    return { done: index + 1, total: steps.length, doneBytes, totalBytes, step: step.do, ids: this.idsOf(step) }
  }

  private idsOf(step: PreparedStep): string[] {
    if (step.do === 'host') return [step.pass]
    if (step.do === 'submit')
      return unique(
        this.plan.submissions[step.submission]!.commands.flatMap((command) =>
          command.op === 'barrier' ? [] : command.passes,
        ),
      )
    return unique(step.heaps.flatMap(({ copies, large }) => [...copies, ...large].map(({ name }) => name)))
  }
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)]

const bytesOfStep = (step: PreparedStep): number =>
  step.do === 'write' || step.do === 'read'
    ? step.heaps.reduce((sum, { copies, large }) => [...copies, ...large].reduce((all, { size }) => all + size, sum), 0)
    : 0

/** Calls a listener. @throws MemkitError CALLBACK_FAILED where it throws, or returns a promise */
export function tell<State>(name: string, listener: (state: State) => unknown, state: State): void {
  let refusal: Error | undefined
  try {
    refusePromise(listener(state), () => (refusal = listenerPromised(name)))
  } catch (cause) {
    throw refusal ?? callbackFailed(name, cause)
  }
}
