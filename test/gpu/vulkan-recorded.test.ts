/** Whatever is recorded lies inside the buffers and images that it names. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import { loadVulkan } from '../../src/backends/vulkan/bindings/index.ts'
import type { Body } from '../../src/backends/backend.ts'
import type { VulkanBodyContext, VulkanBufferSlice } from '../../src/backends/vulkan/index.ts'
import { fillPieces } from '../../src/backends/vulkan/record/buffers.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { checkRecorded } from '../support/gpu/recorded-calls.ts'
import { graphArbitrary } from '../support/random-graph.ts'
import { toGpuGraph } from '../support/wgsl-mix.ts'

const textures = { draws: false, imports: false, device: 'vulkan' } as const
const rules = { bindingAlignment: 256, exclusive: false, counted: true }

await describeGpu('vulkan', 'recorded commands', ({ loader }) => {
  const open = () => {
    const { library, counts } = checkRecorded(loadVulkan({ loader }))
    return { backend: createBackendOn(library, {}), counts }
  }

  it.each(['the live device', 'three queues'])(
    'of random graphs with textures stay inside what they name, planned for %s',
    async (what) => {
      const { backend, counts } = open()
      const { limits, alignments, costs } = backend.profile
      const profile = what === 'three queues' ? { ...profiles.vulkan, limits, alignments, costs } : backend.profile
      const device = Object.create(backend, { profile: { value: profile } }) as typeof backend
      try {
        await fc.assert(
          fc.asyncProperty(
            graphArbitrary({ ...rules, textures: { ...textures, formats: backend.profile.formats } }),
            async (random) => {
              const plan = planGraph(toGpuGraph(random).graph, profile)
              await (await createExecutor(plan, device)).destroy()
            },
          ),
          { numRuns: Number(process.env['GRAPH_RUNS'] ?? 60), endOnFailure: true },
        )
      } finally {
        await backend.destroy()
      }
      expect(counts.get('vkCmdCopyBufferToImage2')).toBeGreaterThan(10)
      expect(counts.get('vkCmdPipelineBarrier2')).toBeGreaterThan(10)
    },
    120_000,
  )

  it('are held against their objects: a body that reaches outside is told of', async () => {
    const graph = parseGraph({
      version: 1,
      resources: [{ id: 'bytes', kind: 'buffer', size: 64 }],
      passes: [
        { id: 'outside', kind: 'custom', body: 'outside', uses: [{ use: 'bytes', as: 'copy-dst' }] },
        { id: 'read', kind: 'readback', from: 'bytes', output: 'bytes' },
      ],
    })
    const { backend } = open()
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const outside: Body = ({ native, slices }: VulkanBodyContext) => {
      const [slice] = slices['bytes']! as [VulkanBufferSlice]
      backend.native.commands.vkCmdFillBuffer(native, slice.buffer, 0, 2 ** 20, 0)
    }
    const error: unknown = await executor.run({ bodies: { outside } }).catch((reason: unknown) => reason)
    expect(String((error as Error).cause ?? error)).toContain('is not inside 0…64')
    await backend.destroy()
  })
})

describe('large fills', () => {
  it('begin on 16 bytes, which a driver needs', () => {
    expect(fillPieces(4, 8196)).toEqual([
      [4, 16],
      [16, 8196],
    ])
    expect(fillPieces(32, 8196)).toEqual([[32, 8196]])
    expect(fillPieces(4, 100)).toEqual([[4, 100]])
    expect(fillPieces(4, 4)).toEqual([])
  })
})
