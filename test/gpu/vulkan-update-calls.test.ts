/** An update on Vulkan makes what is new, and nothing else: counted call by call, edit by edit. */
import { expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import { loadVulkan } from '../../src/backends/vulkan/bindings/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type DeviceProfile, type Plan } from '../../src/index.ts'
import { cpuCosts, gpuCosts } from '../../src/plan/costs.ts'
import { keepPlaces } from '../../src/plan/rewrites/keep-places.ts'
import { edits, sceneOf } from '../support/edits.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { patchVulkan } from '../support/gpu/patch-vulkan.ts'

/** A pipeline is told by its module: it is compiled on another thread. */
const counted = [
  'vkAllocateMemory',
  'vkCreateBuffer',
  'vkCreateDescriptorSetLayout',
  'vkCreateImage',
  'vkCreateImageView',
  'vkCreatePipelineLayout',
  'vkCreateSampler',
  'vkCreateShaderModule',
]

/** Calls for other things than memory, by edit; none where it is left out. */
const others: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'another shader': { vkCreateDescriptorSetLayout: 1, vkCreatePipelineLayout: 1, vkCreateShaderModule: 1 },
}

const framesInFlight = 2

/**
 * Calls for memory that the second plan has and the first has not. How much is staged together depends on what a region of a copy
 * costs, so which edits need larger staging depends on the device.
 */
function memoryCalls(next: Plan, previous: Plan, profile: DeviceProfile): Record<string, number> {
  const { plan, heaps, textures } = keepPlaces(next, previous, profile, 0, () => false)
  const made = plan.heaps.filter((_, heap) => heaps[heap]! < 0).map(({ memory }) => memory)
  const buffers = made.reduce((count, memory) => count + (memory === 'device' ? 1 : framesInFlight), 0)
  const images = textures.filter((before) => before < 0).length
  return {
    // Small ones are packed: one for each kind of memory.
    ...(buffers + images > 0 && { vkAllocateMemory: new Set(made).size + Math.min(images, 1) }),
    ...(buffers > 0 && { vkCreateBuffer: buffers }),
    ...(images > 0 && { vkCreateImage: images }),
  }
}

await describeGpu('vulkan', 'calls of an update on Vulkan', ({ loader }) => {
  const costs = { 'of the device': undefined, 'of a GPU': gpuCosts, 'of a CPU': cpuCosts }
  const cases = edits.flatMap((edit) => Object.entries(costs).map(([whose, table]) => ({ ...edit, whose, table })))
  it.each(cases)('$edit, with costs $whose', async ({ edit, change, table }) => {
    const made: Record<string, number> = {}
    const count = (name: string) => (call: (...args: unknown[]) => unknown, args: unknown[]) => {
      made[name] = (made[name] ?? 0) + 1
      return call(...args)
    }
    const patches = Object.fromEntries(counted.map((name) => [name, count(name)]))
    const backend = createBackendOn(patchVulkan(loadVulkan({ loader }), patches), {})
    const profile = { ...backend.profile, ...(table && { costs: table }) }
    const plan = (scene: ReturnType<typeof sceneOf>) => planGraph(parseGraph(scene), profile)
    const previous = plan(sceneOf())
    const executor = await createExecutor(previous, backend, { framesInFlight })
    const next = plan(change(sceneOf()))
    for (const name of counted) delete made[name]
    await executor.update(next)
    expect(made).toEqual({ ...memoryCalls(next, previous, backend.profile), ...others[edit] })
    await executor.destroy()
    await backend.destroy()
  })
})
