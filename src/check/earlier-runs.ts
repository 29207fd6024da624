/**
 * Order between runs of one plan: every submission must come after all work of earlier runs on every queue that the plan uses.
 * This is guaranteed by its own prologue, by that of an earlier submission on its queue, or by that of a submission it waits
 * for.
 */
import type { Plan } from '../plan/document.ts'
import { reject } from './rejection.ts'

export class EarlierRuns {
  private readonly plan: Plan
  private readonly explicit: boolean
  /** Indices of the queues that the plan uses. */
  private readonly used: readonly number[]
  /** By queue, then by queue of earlier runs: 1 where later submissions on the first come after earlier runs on the second. */
  private readonly onQueue: readonly Uint8Array[]
  private readonly ofSubmission: Uint8Array[] = []

  constructor(plan: Plan, explicitBarriers: boolean) {
    const count = plan.queues.length
    this.plan = plan
    this.explicit = explicitBarriers
    this.used = [...new Set(plan.submissions.map(({ queue }) => queue))].filter((queue) => queue < count)
    this.onQueue = plan.queues.map(() => new Uint8Array(count))
  }

  /** Starts submission `s`, whose queue and waits have been checked. */
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
