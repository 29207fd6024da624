/** Commands of the next run are encoded while the device works on this one's, and are never those of another run. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import type { Body } from '../../src/backends/backend.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import { parseGraph, planGraph } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of an input that the queue writes in place, and of one that is staged. */
const [small, large] = [64, 65_600]
/** The words of an output, each once. */
const words = (bytes: Uint8Array | undefined) => [...new Set(new Uint32Array(bytes!.slice().buffer))]
const input = (value: number, size = small) => new Uint8Array(new Uint32Array(size / 4).fill(value).buffer)

const wgsl = `@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> before: array<u32>;
@group(0) @binding(2) var<storage, read_write> b: array<u32>;
@compute @workgroup_size(${small / 4}) fn main(@builtin(global_invocation_id) at: vec3u) { b[at.x] = 10u * before[at.x] + a[at.x]; }`

/** Each run multiplies what the run `previous` before it gave by 10 and adds its input: a number tells which runs came together. */
const digits = ({ previous = 1, isOptional = false, size = small, body = '', name = 'digits' } = {}) =>
  parseGraph({
    version: 1,
    name,
    resources: [
      { id: 'a', kind: 'buffer', size, ...(isOptional ? { lifetime: 'persistent' } : {}) },
      { id: 'b', kind: 'buffer', size, lifetime: 'persistent', ...(previous > 0 ? { history: previous } : {}) },
    ],
    shaders: [{ id: 'digits', wgsl }],
    passes: [
      { id: 'load', kind: 'upload', to: 'a', input: 'in', ...(isOptional ? { optional: true } : {}) },
      {
        id: 'step',
        kind: 'compute',
        shader: 'digits',
        entryPoint: 'main',
        workgroups: [size / small, 1, 1],
        bindings: [
          { group: 0, binding: 0, use: 'a', as: 'storage-read' },
          { group: 0, binding: 1, use: previous > 0 ? { resource: 'b', previous } : 'a', as: 'storage-read' },
          { group: 0, binding: 2, use: 'b', as: 'storage' },
        ],
      },
      { id: 'get', kind: 'readback', from: 'b', output: 'out' },
      ...(body ? [{ id: 'own', kind: 'custom', body, uses: [{ use: 'b', as: 'copy-dst' }] }] : []),
    ],
  })

/** Counts the encoders of a device, and refers to the commands that they made. */
function watchEncoders(device: GPUDevice) {
  const made = { encoders: 0, fails: false, finished: [] as WeakRef<GPUCommandBuffer>[] }
  const create = device.createCommandEncoder.bind(device)
  device.createCommandEncoder = (descriptor) => {
    if (made.fails) throw new Error('no encoder today')
    made.encoders++
    const encoder = create(descriptor)
    const finish = encoder.finish.bind(encoder)
    encoder.finish = (...args) => {
      const commands = finish(...args)
      made.finished.push(new WeakRef(commands))
      return commands
    }
    return encoder
  }
  return made
}

const runOnce = async (executor: Executor, value: number, bodies: Record<string, Body> = {}) =>
  words((await executor.run({ inputs: { in: input(value) }, bodies })).outputs['out'])[0]!

await describeGpu('webgpu', 'commands encoded ahead', ({ gpu }) => {
  const open = async (graph: ReturnType<typeof digits>, framesInFlight = 2) => {
    const backend = await createWebGpuBackend({ gpu })
    const made = watchEncoders(backend.device)
    const executor = await createExecutor(planGraph(graph, backend.profile), backend, { framesInFlight })
    return { backend, made, executor }
  }

  it('a steady run encodes nothing before it submits, and each run once', async () => {
    const { backend, made, executor } = await open(digits())
    for (let i = 0; i < 8; i++) await runOnce(executor, i)
    made.encoders = 0
    for (let i = 0; i < 8; i++) {
      const run = executor.run({ inputs: { in: input(i) } })
      expect(made.encoders, `before run ${i}`).toBe(i)
      await run
    }
    expect(made.encoders).toBe(8)
    await executor.destroy()
    await backend.destroy()
  })

  it('runs that begin alone, whose inputs are written in place, and runs behind others take turns: each finds its own', async () => {
    const { backend, made, executor } = await open(digits({ previous: 0 }))
    const run = (isWarm: boolean) => {
      const before = made.encoders
      const result = executor.run({ inputs: { in: input(1) } })
      if (isWarm) expect(made.encoders).toBe(before)
      return result
    }
    const [from, to] = [0, 1].map(() => backend.device.createBuffer({ size: 2 ** 26, usage: 12 }))
    const copy = (times: number) => {
      const encoder = backend.device.createCommandEncoder()
      for (let k = 0; k < times; k++) encoder.copyBufferToBuffer(from!, 0, to!, 0, 2 ** 26)
      backend.device.queue.submit([encoder.finish()])
    }
    // As many as keep the device busy for far longer than it takes to begin a run: one copy takes some GPUs microseconds.
    let copies = 1
    const msOf = async (times: number) => {
      const begun = performance.now()
      copy(times)
      await backend.device.queue.onSubmittedWorkDone()
      return performance.now() - begun
    }
    while ((await msOf(copies)) < 20) copies *= 2
    for (let i = 0; i < 10; i++) {
      const first = run(i > 4)
      copy(copies)
      const second = run(i > 4)
      await first
      // In the frame of the first, which was alone; the second is still behind the copies.
      await Promise.all([second, run(i > 4)])
    }
    from!.destroy()
    to!.destroy()
    await executor.destroy()
    await backend.destroy()
  })

  it('one run, and another one, encode their own commands and no more', async () => {
    const { backend, made, executor } = await open(digits())
    made.encoders = 0
    await runOnce(executor, 1)
    await runOnce(executor, 1)
    expect(made.encoders).toBe(2)
    await executor.destroy()
    await backend.destroy()
  })

  it.each([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [3, 2],
    [2, 3],
    [5, 3],
  ])(
    'with a history of %i and %i frames, in bursts of any length, each run meets its own buffers',
    async (previous, frames) => {
      const { backend, executor } = await open(digits({ previous }), frames)
      const expected: number[] = []
      let run = 0
      for (const burst of [
        1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 2, 2, 2, 2, 3, 3, 1, 1, 3, 3, 3, 3, 4, 1, 1, 1, 1, 1, 5, 5, 1, 1,
      ]) {
        const results = Array.from({ length: burst }, () => {
          const value = run % 7
          expected.push((10 * (expected[run - previous] ?? 0) + value) % 2 ** 32)
          run++
          return runOnce(executor, value)
        })
        expect(await Promise.all(results)).toEqual(expected.slice(-burst))
      }
      await executor.destroy()
      await backend.destroy()
    },
  )

  it('an optional upload that is left out, or brought again, is not that of the run before', async () => {
    const { backend, executor } = await open(digits({ isOptional: true, size: large }))
    let [held, expected] = [0, 0]
    const values = [
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      undefined,
      6,
      7,
      8,
      1,
      2,
      undefined,
      undefined,
      3,
      4,
      5,
      6,
      7,
      8,
      undefined,
      1,
    ]
    // Two at a time: what lies in the staging of a frame is older than the contents.
    for (let i = 0; i < values.length; i += 2) {
      const runs = values.slice(i, i + 2).map(async (value) => {
        held = value ?? held
        const wanted = (expected = (10 * expected + held) % 2 ** 32)
        const inputs: Record<string, Uint8Array> = value === undefined ? {} : { in: input(value, large) }
        expect(words((await executor.run({ inputs })).outputs['out'])).toEqual([wanted])
      })
      await Promise.all(runs)
    }
    await executor.destroy()
    await backend.destroy()
  })

  it('a body is called by its run, never ahead', async () => {
    const { backend, made, executor } = await open(digits({ body: 'own' }))
    let calls = 0
    const own = () => void calls++
    for (let i = 0; i < 12; i++) {
      const run = executor.run({ inputs: { in: input(i) }, bodies: { own } })
      expect(calls).toBe(i + 1)
      await run
      expect(calls).toBe(i + 1)
    }
    expect(made.encoders).toBe(12)
    await executor.destroy()
    await backend.destroy()
  })

  it('plans that take turns meet what they had encoded, or encode anew', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const plans = ['one', 'other'].map((name) => planGraph(digits({ name }), backend.profile))
    const executor = await createExecutor(plans[0]!, backend)
    let expected = 0
    for (let i = 0; i < 40; i++) {
      if (i % 5 === 4 || i > 30) await executor.update(plans[i % 2]!)
      expected = (10 * expected + (i % 3)) % 2 ** 32
      expect(await runOnce(executor, i % 3)).toBe(expected)
    }
    await executor.destroy()
    await backend.destroy()
    expect(Object.values(backend.liveObjects()).filter((count) => count !== 0)).toEqual([])
  })

  it('what cannot be encoded ahead is refused in the run that needs it', async () => {
    const { backend, made, executor } = await open(digits())
    for (let i = 0; i < 8; i++) await runOnce(executor, 1)
    made.fails = true
    // The run whose commands lie ready is none the worse for it.
    await runOnce(executor, 1)
    await expect(runOnce(executor, 1)).rejects.toMatchObject({ message: expect.stringContaining('no encoder today') })
    made.fails = false
    for (let i = 0; i < 4; i++) await runOnce(executor, 1)
    await executor.destroy()
    await backend.destroy()
  })

  it('what lies ready goes with the session, though the program keeps the executor', async () => {
    const { backend, made, executor } = await open(digits())
    for (let i = 0; i < 8; i++) await runOnce(executor, 1)
    const alive = async () => {
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 1))
      collect()
      return made.finished.filter((commands) => commands.deref()).length
    }
    expect(await alive()).toBe(1)
    await executor.destroy()
    expect(await alive()).toBe(0)
    expect(() => executor.inspect()).toThrow('destroyed')
    await backend.destroy()
  })
})
