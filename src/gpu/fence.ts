/** A flag that the device raises. */
import type { Milestone } from './milestone.ts'
import { timedWait } from './timed-wait.ts'

/** What a fence asks of a `Gpu`: all work called for so far, handed over. */
export interface WorkSource {
  milestone(): Milestone
}

interface Waiter {
  resolve(): void
  reject(error: Error): void
}

/**
 * `signal` asks the device to raise it when it is done with all work called for before; nothing else does, so it says what has
 * happened and not what was hoped. Where that work fails, waiting rejects with its error.
 */
export class Fence {
  private readonly source: WorkSource
  private state: 'unsignalled' | 'signalled' | Error
  /** Signals of before a reset count no more. */
  private generation = 0
  private waiters: Waiter[] = []

  constructor(source: WorkSource, { signalled = false }: { readonly signalled?: boolean } = {}) {
    this.source = source
    this.state = signalled ? 'signalled' : 'unsignalled'
  }

  get isSignalled(): boolean {
    return this.state === 'signalled'
  }

  /** Raised when the device has done all work that was called for before; at once where there is none. */
  signal(): void {
    const milestone = this.source.milestone()
    if (milestone.isOver) return this.settle(milestone.error ?? 'signalled')
    const { generation } = this
    void milestone.over.then(() => {
      if (generation === this.generation) this.settle(milestone.error ?? 'signalled')
    })
  }

  /** Lowers it; a signal that is still under way will not raise it. Waits go on until the next signal. */
  reset(): void {
    this.generation++
    this.state = 'unsignalled'
  }

  /** Resolves when it is raised. Rejects with TIMED_OUT, or with the error of the work that it was to follow. */
  wait(timeoutMs?: number): Promise<void> {
    const { state } = this
    if (state === 'signalled') return Promise.resolve()
    if (state !== 'unsignalled') return Promise.reject(state)
    let waiter: Waiter
    const raised = new Promise<void>((resolve, reject) => this.waiters.push((waiter = { resolve, reject })))
    return timedWait(raised, timeoutMs, 'the fence').finally(() => {
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
