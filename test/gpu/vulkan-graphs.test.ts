/** Random graphs: the same bytes on Vulkan as on the Dummy, without a word from the validation layer. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend, type DebugMessage, type VulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { planGraph, profiles, type DeviceProfile, type Plan } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanBody } from '../support/gpu/vulkan-body.ts'
import { submittingVulkan } from '../support/gpu/vulkan-external.ts'
import { importMapped } from '../support/gpu/vulkan-buffer.ts'
import { graphArbitrary, type RandomGraph } from '../support/random-graph.ts'
import { stillBody } from '../support/random/runnable.ts'
import { mixShader, toGpuGraph } from '../support/wgsl-mix.ts'

const runs = 3
const textures = { draws: false, imports: false, device: 'vulkan' } as const
const rules = { bindingAlignment: 256, exclusive: false, counted: true }

async function runOn(
  backend: Backend,
  plan: Plan,
  random: RandomGraph,
  bodies: NonNullable<Parameters<Awaited<ReturnType<typeof createExecutor>>['run']>[0]>['bodies'],
  imports: Record<string, unknown>,
) {
  const executor = await createExecutor(plan, backend)
  try {
    const start = (run: number) => executor.run({ bodies: bodies!, inputs: random.inputs(run), imports })
    // Two in flight together, then one that finds the device idle.
    const results = await Promise.all(Array.from({ length: runs - 1 }, (_, run) => start(run)))
    return [...results, await start(runs - 1)].map(({ outputs }) => outputs)
  } finally {
    await executor.destroy()
  }
}

await describeGpu('vulkan', 'random graphs on Vulkan', ({ loader, validationLayers }) => {
  const messages: DebugMessage[] = []
  let backend: VulkanBackend
  beforeAll(async () => {
    const validation = validationLayers && ((message: DebugMessage) => void messages.push(message))
    backend = await createVulkanBackend({ loader, validation })
  })
  afterAll(() => backend.destroy())

  const check = async (random: RandomGraph, profile: DeviceProfile): Promise<void> => {
    messages.length = 0
    const { graph, kernels } = toGpuGraph(random)
    const plan = planGraph(graph, profile)
    const dummy = createDummyBackend({ kernels, profile })
    const cpuImports = random.imports()
    const expected = await runOn(dummy, plan, random, random.bodies([]), cpuImports)
    await dummy.destroy()

    const cleanUp: (() => void)[] = []
    const bodies = random.bodies([])
    for (const pass of graph.passes) {
      if ((pass.kind !== 'custom' && pass.kind !== 'external') || pass.body === stillBody) continue
      const body = vulkanBody(backend.native, pass, [], (uses) => mixShader('main', pass.id, uses), cleanUp)
      bodies[pass.body] = pass.kind === 'custom' ? body : submittingVulkan(backend.native, body, cleanUp)
    }
    const { handles, buffers } = importMapped(backend.native, random.imports())
    const before = backend.counts.submissions
    // A device may stand in for one with more queues: each of them becomes a queue of its own that can do as much.
    const device: Backend = Object.create(backend, { profile: { value: profile } })
    const got = await runOn(device, plan, random, bodies, handles)
    // Around what an external pass submits by itself stand two: what it waits for, and the signal behind it.
    const externals = plan.submissions.filter(({ commands }) => commands.some(({ op }) => op === 'external')).length
    expect(backend.counts.submissions - before).toBe(runs * (plan.report.submissions.count + externals))
    expect(got).toEqual(expected)
    for (const [id, bytes] of Object.entries(cpuImports)) {
      expect(buffers[id]!.bytes.slice(0, bytes.length)).toEqual(bytes)
      buffers[id]!.destroy()
    }
    for (const clean of cleanUp) clean()
    expect(messages).toEqual([])
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  }
  // Shrinking on a device would outlast the test: the seed and path say which graph failed.
  const options = { numRuns: Number(process.env['GRAPH_RUNS'] ?? 40), endOnFailure: true }

  it('give the bytes of the Dummy, planned for the live device', async () => {
    await fc.assert(
      fc.asyncProperty(graphArbitrary(rules), (random) => check(random, backend.profile)),
      options,
    )
  }, 120_000)

  /** Each of the three queues becomes one of the device that can do as much. */
  const threeQueues = (): DeviceProfile => {
    const { limits, alignments, costs } = backend.profile
    return { ...profiles.vulkan, limits, alignments, costs }
  }

  it('give the bytes of the Dummy, planned for three queues', async () => {
    const profile = threeQueues()
    await fc.assert(
      fc.asyncProperty(graphArbitrary(rules), (random) => check(random, profile)),
      options,
    )
  }, 120_000)

  it.each(['the live device', 'three queues'])(
    'with textures give the bytes of the Dummy, planned for %s',
    async (what) => {
      const profile = what === 'three queues' ? threeQueues() : backend.profile
      await fc.assert(
        fc.asyncProperty(
          graphArbitrary({ ...rules, textures: { ...textures, formats: backend.profile.formats } }),
          (random) => check(random, profile),
        ),
        options,
      )
    },
    120_000,
  )
})
