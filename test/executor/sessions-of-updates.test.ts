/** An executor that is updated for ever holds nothing of the plans that it had. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { sessionsAfterUpdates } from '../support/sessions-of-updates.ts'

it('of twelve plans, the session of the last is what is left', async () => {
  expect(await sessionsAfterUpdates(createDummyBackend(), 12)).toBe(1)
})
