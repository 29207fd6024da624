/** Errors of the API turned into this library's. */
import { backendFailed, outOfMemory, passRefused, validationFailed, type MemkitError } from '../../../errors.ts'

/** The error for one from an error scope or an uncaptured one. */
export function errorOf(error: GPUError): MemkitError {
  const kind = error.constructor.name
  if (kind === 'GPUOutOfMemoryError') return outOfMemory('a submission', 0, error)
  if (kind === 'GPUInternalError') return backendFailed('WebGPU', error.message, undefined, error)
  const { message, pass } = ofGroup(error.message)
  return pass === undefined
    ? validationFailed(`WebGPU refuses the commands: ${message}`, error)
    : passRefused(pass, message, error)
}

/**
 * The pass that a message of Dawn names, and the message without the stack of debug groups: that of the outermost group, where bodies have
 * groups of their own, or of the label of a bind group, which is made before anything is encoded.
 */
function ofGroup(message: string): { message: string; pass: string | undefined } {
  const at = message.indexOf('\nDebug group stack:\n')
  if (at < 0) return { message, pass: /\[BindGroupDescriptor "+([^]*?), group \d+"/.exec(message)?.[1] }
  // Dawn's bindings for Node let the name end with NUL.
  const groups = [...message.slice(at).matchAll(/^ > "(.*?)\0?"$/gm)]
  return { message: message.slice(0, at), pass: groups.at(-1)?.[1] }
}

/** Runs `create` and returns its result, or throws the error that the device reports for it. */
export const scoped = <T>(device: GPUDevice, create: () => T, sizeError: (cause: unknown) => MemkitError): Promise<T> =>
  scopedWhereMade(
    device,
    (making) => {
      making()
      return create()
    },
    sizeError,
  )

/**
 * The same where `create` may find that all is there, and nothing has to be waited for then.
 * @param create calls the function that it is given before it makes anything
 */
export async function scopedWhereMade<T>(
  device: GPUDevice,
  create: (making: () => void) => T,
  sizeError: (cause: unknown) => MemkitError,
): Promise<T> {
  let isScoped = false
  const making = (): void => {
    if (isScoped) return
    isScoped = true
    device.pushErrorScope('validation')
    device.pushErrorScope('out-of-memory')
  }
  let made: T | undefined
  let thrown: unknown
  try {
    made = create(making)
  } catch (error) {
    thrown = error ?? new Error('unknown')
  }
  const [memory, validation] = isScoped ? await Promise.all([device.popErrorScope(), device.popErrorScope()]) : []
  // createBuffer throws a RangeError when it cannot map the buffer that was to be mapped at creation.
  if (memory || thrown instanceof RangeError) throw sizeError(memory ?? thrown)
  if (validation) throw errorOf(validation)
  if (thrown !== undefined) throw thrown
  return made as T
}
