/** Workgroup counts in a buffer that are above the device's limit dispatch nothing, on every backend and in the reference. */
import { describe, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { profiles } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import {
  countedOn,
  countingGraph,
  countingInputs,
  countsAround,
  countsOf,
  workgroupsOf,
} from '../support/indirect-counts.ts'

const expected = (most: number) => countsAround(most).map((run) => run.map((counts) => workgroupsOf(counts, most)))

describe('on the CPU', () => {
  it.each([3, 100, 65_535])('the reference takes the limit that it is given: %i', async (most) => {
    const seen = []
    for (const run of countsAround(most))
      seen.push(
        countsOf(
          (await referenceRun(countingGraph(), countingInputs(run), { maxWorkgroupsPerDimension: most })).outputs,
        ),
      )
    expect(seen).toEqual(expected(most))
  })

  it.each([3, 100, 65_535])('the Dummy takes that of its profile: %i', async (most) => {
    const { vulkan } = profiles
    const profile = { ...vulkan, limits: { ...vulkan.limits, maxWorkgroupsPerDimension: most } }
    expect(await countedOn(createDummyBackend({ profile }), most)).toEqual(expected(most))
  })
})

await describeGpu('vulkan', 'workgroup counts in a buffer', (driver) => {
  const suite = vulkanSuite(driver)
  const most = () => suite.backend.profile.limits.maxWorkgroupsPerDimension

  it.each([undefined, 'imported', 'persistent'] as const)('that is %s', async (lifetime) => {
    expect(await countedOn(suite.backend, most(), lifetime)).toEqual(expected(most()))
  })

  it('and rotates, with two frames in flight', async () => {
    expect(await countedOn(suite.backend, most(), 'history')).toEqual(expected(most()))
  })

  it('that the caller trusts are the same where they are within the limit', async () => {
    const backend = await createVulkanBackend({ loader: driver.loader, trustIndirectCounts: true })
    expect(
      await countedOn(backend, 3, undefined, [
        [
          [1, 2, 3],
          [3, 1, 1],
          [0, 5, 5],
        ],
      ]),
    ).toEqual([[6, 3, 0]])
    await backend.destroy()
  })
})

await describeGpu('webgpu', 'workgroup counts in a buffer', ({ gpu }) => {
  it('above the limit dispatch nothing', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const most = backend.profile.limits.maxWorkgroupsPerDimension
    expect(await countedOn(backend, most)).toEqual(expected(most))
    await backend.destroy()
  })
})
