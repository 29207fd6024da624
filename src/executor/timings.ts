/** Times of a run on the device. */
import type { PassTiming, Session, SubmissionTiming } from '../backends/backend.ts'

/** When the device worked on a run. */
export interface RunTimings {
  /**
   * Time from the start of the run to the end of its last submission on the device, in ns; absent where the backend cannot
   * tell.
   */
  readonly deviceNs?: number
  /** The time of each submission. */
  readonly submissions?: readonly SubmissionTiming[]
  /** By pass, where the executor was made with `timings: 'passes'` and the device has a clock. The Dummy has none. */
  readonly passes?: readonly PassTiming[]
}

/** The timings of a backend that cannot tell any. */
export const noTimings: RunTimings = Object.freeze({})

export function timingsOf(session: Session, frame: number): RunTimings {
  const submissions = session.timings?.(frame)
  if (!submissions) return noTimings
  const passes = session.passTimings?.(frame)
  let deviceNs = 0
  for (let i = 0; i < submissions.length; i++) deviceNs = Math.max(deviceNs, submissions[i]!.endNs)
  return passes ? { deviceNs, submissions, passes } : { deviceNs, submissions }
}
