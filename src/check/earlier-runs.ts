/**
 * Order between runs of one plan: every submission must come after all work of earlier runs on every queue that the plan uses.
 * This is guaranteed by its own prologue, by that of an earlier submission on its queue, or by that of a submission it waits
 * for.
 */
import type { Plan } from './parts.ts'
import { noSuch, reject } from './rejection.ts'
import type { Words } from './words.ts'

/** The state of that order between two submissions. */
export class EarlierRuns {
  private readonly plan: Plan
  private readonly words: Words
  private readonly needsBarriers: boolean
  /** Indices of the queues that the plan uses. */
  private readonly used: readonly number[]
  /** By queue, then by queue of earlier runs: 1 where later submissions on the first come after earlier runs on the second. */
  private readonly onQueue: readonly Uint8Array[]
  /** By submission: what its queue came after then, and by queue: that of its latest submission. */
  private readonly ofSubmission: Uint8Array[] = []
  private readonly latest: Uint8Array[] = []

  constructor(plan: Plan, words: Words, explicitBarriers: boolean) {
    const count = plan.queues.length
    this.plan = plan
    this.words = words
    this.needsBarriers = explicitBarriers
    this.used = [...usedQueues(plan)].filter((queue) => queue < count)
    this.onQueue = plan.queues.map(() => new Uint8Array(count))
  }

  /** Starts submission `s`, whose queue and waits have been checked. */
  begin(s: number): void {
    const { queue, prologue, waits } = this.plan.submissions.at(s)
    const place = { submission: s }
    if (!this.needsBarriers) {
      if (prologue)
        reject('DEVICE_RULE', `The device orders runs by itself, but ${this.words.submission(s)} has a prologue`, place)
      return
    }
    const after = this.onQueue[queue]!
    for (const other of prologue?.afterRunsOn ?? []) {
      if (other >= after.length)
        reject('MALFORMED', `${this.words.submission(s)}: ${noSuch('queue', other, after.length)}`, place)
      after[other] = 1
    }
    for (const wait of waits) this.ofSubmission[wait]!.forEach((is, other) => (after[other]! |= is))
    const before = this.latest[queue]
    this.ofSubmission[s] = this.latest[queue] = before?.every((is, other) => is === after[other])
      ? before
      : after.slice()
    const open = this.used.find((other) => after[other] === 0)
    if (open !== undefined)
      reject(
        'RACE',
        `Nothing orders ${this.words.submission(s)} after what earlier runs did on ${this.words.queue(open)}`,
        place,
      )
  }
}

function usedQueues({ submissions }: Plan): Set<number> {
  const queues = new Set<number>()
  for (let s = 0; s < submissions.length; s++) queues.add(submissions.queueOf(s))
  return queues
}
