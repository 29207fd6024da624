import { expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, parseGraph, planGraph, type DeviceProfile, type Inputs } from '../../src/index.ts'

const graph = parseGraph({
  version: 1,
  resources: [{ id: 'word', kind: 'buffer', size: 4, lifetime: 'persistent' }],
  passes: [{ id: 'load', kind: 'upload', to: 'word', input: 'word', optional: true }],
})

const plan = (profile: DeviceProfile) => planGraph(graph, profile)

it('calls during an update come before calls of any later moment, also of those at which it ends', async () => {
  const backend = createDummyBackend()
  for (let turns = 0; turns < 60; turns++) {
    const executor = await createExecutor(plan(backend.profile), backend)
    const updated = executor.update(plan(backend.profile))
    const written = executor.write('word', Uint8Array.of(1, 2, 3, 4))
    for (let turn = 0; turn < turns; turn++) await undefined
    const read = executor.read('word')
    await Promise.all([updated, written])
    expect([...(await read)], `a read that is called ${turns} turns of microtasks later`).toEqual([1, 2, 3, 4])
    await executor.destroy()
  }
})

it('a caller may use its objects again at once, also while an update is under way', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(plan(backend.profile), backend)
  for (const given of [{ word: Uint8Array.of(1, 1, 1, 1) }, new Map([['word', Uint8Array.of(1, 1, 1, 1)]])]) {
    const updated = executor.update(plan(backend.profile))
    const options: { inputs?: Inputs } = { inputs: given }
    const first = executor.run(options)
    options.inputs = {}
    if (given instanceof Map) given.set('word', Uint8Array.of(3, 3, 3, 3))
    else given.word = Uint8Array.of(3, 3, 3, 3)
    const second = executor.run(options)
    const part = { offset: 0, size: 2 }
    const written = executor.write('word', Uint8Array.of(4, 4), part)
    part.offset = 2
    const read = executor.read('word', part)
    part.offset = 1
    await Promise.all([updated, first, second, written])
    expect([...(await read)]).toEqual([1, 1])
    expect([...(await executor.read('word'))]).toEqual([4, 4, 1, 1])
  }
  await executor.destroy()
})

it('options and parts that are wrong are refused during an update as they are without one', async () => {
  const backend = createDummyBackend()
  const executor = await createExecutor(plan(backend.profile), backend)
  const throwing = {
    get offset(): number {
      throw new Error('no')
    },
  }
  const calls: [() => Promise<unknown>, string][] = [
    [() => executor.run(1 as never), 'INVALID_OPTION'],
    [() => executor.run({ input: {} } as never), 'INVALID_OPTION'],
    [() => executor.run({ inputs: 1 as never }), 'INVALID_OPTION'],
    [() => executor.run({ bodies: null as never }), 'INVALID_OPTION'],
    [() => executor.read('word', throwing), 'INVALID_PART'],
    [() => executor.read('word', [] as never), 'INVALID_PART'],
    [() => executor.write('word', 1 as never), 'INVALID_DATA'],
  ]
  for (const [call, code] of calls) {
    await expect(call()).rejects.toMatchObject({ code })
    const updated = executor.update(plan(backend.profile))
    await expect(call()).rejects.toMatchObject({ code })
    await updated
  }
  await executor.destroy()
})
