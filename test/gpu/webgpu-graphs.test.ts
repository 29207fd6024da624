import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import type { Backend } from '../../src/backends/backend.ts'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles, type Plan } from '../../src/planner/index.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { importBuffers, readBuffer } from '../support/import-buffers.ts'
import { graphArbitrary, portableRules, type RandomGraph } from '../support/random-graph.ts'
import { toGpuGraph } from '../support/wgsl-mix.ts'

const runs = 3
const rules = { ...portableRules, counted: true }

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

  it.each([
    ['of buffers', false],
    ['with textures', true],
  ])(
    '%s give the bytes of the Dummy, in exactly the submissions that the plan reports, without an error',
    async (_, withTextures) => {
      const { formats } = backend.profile
      const onDevice = withTextures
        ? { ...rules, textures: { draws: false, imports: false, device: 'webgpu', formats } as const }
        : rules
      await fc.assert(
        fc.asyncProperty(graphArbitrary(onDevice), async (random) => {
          counts.errors.length = 0
          const { graph, kernels, bodies } = toGpuGraph(random)
          const plan = planGraph(graph, profiles.webgpu)
          const dummy = createDummyBackend({ kernels, profile: profiles.webgpu })
          const cpuImports = random.imports()
          const expected = await runOn(dummy, plan, random, { bodies: random.bodies([]) }, cpuImports)
          await dummy.destroy()

          const gpuImports = importBuffers(backend.device, random.imports())
          const before = counts.submits
          const got = await runOn(backend, plan, random, { bodies: bodies(backend.device, []) }, gpuImports)
          expect(counts.submits - before).toBe(runs * plan.report.submissions.count)
          expect(got).toEqual(expected)
          for (const [id, bytes] of Object.entries(cpuImports)) {
            expect((await readBuffer(backend.device, gpuImports[id]!)).subarray(0, bytes.length)).toEqual(bytes)
            gpuImports[id]!.destroy()
          }
          expect(counts.errors).toEqual([])
          expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
        }),
        // Shrinking on a device would outlast the test: the seed and path say which graph failed.
        { numRuns: Number(process.env['GRAPH_RUNS'] ?? 40), endOnFailure: true },
      )
    },
    120_000,
  )

  it('a part of stencil is uploaded where nothing reads the texture: what is beside it is kept', async () => {
    const graph = parseGraph({
      version: 1,
      resources: [{ id: 'mask', kind: 'texture', format: 'stencil8', size: [5, 7] }],
      passes: [
        {
          id: 'load',
          kind: 'upload',
          to: { resource: 'mask', origin: [3, 3, 0], size: [1, 2, 1] },
          input: 'corner',
          sideEffects: true,
        },
      ],
    })
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    await executor.run({ inputs: { corner: new Uint8Array(2) } })
    await executor.destroy()
    expect(counts.errors).toEqual([])
  })
})
