/**
 * One dispatch and one draw that read histories of many lengths: what is made for them is bounded, though rotation comes round only after
 * the common multiple of all lengths (255 255 runs for 3, 5, 7, 11, 13 and 17 contents), and each run reads its own.
 */
import { expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import { loadVulkan, VkDescriptorPoolCreateInfo } from '../../src/backends/vulkan/bindings/index.ts'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { createReference, parseGraph, planGraph } from '../../src/index.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { patchVulkan, viewOf } from '../support/gpu/patch-vulkan.ts'
import { historiesDocument } from '../support/histories.ts'

/** Earlier contents kept: one more is in rotation. */
const many = [2, 4, 6, 10, 12, 16]
const few = [2, 4]
/** Objects for all that the document says, were it for one run, are a few dozen. */
const bound = 1000

/** Runs of the document, of which each must give what the reference gives. */
async function same(backend: Backend, histories: readonly number[], runs: number, after?: (run: number) => void) {
  const graph = parseGraph(historiesDocument(histories))
  const reference = createReference(graph)
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  for (let run = 0; run < runs; run++) {
    const { outputs } = await executor.run()
    expect(outputs, `run ${run}`).toEqual((await reference.run()).outputs)
    after?.(run)
  }
  await executor.destroy()
}

it.each([[few], [many]])('on the Dummy, %j give what the reference gives', async (histories) => {
  const backend = createDummyBackend()
  await same(backend, histories, 40)
  await backend.destroy()
})

await describeGpu('webgpu', 'histories of many lengths', ({ gpu }) => {
  it('have no more objects than a bound, however many runs there are', async () => {
    const backend = await createWebGpuBackend({ gpu })
    let most = 0
    await same(backend, many, 150, () => {
      const { bindGroups, renderBundles } = backend.liveObjects()
      most = Math.max(most, bindGroups! + renderBundles!)
    })
    await backend.destroy()
    expect(most).toBeLessThan(bound)
  })

  it('that are few have theirs made when the plan is opened', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const counts = countGpu(backend.device)
    let opened = 0
    await same(backend, few, 40, (run) => {
      if (run === 0) opened = counts.created
      expect(counts.created, `run ${run}`).toBe(opened)
    })
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'histories of many lengths', ({ loader }) => {
  const open = () => {
    const pools: number[] = []
    const vkCreateDescriptorPool = (call: (...args: unknown[]) => unknown, args: unknown[]) => {
      const { offsets } = VkDescriptorPoolCreateInfo
      pools.push(viewOf(args[1], VkDescriptorPoolCreateInfo).getUint32(offsets.maxSets, true))
      return call(...args)
    }
    return { backend: createBackendOn(patchVulkan(loadVulkan({ loader }), { vkCreateDescriptorPool }), {}), pools }
  }

  it('have no more descriptor sets than a bound', async () => {
    const { backend, pools } = open()
    await same(backend, many, 150)
    await backend.destroy()
    expect(pools.reduce((sum, sets) => sum + sets, 0)).toBeLessThan(bound)
  })

  it('that are few are recorded when the plan is opened', async () => {
    const { backend } = open()
    let opened = 0
    await same(backend, few, 40, (run) => {
      if (run === 0) opened = backend.counts.recordings
      expect(backend.counts.recordings, `run ${run}`).toBe(opened)
    })
    await backend.destroy()
  })
})
