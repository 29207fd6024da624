/** On Vulkan, as elsewhere, a shader's id means something within one plan only, and a handle object means what it says now. */
import { expect, it } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { numbersAcrossUpdates, numbersOfTwoPlans } from '../support/same-shader-id.ts'

await describeGpu('vulkan', 'what Vulkan keeps between plans and runs', (driver) => {
  const suite = vulkanSuite(driver)

  it.each([
    ['two plans each run their own code', numbersOfTwoPlans, [1, 2, 1, 2]],
    ['an update runs the code of the new plan', numbersAcrossUpdates, [1, 2, 1]],
  ] as const)('one shader id: %s', async (_, numbersOn, expected) => {
    expect(await numbersOn(suite.backend)).toEqual(expected)
  })

  it('an import object that the caller points to another buffer is the other buffer in the next run', async () => {
    const { backend } = suite
    const resources = [{ id: 'theirs', kind: 'buffer', size: 16, lifetime: 'imported' }]
    const executorOf = (pass: object) =>
      createExecutor(planGraph(parseGraph({ version: 1, resources, passes: [pass] }), backend.profile), backend)
    const writer = await executorOf({ id: 'write', kind: 'upload', to: 'theirs', input: 'bytes' })
    const reader = await executorOf({ id: 'read', kind: 'readback', from: 'theirs', output: 'bytes' })
    const buffers = [backend.createBuffer!(16), backend.createBuffer!(16)]
    const handle = {}
    for (const executor of [writer, reader])
      for (const [i, buffer] of buffers.entries()) {
        Object.assign(handle, buffer.handle)
        const bytes = new Uint8Array(16).fill(i + 1)
        const inputs: Record<string, Uint8Array> = executor === writer ? { bytes } : {}
        const { outputs } = await executor.run({ inputs, imports: { theirs: handle } })
        if (executor === reader) expect(outputs['bytes']).toEqual(bytes)
      }
    await Promise.all([writer.destroy(), reader.destroy()])
    for (const buffer of buffers) buffer.destroy()
  })
})
