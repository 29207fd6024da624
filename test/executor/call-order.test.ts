import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, parseGraph, planGraph } from '../../src/index.ts'

const graph = parseGraph({
  version: 1,
  resources: [{ id: 'word', kind: 'buffer', size: 4, lifetime: 'persistent' }],
  passes: [{ id: 'load', kind: 'upload', to: 'word', input: 'word', optional: true }],
})

it('calls during an update come before calls of any later moment, also of those at which it ends', async () => {
  const backend = createDummyBackend()
  const plan = planGraph(graph, backend.profile)
  for (let turns = 0; turns < 60; turns++) {
    const executor = await createExecutor(plan, backend)
    const updated = executor.update(plan)
    const written = executor.write('word', Uint8Array.of(1, 2, 3, 4))
    for (let turn = 0; turn < turns; turn++) await undefined
    const read = executor.read('word')
    await Promise.all([updated, written])
    expect([...(await read)], `a read that is called ${turns} turns of microtasks later`).toEqual([1, 2, 3, 4])
    await executor.destroy()
  }
})
