/**
 * Runs of one plan follow one another: whatever a submission does comes after all that earlier runs did, on every queue that the
 * plan uses. Its own prologue says so, or that of an earlier submission on its queue, or that of one it waits for.
 */
import type { Plan } from '../plan/document.ts'
import { reject } from './rejection.ts'

export class EarlierRuns {
  private readonly plan: Plan
  private readonly explicit: boolean
  /** Queues that the plan uses. */
  private readonly used: readonly number[]
  /** By queue, then by queue of earlier runs: 1 where what is submitted from now on comes after those. */
  private readonly onQueue: readonly Uint8Array[]
  private readonly ofSubmission: Uint8Array[] = []

  constructor(plan: Plan, explicitBarriers: boolean) {
    const count = plan.queues.length
    this.plan = plan
    this.explicit = explicitBarriers
    this.used = [...new Set(plan.submissions.map(({ queue }) => queue))].filter((queue) => queue < count)
    this.onQueue = plan.queues.map(() => new Uint8Array(count))
  }

  /** A submission begins, its queue and waits known to be sound. */
  begin(s: number): void {
    const { queue, prologue, waits } = this.plan.submissions[s]!
    const place = { submission: s }
    if (!this.explicit) {
      if (prologue)
        reject('DEVICE_RULE', 'The device orders runs by itself, so a plan for it holds no prologues', place)
      return
    }
    const after = this.onQueue[queue]!
    for (const other of prologue?.afterRunsOn ?? []) {
      if (other >= after.length) reject('MALFORMED', `There is no queue ${other}`, place)
      after[other] = 1
    }
    for (const wait of waits) this.ofSubmission[wait]!.forEach((is, other) => (after[other]! |= is))
    this.ofSubmission[s] = after.slice()
    const open = this.used.find((other) => after[other] === 0)
    if (open !== undefined)
      reject('RACE', `Nothing orders submission ${s} after what earlier runs did on queue ${open}`, place)
  }
}
