/** An update on Vulkan makes what is new, and shares the rest: memory, buffers and images, counted edit by edit. */
import { expect, it } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { createPlanner, disablePasses, parseGraph, planGraph, type Pass, type Resource } from '../../src/index.ts'
import { edits, sceneOf } from '../support/edits.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { UpdateModel } from '../support/update-model.ts'

/** Device buffers and images more than before, while both plans are open, by edit; none where it is left out. */
const made: Readonly<Record<string, { buffers?: number; images?: number }>> = {
  'a persistent buffer more: its heap': { buffers: 1 },
  'a persistent texture more: that texture': { images: 1 },
  'a pass less: the placed texture that moves': { images: 1 },
  'smaller transient memory: the placed texture that moves': { images: 1 },
  'larger transient memory: that with its texture, and larger staging': { buffers: 1, images: 1 },
  'a larger transient texture: that, and what it is read back through': { buffers: 1, images: 1 },
}

const MiB = 2 ** 20
const filled = (sizes: readonly number[]) => {
  const resources = sizes.map((size, i): Resource => ({ id: `a${i}`, kind: 'buffer', size, lifetime: 'persistent' }))
  const passes = sizes.map((_, i): Pass => ({ id: `fill ${i}`, kind: 'fill', to: `a${i}`, value: i + 1 }))
  return parseGraph({ version: 1, resources, passes })
}

await describeGpu('vulkan', 'objects of an update on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)

  it.each(edits)('$edit', async ({ edit, change }) => {
    const { backend } = suite
    const plan = (scene: ReturnType<typeof sceneOf>) => planGraph(parseGraph(scene), backend.profile)
    const executor = await createExecutor(plan(sceneOf()), backend)
    const { heaps } = executor.inspect()
    const live = () => backend.liveObjects()
    const { images = 0 } = live()
    await executor.update(plan(change(sceneOf())))
    // What is new stays alive after the old plan has gone, and nothing else was made for it.
    expect(live()['images']! - images).toBeLessThanOrEqual(made[edit]?.images ?? 0)
    expect(executor.inspect().heaps.filter(({ memory }) => memory === 'device').length).toBeLessThanOrEqual(
      heaps.filter(({ memory }) => memory === 'device').length + (made[edit]?.buffers ?? 0),
    )
    await executor.destroy()
  })

  it('100 MiB that stay are neither made anew nor copied when 1 MiB comes', async () => {
    const { backend } = suite
    const executor = await createExecutor(planGraph(filled([100 * MiB]), backend.profile), backend)
    await executor.run()
    const { submissions, allocations } = { ...backend.counts }
    await executor.update(planGraph(filled([100 * MiB, MiB]), backend.profile))
    // The new heap is cleared; that is all.
    expect(backend.counts.submissions - submissions).toBeLessThanOrEqual(1)
    expect(backend.counts.allocations - allocations).toBe(1)
    expect(new Uint32Array((await executor.read('a0', { offset: 64 * MiB, size: 4 })).buffer)[0]).toBe(1)
    await executor.update(planGraph(filled([]), backend.profile))
    expect(backend.liveObjects()['memory'] ?? 0).toBeLessThanOrEqual(1)
    await executor.destroy()
  })

  it('a plan that was there before makes nothing', async () => {
    const { backend } = suite
    const planner = createPlanner(backend.profile)
    const scene = parseGraph(sceneOf())
    const plans = [planner.plan(scene), planner.plan(disablePasses(scene, ['draw', 'image']))]
    const executor = await createExecutor(plans[0]!, backend)
    await executor.update(plans[1]!)
    const { allocations, recordings } = { ...backend.counts }
    for (let i = 0; i < 6; i++) await executor.update(plans[i % 2]!)
    expect({ allocations: backend.counts.allocations, recordings: backend.counts.recordings }).toEqual({
      allocations,
      recordings,
    })
    await executor.destroy()
  })

  it('random updates, runs and aborts leave what a plain model says', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const model = new UpdateModel(suite.backend, seed)
      await model.begin()
      for (let i = 0; i < 12; i++) await model.step()
      await model.end()
    }
  })
})
