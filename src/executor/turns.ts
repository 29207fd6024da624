/** The events in the turn of one run, or of work between runs, and those who wait for them. */

/** The events of a turn, each of which happens once. */
export const Event = {
  /** Everything was submitted, or the turn has failed: the next one may submit. */
  submitted: 1,
  /** The device has finished. */
  released: 2,
  /** The caller has the result. */
  ended: 4,
  /** The caller has returned everything that the turn lent. */
  returned: 8,
} as const
export type Event = (typeof Event)[keyof typeof Event]

/** A callback that waits for an event. */
interface Listener {
  readonly event: Event
  readonly callback: () => void
}

/**
 * One turn, linked to the one that was taken after it. Its events are bits; a list of listeners, or a promise, is made only where somebody
 * has to wait.
 */
export class Turn {
  /** The frame of a run; −1 for work between runs, which takes none. */
  readonly frame: number
  /** The turn that was taken after this one. */
  next: Turn | undefined
  /** Whether it is a run that has begun and not ended. */
  isUnderWay = false
  private happened: number
  private listeners: Listener[] | undefined

  constructor(frame: number, happened = 0) {
    this.frame = frame
    this.happened = happened
  }

  has(event: Event): boolean {
    return (this.happened & event) !== 0
  }

  open(event: Event): void {
    if (this.has(event)) return
    this.happened |= event
    if (this.listeners) this.tell(this.listeners, event)
  }

  /** Calls back when the event has happened: at once if it already has. */
  when(event: Event, callback: () => void): void {
    if (this.has(event)) callback()
    else (this.listeners ??= []).push({ event, callback })
  }

  /** Has an event of a later turn happen when this one's does: the same, or another. */
  leadsTo(event: Event, later: Turn, itsEvent: Event = event): void {
    if (this.has(event)) later.open(itsEvent)
    else this.lead(event, later, itsEvent)
  }

  /** A promise of the event; undefined if it has happened. */
  wait(event: Event): Promise<void> | undefined {
    return this.has(event) ? undefined : this.promise(event)
  }

  // Functions of their own: V8 allocates the variables of a closure at every call of the function that may make it.

  private tell(listeners: readonly Listener[], event: Event): void {
    this.listeners = listeners.filter((listener) => listener.event !== event)
    for (const listener of listeners) if (listener.event === event) listener.callback()
  }

  private lead(event: Event, later: Turn, itsEvent: Event): void {
    this.when(event, () => later.open(itsEvent))
  }

  private promise(event: Event): Promise<void> {
    return new Promise((resolve) => this.when(event, resolve))
  }
}

/** A turn whose events have all happened: what nothing came before has this one before it. */
export const pastTurn = (frame: number): Turn =>
  new Turn(frame, Event.submitted | Event.released | Event.ended | Event.returned)
