/** The small pictures on Vulkan: each texel that is known, no message of the layers, and warm runs that only submit. */
import { expect, it } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { expectAlike, expectTexels, smallPictures } from '../support/pictures/index.ts'

await describeGpu('vulkan', 'draws by data on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)

  it.each(smallPictures)('$name', async (picture) => {
    const { backend } = suite
    const graph = parseGraph(picture.document)
    const plan = planGraph(graph, backend.profile)
    const executor = await createExecutor(plan, backend)
    const before = { ...backend.counts }
    const cold = await executor.run({ inputs: picture.inputs })
    const warm = await executor.run({ inputs: picture.inputs })
    await executor.destroy()
    expect(backend.counts).toEqual({ ...before, submissions: before.submissions + 2 * plan.submissions.length })
    expectTexels(picture, cold.outputs)
    expectTexels(picture, warm.outputs)
    expectAlike(picture, warm.outputs, (await referenceRun(graph, picture.inputs)).outputs)
  })
})
