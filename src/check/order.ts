/**
 * Happens-before between the commands of a plan, as far as the plan states it.
 *
 * Every statement covers a prefix of a queue: a barrier covers all earlier accesses of some kinds on its queue, and a wait
 * covers a queue up to the end of a submission, and holds for all that follows on its own queue. What precedes a point is therefore
 * one number per queue where waits say it, and one per queue and access kind where barriers do: accesses at lower places precede it.
 * Barriers chain by kind: what is visible to kind k remains so after a later barrier with k in `before`. Steps of the host order the
 * host and the device only: two submissions in the order of the host's steps share no memory by that alone, so it is not counted.
 * O(kinds · queues) per barrier, O(1) per question.
 */
import { accessCode, accessKinds } from './access-kinds.ts'
import type { CommandOf } from '../plan/document.ts'
import type { Plan } from './parts.ts'

/** Access kind of a layout transition, which the barrier itself performs. */
export const transitionKind = accessKinds.length
const kinds = accessKinds.length + 1

/** By queue: accesses below this place. */
type Places = number[]

export const kindName = (kind: number): string => accessKinds[kind] ?? 'layout transition'

/** The order that the commands so far state. */
export class Order {
  /** Place of the next command on its queue. */
  place = 0
  private readonly plan: Plan
  private readonly needsBarriers: boolean
  private queue = 0
  /** Index in a clock at which the places of the current queue begin. */
  private own = 0
  private readonly nextPlace: Places
  /** By queue: its number among the queues that the plan uses, whose accesses alone are counted; −1 for none. */
  private readonly numberOf: number[]
  /** The queues that the plan uses, and the length of a clock: for each of them and each kind, the accesses below a place. */
  private readonly used: number[] = []
  private readonly width: number
  /** By queue and kind, a clock each: the accesses that precede a later access of that kind on the queue because of barriers. */
  private readonly seen: Int32Array
  /**
   * The same of the accesses that precede some access of that kind on the queue. A barrier with the kind in `before` extends them to
   * later accesses.
   */
  private readonly carried: Int32Array
  /** Kinds of access of the current command that have been recorded in `carried`, as a mask. */
  private carriedKinds = 0
  /** By queue: the accesses that precede what follows on it because of the waits of its submissions so far. */
  private readonly brought: Places[]
  /** By submission, then by queue: the accesses that are complete when it is. */
  private readonly complete: Int32Array
  /** The accesses that precede the current submission because of its waits, and of those before it on its queue. */
  private base: Places
  /** The accesses that precede the current barrier: one list for all barriers. */
  private readonly atBarrier: Int32Array
  /** By queue: the accesses that epilogues have made visible to the host once the current submission is complete. */
  private readonly shown: Places[]
  /** By submission, then by queue: the accesses that are visible to the host once it has waited for the submission. */
  private readonly visible: Int32Array
  /** By queue: the accesses that the host knows to be complete, and those of them whose results it sees. */
  private readonly hostKnows: Places
  private readonly hostSees: Places

  constructor(plan: Plan, explicitBarriers: boolean) {
    const queues = plan.queues.length
    this.numberOf = new Array<number>(queues).fill(-1)
    for (let s = 0; s < plan.submissions.length; s++) {
      const queue = plan.submissions.queueOf(s)
      if (this.numberOf[queue] === -1) this.numberOf[queue] = this.used.push(queue) - 1
    }
    this.width = this.used.length * kinds
    const places = () => new Array<number>(queues).fill(0)
    this.plan = plan
    this.needsBarriers = explicitBarriers
    this.nextPlace = places()
    const clocks = this.width * this.width
    const all = new Int32Array(2 * clocks + this.width)
    this.seen = all.subarray(0, clocks)
    this.carried = all.subarray(clocks, 2 * clocks)
    this.complete = new Int32Array(plan.submissions.length * queues)
    this.visible = new Int32Array(plan.submissions.length * queues)
    this.brought = Array.from({ length: queues }, places)
    this.base = places()
    this.atBarrier = all.subarray(2 * clocks)
    this.shown = Array.from({ length: queues }, places)
    this.hostKnows = places()
    this.hostSees = places()
  }

  beginSubmission(s: number): void {
    const { queue, waits } = this.plan.submissions.at(s)
    this.queue = queue
    this.own = this.numberOf[queue]! * kinds
    this.place = this.nextPlace[queue]!
    for (const w of waits) {
      join(this.brought[queue]!, this.complete, w)
      join(this.shown[queue]!, this.visible, w)
    }
    this.base = this.brought[queue]!.slice()
  }

  /** Applies a barrier, which is the next command. */
  barrier(command: CommandOf<'barrier'>): void {
    const { atBarrier, seen, carried, own } = this
    atBarrier.fill(0)
    this.joinBase(atBarrier, 0)
    for (const name of command.before) {
      const kind = accessCode[name]
      this.joinClock(atBarrier, 0, seen, this.clockOf(kind))
      this.joinClock(atBarrier, 0, carried, this.clockOf(kind))
      if (this.place > atBarrier[own + kind]!) atBarrier[own + kind] = this.place
    }
    for (const name of command.after) this.joinClock(seen, this.clockOf(accessCode[name]), atBarrier, 0)
  }

  /** Records that the current command, which is not a barrier, makes accesses of these kinds (a mask). */
  accesses(kindMask: number): void {
    const fresh = this.needsBarriers ? kindMask & ~this.carriedKinds : 0
    this.carriedKinds |= fresh
    for (let kind = 0, mask = fresh; mask !== 0; kind++, mask >>>= 1) {
      if ((mask & 1) === 0) continue
      const clock = this.clockOf(kind)
      this.joinBase(this.carried, clock)
      this.joinClock(this.carried, clock, this.seen, clock)
    }
  }

  next(): void {
    this.place++
    this.carriedKinds = 0
  }

  endSubmission(s: number): void {
    const { queue, epilogue } = this.plan.submissions.at(s)
    this.nextPlace[queue] = this.place
    const at = s * this.nextPlace.length
    this.complete.set(this.brought[queue]!, at)
    this.complete[at + queue] = this.place
    // Devices without explicit barriers make their writes visible to the host by themselves.
    if (epilogue || !this.needsBarriers) join(this.shown[queue]!, this.complete, s)
    this.visible.set(this.shown[queue]!, at)
  }

  /** Applies a wait of the host for submission `s`. */
  hostWaits(s: number): void {
    join(this.hostKnows, this.complete, s)
    join(this.hostSees, this.visible, s)
  }

  /**
   * Whether an earlier access on `queue` at `place` by one of the kinds in `kindMask` precedes an access of `kind` by the
   * current command.
   */
  isBefore(queue: number, place: number, kindMask: number, kind: number): boolean {
    if (!this.needsBarriers && queue === this.queue) return true
    if (kind === transitionKind) return this.covers(this.atBarrier, 0, queue, place, kindMask)
    return this.base[queue]! > place || this.covers(this.seen, this.clockOf(kind), queue, place, kindMask)
  }

  /** Whether the host knows that the access is complete. */
  isBeforeHost(queue: number, place: number): boolean {
    return this.hostKnows[queue]! > place
  }

  /** Whether the results of the access, which is complete, are visible to the host. */
  isVisibleToHost(queue: number, place: number): boolean {
    return this.hostSees[queue]! > place
  }

  /** By queue: the first place that waits alone do not order before the current submission. */
  waitedFor(): Places {
    return this.base
  }

  /** By queue: the first place that the host does not know to be complete. */
  hostKnown(): Places {
    return this.hostKnows.slice()
  }

  /** Index at which the clock of a kind on the current queue begins. */
  private clockOf(kind: number): number {
    return (this.own + kind) * this.width
  }

  private joinClock(into: Int32Array, at: number, from: Int32Array, begin: number): void {
    for (let i = 0; i < this.width; i++) if (from[begin + i]! > into[at + i]!) into[at + i] = from[begin + i]!
  }

  /** Joins what precedes accesses of all kinds because of waits. */
  private joinBase(into: Int32Array, at: number): void {
    let i = at
    for (const queue of this.used) {
      const place = this.base[queue]!
      for (let kind = 0; kind < kinds; kind++, i++) if (place > into[i]!) into[i] = place
    }
  }

  /** Whether an access on `queue` at `place` by one of the kinds in a mask is below the clock that begins at `begin`. */
  private covers(clocks: Int32Array, begin: number, queue: number, place: number, kindMask: number): boolean {
    const at = begin + this.numberOf[queue]! * kinds
    for (let kind = 0, mask = kindMask; mask !== 0; kind++, mask >>>= 1)
      if (mask & 1 && clocks[at + kind]! > place) return true
    return false
  }
}

/** Joins the places of submission s. */
function join(into: Places, from: Int32Array, s: number): void {
  const at = s * into.length
  for (let q = 0; q < into.length; q++) if (from[at + q]! > into[q]!) into[q] = from[at + q]!
}
