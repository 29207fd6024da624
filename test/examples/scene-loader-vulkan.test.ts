/** The scene loader's scene on Vulkan: the same graphs, planned for another device, and the same picture. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { turned } from '../../examples/scene-loader/camera.ts'
import { drawGraph } from '../../examples/scene-loader/graph.ts'
import { loadScene } from '../../examples/scene-loader/load.ts'
import { scenePath } from '../../examples/scene-loader/make-scene.ts'
import { readScene } from '../../examples/scene-loader/read-scene.ts'
import { planGraph } from '../../src/index.ts'
import { matchers } from '../../src/vitest/index.ts'
import { createVulkanBackend, type DebugMessage, type VulkanBackend } from '../../src/backends/vulkan/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { manyMeshes, writeScene } from '../support/gltf.ts'
import { differ, expectPicture } from '../support/pictures.ts'

expect.extend(matchers)
// Whole pictures on a software device: minutes are not a fault where cores are few and busy.
vi.setConfig({ testTimeout: 120_000 })

const size = { width: 320, height: 180 }

await describeGpu('vulkan', 'the scene loader', ({ loader, validationLayers }) => {
  const messages: DebugMessage[] = []
  let backend: VulkanBackend
  beforeAll(async () => {
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    backend = await createVulkanBackend({ loader, validation })
  })
  afterAll(() => backend.destroy())

  it('loads in one submission and draws what WebGPU draws, as often as asked, from wherever one looks', async () => {
    const scene = await readScene(scenePath)
    const loaded = await loadScene(scene, backend)
    expect(backend.counts.submissions).toBe(1)
    const { draw } = await loaded.startDrawing(size)
    const picture = await draw()
    const behind = await draw(turned(scene.camera, 0.5))
    const { submissions } = backend.counts
    const again = await draw()
    expect(backend.counts.submissions - submissions).toBe(1)
    await loaded.destroy()
    expect(Buffer.from(again).equals(picture)).toBe(true)
    expect(differ(picture, behind).mean).toBeGreaterThan(5)
    // The reference is WebGPU's.
    if (!process.env['UPDATE_GOLDEN']) await expectPicture('still-life', size.width, size.height, picture)
  })

  it('loads 200 accessors with the calls that 2 take', async () => {
    const counts = []
    for (const count of [2, 200]) {
      const before = { ...backend.counts }
      const loaded = await loadScene(await readScene(await writeScene(manyMeshes(count))), backend)
      const { submissions, allocations } = backend.counts
      counts.push([
        submissions - before.submissions,
        allocations - before.allocations,
        loaded.plan.report.transfers.regions,
      ])
      await loaded.destroy()
    }
    expect(counts[1]).toEqual(counts[0])
    expect(counts[0]!).toEqual([1, expect.any(Number), 1])
  })

  it.skipIf(!validationLayers)(
    'gives the validation layer nothing true to say, nor its synchronization checks',
    async () => {
      // The layer cannot see indices, and takes an indexed draw to read its vertex buffer to the end of the whole VkBuffer, where
      // the camera lies. Which bytes are ordered how is the checker's to prove.
      const isBeyond = ({ text }: DebugMessage): boolean =>
        /vkCmdDrawIndexed: Hazard READ_AFTER_WRITE for vertex VkBuffer .* prior_usage: SYNC_COPY_TRANSFER_WRITE/.test(
          text,
        )
      expect(messages.filter((message) => !isBeyond(message))).toEqual([])
      const graph = drawGraph(await readScene(scenePath), size)
      expect(planGraph(graph, backend.profile)).toPassCheck(graph, backend.profile)
    },
  )
})
