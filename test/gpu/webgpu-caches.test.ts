/** On WebGPU, as elsewhere, a shader's id means something within one plan only. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { numbersAcrossUpdates, numbersOfTwoPlans } from '../support/same-shader-id.ts'

await describeGpu('webgpu', 'one shader id, several plans on WebGPU', ({ gpu }) => {
  it.each([
    ['two plans each run their own code', numbersOfTwoPlans, [1, 2, 1, 2]],
    ['an update runs the code of the new plan', numbersAcrossUpdates, [1, 2, 1]],
  ] as const)('%s', async (_, numbersOn, expected) => {
    const backend = await createWebGpuBackend({ gpu })
    expect(await numbersOn(backend)).toEqual(expected)
    await backend.destroy()
  })
})
