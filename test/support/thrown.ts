/** The error that some work ends with. */
import { isMemkitError, type MemkitError } from '../../src/errors.ts'

/** @throws whatever is no MemkitError, and an Error where nothing is thrown. */
export function thrown(work: () => unknown): MemkitError {
  try {
    work()
  } catch (error) {
    if (isMemkitError(error)) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}
