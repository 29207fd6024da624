/** Random graphs that draw by data; `npx tsx scripts/random-on-gpu.ts --draws` draws more. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createVulkanBackend, type DebugMessage } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { objectives } from '../../src/plan/objectives.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { gpuFaultOf } from '../support/gpu/random-run.ts'
import { vulkanTarget, webGpuTarget, type GpuTarget } from '../support/gpu/random-target.ts'
import { seededDrawGraph } from '../support/random/draw-graph.ts'

const count = 12
const first = Number(process.env['MEMKIT_SEED'] ?? 1) || 1

function drawsAlike(open: () => Promise<GpuTarget>): void {
  let target: GpuTarget
  beforeAll(async () => void (target = await open()))
  afterAll(() => target.backend.destroy())

  it(
    'are as the reference draws them on all but one texel in a thousand, without a word of validation',
    { timeout: 240_000 },
    async () => {
      for (let seed = first; seed < first + count; seed++) {
        const objective = objectives[seed % objectives.length]!
        const graph = seededDrawGraph(seed, { portable: true })
        expect({ seed, fault: await gpuFaultOf(graph, target, { objective, runs: 2 }) }).toEqual({
          seed,
          fault: undefined,
        })
      }
    },
  )
}

await describeGpu('webgpu', 'random draws on WebGPU', ({ gpu }) =>
  drawsAlike(async () => webGpuTarget(await createWebGpuBackend({ gpu }))),
)

await describeGpu('vulkan', 'random draws on Vulkan', ({ loader, validationLayers }) =>
  drawsAlike(async () => {
    const messages: DebugMessage[] = []
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    return vulkanTarget(await createVulkanBackend({ loader, validation }), messages)
  }),
)
