/** Large inputs and outputs: copied slice by slice, by several threads where asked for, and safe from whatever happens meanwhile. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { CopyThreads } from '../../src/backends/vulkan/session/copy-threads.ts'
import { createVulkanBackend, type VulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { runCode } from '../support/program.ts'
import { failOnUnhandledRejections } from '../support/unhandled.ts'

const MiB = 2 ** 20
const fill = (bytes: Uint8Array, seed: number): Uint8Array => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2)
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i + seed, 0x9e3779b1)
  return bytes
}
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
/** The code of the error that a run ends with. */
const errorOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'no error',
    (error: { readonly code: string }) => error.code,
  )
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('copies by several threads', () => {
  let threads: CopyThreads
  const source = fill(new Uint8Array(12 * MiB + 12), 3)
  afterEach(() => threads.end())
  const started = async (count: number): Promise<void> => {
    threads = new CopyThreads(count)
    // They start with the first copy that is worth it, which goes on without them.
    const posts = vi.spyOn(Atomics, 'notify')
    while (posts.mock.calls.length < count - 1) {
      threads.copy(new Uint8Array(source.length), source)
      await turn()
    }
    posts.mockRestore()
  }

  it.each([
    [2, 2 * MiB],
    [3, 12 * MiB],
    [5, 4 * MiB + 4097],
    [5, 3 * MiB - 1],
  ])('by %i of them every one of %i bytes arrives, and none beside them', async (count, size) => {
    await started(count)
    const posts = vi.spyOn(Atomics, 'notify')
    for (const at of [0, 1, 4095]) {
      const target = new Uint8Array(size + 8192).fill(0xaa)
      threads.copy(target.subarray(at, at + size), source.subarray(7, 7 + size))
      expect(isSame(target.subarray(at, at + size), source.subarray(7, 7 + size))).toBe(true)
      expect(target.subarray(0, at).every((byte) => byte === 0xaa)).toBe(true)
      expect(target.subarray(at + size).every((byte) => byte === 0xaa)).toBe(true)
    }
    expect(posts.mock.calls.length).toBeGreaterThan(0)
    posts.mockRestore()
  })

  it.each([
    ['ends', ''],
    ['is ended', 'setTimeout(process.exit, delay)'],
  ])(
    'F83: a process that %s while they start is not aborted by it',
    async (_, ending) => {
      const code = `
      import { CopyThreads } from './src/backends/vulkan/session/copy-threads.ts'
      const copies = new CopyThreads(4)
      copies.copy(new Uint8Array(${8 * MiB}), new Uint8Array(${8 * MiB}))
      // The third word of a control block says whether its thread is up.
      process.on('exit', () => console.log(copies.threads.map(({ words }) => words[2]).join()))
      const delay = Number(process.argv[2])
      setTimeout(() => {}, delay)
      ${ending}`
      for (let delay = 0; delay < 100; delay += 20) {
        const { status, signal, stdout, stderr } = await runCode(code, { args: [String(delay)], timeout: 30_000 })
        expect({ status, signal, error: status === 0 ? '' : stderr }).toEqual({ status: 0, signal: null, error: '' })
        expect(stdout).toBe('1,1,1\n')
      }
    },
    60_000,
  )

  it('of arrays of different length are refused', async () => {
    await started(2)
    expect(() => threads.copy(new Uint8Array(4 * MiB), source)).toThrow(RangeError)
  })

  it('small ones, and all after the end, are copied by this thread alone', async () => {
    await started(2)
    const posts = vi.spyOn(Atomics, 'notify')
    const target = new Uint8Array(MiB)
    threads.copy(target, source.subarray(0, MiB))
    expect(isSame(target, source.subarray(0, MiB))).toBe(true)
    await threads.end()
    posts.mockClear()
    const large = new Uint8Array(source.length)
    threads.copy(large, source)
    expect(isSame(large, source)).toBe(true)
    expect(posts).not.toHaveBeenCalled()
    posts.mockRestore()
  })
})

await describeGpu('vulkan', 'large inputs and outputs on Vulkan', ({ loader }) => {
  failOnUnhandledRejections()
  // Two slices, with a turn of the event loop between them.
  const size = 40 * MiB
  const graph = parseGraph({
    version: 1,
    name: 'large',
    resources: [{ id: 'a', kind: 'buffer', size, lifetime: 'persistent' }],
    passes: [
      { id: 'load', kind: 'upload', to: 'a', input: 'in' },
      { id: 'get', kind: 'readback', from: 'a', output: 'out' },
    ],
  })
  const input = fill(new Uint8Array(size), 1)
  const open = (backend: VulkanBackend): Promise<Executor> =>
    createExecutor(planGraph(graph, backend.profile), backend, { framesInFlight: 1 })

  it.each([0, 65, 1.5, '2'])('copyThreads of %j is refused', async (copyThreads) => {
    await expect(createVulkanBackend({ loader, copyThreads: copyThreads as number })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
  })

  describe.each([1, 3])('with %i threads', (copyThreads) => {
    let backend: VulkanBackend
    let executor: Executor
    beforeAll(async () => {
      backend = await createVulkanBackend({ loader, copyThreads })
      executor = await open(backend)
    })
    afterAll(() => backend.destroy())
    const works = async (): Promise<void> => {
      const { outputs } = await executor.run({ inputs: { in: input } })
      expect(isSame(outputs['out']!, input)).toBe(true)
    }

    it('arrive whole from every kind of array, run after run', async () => {
      await works()
      const odd = new Uint8Array(new ArrayBuffer(size + 16), 5, size)
      odd.set(input)
      const shared = new Uint8Array(new SharedArrayBuffer(size))
      shared.set(input)
      for (const given of [odd, shared, shared.buffer, new DataView(input.buffer)]) {
        const { outputs } = await executor.run({ inputs: { in: given } })
        expect(isSame(outputs['out']!, input)).toBe(true)
      }
    })

    // The first slice is copied before `run` returns, and the second one in a later turn.
    it('F48: an input that is detached between slices fails its run, by name; the next one works', async () => {
      const gone = input.slice()
      const run = errorOf(executor.run({ inputs: { in: gone } }))
      structuredClone(gone, { transfer: [gone.buffer] })
      expect(await run).toMatch(/INVALID_INPUT|WRONG_INPUT_SIZE/)
      await works()
    })

    it('outputs go to memory that is given for them, run after run', async () => {
      const memory = new Uint8Array(size)
      for (let run = 0; run < 2; run++) {
        memory.fill(run)
        const { outputs } = await executor.run({ inputs: { in: input }, outputs: { out: memory } })
        expect(outputs['out']!.buffer).toBe(memory.buffer)
        expect(isSame(memory, input)).toBe(true)
      }
    })

    it('F48: so does one whose buffer shrinks', async () => {
      const buffer = Reflect.construct(ArrayBuffer, [size, { maxByteLength: size }]) as ArrayBuffer & {
        resize(to: number): void
      }
      const run = errorOf(executor.run({ inputs: { in: buffer } }))
      buffer.resize(4096)
      expect(await run).toMatch(/INVALID_INPUT|WRONG_INPUT_SIZE/)
      await works()
    })

    it('F72: an abort between slices ends the run before it submits anything', async () => {
      const control = new AbortController()
      const before = backend.counts.submissions
      const run = errorOf(executor.run({ inputs: { in: input }, signal: control.signal }))
      control.abort()
      expect(await run).toBe('ABORTED')
      expect(backend.counts.submissions).toBe(before)
      await works()
    })
  })

  it.each([1, 3])('F64: a backend of %i threads that is destroyed between slices ends the run', async (copyThreads) => {
    const backend = await createVulkanBackend({ loader, copyThreads })
    const executor = await open(backend)
    const run = errorOf(executor.run({ inputs: { in: input } }))
    await turn()
    await backend.destroy()
    expect(await run).toMatch(/DEVICE_LOST|DESTROYED/)
    await executor.destroy()
  })
})
