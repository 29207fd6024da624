/** A wait with a limit. */
import { timedOut } from './errors.ts'
import { givenTimeout } from './given.ts'

/**
 * The promise's value. Rejects with TIMED_OUT after the longest time given, which cancels nothing: the work continues. Rejects with
 * INVALID_OPTION for what is no time to wait.
 */
export async function timedWait<T>(promise: Promise<T>, longest: number | undefined, what: string): Promise<T> {
  // A rejection that comes after this call has failed, or was given up, is nobody's: it must not end the process.
  promise.catch(() => {})
  const timeoutMs = givenTimeout(longest)
  if (timeoutMs === undefined) return promise
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut(what, timeoutMs)), timeoutMs)
    void promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
