/** Sizes of a plan's heaps, held against the device before anything is made. */
import { builtinModule } from '../builtin-module.ts'
import { counted, outOfHostMemory, overLimit } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { heapName } from '../plan/facts/plan-words.ts'
import type { DeviceProfile } from '../plan/profile.ts'

/** The most bytes that a view may have; not known outside Node. */
const mostBytesOfView = (): number =>
  builtinModule<{ readonly constants: { readonly MAX_LENGTH: number } }>('node:buffer')?.constants.MAX_LENGTH ??
  Infinity

/**
 * Staging is seen as a whole by the host. Dawn ends the process where a buffer is unmapped whose view could not be made.
 * @throws MemkitError OVER_LIMIT; OUT_OF_HOST_MEMORY for staging that no view spans
 */
export function checkHeapSizes(plan: Plan, { limits: { maxBufferBytes } }: DeviceProfile): void {
  const mostBytes = mostBytesOfView()
  plan.heaps.forEach(({ sizeBytes, memory }, i) => {
    if (memory !== 'imported' && sizeBytes > maxBufferBytes)
      throw overLimit(
        `The size of ${heapName(plan, i)}`,
        sizeBytes,
        'maxBufferBytes',
        maxBufferBytes,
        `heaps[${i}].sizeBytes`,
      )
    if ((memory === 'upload' || memory === 'readback') && sizeBytes > mostBytes)
      throw outOfHostMemory(
        `${heapName(plan, i)} (${counted(sizeBytes, 'byte')}): a view has ${mostBytes} at most; read less in one run`,
      )
  })
}
