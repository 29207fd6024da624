/** A flag that the device raises. */
import { invalidOption } from '../errors.ts'
import { checkFlag, givenOptions, isObject, readGiven } from '../given.ts'
import type { Milestone } from './milestone.ts'
import { timedWait } from '../timed-wait.ts'

/** A source of work for fences, a `Gpu`: hands over all work called for so far. */
export interface WorkSource {
  milestone(): Milestone
}

interface Waiter {
  resolve(): void
  reject(error: Error): void
}

/**
 * A flag that the device raises when it has finished all work that was called for before `signal`. Nothing else raises it, so
 * it states what has happened. Where that work fails, waiting rejects with its error.
 */
export class Fence {
  private readonly source: WorkSource
  private state: 'unsignalled' | 'signalled' | Error
  /** Counts resets; signals from before a reset have no effect. */
  private generation = 0
  private waiters: Waiter[] = []

  /** @throws MemkitError INVALID_OPTION */
  constructor(source: WorkSource, options?: { readonly signalled?: boolean }) {
    const { signalled = false } = givenOptions<{ readonly signalled?: boolean }, 'signalled'>(options, ['signalled'])
    checkFlag(signalled, 'signalled')
    if (!readGiven('source', () => isObject(source) && typeof source.milestone === 'function'))
      throw invalidOption('source', source, 'a Gpu')
    this.source = source
    this.state = signalled ? 'signalled' : 'unsignalled'
  }

  get isSignalled(): boolean {
    return this.state === 'signalled'
  }

  /**
   * Asks the device to raise the flag when it has finished all work that was called for before; raised at once where there is
   * none.
   */
  signal(): void {
    const milestone = this.source.milestone()
    if (milestone.isOver) return this.settle(milestone.error ?? 'signalled')
    const { generation } = this
    void milestone.over.then(() => {
      if (generation === this.generation) this.settle(milestone.error ?? 'signalled')
    })
  }

  /** Lowers the flag; a signal that is still under way will not raise it. Waits continue until the next signal. */
  reset(): void {
    this.generation++
    this.state = 'unsignalled'
  }

  /** Resolves when the flag is raised. Rejects with TIMED_OUT, or with the error of the work that it was to follow. */
  wait(timeoutMs?: number): Promise<void> {
    const { state } = this
    if (state === 'signalled') return Promise.resolve()
    if (state !== 'unsignalled') return Promise.reject(state)
    let waiter: Waiter
    const raised = new Promise<void>((resolve, reject) => this.waiters.push((waiter = { resolve, reject })))
    return timedWait(raised, timeoutMs, 'waiting for the signal of the fence').finally(() => {
      const at = this.waiters.indexOf(waiter)
      if (at >= 0) this.waiters.splice(at, 1)
    })
  }

  private settle(state: 'signalled' | Error): void {
    this.state = state
    for (const waiter of this.waiters.splice(0)) {
      if (state === 'signalled') waiter.resolve()
      else waiter.reject(state)
    }
  }
}
