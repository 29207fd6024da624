/** The small pictures on WebGPU: each texel that is known, and the others as the reference draws them. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { expectAlike, expectTexels, smallPictures } from '../support/pictures/index.ts'

await describeGpu('webgpu', 'draws by data on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  let counts: GpuCounts
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    counts = countGpu(backend.device)
  })
  afterAll(() => backend.destroy())

  it.each(smallPictures)('$name', async (picture) => {
    const graph = parseGraph(picture.document)
    const plan = planGraph(graph, backend.profile)
    const executor = await createExecutor(plan, backend)
    const { outputs } = await executor.run({ inputs: picture.inputs })
    expectTexels(picture, outputs)
    expectAlike(picture, outputs, (await referenceRun(graph, picture.inputs)).outputs)
    await executor.destroy()
    expect(counts.errors).toEqual([])
    expect(Object.entries(backend.liveObjects()).filter(([, count]) => count > 0)).toEqual([])
  })
})
