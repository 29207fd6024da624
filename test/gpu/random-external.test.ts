/** Random graphs of which another engine submits a part; `npx tsx scripts/random-on-gpu.ts --external` runs more. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createVulkanBackend, type DebugMessage } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { objectives } from '../../src/plan/objectives.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { gpuFaultOf } from '../support/gpu/random-run.ts'
import { vulkanTarget, webGpuTarget, type GpuTarget } from '../support/gpu/random-target.ts'
import { runnable, seededDocument } from '../support/random-graph.ts'

const count = 12
const first = Number(process.env['MEMKIT_SEED'] ?? 1) || 1

function keepsOrder(open: () => Promise<GpuTarget>): void {
  let target: GpuTarget
  beforeAll(async () => void (target = await open()))
  afterAll(() => target.backend.destroy())

  it('what it submits is between what comes before and behind it', { timeout: 120_000 }, async () => {
    const { profile } = target.backend
    const rules = {
      bindingAlignment: 256,
      exclusive: profile.rules.exclusiveUsagePerScope,
      queues: profile.queues.map(({ kinds }) => kinds),
      counted: true,
      external: true,
      textures: { draws: false, imports: false, device: target.api, formats: profile.formats },
    }
    let between = 0
    for (let seed = first; seed < first + count; seed++) {
      const random = runnable(seededDocument(seed, 20, rules))
      between += random.graph.passes.filter(({ kind }) => kind === 'external').length
      const objective = objectives[seed % objectives.length]!
      expect({ seed, fault: await gpuFaultOf(random, target, { objective, runs: 3 }) }).toEqual({
        seed,
        fault: undefined,
      })
    }
    expect(between).toBeGreaterThan(count)
  })
}

await describeGpu('webgpu', 'an engine between, on WebGPU', ({ gpu }) =>
  keepsOrder(async () => webGpuTarget(await createWebGpuBackend({ gpu }))),
)

await describeGpu('vulkan', 'an engine between, on Vulkan', ({ loader, validationLayers }) =>
  keepsOrder(async () => {
    const messages: DebugMessage[] = []
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    return vulkanTarget(await createVulkanBackend({ loader, validation }), messages)
  }),
)
