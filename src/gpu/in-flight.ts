/** Memory that the device may still be using. */

export class InFlight {
  private uses = 0
  private waiting: (() => void)[] = []

  /** True while work that uses the memory was called for and the device has not finished it. */
  get isBusy(): boolean {
    return this.uses > 0
  }

  /** @internal Called once for each piece of work, when it is recorded. */
  acquire(): void {
    this.uses++
  }

  /** @internal Called once for each piece of work, when the device has finished it. */
  release(): void {
    if (--this.uses > 0) return
    for (const notify of this.waiting.splice(0)) notify()
  }

  /** @internal Calls back when no work uses the memory: at once, if none does now. */
  onceFree(callback: () => void): void {
    if (this.uses === 0) callback()
    else this.waiting.push(callback)
  }
}
