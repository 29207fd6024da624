/** Whether a submission has completed, and what went wrong with it. */
import type { MemkitError } from '../../errors.ts'
import type { MapWatcher } from './staging.ts'
import type { DeviceWaits } from './waits.ts'
import { errorOf } from './api-errors.ts'

interface Listener {
  resolve(): void
  reject(error: unknown): void
}

/** One submission of one frame in flight; reused by that frame's later runs. */
export class Ticket implements MapWatcher {
  error: MemkitError | undefined
  private readonly queue: GPUQueue
  private readonly waits: DeviceWaits
  private open = 0
  private scopeOpen = false
  private listeners: Listener[] = []
  private idlers: (() => void)[] = []

  constructor(queue: GPUQueue, waits: DeviceWaits) {
    this.queue = queue
    this.waits = waits
  }

  get inFlight(): boolean {
    return this.open > 0
  }

  /** Errors outside of any scope that arrive now may be this submission's. */
  get mayErr(): boolean {
    return this.scopeOpen
  }

  begin(): void {
    this.error = undefined
    this.scopeOpen = true
  }

  /** Nothing was submitted after all. */
  cancel(): void {
    this.scopeOpen = false
  }

  /** `scope`: the popped error scope. Either `workDone` or `workUnknown` follows. */
  submitted(scope: Promise<GPUError | null>): void {
    this.open += 2
    this.waits.started()
    this.waits.started()
    scope.then(this.onScope, this.onScopeFailed)
  }

  /** The device has finished: a mapping that had to wait for it came. */
  workDone(): void {
    this.settle()
  }

  /** No mapping tells, so the queue is asked. */
  workUnknown(): void {
    this.queue.onSubmittedWorkDone().then(this.settle, this.settle)
  }

  fail(error: MemkitError): void {
    this.error ??= error
  }

  /** Throws the error of a submission that has failed; undefined once it has completed. */
  completed(what: string): undefined | Promise<void> {
    if (this.open > 0)
      return this.waits.wait<void>(what, (resolve, reject) => this.listeners.push({ resolve: () => resolve(), reject }))
    if (this.error) throw this.error
    return undefined
  }

  /** Resolves when nothing is in flight. */
  idle(): undefined | Promise<void> {
    return this.open === 0 ? undefined : new Promise((resolve) => this.idlers.push(resolve))
  }

  private readonly onScope = (error: GPUError | null): void => {
    this.scopeOpen = false
    if (error) this.fail(errorOf(error))
    this.settle()
  }

  private readonly onScopeFailed = (): void => {
    this.scopeOpen = false
    this.settle()
  }

  private readonly settle = (): void => {
    this.waits.settled()
    if (--this.open > 0) return
    if (this.listeners.length > 0) {
      const listeners = this.listeners
      this.listeners = []
      for (const { resolve, reject } of listeners) {
        if (this.error) reject(this.error)
        else resolve()
      }
    }
    if (this.idlers.length > 0) {
      for (const resolve of this.idlers) resolve()
      this.idlers = []
    }
  }
}
