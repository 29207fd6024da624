import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { roundTripPlan } from '../support/executor-plans.ts'

const bytes = (count: number, seed = 1) => Uint8Array.from({ length: count }, (_, i) => (i * 37 + seed) & 0xff)

test('a plan gives back what it was given', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(roundTripPlan(), backend)
  for (let run = 0; run < 5; run++) {
    const { outputs } = await executor.run({ inputs: { in: bytes(64, run) } })
    expect(outputs).toEqual({ out: bytes(64, run) })
  }
  await executor.destroy()
  expect(backend.liveObjects()).toEqual({ sessions: 0, heaps: 0, textures: 0, shaders: 0, maps: 0, buffers: 0 })
})
