import { differenceOf } from '../compare-pictures.ts'
import { randomScene } from '../random-scene.ts'
import { drawOnCpu } from '../raster-scene.ts'
import { drawOnWebGpu } from './draw-scene.ts'

/** What is too far apart between the drawings of a seed on the CPU and by WebGPU, as text: nothing where they are alike. */
export async function compareDrawings(device: GPUDevice, seed: number): Promise<string[]> {
  const scene = randomScene(seed)
  const [cpu, wanted] = [await drawOnCpu(scene), await drawOnWebGpu(device, scene)]
  return cpu.color.flatMap((picture, i) => {
    const { apart, texels, most, examples } = differenceOf(picture, wanted.color[i]!)
    if (apart <= Math.ceil(texels * 0.001)) return []
    const what = `seed ${seed}, target ${i} (${picture.format}): ${apart} of ${texels} texels, by up to ${most}`
    return [[what, ...examples].join('\n')]
  })
}
