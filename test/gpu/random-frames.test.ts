/** Random frames that draw, with what happens to them between runs: every backend gives the bytes of the reference meaning. */
import { describe, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { checkPlan } from '../../src/check/index.ts'
import { planGraph } from '../../src/planner/index.ts'
import { acceptedFrame, lifeByMeaning, lifeOn } from '../support/frames/lives.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

const count = 60
const first = Number(process.env['MEMKIT_SEED'] ?? 1) || 1

async function compare(backendOf: (seed: number) => Backend): Promise<void> {
  let compared = 0
  for (let i = 0; i < count; i++) {
    const own = first + i
    const backend = backendOf(own)
    const graph = acceptedFrame(own, (one) => {
      const plan = planGraph(one, backend.profile)
      expect(checkPlan(one, plan, backend.profile)).toEqual({ ok: true })
    })
    if (!graph) continue
    expect({ seed: own, life: await lifeOn(backend, own, graph) }).toEqual({
      seed: own,
      life: await lifeByMeaning(own, graph),
    })
    compared += 1
  }
  expect(compared).toBeGreaterThan(count * 0.8)
}

describe('random frames on the Dummy', () => {
  it('give the bytes of the reference', { timeout: 120_000 }, () => compare((own) => createDummyBackend({ seed: own })))
})

await describeGpu('webgpu', 'random frames on WebGPU', ({ gpu }) => {
  it('give the bytes of the reference', { timeout: 120_000 }, async () => {
    const backend = await createWebGpuBackend({ gpu })
    await compare(() => backend)
    await backend.destroy()
  })
})

await describeGpu('vulkan', 'random frames on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  it('give the bytes of the reference', { timeout: 120_000 }, () => compare(() => suite.backend))
})
