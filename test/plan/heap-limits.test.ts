/** Heaps that the device cannot make, or that the host could not see. */
import { constants } from 'node:buffer'
import { expect, it } from 'vitest'
import { checkStagingViews } from '../../src/backends/heap-limits.ts'
import { profiles } from '../../src/plan/profile.ts'
import { parsePlan } from '../../src/plan/validate/index.ts'
import { roundTripPlan } from '../support/executor-plans.ts'
import { thrown } from '../support/thrown.ts'

/** The plan with heaps of one kind so large. */
function sized(memory: string, sizeBytes: number) {
  const plan = roundTripPlan()
  for (const heap of plan.heaps) if (heap.memory === memory) heap.sizeBytes = sizeBytes
  return plan
}

// Node 22 has views of 2^53 − 1 bytes, so nothing is above them there.
const isLimited = constants.MAX_LENGTH < Number.MAX_SAFE_INTEGER

it.runIf(isLimited).each(['upload', 'readback'])('%s staging that no view spans is OUT_OF_HOST_MEMORY', (memory) => {
  const error = thrown(() => checkStagingViews(sized(memory, constants.MAX_LENGTH + 4)))
  expect(error).toMatchObject({ code: 'OUT_OF_HOST_MEMORY' })
  expect(error.message).toContain(`the ${memory} heap`)
  checkStagingViews(sized(memory, constants.MAX_LENGTH))
})

it('device memory may be larger than a view', () => {
  checkStagingViews(sized('device', 2 ** 52))
})

it.each(['device', 'upload', 'readback'])(
  'a plan whose %s heap no buffer can hold is OVER_LIMIT, with its path',
  (memory) => {
    const plan = sized(memory, 1024)
    const limited = (maxBufferBytes: number) => {
      const limits = { ...profiles.dummy.limits, maxBufferBytes }
      return parsePlan(plan, { ...profiles.dummy, limits }, { ignoreHash: true })
    }
    expect(limited(1024)).toMatchObject({ heaps: plan.heaps })
    expect(thrown(() => limited(1023))).toMatchObject({
      code: 'OVER_LIMIT',
      path: `heaps[${plan.heaps.findIndex((heap) => heap.memory === memory)}].sizeBytes`,
      details: { value: 1024, limit: 1023 },
    })
  },
)
