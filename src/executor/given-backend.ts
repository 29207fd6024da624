/** The backend that a caller hands over. */
import type { Backend } from '../backends/backend.ts'
import { invalidOption } from '../errors.ts'
import { isObject, readGiven } from '../given.ts'

/** @throws MemkitError INVALID_OPTION for what is no backend, UNREADABLE_VALUE */
export function checkBackend(backend: Backend): void {
  const isBackend = readGiven(
    'backend',
    () => isObject(backend) && typeof backend.open === 'function' && isObject(backend.profile),
  )
  if (!isBackend) throw invalidOption('backend', backend, 'a backend, such as createDummyBackend() gives')
}
