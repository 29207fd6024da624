/** Runs that end in every way, on the Dummy; `test/gpu/random-ends.test.ts` has devices. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { endRandomly } from '../support/random-ends.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

it('are settled, and leave nothing', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const backend = createDummyBackend({ seed })
    await endRandomly(backend, () => backend.lose('on purpose'), seed)
    await backend.destroy()
    expect(
      Object.values(backend.liveObjects()).every((count) => count === 0),
      `seed ${seed}`,
    ).toBe(true)
  }
})
