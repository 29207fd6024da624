import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { createReference } from '../../src/reference/executor.ts'
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

test('a run of a plan that has nothing to do is a run all the same: what was written before it is one run older', async () => {
  const backend = createDummyBackend()
  const kept = (passes: GraphDocument['passes']) =>
    parseGraph({
      version: 1,
      resources: [{ id: 'kept', kind: 'buffer', size: 16, lifetime: 'persistent', history: 2 }],
      passes,
    })
  const writes = kept([{ id: 'load', kind: 'upload', to: 'kept', input: 'in' }])
  const nothing = kept([])
  const executor = await createExecutor(planGraph(writes, backend.profile), backend)
  const reference = createReference(writes)
  await executor.run({ inputs: { in: bytes(16) } })
  await reference.run({ inputs: { in: bytes(16) } })
  await Promise.all([executor.update(planGraph(nothing, backend.profile)), reference.update(nothing)])
  // Between two such runs, in one task: each comes at its turn.
  const found: Promise<Uint8Array>[] = []
  const meant: Promise<Uint8Array>[] = []
  for (let run = 0; run < 4; run++) {
    found.push(executor.read('kept'))
    meant.push(reference.read('kept'))
    void executor.run()
    void reference.run()
  }
  const expected = await Promise.all(meant)
  expect(expected.map(([first]) => first)).toEqual([1, 0, 0, 1])
  expect(await Promise.all(found)).toEqual(expected)
  await executor.destroy()
})
