/** Every golden case gives on Vulkan the bytes that it gives on the Dummy (whose own test compares them with the folder's). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backend, Body } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend, type DebugMessage, type VulkanBackend } from '../../src/backends/vulkan/index.ts'
import { parseGraphText } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { generateBodies } from '../golden/support/bodies.ts'
import { goldenCases } from '../golden/support/cases.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { importedBytes, outputHashes } from '../support/golden-runs.ts'
import { goldenVulkanBodies } from '../support/gpu/golden-bodies.ts'
import { importMapped } from '../support/gpu/vulkan-buffer.ts'

/** Devices round what is drawn each in its own way: pictures are compared by tolerance, in tests of draws. */
const exactCases = goldenCases().filter(({ graphText }) => !parseGraphText(graphText).pipelines)

await describeGpu('vulkan', 'golden cases on Vulkan', ({ loader, validationLayers }) => {
  const messages: DebugMessage[] = []
  let direct: VulkanBackend
  let staged: VulkanBackend
  beforeAll(async () => {
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    direct = await createVulkanBackend({ loader, validation })
    staged = await createVulkanBackend({ loader, validation, directWrites: false })
  })
  afterAll(() => Promise.all([direct.destroy(), staged.destroy()]))

  describe.each(exactCases)('$name', ({ graphText, runs }) => {
    const graph = parseGraphText(graphText)

    it.each(['the preset', 'the live device', 'the live device, whose memory the host is kept from'])(
      'gives the bytes of the Dummy, planned for %s',
      async (what) => {
        messages.length = 0
        const backend = what.includes('kept from') ? staged : direct
        const profile = what === 'the preset' ? profiles.vulkan : backend.profile
        const plan = planGraph(graph, profile)
        const imported = importedBytes(graph)
        const run = (on: Backend, bodies: Record<string, Body>, imports: Record<string, unknown>) =>
          outputHashes(plan, on, runs, { bodies, imports })
        const cleanUp: (() => void)[] = []
        const { handles, buffers } = importMapped(backend.native, imported)
        const before = backend.counts.submissions
        // One queue may stand in for the three of the preset.
        const device: Backend = Object.create(backend, { profile: { value: profile } })
        const got = await run(device, goldenVulkanBodies(backend.native, graph, cleanUp), handles)
        // An engine submits for itself, between one submission of ours and another.
        const engines = plan.submissions.filter(({ commands }) => commands.at(-1)?.op === 'external').length
        expect(backend.counts.submissions - before).toBe(runs * (plan.report.submissions.count + engines))
        const dummy = createDummyBackend({ profile })
        expect(got).toEqual(await run(dummy, generateBodies(graph), imported))
        await dummy.destroy()
        for (const { destroy } of Object.values(buffers)) destroy()
        for (const clean of cleanUp) clean()
        expect(messages).toEqual([])
        expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
      },
    )
  })
})
