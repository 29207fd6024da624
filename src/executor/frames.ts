/** The frames in flight of one plan: the turns of its runs, which wait for each other, and of work between them. */
import { Event, pastTurn, Turn } from './turns.ts'

export class Frames {
  /** By frame: the turn of its last run. */
  private readonly last: Turn[]
  /** By frame: the number of its last run. */
  private readonly lastRun: Float64Array
  /** The turn that was taken last. */
  private latest = pastTurn(-1)
  /** The device has finished every turn before this one. */
  private oldest = this.latest
  private taken = 0
  readonly count: number

  constructor(count: number) {
    this.count = count
    this.last = Array.from({ length: count }, (_, frame) => pastTurn(frame))
    this.lastRun = new Float64Array(count).fill(-1)
  }

  /**
   * The first frame that is free: runs that follow each other use the same one, whose staging is still in the caches. Where none is
   * free, the frame whose run began first, preferring frames that lend no outputs; −1 where callers hold outputs of all.
   */
  next(): number {
    let oldest = -1
    for (let frame = 0; frame < this.last.length; frame++) {
      if (this.isHeld(frame)) continue
      const last = this.last[frame]!
      if (last.has(Event.returned) && last.has(Event.released) && last.has(Event.ended)) return frame
      if (oldest < 0 || this.isSooner(frame, oldest)) oldest = frame
    }
    return oldest
  }

  /** Whether the caller has the result of the frame's last run, and holds outputs of it. */
  isHeld(frame: number): boolean {
    const last = this.last[frame]!
    return !last.has(Event.returned) && last.has(Event.ended)
  }

  private isSooner(frame: number, other: number): boolean {
    const isReturned = this.last[frame]!.has(Event.returned)
    const isOtherReturned = this.last[other]!.has(Event.returned)
    return isReturned === isOtherReturned ? this.lastRun[frame]! < this.lastRun[other]! : isReturned
  }

  /** The turn that was taken last: the next one submits behind it. */
  get latestTurn(): Turn {
    return this.latest
  }

  /** The turn of a frame's last run: the next one in this frame waits for it. */
  lastOf(frame: number): Turn {
    return this.last[frame]!
  }

  /**
   * Gives the frame to a new run; runs take their turns in the order of these calls.
   * @param lends whether the run may lend its outputs
   */
  take(frame: number, lends: boolean): Turn {
    const turn = new Turn(frame, lends || !this.last[frame]!.has(Event.returned) ? 0 : Event.returned)
    turn.isUnderWay = true
    this.lastRun[frame] = this.taken++
    this.last[frame] = turn
    this.append(turn)
    return turn
  }

  /** Gives a turn to work that comes after all runs so far and before all later ones. */
  takeBetween(): Turn {
    const turn = new Turn(-1, Event.ended | Event.returned)
    this.append(turn)
    return turn
  }

  /** Whether the device has finished every turn before this one. */
  isAlone(turn: Turn): boolean {
    return this.firstUnfinished(turn) === turn
  }

  /** Resolves when the device has finished everything that came before this turn. */
  async whenAlone(turn: Turn): Promise<void> {
    for (;;) {
      const before = this.firstUnfinished(turn)
      if (before === turn) return
      await before.wait(Event.released)
    }
  }

  /** The runs that have begun and not ended, in the order of their calls. */
  *underWay(): Iterable<Turn> {
    for (let turn: Turn | undefined = this.oldest; turn; turn = turn.next) if (turn.isUnderWay) yield turn
  }

  /** Resolves when the callers of all runs so far have their results. */
  async whenSettled(): Promise<void> {
    await Promise.all(this.last.map((turn) => turn.wait(Event.ended)))
  }

  /** Resolves when the device has finished everything so far. */
  async whenFree(): Promise<void> {
    const waits: Promise<void>[] = []
    for (let turn: Turn | undefined = this.oldest; turn; turn = turn.next) {
      const wait = turn.wait(Event.released)
      if (wait) waits.push(wait)
    }
    await Promise.all(waits)
  }

  private append(turn: Turn): void {
    this.latest.next = turn
    this.latest = turn
    this.firstUnfinished(turn)
  }

  /** The first turn, up to this one, that the device has not finished; those before it are forgotten. Amortised O(1) */
  private firstUnfinished(upTo: Turn): Turn {
    while (this.oldest !== upTo && this.oldest.has(Event.released)) this.oldest = this.oldest.next!
    return this.oldest
  }
}
