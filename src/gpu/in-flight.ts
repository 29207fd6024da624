/** Memory that the device may still be using. */

export class InFlight {
  private uses = 0
  private waiting: (() => void)[] = []

  /** Work that uses it was called for, and the device has not finished with it. */
  get isBusy(): boolean {
    return this.uses > 0
  }

  /** @internal Called once by each piece of work, when it is recorded. */
  acquire(): void {
    this.uses++
  }

  /** @internal Called once by each piece of work, when the device has finished with it. */
  release(): void {
    if (--this.uses > 0) return
    for (const notify of this.waiting.splice(0)) notify()
  }

  /** @internal Calls back when nothing uses it: at once, if that is so now. */
  onceFree(callback: () => void): void {
    if (this.uses === 0) callback()
    else this.waiting.push(callback)
  }
}
