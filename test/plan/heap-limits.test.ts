/** Heaps that a device would take, and the host could not see. */
import { constants } from 'node:buffer'
import { expect, it } from 'vitest'
import { checkHeapSizes } from '../../src/backends/heap-limits.ts'
import { profiles } from '../../src/plan/profile.ts'
import { roundTripPlan } from '../support/executor-plans.ts'
import { thrown } from '../support/thrown.ts'

const large = { ...profiles.dummy, limits: { ...profiles.dummy.limits, maxBufferBytes: Number.MAX_SAFE_INTEGER } }

/** The plan with heaps of one kind so large. */
function sized(memory: string, sizeBytes: number) {
  const plan = roundTripPlan()
  for (const heap of plan.heaps) if (heap.memory === memory) heap.sizeBytes = sizeBytes
  return plan
}

// Node 22 has views of 2^53 − 1 bytes, so nothing is above them there.
const isLimited = constants.MAX_LENGTH < Number.MAX_SAFE_INTEGER

it.runIf(isLimited).each(['upload', 'readback'])('%s staging that no view spans is OUT_OF_HOST_MEMORY', (memory) => {
  const error = thrown(() => checkHeapSizes(sized(memory, constants.MAX_LENGTH + 4), large))
  expect(error).toMatchObject({ code: 'OUT_OF_HOST_MEMORY' })
  expect(error.message).toContain(`the ${memory} heap`)
  checkHeapSizes(sized(memory, constants.MAX_LENGTH), large)
})

it('device memory may be larger than a view', () => {
  checkHeapSizes(sized('device', 2 ** 52), large)
})
