/** Random calls mean on a device what they mean on arrays of bytes. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { failOnUnhandledRejections } from '../support/unhandled.ts'
import { calls, runCalls } from './random-calls.ts'

failOnUnhandledRejections()

const numRuns = Number(process.env['MEMKIT_RUNS'] ?? 100)

it.each(['dummy', 'webgpu', 'vulkan'] as const)(
  'random calls give the model’s bytes on the Dummy with the %s profile, whatever order the plan allows',
  { timeout: Math.max(120_000, 1000 * numRuns) },
  async (profile) => {
    await fc.assert(
      fc.asyncProperty(calls, fc.nat(), fc.constantFrom(1, 2, 3), async (list, seed, framesInFlight) => {
        const backend = createDummyBackend({ profile: profiles[profile], seed: seed || 1 })
        await runCalls(backend, list, { framesInFlight, maxPlans: 2 })
        expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
        await backend.destroy()
      }),
      { numRuns },
    )
  },
)
