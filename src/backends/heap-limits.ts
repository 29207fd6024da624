/** Sizes of a plan's staging, held against what the host can see before anything is made. */
import { builtinModule } from '../builtin-module.ts'
import { counted, outOfHostMemory } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { heapName } from '../plan/facts/plan-words.ts'

/** The most bytes that a view may have; not known outside Node. */
const mostBytesOfView = (): number =>
  builtinModule<{ readonly constants: { readonly MAX_LENGTH: number } }>('node:buffer')?.constants.MAX_LENGTH ??
  Infinity

/**
 * Staging is seen as a whole by the host. Dawn ends the process where a buffer is unmapped whose view could not be made.
 * @throws MemkitError OUT_OF_HOST_MEMORY for staging that no view spans
 */
export function checkStagingViews(plan: Plan): void {
  const mostBytes = mostBytesOfView()
  plan.heaps.forEach(({ sizeBytes, memory }, i) => {
    if ((memory === 'upload' || memory === 'readback') && sizeBytes > mostBytes)
      throw outOfHostMemory(
        `${heapName(plan, i)} (${counted(sizeBytes, 'byte')}): a view has ${mostBytes} at most; read less in one run`,
      )
  })
}
