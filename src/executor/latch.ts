/** An event that happens once. A promise is made only for a run that has to wait: a run that never has to wait costs none. */
export class Latch {
  private happened: boolean
  private callbacks: (() => void)[] | undefined

  constructor(happened = false) {
    this.happened = happened
  }

  get isOpen(): boolean {
    return this.happened
  }

  open(): void {
    if (this.happened) return
    this.happened = true
    const { callbacks } = this
    this.callbacks = undefined
    if (callbacks) for (const callback of callbacks) callback()
  }

  /** Calls back when the event has happened: at once if it already has. */
  whenOpen(callback: () => void): void {
    if (this.happened) callback()
    else (this.callbacks ??= []).push(callback)
  }

  /** Has another event happen when this one does. */
  leadsTo(other: Latch): void {
    if (this.happened) other.open()
    else this.whenOpen(() => other.open())
  }

  /** A promise of the event; undefined if it has happened. */
  wait(): Promise<void> | undefined {
    return this.happened ? undefined : new Promise((resolve) => this.whenOpen(resolve))
  }
}
