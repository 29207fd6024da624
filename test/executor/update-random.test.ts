/** Random sequences of updates, runs and aborts leave what a plain model says, on all that a device may demand. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { profiles } from '../../src/index.ts'
import { UpdateModel } from '../support/update-model.ts'
import { nothingLive } from '../support/executor-plans.ts'

it.each(['dummy', 'webgpu', 'vulkan'] as const)('on a device like %s', async (name) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const backend = createDummyBackend({ profile: profiles[name], seed })
      const model = new UpdateModel(backend, seed)
      await model.begin()
      for (let i = 0; i < 12; i++) await model.step()
      await model.end()
      expect(backend.liveObjects()).toEqual(nothingLive)
    }),
    { numRuns: 40 },
  )
})
