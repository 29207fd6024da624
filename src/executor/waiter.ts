/** Waits that can be cut short: by an abort, a timeout, or the loss of the device. */
import { aborted, invalidOption, timedOut } from '../errors.ts'
import { isObject, readGiven } from '../given.ts'
import type { MaybePromise } from '../backends/backend.ts'
import type { Interruptible } from './loss.ts'

/** Calls back when a signal is aborted: at once if it already is. @throws MemkitError INVALID_OPTION, UNREADABLE_VALUE */
export function listenTo(signal: AbortSignal, onAbort: () => void): void {
  readGiven('signal', () => {
    if (!isObject(signal)) throw invalidOption('signal', signal, 'an AbortSignal')
    const { addEventListener, removeEventListener } = signal as Partial<AbortSignal>
    if (typeof addEventListener !== 'function' || typeof removeEventListener !== 'function')
      throw invalidOption('signal', signal, 'an AbortSignal')
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  })
}

/** Waits for one thing at a time. */
export class Waiter implements Interruptible {
  place = -1
  private readonly signal: AbortSignal | undefined
  /** The limit of each single wait. */
  private readonly timeoutMs: number | undefined
  private error: Error | undefined
  private reject: ((error: Error) => void) | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly onAbort: (() => void) | undefined

  /** @param what is aborted, for the message */
  constructor(signal: AbortSignal | undefined, timeoutMs: number | undefined, what?: string) {
    this.signal = signal
    this.timeoutMs = timeoutMs
    if (!signal) return
    const onAbort = () => this.interrupt(aborted(signal.reason, what))
    this.onAbort = onAbort
    listenTo(signal, onAbort)
  }

  /** Throws once the waiter was interrupted. */
  check(): void {
    if (this.error) throw this.error
  }

  interrupt(cause: Error): void {
    this.error ??= cause
    const { reject } = this
    this.settle()
    reject?.(this.error)
  }

  /** The value, or the interruption, whichever comes first. A value that is there already costs no promise. */
  wait<T>(value: MaybePromise<T>, what: string | (() => string)): MaybePromise<T> {
    if (!(value instanceof Promise)) {
      this.check()
      return value
    }
    return new Promise<T>((resolve, fail) => {
      const { timeoutMs } = this
      this.timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => this.interrupt(timedOut(typeof what === 'string' ? what : what(), timeoutMs)), timeoutMs)
      this.reject = fail
      value.then(
        (result) => {
          this.settle()
          resolve(result)
        },
        (cause) => {
          this.settle()
          fail(this.error ?? cause)
        },
      )
      if (this.error) this.interrupt(this.error)
    })
  }

  /** Removes the listener from the abort signal. */
  close(): void {
    if (this.onAbort) this.signal!.removeEventListener('abort', this.onAbort)
  }

  private settle(): void {
    if (this.timer !== undefined) clearTimeout(this.timer)
    this.timer = undefined
    this.reject = undefined
  }
}
