/** Errors of the API turned into this library's. */
import { backendFailed, outOfMemory, validationFailed, type MemkitError } from '../../../errors.ts'

export const messageOf = (error: unknown): string =>
  error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String(error.message)
    : String(error)

/** The error for one from an error scope or an uncaptured one. */
export function errorOf(error: GPUError): MemkitError {
  const kind = error.constructor.name
  if (kind === 'GPUOutOfMemoryError') return outOfMemory('a submission', 0, error)
  if (kind === 'GPUInternalError') return backendFailed('WebGPU', error.message, undefined, error)
  return validationFailed(`WebGPU refuses the commands: ${error.message}`, error)
}

/** Runs `create` and returns its result, or throws the error that the device reports for it. */
export async function scoped<T>(
  device: GPUDevice,
  create: () => T,
  sizeError: (cause: unknown) => MemkitError,
): Promise<T> {
  device.pushErrorScope('validation')
  device.pushErrorScope('out-of-memory')
  let made: T | undefined
  let thrown: unknown
  try {
    made = create()
  } catch (error) {
    thrown = error ?? new Error('unknown')
  }
  const [memory, validation] = await Promise.all([device.popErrorScope(), device.popErrorScope()])
  // createBuffer throws a RangeError when it cannot map the buffer that was to be mapped at creation.
  if (memory || thrown instanceof RangeError) throw sizeError(memory ?? thrown)
  if (validation) throw errorOf(validation)
  if (thrown !== undefined) throw thrown
  return made as T
}
