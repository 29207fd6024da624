/** The frames in flight of one plan: the events that a run waits for in its frame, and those that it brings about for later runs. */
import { Latch } from './latch.ts'

/** One run's turn in a frame. */
export interface Turn {
  readonly frame: number
  /** Resolves when the device has finished the frame's previous run. */
  readonly isFree: Latch
  /** Resolves when the caller of the frame's previous run has its result. */
  readonly isSettled: Latch
  /** Resolves when the caller of the frame's previous run has given back what that run lent. */
  readonly isReturned: Latch
  /** Resolves when the run before, in any frame, has submitted everything, or has failed. */
  readonly isDue: Latch
  /** Whether the device has finished every run before this one. */
  isAlone(): boolean
  /** The same events of this run. */
  readonly released: Latch
  readonly ended: Latch
  readonly returned: Latch
  readonly submitted: Latch
}

/** A turn between runs, for work that takes no frame. */
export type TurnBetween = Pick<Turn, 'isDue' | 'submitted' | 'released'> & {
  /** Resolves when the device has finished everything before this turn. */
  whenAlone(): Promise<void>
}

export class Frames {
  /** By frame: open when the device has finished the frame's last run. */
  private readonly free: Latch[]
  /** By frame: open when the caller of the frame's last run has its result. */
  private readonly settled: Latch[]
  /** By frame: open when nothing of the frame's last run is lent. */
  private readonly returned: Latch[]
  /** By frame: the number of its last run. */
  private readonly lastRun: Float64Array
  private previousSubmitted = new Latch(true)
  /** The turns between runs that the device has not finished. */
  private readonly between = new Set<Latch>()
  private taken = 0
  readonly count: number

  constructor(count: number) {
    this.count = count
    this.free = Array.from({ length: count }, () => new Latch(true))
    this.settled = Array.from({ length: count }, () => new Latch(true))
    this.returned = Array.from({ length: count }, () => new Latch(true))
    this.lastRun = new Float64Array(count).fill(-1)
  }

  /**
   * The first frame that is free: runs that follow each other use the same one, whose staging is still in the caches. With none
   * free, the one that has been under way the longest, of those that lend nothing if there are any; −1 where callers hold outputs of
   * all.
   */
  next(): number {
    let oldest = -1
    for (let frame = 0; frame < this.free.length; frame++) {
      if (this.isHeld(frame)) continue
      const isReturned = this.returned[frame]!.isOpen
      if (isReturned && this.free[frame]!.isOpen && this.settled[frame]!.isOpen) return frame
      if (oldest < 0 || this.isSooner(frame, oldest)) oldest = frame
    }
    return oldest
  }

  /** Whether the caller has the result of the frame's last run, and holds outputs of it. */
  isHeld(frame: number): boolean {
    return !this.returned[frame]!.isOpen && this.settled[frame]!.isOpen
  }

  private isSooner(frame: number, other: number): boolean {
    const [isReturned, isOtherReturned] = [this.returned[frame]!.isOpen, this.returned[other]!.isOpen]
    return isReturned === isOtherReturned ? this.lastRun[frame]! < this.lastRun[other]! : isReturned
  }

  /**
   * Gives the frame to a new run; runs take their turns in the order of these calls.
   * @param lends whether the run may lend its outputs
   */
  take(frame: number, lends: boolean): Turn {
    const before = this.between.size === 0 ? this.free.slice() : [...this.free, ...this.between]
    const isReturned = this.returned[frame]!
    const turn: Turn = {
      frame,
      isFree: this.free[frame]!,
      isSettled: this.settled[frame]!,
      isReturned,
      isDue: this.previousSubmitted,
      isAlone: () => before.every((latch) => latch.isOpen),
      released: new Latch(),
      ended: new Latch(),
      returned: lends || !isReturned.isOpen ? new Latch() : isReturned,
      submitted: new Latch(),
    }
    this.lastRun[frame] = this.taken++
    this.free[frame] = turn.released
    this.settled[frame] = turn.ended
    this.returned[frame] = turn.returned
    this.previousSubmitted = turn.submitted
    return turn
  }

  /** Gives a turn to work that comes after all runs so far and before all later ones. */
  takeBetween(): TurnBetween {
    const before = [...this.free, ...this.between]
    const turn = {
      isDue: this.previousSubmitted,
      released: new Latch(),
      submitted: new Latch(),
      whenAlone: async () => void (await Promise.all(before.map((latch) => latch.wait()))),
    }
    this.between.add(turn.released)
    turn.released.whenOpen(() => this.between.delete(turn.released))
    this.previousSubmitted = turn.submitted
    return turn
  }

  /** Resolves when the callers of all runs so far have their results. */
  async whenSettled(): Promise<void> {
    await Promise.all(this.settled.map((run) => run.wait()))
  }

  /** Resolves when the device has finished everything so far. */
  async whenFree(): Promise<void> {
    await Promise.all([...this.free, ...this.between].map((latch) => latch.wait()))
  }
}
