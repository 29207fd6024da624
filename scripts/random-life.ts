/**
 * `npx tsx scripts/random-life.ts [--backend dummy|webgpu|vulkan] [--steps 20000] [--seed 1]`: random sequences of run, write, read, update,
 * disable, abort, hold and release against a plain model, 500 steps to a life.
 */
import { parseArgs } from 'node:util'
import { createDummyBackend } from '../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../src/backends/webgpu/index.ts'
import { useVulkanDriver } from '../test/support/gpu/vulkan-driver.ts'
import { getGpu } from '../test/support/gpu/webgpu.ts'
import { liveRandomly } from '../test/support/random-life.ts'

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'dummy' },
    steps: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
})
const backend =
  values.backend === 'webgpu'
    ? await createWebGpuBackend({ gpu: (await getGpu()).gpu })
    : values.backend === 'vulkan'
      ? await createVulkanBackend({ loader: useVulkanDriver().loader })
      : createDummyBackend()
const life = 500
for (let done = 0; done < Number(values.steps); done += life) {
  await liveRandomly(backend, Number(values.seed) + done, Math.min(life, Number(values.steps) - done))
  console.log(
    `${Math.min(done + life, Number(values.steps))} steps on ${values.backend}, alive: ${JSON.stringify(backend.liveObjects())}`,
  )
}
await backend.destroy()
