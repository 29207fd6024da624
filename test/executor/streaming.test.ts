/** Streaming: `tsx scripts/streaming.ts` does the whole of it. */
import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { streamAssets } from '../support/streaming.ts'

it('assets come and go under a cap on memory, and neither objects nor contents stray', async () => {
  const options = { assets: 120, runs: 60, slots: 8, slotBytes: 256 }
  // The arena, what is drawn, and staging of a few transfers.
  const backend = createDummyBackend({ capacityBytes: 2 * 8 * 256 + 32 * 1024 })
  const alive = await streamAssets(backend, options)
  expect(Math.max(...alive.slice(30))).toBeLessThanOrEqual(Math.max(...alive.slice(0, 30)))
  expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  await backend.destroy()
})
