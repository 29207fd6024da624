/** Times of a run on the device. */
import type { Session, SubmissionTiming } from '../backends/backend.ts'

export interface RunTimings {
  /**
   * Time from the start of the run to the end of its last submission on the device, in ns; absent where the backend cannot
   * tell.
   */
  readonly deviceNs?: number
  readonly submissions?: readonly SubmissionTiming[]
}

export function timingsOf(session: Session, frame: number): RunTimings {
  const submissions = session.timings?.(frame)
  return submissions ? { deviceNs: submissions.reduce((end, { endNs }) => Math.max(end, endNs), 0), submissions } : {}
}
