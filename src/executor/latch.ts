/** An event that happens once. A promise is made only for who has to wait. */
export class Latch {
  private happened = false
  private callbacks: (() => void)[] | undefined

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

  /** A promise of the event; undefined if it has happened. */
  wait(): Promise<void> | undefined {
    return this.happened ? undefined : new Promise((resolve) => this.whenOpen(resolve))
  }
}
