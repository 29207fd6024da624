/** What is held where the Dummy put it, tried on every profile; `gpu/describe-in-place.ts` has devices. */
import { describe, expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { profiles, type Backend } from '../../src/index.ts'
import { nothingLive } from './executor-plans.ts'
import type { PlaceKind } from './outputs-in-place.ts'

export type Life = (backend: Backend, kind: PlaceKind) => Promise<void>
export type Loss = (backend: Backend, kind: PlaceKind, lose: () => Promise<unknown>) => Promise<void>

export function describeOnDummy(what: string, lives: readonly Life[], loseWhileHeld: Loss): void {
  describe.each(Object.values(profiles))(`${what}, planned for $name`, (profile) => {
    test.each(lives)('%o', async (life) => {
      const backend = createDummyBackend({ profile })
      await life(backend, 'detached')
      expect(backend.liveObjects()).toEqual(nothingLive)
      await backend.destroy()
    })

    test('a lost device', async () => {
      const backend = createDummyBackend({ profile })
      await loseWhileHeld(backend, 'detached', async () => backend.lose('of a test'))
      expect(backend.liveObjects()).toEqual(nothingLive)
    })
  })
}
