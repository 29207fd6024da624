import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import type { Backend } from '../../src/backends/backend.ts'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { planGraph, profiles, type Plan } from '../../src/planner/index.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { graphArbitrary, type RandomGraph } from '../support/random-graph.ts'
import { toGpuGraph } from '../support/wgsl-mix.ts'

const allUsages = 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x80 | 0x100
const runs = 3

async function runOn(
  backend: Backend,
  plan: Plan,
  random: RandomGraph,
  bodies: Parameters<Awaited<ReturnType<typeof createExecutor>>['run']>[0],
  imports: Record<string, unknown>,
) {
  const executor = await createExecutor(plan, backend)
  try {
    // Not one after the other, so that runs are in flight together.
    const results = await Promise.all(
      Array.from({ length: runs }, (_, run) => executor.run({ ...bodies, inputs: random.inputs(run), imports })),
    )
    return results.map(({ outputs }) => outputs)
  } finally {
    await executor.destroy()
  }
}

await describeGpu('webgpu', 'random graphs', ({ gpu }) => {
  let backend: WebGpuBackend
  let counts: GpuCounts
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
    counts = countGpu(backend.device)
  })
  afterAll(() => backend.destroy())

  const importBuffers = (imports: Record<string, Uint8Array>): Record<string, GPUBuffer> =>
    Object.fromEntries(
      Object.entries(imports).map(([id, bytes]) => {
        const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
        padded.set(bytes)
        const buffer = backend.device.createBuffer({ size: padded.length, usage: allUsages })
        backend.device.queue.writeBuffer(buffer, 0, padded)
        return [id, buffer]
      }),
    )

  const readBuffer = async (buffer: GPUBuffer): Promise<Uint8Array> => {
    const staging = backend.device.createBuffer({ size: buffer.size, usage: 0x1 | 0x8 })
    const encoder = backend.device.createCommandEncoder()
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size)
    backend.device.queue.submit([encoder.finish()])
    await staging.mapAsync(1)
    const bytes = new Uint8Array(staging.getMappedRange().slice(0))
    staging.destroy()
    return bytes
  }

  it('give the bytes of the Dummy, in exactly the submissions that the plan reports, without an error', async () => {
    await fc.assert(
      fc.asyncProperty(graphArbitrary(), async (random) => {
        counts.errors.length = 0
        const { graph, kernels, bodies } = toGpuGraph(random)
        const plan = planGraph(graph, profiles.webgpu)
        const dummy = createDummyBackend({ kernels, profile: profiles.webgpu })
        const cpuImports = random.imports()
        const expected = await runOn(dummy, plan, random, { bodies: random.bodies([]) }, cpuImports)
        await dummy.destroy()

        const gpuImports = importBuffers(random.imports())
        const before = counts.submits
        const got = await runOn(backend, plan, random, { bodies: bodies(backend.device, []) }, gpuImports)
        expect(counts.submits - before).toBe(runs * plan.report.submissions.count)
        expect(got).toEqual(expected)
        for (const [id, bytes] of Object.entries(cpuImports)) {
          expect((await readBuffer(gpuImports[id]!)).subarray(0, bytes.length)).toEqual(bytes)
          gpuImports[id]!.destroy()
        }
        expect(counts.errors).toEqual([])
        expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
      }),
      { numRuns: Number(process.env['GRAPH_RUNS'] ?? 40) },
    )
  }, 120_000)
})
