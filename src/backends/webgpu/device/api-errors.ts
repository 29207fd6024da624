/** Errors of the API turned into this library's. */
import {
  backendFailed,
  outOfMemory,
  passRefused,
  strayError,
  validationFailed,
  type MemkitError,
} from '../../../errors.ts'

/** Whether it is an error of validation. Others may be of anything that the device does. */
export const isOfValidation = ({ constructor: { name } }: GPUError): boolean =>
  name !== 'GPUOutOfMemoryError' && name !== 'GPUInternalError'

/**
 * The error for one from an error scope.
 * @param passes those whose bodies were called in the scope, as errors show them
 */
export const errorOf = (error: GPUError, passes: readonly string[] = []): MemkitError =>
  errorWith(error, (message) => {
    const bodies = passes.length > 0 ? ` of a submission that calls the bodies of ${passes.join(', ')}` : ''
    return validationFailed(`WebGPU refuses the commands${bodies}: ${message}`, error)
  })

/** The error for one that no scope caught, which may be of other work on the device. */
export const strayErrorOf = (error: GPUError): MemkitError => errorWith(error, (message) => strayError(message, error))

/** @param refused makes an error of validation that names no pass */
function errorWith(error: GPUError, refused: (message: string) => MemkitError): MemkitError {
  if (!isOfValidation(error))
    return error.constructor.name === 'GPUInternalError'
      ? backendFailed('WebGPU', error.message, undefined, error)
      : outOfMemory('a submission', 0, error)
  const { message, pass } = ofGroup(error.message)
  return pass === undefined ? refused(message) : passRefused(pass, message, error)
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
