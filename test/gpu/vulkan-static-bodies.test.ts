/** Bodies on Vulkan that record the same each time are recorded once, and know what they draw to. */
import { expect, it } from 'vitest'
import type { VulkanBodyContext, VulkanTextureSlice } from '../../src/backends/vulkan/index.ts'
import {
  VK_IMAGE_ASPECT_COLOR_BIT,
  VkClearAttachment,
  VkClearRect,
  Arena,
} from '../../src/backends/vulkan/bindings/index.ts'
import { createExecutor, staticBody } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

const graph = parseGraph({
  version: 1,
  resources: [
    { id: 'samples', kind: 'texture', format: 'rgba8unorm', size: [8, 4], sampleCount: 4 },
    { id: 'target', kind: 'texture', format: 'rgba8unorm', size: [8, 4] },
    { id: 'depth', kind: 'texture', format: 'depth32float', size: [8, 4], sampleCount: 4 },
    { id: 'bytes', kind: 'buffer', size: 16 },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'bytes', input: 'bytes' },
    {
      id: 'draw',
      kind: 'render',
      color: [{ use: 'samples', load: 'clear', resolve: 'target' }],
      depth: { use: 'depth', load: 'clear', clearValue: 1 },
      uses: [{ use: 'bytes', as: 'vertex' }],
      body: 'fill',
    },
    { id: 'get', kind: 'readback', from: 'target', output: 'picture' },
  ],
})
const inputs = { bytes: new Uint8Array(16) }

await describeGpu('vulkan', 'static bodies on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  const open = () => createExecutor(planGraph(graph, suite.backend.profile), suite.backend, { framesInFlight: 1 })
  /** Fills the colour attachment with red, and counts its calls. */
  const filling = () => {
    const seen: VulkanBodyContext[] = []
    const body = (context: VulkanBodyContext) => {
      seen.push(context)
      const arena = new Arena(1024)
      const red = {
        aspectMask: VK_IMAGE_ASPECT_COLOR_BIT,
        colorAttachment: 0,
        clearValue: { color: { float32: [1, 0, 0, 1] } },
      }
      const rect = {
        rect: { offset: { x: 0, y: 0 }, extent: { width: 8, height: 4 } },
        baseArrayLayer: 0,
        layerCount: 1,
      }
      suite.backend.native.commands.vkCmdClearAttachments(
        context.native,
        1,
        arena.structs(VkClearAttachment, [red]),
        1,
        arena.structs(VkClearRect, [rect]),
      )
    }
    return { seen, body }
  }

  it('a static body is called once, after it was invalidated, and where another takes its place', async () => {
    const { seen, body } = filling()
    const executor = await open()
    const bodies = { fill: staticBody(body) }
    const before = suite.backend.counts.recordings
    for (let run = 0; run < 4; run++) {
      const { outputs } = await executor.run({ inputs, bodies })
      expect([...outputs['picture']!.subarray(0, 4)]).toEqual([255, 0, 0, 255])
    }
    expect(seen.length).toBe(1)
    expect(suite.backend.counts.recordings).toBe(before + 1)
    executor.invalidate('draw')
    await executor.run({ inputs, bodies })
    await executor.run({ inputs, bodies })
    expect(seen.length).toBe(2)
    await executor.run({ inputs, bodies: { fill: staticBody(body) } })
    expect(seen.length).toBe(3)
    await executor.destroy()
  })

  it('a body that is not static is called in every run', async () => {
    const { seen, body } = filling()
    const executor = await open()
    await executor.run({ inputs, bodies: { fill: body } })
    await executor.run({ inputs, bodies: { fill: body } })
    expect(seen.length).toBe(2)
    await executor.destroy()
  })

  it('a body is told its attachments, and its slices begin with them', async () => {
    const { seen, body } = filling()
    const executor = await open()
    await executor.run({ inputs, bodies: { fill: body } })
    const { attachments, slices } = seen[0]!
    expect(
      attachments!.map(({ resource, role, format, size, sampleCount }) => [resource, role, format, size, sampleCount]),
    ).toEqual([
      ['samples', 'color', 'rgba8unorm', [8, 4], 4],
      ['target', 'resolve', 'rgba8unorm', [8, 4], 1],
      ['depth', 'depth', 'depth32float', [8, 4], 4],
    ])
    expect(Object.keys(slices)).toEqual(['samples', 'target', 'depth', 'bytes'])
    expect((slices['samples']![0] as VulkanTextureSlice).view).not.toBe(0n)
    await executor.destroy()
  })
})
