/** Random lives of an executor: `tsx scripts/random-life.ts` makes long ones. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { profiles } from '../../src/plan/profile.ts'
import { liveRandomly } from '../support/random-life.ts'

it.each(Object.values(profiles))(
  'runs, writes, reads, updates, switches and aborts, planned for $name',
  async (profile) => {
    for (const seed of [1, 2]) {
      const backend = createDummyBackend({ profile, seed })
      await liveRandomly(backend, seed, 150)
      expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
      await backend.destroy()
    }
  },
)
