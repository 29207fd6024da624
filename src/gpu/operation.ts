/** Handles of transfers and readbacks that were called for. */
import { timedWait } from '../timed-wait.ts'

/** The work that an operation belongs to: all calls of one tick. */
export interface Work {
  readonly isOver: boolean
  readonly error: Error | undefined
  /** Resolves when the device has finished or the work has failed; never rejects. */
  readonly over: Promise<void>
  /** Time on the device in ns, where the backend can tell. */
  readonly deviceNs: number | undefined
}

/** One transfer or readback. A failure that nobody asks for is not lost: `waitIdle` rejects with it. */
export class Operation<T = void> {
  /** Number of the operation among those of its `Gpu`, from 0. */
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

  /** True when the device has finished the operation, or when it failed, as `error` says. */
  get isComplete(): boolean {
    return this.work.isOver
  }

  get error(): Error | undefined {
    return this.work.error
  }

  /** Resolves when the device has finished; rejects with the error of the operation's tick. */
  get done(): Promise<T> {
    this.promise ??= this.work.over.then(() => {
      if (this.work.error) throw this.work.error
      return this.take()
    })
    return this.promise
  }

  /** The same as `done` with a limit. Rejects with TIMED_OUT after it, and the operation continues. */
  wait(timeoutMs?: number): Promise<T> {
    return timedWait(this.done, timeoutMs, `operation ${this.id}`)
  }

  /** Time that the device took for the operation's tick, in ns, once it is complete; undefined where a backend cannot tell. */
  get deviceNs(): number | undefined {
    return this.work.deviceNs
  }
}

/** A transfer that was called for. */
export type Transfer = Operation
/** Bytes on their way back from the device. */
export type Readback = Operation<Uint8Array>
