/** An update on Vulkan makes what is new, and nothing else: counted call by call, edit by edit. */
import { expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import { loadVulkan } from '../../src/backends/vulkan/bindings/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph } from '../../src/index.ts'
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

/** Calls by edit; none where it is left out. */
const calls: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'a persistent buffer more: its heap': { vkAllocateMemory: 1, vkCreateBuffer: 1 },
  'a persistent texture more: that texture': { vkAllocateMemory: 1, vkCreateImage: 1 },
  'another shader': { vkCreateDescriptorSetLayout: 1, vkCreatePipelineLayout: 1, vkCreateShaderModule: 1 },
  'larger transient memory: that with its texture, and larger staging': {
    vkAllocateMemory: 3,
    vkCreateBuffer: 3,
    vkCreateImage: 1,
  },
  'a larger transient texture: that, and what it is read back through': {
    vkAllocateMemory: 2,
    vkCreateBuffer: 2,
    vkCreateImage: 1,
  },
}

await describeGpu('vulkan', 'calls of an update on Vulkan', ({ loader }) => {
  it.each(edits)('$edit', async ({ edit, change }) => {
    const made: Record<string, number> = {}
    const count = (name: string) => (call: (...args: unknown[]) => unknown, args: unknown[]) => {
      made[name] = (made[name] ?? 0) + 1
      return call(...args)
    }
    const patches = Object.fromEntries(counted.map((name) => [name, count(name)]))
    const backend = createBackendOn(patchVulkan(loadVulkan({ loader }), patches), {})
    const plan = (scene: ReturnType<typeof sceneOf>) => planGraph(parseGraph(scene), backend.profile)
    const executor = await createExecutor(plan(sceneOf()), backend)
    const next = plan(change(sceneOf()))
    for (const name of counted) delete made[name]
    await executor.update(next)
    expect(made).toEqual(calls[edit] ?? {})
    await executor.destroy()
    await backend.destroy()
  })
})
