/** FAULTS 72–85 on Vulkan: aborts, runs that share things, bodies that misbehave, many runs, and ends in flight. */
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Body } from '../../src/backends/backend.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type FrameGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { runCode } from '../support/program.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

const MiB = 2 ** 20
const pattern = (size: number, seed = 1) => new Uint8Array(size).fill(seed)
const codeOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'done',
    (error: { readonly code: string }) => error.code,
  )

/** Large enough to be on the device for a while. */
const echo = (size: number): FrameGraph =>
  parseGraph({
    version: 1,
    name: 'echo',
    resources: [
      { id: 'a', kind: 'buffer', size },
      { id: 'kept', kind: 'buffer', size, lifetime: 'persistent' },
    ],
    passes: [
      { id: 'in', kind: 'upload', to: 'a', input: 'in' },
      { id: 'keep', kind: 'copy', from: 'a', to: 'kept' },
      { id: 'out', kind: 'readback', from: 'kept', output: 'out' },
    ],
  })

/** A body between an upload and a readback. */
const touched = parseGraph({
  version: 1,
  name: 'touched',
  resources: [{ id: 'a', kind: 'buffer', size: 64, lifetime: 'persistent' }],
  passes: [
    { id: 'touch', kind: 'custom', uses: [{ use: 'a', as: 'storage' }], body: 'touch', sideEffects: true },
    { id: 'set', kind: 'fill', to: { resource: 'a', size: 32 }, value: 0x07070707 },
    { id: 'out', kind: 'readback', from: 'a', output: 'out' },
  ],
})
const touchedOut = new Uint8Array(64).fill(7, 0, 32)
const quiet: Body = () => undefined

await describeGpu('vulkan', 'the lifecycle on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  failOnUnhandledRejections()
  const open = (graph: FrameGraph, framesInFlight = 2) =>
    createExecutor(planGraph(graph, suite.backend.profile), suite.backend, { framesInFlight })

  describe('an abort', () => {
    const large = pattern(16 * MiB)

    it('F72: before the start submits nothing', async () => {
      const executor = await open(echo(64))
      const { submissions } = suite.backend.counts
      const signal = AbortSignal.abort()
      expect(await codeOf(executor.run({ inputs: { in: pattern(64) }, signal }))).toBe('ABORTED')
      expect(suite.backend.counts.submissions).toBe(submissions)
      await executor.destroy()
    })

    it('F74: after the last submission rejects at once; the memory stays until the device is done', async () => {
      const executor = await open(echo(large.length), 1)
      const { submissions } = suite.backend.counts
      const control = new AbortController()
      const onProgress = (): void => {
        // The run goes on to wait for the device.
        if (suite.backend.counts.submissions > submissions) control.abort()
      }
      expect(await codeOf(executor.run({ inputs: { in: large }, signal: control.signal, onProgress }))).toBe('ABORTED')
      expect(suite.backend.counts.submissions - submissions).toBe(1)
      // The next run writes the same staging: it waits. Whoever freed or wrote too early would have the layer speak.
      const next = pattern(large.length, 9)
      expect(Buffer.compare((await executor.run({ inputs: { in: next } })).outputs['out']!, next)).toBe(0)
      const again = new AbortController()
      const run = codeOf(executor.run({ inputs: { in: large }, signal: again.signal, onProgress: () => again.abort() }))
      await Promise.all([executor.destroy(), run])
    })
  })

  it.each([1, 2, 3])(
    'F75: concurrent runs have their own bytes and reach the device in order, %i in flight',
    async (count) => {
      const graph = parseGraph({
        version: 1,
        resources: [
          { id: 'a', kind: 'buffer', size: 4096 },
          { id: 'kept', kind: 'buffer', size: 4096, lifetime: 'persistent', history: 1 },
        ],
        passes: [
          { id: 'in', kind: 'upload', to: 'a', input: 'in' },
          { id: 'keep', kind: 'copy', from: 'a', to: 'kept' },
          { id: 'out', kind: 'readback', from: 'kept', output: 'out' },
          { id: 'before', kind: 'readback', from: { resource: 'kept', previous: 1 }, output: 'before' },
        ],
      })
      const executor = await open(graph, count)
      const runs = Array.from({ length: 12 }, (_, i) => executor.run({ inputs: { in: pattern(4096, i + 1) } }))
      for (const [i, { outputs }] of (await Promise.all(runs)).entries())
        expect(outputs).toEqual({ out: pattern(4096, i + 1), before: pattern(4096, i) })
      await executor.destroy()
    },
  )

  it('F76: executors that import the same buffer take turns', async () => {
    const graph = parseGraph({
      version: 1,
      resources: [{ id: 'shared', kind: 'buffer', size: 256, lifetime: 'imported' }],
      shaders: [
        {
          id: 'add',
          wgsl: `@group(0) @binding(0) var<storage, read_write> shared_words: array<u32>;
            @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) at: vec3u) { shared_words[at.x] += 1u; }`,
        },
      ],
      passes: [
        {
          id: 'add',
          kind: 'compute',
          shader: 'add',
          entryPoint: 'main',
          workgroups: [1, 1, 1],
          bindings: [{ group: 0, binding: 0, use: 'shared', as: 'storage' }],
        },
        { id: 'out', kind: 'readback', from: 'shared', output: 'out' },
      ],
    })
    const executors = [await open(graph), await open(graph)]
    const shared = suite.backend.createBuffer!(256)
    const imports = { shared: shared.handle }
    const first = (await executors[0]!.run({ imports })).outputs['out']!
    const start = new Uint32Array(first.slice().buffer)[0]!
    const results = await Promise.all(Array.from({ length: 12 }, (_, i) => executors[i % 2]!.run({ imports })))
    const seen = results.map(({ outputs }) => new Uint32Array(outputs['out']!.slice().buffer)[0]! - start)
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
    for (const executor of executors) await executor.destroy()
    shared.destroy()
  })

  it('F77–F79: destroying waits for runs, twice is once, and what comes later is a typed error', async () => {
    const executor = await open(echo(4096))
    const runs = [1, 2, 3].map((seed) => executor.run({ inputs: { in: pattern(4096, seed) } }))
    await Promise.all([executor.destroy(), executor.destroy()])
    for (const [i, { outputs }] of (await Promise.all(runs)).entries())
      expect(outputs['out']).toEqual(pattern(4096, i + 1))
    expect(await codeOf(executor.run({ inputs: { in: pattern(4096) } }))).toBe('DESTROYED')
    expect(await codeOf(executor.update(executor.plan))).toBe('DESTROYED')
    expect(() => executor.allocateInput('in')).toThrow(expect.objectContaining({ code: 'DESTROYED' }))
  })

  describe('bodies', () => {
    it.each([
      [
        'at once',
        () => {
          throw new Error('no')
        },
      ],
      [
        'later',
        async () => {
          await delay(1)
          throw new Error('no')
        },
      ],
    ] satisfies [string, Body][])(
      'F81: one that throws %s fails its run before it is submitted; the next one works',
      async (_, touch) => {
        const executor = await open(touched)
        const { submissions } = suite.backend.counts
        expect(await codeOf(executor.run({ bodies: { touch } }))).toBe('BODY_FAILED')
        expect(suite.backend.counts.submissions).toBe(submissions)
        expect((await executor.run({ bodies: { touch: quiet } })).outputs['out']).toEqual(touchedOut)
        await executor.destroy()
      },
    )

    it('F81: runs queued behind it are not harmed', async () => {
      const executor = await open(touched)
      const failing: Body = async () => {
        await delay(5)
        throw new Error('no')
      }
      const runs = [failing, quiet, failing, quiet].map((touch) => codeOf(executor.run({ bodies: { touch } })))
      expect(await Promise.all(runs)).toEqual(['BODY_FAILED', 'done', 'BODY_FAILED', 'done'])
      await executor.destroy()
    })

    it('F80: a run of its own executor is refused inside one, and goes well on another', async () => {
      const [executor, other] = [await open(touched), await open(touched)]
      const codes: string[] = []
      const touch: Body = async () => {
        codes.push(await codeOf(executor.run({ bodies: { touch: quiet } })))
        codes.push(await codeOf(other.run({ bodies: { touch: quiet } })))
      }
      expect((await executor.run({ bodies: { touch } })).outputs['out']).toEqual(touchedOut)
      expect(codes).toEqual(['REENTRANT_RUN', 'done'])
      await Promise.all([executor.destroy(), other.destroy()])
    })
  })

  it('F84: 10^4 runs of an executor record, allocate and make nothing, and leave memory flat', async () => {
    const backend = await createVulkanBackend({ loader: driver.loader })
    const executor = await createExecutor(planGraph(echo(4096), backend.profile), backend)
    const inputs = { in: pattern(4096) }
    const runs = Number(process.env['WARM_RUNS'] ?? 10_000)
    const turn = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 2) await Promise.all([executor.run({ inputs }), executor.run({ inputs })])
    }
    await turn(runs / 10)
    const counts = { ...backend.counts }
    const live = backend.liveObjects()
    const grown: { heap: number; external: number }[] = []
    for (let window = 0; window < 4; window++) {
      const before = memoryBytes()
      await turn(runs / 4)
      const after = memoryBytes()
      grown.push({ heap: after.heap - before.heap, external: after.external - before.external })
    }
    expect(backend.counts).toEqual({ ...counts, submissions: counts.submissions + runs })
    expect(backend.liveObjects()).toEqual(live)
    // The engine's own caches grow now and then; a leak grows in every window, by some hundred bytes a run.
    expect(Math.min(...grown.map(({ heap }) => heap))).toBeLessThan((runs / 4) * 50)
    expect(Math.min(...grown.map(({ external }) => external))).toBeLessThan((runs / 4) * 50)
    await executor.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
    await backend.destroy()
  }, 120_000)

  it('F83: a process that is done with everything ends by itself, threads that copied or not', async () => {
    expect(
      await runScript(`
        const own = await createVulkanBackend({ loader, copyThreads: 3 })
        const executor = await createExecutor(plan, own)
        await executor.run({ inputs })
        console.log('done')`),
    ).toEqual({ status: 0, out: 'done\n' })
  })

  it('F85: executors and backends collected in flight do no harm', async () => {
    expect(
      await runScript(`
        for (let i = 0; i < 4; i++) {
          await (async () => {
            const own = await createVulkanBackend({ loader })
            const executor = await createExecutor(plan, own)
            for (let r = 0; r < 4; r++) executor.run({ inputs }).catch(() => {})
          })()
          gc()
          await new Promise((resolve) => setTimeout(resolve, 5))
          gc()
        }
        const backend = await createVulkanBackend({ loader })
        const executor = await createExecutor(plan, backend)
        const { outputs } = await executor.run({ inputs })
        console.log(outputs.out[0])`),
    ).toEqual({ status: 0, out: '7\n' })
  }, 60_000)
})

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

function memoryBytes(): { heap: number; external: number } {
  // Twice: finalisers of the first round free more.
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return { heap: heapUsed, external }
}

/** A process of its own, with a plan of large copies and its inputs at hand. */
async function runScript(body: string): Promise<{ status: number | null; out: string }> {
  const script = `
    import { useVulkanDriver } from './test/support/gpu/vulkan-driver.ts'
    import { createVulkanBackend } from './src/backends/vulkan/index.ts'
    import { createExecutor } from './src/executor/index.ts'
    import { parseGraph, planGraph, profiles } from './src/index.ts'
    const { loader } = useVulkanDriver()
    const plan = planGraph(parseGraph(${JSON.stringify(echo(12 * MiB))}), {
      ...profiles.vulkan,
      queues: [profiles.vulkan.queues[0]],
    })
    const inputs = { in: new Uint8Array(${12 * MiB}).fill(7) }
    ${body}`
  const { status, stdout, stderr, signal } = await runCode(script, { flags: ['--expose-gc'], timeout: 50_000 })
  return { status, out: status === 0 ? stdout : `${stdout}${stderr}${signal ?? ''}` }
}
