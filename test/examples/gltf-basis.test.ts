/** Basis textures on devices: they stay compressed in a format of the device's own, with their mip levels, and look the same. */
import type { Backend } from 'memkit-gpu'
import { createVulkanBackend } from 'memkit-gpu/vulkan'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { expect, it, vi } from 'vitest'
import { blockFormatOf, isCompressed } from '../../examples/scene-loader/image.ts'
import { loadScene } from '../../examples/scene-loader/load.ts'
import { readScene } from '../../examples/scene-loader/read-scene.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { ktx2, pictureOf } from '../support/gltf-files/compress.ts'
import { Maker, squareCoordinates, squareCorners, writeFiles } from '../support/gltf-files/maker.ts'

vi.setConfig({ testTimeout: 120_000 })

async function basisFile(): Promise<string> {
  const m = new Maker()
  m.uses('KHR_texture_basisu', true)
  const bytes = await ktx2(pictureOf(16, [255, 0, 0, 255], [0, 255, 0, 255]), { isUASTC: true, mipmaps: true })
  const source = m.add('images', { bufferView: m.view(bytes), mimeType: 'image/ktx2' })
  const index = m.add('textures', { extensions: { KHR_texture_basisu: { source } } })
  const material = m.paint([1, 1, 1, 1], { pbrMetallicRoughness: { baseColorTexture: { index } } })
  m.show(
    { POSITION: m.accessor('VEC3', squareCorners), TEXCOORD_0: m.accessor('VEC2', squareCoordinates) },
    { material },
  )
  m.aim()
  return writeFiles({ 'scene.gltf': m.text() })
}

async function expectHalves(backend: Backend): Promise<void> {
  const block = blockFormatOf(backend.profile)
  const scene = await readScene(await basisFile(), { findBlock: async () => block })
  expect(scene.textures.map(({ image }) => isCompressed(image.format))).toEqual([block !== undefined])
  const loaded = await loadScene(scene, backend)
  const { draw } = await loaded.startDrawing({ width: 8, height: 8 })
  const picture = await draw()
  const [left, right] = [1, 6].map((x) => [...picture.subarray(4 * (8 * 3 + x), 4 * (8 * 3 + x) + 3)])
  await loaded.destroy()
  expect([left![0]! > 240, left![1]! < 16, right![0]! < 16, right![1]! > 240]).toEqual([true, true, true, true])
}

await describeGpu('webgpu', 'Basis textures', ({ gpu }) => {
  it('are drawn from blocks', async () => {
    const backend = await createWebGpuBackend({ gpu })
    await expectHalves(backend)
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'Basis textures', ({ loader }) => {
  it('are drawn from blocks', async () => {
    const backend = await createVulkanBackend({ loader })
    await expectHalves(backend)
    await backend.destroy()
  })
})
