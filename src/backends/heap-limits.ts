/** Sizes of a plan's heaps, held against the device before anything is made. */
import { overLimit } from '../errors.ts'
import type { Plan } from '../plan/document.ts'
import { heapName } from '../plan/facts/plan-words.ts'
import type { DeviceProfile } from '../plan/profile.ts'

/** @throws MemkitError OVER_LIMIT */
export function checkHeapSizes(plan: Plan, { limits: { maxBufferBytes } }: DeviceProfile): void {
  plan.heaps.forEach(({ sizeBytes, memory }, i) => {
    if (memory !== 'imported' && sizeBytes > maxBufferBytes)
      throw overLimit(
        `The size of ${heapName(plan, i)}`,
        sizeBytes,
        'maxBufferBytes',
        maxBufferBytes,
        `heaps[${i}].sizeBytes`,
      )
  })
}
