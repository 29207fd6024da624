/** Handles of what was called for. */
import { timedWait } from './timed-wait.ts'

/** The work that an operation is part of: what was called for in one tick. */
export interface Work {
  readonly isOver: boolean
  readonly error: Error | undefined
  /** Resolves when the device is done or the work has failed; never rejects. */
  readonly over: Promise<void>
  /** Time on the device, where the backend can tell. */
  readonly deviceNs: number | undefined
}

/** One transfer or readback. A failure that nobody asks for is not lost: `waitIdle` rejects with it. */
export class Operation<T = void> {
  /** Counts the operations of a `Gpu`, from 0. */
  readonly id: number
  private readonly work: Work
  private readonly take: () => T
  private promise: Promise<T> | undefined

  /** @internal */
  constructor(id: number, work: Work, take: () => T) {
    this.id = id
    this.work = work
    this.take = take
  }

  /** It is over: the device is done with it, or it failed, as `error` says. */
  get isComplete(): boolean {
    return this.work.isOver
  }

  get error(): Error | undefined {
    return this.work.error
  }

  /** Resolves when the device is done; rejects with the error of the tick that it is part of. */
  get done(): Promise<T> {
    this.promise ??= this.work.over.then(() => {
      if (this.work.error) throw this.work.error
      return this.take()
    })
    return this.promise
  }

  /** `done` with a limit. Rejects with TIMED_OUT after it, and the operation goes on. */
  wait(timeoutMs?: number): Promise<T> {
    return timedWait(this.done, timeoutMs, `operation ${this.id}`)
  }

  /** What the device took for its tick, in ns, once it is complete; undefined where a backend cannot tell. */
  get deviceNs(): number | undefined {
    return this.work.deviceNs
  }
}

export type Transfer = Operation
export type Readback = Operation<Uint8Array>
