/** A wait with a limit. */
import { invalidOption, timedOut } from '../errors.ts'

/** The promise's value. Rejects with TIMED_OUT after `timeoutMs`, which cancels nothing: the work continues. */
export function timedWait<T>(promise: Promise<T>, timeoutMs: number | undefined, what: string): Promise<T> {
  if (timeoutMs === undefined) return promise
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 0))
    return Promise.reject(invalidOption('timeoutMs', timeoutMs, 'a number of at least 0'))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut(what, timeoutMs)), timeoutMs)
    void promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
