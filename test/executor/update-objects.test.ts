/** An update makes what is new, and nothing else: counted on the Dummy, edit by edit. */
import { expect, it } from 'vitest'
import { createDummyBackend, type DummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, profiles, type Pass, type Resource } from '../../src/index.ts'
import { edits, sceneOf } from '../support/edits.ts'
import { nothingLive } from '../support/executor-plans.ts'

const created = ({ calls }: DummyBackend) => ({
  heaps: calls.createHeap,
  textures: calls.createTexture,
  shaders: calls.compile,
})

it.each(edits)('$edit', async ({ change, makes }) => {
  const backend = createDummyBackend({ kernels: { work: () => undefined, other: () => undefined } })
  const plan = (scene: ReturnType<typeof sceneOf>) => planGraph(parseGraph(scene), profiles.dummy)
  const executor = await createExecutor(plan(sceneOf()), backend)
  const before = created(backend)
  await executor.update(plan(change(sceneOf())))
  const after = created(backend)
  expect({
    heaps: after.heaps - before.heaps,
    textures: after.textures - before.textures,
    shaders: after.shaders - before.shaders,
  }).toEqual({ heaps: 0, textures: 0, shaders: 0, ...makes })
  await executor.destroy()
  expect(backend.liveObjects()).toEqual(nothingLive)
})

const MiB = 2 ** 20
const filled = (sizes: readonly number[]) => {
  const resources = sizes.map((size, i): Resource => ({ id: `a${i}`, kind: 'buffer', size, lifetime: 'persistent' }))
  const passes = sizes.map((_, i): Pass => ({ id: `fill ${i}`, kind: 'fill', to: `a${i}`, value: i }))
  return planGraph(parseGraph({ version: 1, resources, passes }), profiles.dummy)
}

it('a device of 150 MiB that holds 100 takes 1 more, and gives up 100', async () => {
  const backend = createDummyBackend({ capacityBytes: 150 * MiB })
  const executor = await createExecutor(filled([100 * MiB]), backend)
  await executor.update(filled([100 * MiB, MiB]))
  await executor.run()
  expect(backend.facts().budgetBytes![0]).toBe(49 * MiB)
  await executor.update(filled([]))
  expect(backend.facts().budgetBytes![0]).toBe(150 * MiB)
  await executor.destroy()
})

it('a stream of buffers of all sizes runs in memory that is bounded', async () => {
  const backend = createDummyBackend({ capacityBytes: 2 * MiB })
  const sizes = Array.from({ length: 40 }, (_, i) => 256 * (1 + ((i * 37) % 100)))
  const ids = sizes.map((size, i) => ({ id: `a${i}`, size }))
  const plan = () =>
    planGraph(
      parseGraph({
        version: 1,
        resources: ids.map(({ id, size }) => ({ id, kind: 'buffer', size, lifetime: 'persistent' })),
        passes: ids.map(({ id }) => ({ id: `fill ${id}`, kind: 'fill', to: id, value: 1 })),
      }),
      profiles.dummy,
    )
  const executor = await createExecutor(plan(), backend)
  for (let i = 40; i < 140; i++) {
    ids.splice((i * 11) % 40, 1, { id: `a${i}`, size: 256 * (1 + ((i * 37) % 100)) })
    await executor.update(plan())
  }
  expect(backend.liveObjects()['heaps']).toBeLessThan(20)
  await executor.destroy()
})
