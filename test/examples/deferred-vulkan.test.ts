/** The deferred frame on Vulkan, whose textures are placed by the plan and share memory byte by byte. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createVulkanBackend, type DebugMessage, type VulkanBackend } from '../../src/backends/vulkan/index.ts'
import { makeGeometry } from '../../examples/deferred/geometry.ts'
import { deferredGraph, withoutAliasing } from '../../examples/deferred/graph.ts'
import { render } from '../../examples/deferred/render.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { expectPicture } from '../support/pictures.ts'

// Whole pictures on a software device: minutes are not a fault where cores are few and busy.
vi.setConfig({ testTimeout: 120_000 })

const size = { width: 320, height: 180 }
const geometry = makeGeometry()
const graph = deferredGraph(size, geometry)

await describeGpu('vulkan', 'the deferred frame', ({ loader, validationLayers }) => {
  const messages: DebugMessage[] = []
  let backend: VulkanBackend
  beforeAll(async () => {
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    backend = await createVulkanBackend({ loader, validation })
  })
  afterAll(() => backend.destroy())

  it('looks as it does on WebGPU, the same with aliasing and without', async () => {
    const pictures = []
    for (const variant of [graph, withoutAliasing(graph)]) {
      const { picture, plan } = await render(backend, variant, size, geometry, { frames: 3, objective: 'memory' })
      pictures.push(picture)
      const { peakBytes, withoutAliasingBytes, proven } = plan.report.memory
      expect(proven).toBe(true)
      expect(peakBytes > 0).toBe(variant === graph)
      if (variant === graph) expect(peakBytes).toBeLessThan(0.7 * withoutAliasingBytes)
    }
    expect(Buffer.from(pictures[0]!).equals(pictures[1]!)).toBe(true)
    // The reference is WebGPU's.
    if (!process.env['UPDATE_GOLDEN']) await expectPicture('deferred', size.width, size.height, pictures[0]!)
  })
  it('records and allocates nothing in its tenth frame', async () => {
    let before = { ...backend.counts }
    const onFrame = (done: number) => {
      if (done === 9) before = { ...backend.counts }
    }
    const small = { width: 96, height: 54 }
    await render(backend, deferredGraph(small, geometry), small, geometry, { frames: 10, onFrame })
    expect(backend.counts).toEqual({ ...before, submissions: before.submissions + 1 })
  })
  it.skipIf(!validationLayers)('gives the validation layer nothing to say, nor its synchronization checks', () => {
    expect(messages).toEqual([])
  })
})
