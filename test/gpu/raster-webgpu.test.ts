/** The rasteriser of the CPU draws what WebGPU draws: 8-bit channels at most 2 apart, on all but 0.1 % of the texels. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { differenceOf } from '../support/compare-pictures.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { drawOnWebGpu } from '../support/gpu/draw-scene.ts'
import { drawOnCpu } from '../support/raster-scene.ts'
import { rasterScenes } from '../support/raster-scenes.ts'

await describeGpu('webgpu', 'drawing on the CPU', ({ gpu }) => {
  let device: GPUDevice
  beforeAll(async () => {
    device = await (await gpu.requestAdapter())!.requestDevice()
  })
  afterAll(() => device.destroy())

  it.each(Object.entries(rasterScenes))('%s', async (_, scene) => {
    const [cpu, wanted] = [await drawOnCpu(scene), await drawOnWebGpu(device, scene)]
    cpu.color.forEach((picture, i) => {
      const { apart, texels, most, examples } = differenceOf(picture, wanted.color[i]!)
      expect(apart, `${apart} of ${texels} are apart, by up to ${most}\n${examples.join('\n')}`).toBeLessThanOrEqual(
        Math.ceil(texels * 0.001),
      )
    })
  })
})
