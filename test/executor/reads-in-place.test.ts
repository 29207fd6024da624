/** What is read between runs where the device put it, on the Dummy; `test/gpu/reads-in-place.test.ts` has devices. */
import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor, planGraph } from '../../src/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { nothingLive } from '../support/executor-plans.ts'
import {
  destroyWhileHeld,
  holdMany,
  loseWhileHeld,
  readAndRelease,
  releaseOneByOne,
  updateWhileHeld,
} from '../support/reads-in-place.ts'
import { describeOnDummy } from '../support/describe-in-place.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

failOnUnhandledRejections()

describeOnDummy(
  'reads in place',
  [readAndRelease, holdMany, releaseOneByOne, updateWhileHeld, destroyWhileHeld],
  loseWhileHeld,
)

test('reads that take turns with their release use the same staging again, and one that fails gives it back', async () => {
  const backend = createDummyBackend()
  const resources = [{ id: 'a', kind: 'buffer', size: 64, lifetime: 'persistent' }]
  const graph = parseGraph({ version: 1, resources, passes: [{ id: 'zero', kind: 'fill', to: 'a', value: 0 }] })
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const live = () => JSON.stringify(backend.liveObjects())
  ;(await executor.read('a', { into: 'in-place' })).release()
  const before = live()
  for (let turn = 0; turn < 10; turn++) {
    ;(await executor.read('a', { into: 'in-place' })).release()
    expect(live()).toBe(before)
  }
  backend.pause()
  const failing = executor.read('a', { into: 'in-place' })
  backend.lose('of a test')
  await expect(failing).rejects.toMatchObject({ code: 'DEVICE_LOST' })
  backend.resume()
  await executor.destroy().catch(() => {})
  expect(backend.liveObjects()).toEqual(nothingLive)
})

test('large staging is kept for a transfer that comes again and again, until another one or an update comes', async () => {
  const backend = createDummyBackend()
  const size = 40 * 2 ** 20
  const resources = ['a', 'b'].map((id) => ({ id, kind: 'buffer', size, lifetime: 'persistent' }))
  const graph = (name: string) =>
    parseGraph({ version: 1, name, resources, passes: [{ id: 'zero', kind: 'fill', to: 'a', value: 0 }] })
  const executor = await createExecutor(planGraph(graph('one'), backend.profile), backend)
  const sessions = () => backend.liveObjects()['sessions']
  const read = async (id: string, part: object = {}) =>
    (await executor.read(id, { ...part, into: 'in-place' })).release()
  const opened = async (work: Promise<unknown>) => {
    await work
    // What is closed closes in turns of the event loop.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    return sessions()! - 1
  }
  expect(await opened(read('a'))).toBe(0)
  expect(await opened(read('a'))).toBe(1)
  expect(await opened(read('a'))).toBe(1)
  // A large one takes its place; a small one stays beside none that is large.
  expect(await opened(read('b'))).toBe(0)
  expect(await opened(read('b'))).toBe(1)
  expect(await opened(read('a', { size: 64 }))).toBe(1)
  await read('b')
  expect(await opened(read('b'))).toBe(2)
  expect(await opened(executor.update(planGraph(graph('two'), backend.profile)))).toBe(2)
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})
