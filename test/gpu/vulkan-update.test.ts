/** Exchanging the plan of an executor on Vulkan: what persists is copied on the device. */
import { expect, it } from 'vitest'
import { createBackendOn } from '../../src/backends/vulkan/backend.ts'
import { loadVulkan } from '../../src/backends/vulkan/bindings/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type FrameGraph } from '../../src/index.ts'
import { breakVulkan } from '../support/gpu/break-vulkan.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'
import {
  bytes,
  expectedHistory,
  historyReader,
  historyWriter,
  readerOutputs,
  readers,
  seenHistory,
  writerInputs,
  writers,
} from '../support/update-graphs.ts'

/** Calls that make staging, one of which fails. */
const staging = /^vk(CreateBuffer|AllocateMemory|MapMemory|BindBufferMemory2|GetMemoryHostPointerPropertiesEXT)$/

await describeGpu('vulkan', 'executor.update on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  failOnUnhandledRejections()
  const planned = (graph: FrameGraph) => planGraph(graph, suite.backend.profile)

  it('keeps buffers and textures of the same id and size; others start as zeros', async () => {
    const executor = await createExecutor(planned(writers()), suite.backend)
    await executor.run({ inputs: writerInputs() })
    await executor.update(planned(readers()))
    expect((await executor.run()).outputs).toEqual(readerOutputs())
    await executor.destroy()
  })

  it.each([
    [2, 2],
    [2, 1],
    [1, 3],
    [0, 2],
  ])('of %i runs of history a plan that keeps %i has what both keep', async (written, read) => {
    for (let runs = 0; runs <= 4; runs++)
      expect(await seenHistory(suite.backend, runs, written, read)).toEqual(expectedHistory(runs, written, read))
  })

  it.each([
    ['depth32float', { size: [12, 8, 2], mipLevelCount: 2 }],
    ['stencil8', { size: [12, 8] }],
    ['bc1-rgba-unorm', { size: [12, 8, 2], mipLevelCount: 2 }],
    ['rgba8uint', { size: [9, 6, 5], dimension: '3d', mipLevelCount: 3 }],
    ['r8unorm', { size: [13], dimension: '1d' }],
  ] as const)('keeps every texel of a %s texture', async (format, shape) => {
    const resources = [{ id: 'kept', kind: 'texture', format, lifetime: 'persistent', ...shape }]
    const graph = (pass: object): FrameGraph => parseGraph({ version: 1, resources, passes: [pass] })
    const writer = planned(graph({ id: 'write', kind: 'upload', to: 'kept', input: 'in' }))
    const reader = planned(graph({ id: 'read', kind: 'readback', from: 'kept', output: 'out' }))
    const input = Uint8Array.from({ length: writer.inputs[0]!.sizeBytes }, (_, i) => i * 7)
    // As WebGPU has it, a depth is a number: some bit patterns are none.
    if (format === 'depth32float') new Float32Array(input.buffer).fill(0.25).set([0, 1, 0.5])
    const executor = await createExecutor(writer, suite.backend)
    await executor.run({ inputs: { in: input } })
    await executor.update(reader)
    expect((await executor.run()).outputs['out']).toEqual(input)
    await executor.destroy()
  })

  it('keeps multisampled and combined textures without a message of the layers', async () => {
    const shapes = [
      { id: 'many', format: 'rgba8unorm', size: [8, 8], sampleCount: 4, usage: ['attachment'] },
      { id: 'both', format: 'depth32float-stencil8', size: [8, 8], usage: ['sampled'] },
    ]
    const graph = parseGraph({
      version: 1,
      resources: [
        ...shapes.map((shape) => ({ kind: 'texture', lifetime: 'persistent', ...shape })),
        { id: 'other', kind: 'buffer', size: 4, lifetime: 'persistent' },
      ],
      passes: [{ id: 'touch', kind: 'fill', to: 'other', value: 1 }],
    })
    const executor = await createExecutor(planned(graph), suite.backend)
    await executor.run()
    await executor.update(planned(graph))
    await executor.run()
    await executor.destroy()
  })

  it('whichever call of the driver fails: the plan before stays at work with its contents, and nothing leaks', async () => {
    const real = loadVulkan({ loader: driver.loader })
    const from = planned(historyWriter(2))
    const to = planned(historyReader(2))
    const inputs = (run: number) => ({ state: bytes(16, run), image: bytes(4, run) })
    const started = async () => {
      const broken = breakVulkan(real)
      const backend = createBackendOn(broken.library, {})
      const executor = await createExecutor(from, backend)
      for (let run = 1; run <= 4; run++) await executor.run({ inputs: inputs(run) })
      return { broken, backend, executor }
    }
    const dry = await started()
    const before = dry.broken.calls.length
    await dry.executor.update(to)
    const calls = dry.broken.calls.slice(before)
    await dry.backend.destroy()
    // Where the device reads memory of the host, staging has a substitute: memory of the driver's.
    const canImport = calls.includes('vkGetMemoryHostPointerPropertiesEXT')
    const hasSubstitute = (name: string) => canImport && staging.test(name)
    const seen = new Map<string, number>()
    let failures = 0
    for (const name of calls) {
      const call = (seen.get(name) ?? 0) + 1
      seen.set(name, call)
      // How often it polls depends on the time the device takes.
      if (/Wait|vkGetSemaphoreCounterValue/.test(name) && call > 1) continue
      const { broken, backend, executor } = await started()
      const live = backend.liveObjects()
      broken.fail({ name, call })
      const error = await executor.update(to).catch((reason: unknown) => reason)
      broken.fail(undefined)
      if (error !== undefined) {
        failures++
        expect(error).toMatchObject({ name: 'MemkitError' })
        expect({ name, call, live: backend.liveObjects() }).toEqual({ name, call, live })
        const { outputs } = await executor.run({ inputs: inputs(5) })
        expect([outputs['old 0']![0], outputs['old 1']![0], outputs['seen 1']![0]]).toEqual([4, 3, 3])
        await executor.update(to)
        expect((await executor.run()).outputs['state 1']![0]).toBe(5)
      } else {
        expect({ name, call, hasSubstitute: hasSubstitute(name) }).toEqual({ name, call, hasSubstitute: true })
        expect((await executor.run()).outputs['state 1']![0]).toBe(4)
      }
      await executor.destroy()
      expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
      await backend.destroy()
      expect(broken.alive()).toEqual({})
    }
    expect(failures).toBeGreaterThan(canImport ? 2 : 7)
  }, 120_000)

  it('F68: on a device that is lost during the copies is DEVICE_LOST', async () => {
    const broken = breakVulkan(loadVulkan({ loader: driver.loader }))
    const backend = createBackendOn(broken.library, {})
    const executor = await createExecutor(planned(writers()), backend)
    await executor.run({ inputs: writerInputs() })
    // Nothing else is submitted: what both plans have is shared.
    broken.fail({ name: 'vkQueueSubmit2', call: 1, result: -4, forEver: true })
    await expect(executor.update(planned(readers()))).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    await expect(executor.run({ inputs: writerInputs() })).rejects.toMatchObject({ code: 'DEVICE_LOST' })
    await backend.destroy()
    expect(broken.alive()).toEqual({})
  })

  it('F64: a backend that is destroyed while an update is under way ends without a fault', async () => {
    const broken = breakVulkan(loadVulkan({ loader: driver.loader }))
    const backend = createBackendOn(broken.library, {})
    const executor = await createExecutor(planned(writers()), backend)
    await executor.run({ inputs: writerInputs() })
    const update = executor.update(planned(readers())).then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
    await backend.destroy()
    expect(['done', 'DEVICE_LOST', 'DESTROYED']).toContain(await update)
    await executor.destroy()
    expect(broken.alive()).toEqual({})
  })
})
