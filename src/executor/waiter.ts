/** Waiting that can be cut short: by an abort, a timeout, or the end of the device. */
import { aborted, timedOut } from '../errors.ts'
import type { MaybePromise } from '../backends/backend.ts'

export interface Waiter {
  /** Throws once the waiter was interrupted. */
  check(): void
  /** The value, or the interruption, whichever comes first. A value that is there already costs no promise. */
  wait<T>(value: MaybePromise<T>, what: string): MaybePromise<T>
  interrupt(error: Error): void
  /** Lets go of the signal. */
  close(): void
}

/** One wait at a time. @param timeoutMs of each wait, not of all */
export function createWaiter(signal: AbortSignal | undefined, timeoutMs: number | undefined): Waiter {
  let error: Error | undefined
  let reject: ((error: Error) => void) | undefined
  const interrupt = (cause: Error): void => {
    error ??= cause
    reject?.(error)
  }
  const onAbort = (): void => interrupt(aborted(signal!.reason))
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort)
  const check = (): void => {
    if (error) throw error
  }
  return {
    check,
    interrupt,
    wait<T>(value: MaybePromise<T>, what: string): MaybePromise<T> {
      if (!(value instanceof Promise)) {
        check()
        return value
      }
      return new Promise<T>((resolve, fail) => {
        const timer =
          timeoutMs === undefined ? undefined : setTimeout(() => interrupt(timedOut(what, timeoutMs)), timeoutMs)
        const settle = (): void => {
          clearTimeout(timer)
          reject = undefined
        }
        reject = (cause) => {
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
            fail(error ?? cause)
          },
        )
        if (error) reject(error)
      })
    },
    close() {
      signal?.removeEventListener('abort', onAbort)
    },
  }
}
