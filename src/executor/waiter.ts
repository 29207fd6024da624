/** Waiting that can be cut short: by an abort, a timeout, or the end of the device. */
import { aborted, timedOut } from '../errors.ts'
import type { MaybePromise } from '../backends/backend.ts'

/** One wait at a time. */
export class Waiter {
  private readonly signal: AbortSignal | undefined
  /** Of each wait, not of all. */
  private readonly timeoutMs: number | undefined
  private error: Error | undefined
  private reject: ((error: Error) => void) | undefined

  constructor(signal: AbortSignal | undefined, timeoutMs: number | undefined) {
    this.signal = signal
    this.timeoutMs = timeoutMs
    if (signal?.aborted) this.onAbort()
    else signal?.addEventListener('abort', this.onAbort)
  }

  /** Throws once the waiter was interrupted. */
  check(): void {
    if (this.error) throw this.error
  }

  interrupt(cause: Error): void {
    this.error ??= cause
    this.reject?.(this.error)
  }

  /** The value, or the interruption, whichever comes first. A value that is there already costs no promise. */
  wait<T>(value: MaybePromise<T>, what: string): MaybePromise<T> {
    if (!(value instanceof Promise)) {
      this.check()
      return value
    }
    return new Promise<T>((resolve, fail) => {
      const { timeoutMs } = this
      const timer =
        timeoutMs === undefined ? undefined : setTimeout(() => this.interrupt(timedOut(what, timeoutMs)), timeoutMs)
      const settle = (): void => {
        if (timer !== undefined) clearTimeout(timer)
        this.reject = undefined
      }
      this.reject = (cause) => {
        settle()
        fail(cause)
      }
      value.then(
        (result) => {
          settle()
          resolve(result)
        },
        (cause) => {
          settle()
          fail(this.error ?? cause)
        },
      )
      if (this.error) this.reject(this.error)
    })
  }

  /** Lets go of the signal. */
  close(): void {
    this.signal?.removeEventListener('abort', this.onAbort)
  }

  private readonly onAbort = (): void => this.interrupt(aborted(this.signal!.reason))
}
