/** Small inputs are written by the queue to where they belong, in runs that are alone; all others go through staging. */
import { expect, it } from 'vitest'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type HostBodyContext } from '../../src/index.ts'
import { countGpu, type GpuCounts } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

/** Inputs of these sizes, each uploaded and read back. */
const graphOf = (sizes: readonly number[]) =>
  parseGraph({
    version: 1,
    resources: sizes.map((size, i) => ({ id: `b${i}`, kind: 'buffer', size })),
    passes: [
      ...sizes.map((_, i) => ({ id: `load ${i}`, kind: 'upload' as const, to: `b${i}`, input: `in${i}` })),
      ...sizes.map((_, i) => ({ id: `get ${i}`, kind: 'readback' as const, from: `b${i}`, output: `out${i}` })),
    ],
  })

const bytes = (size: number, seed: number): Uint8Array => Uint8Array.from({ length: size }, (_, k) => 37 * k + seed)
const inputsOf = (sizes: readonly number[], seed: number): Record<string, Uint8Array> =>
  Object.fromEntries(sizes.map((size, i) => [`in${i}`, bytes(size, seed + i)]))
const outputsOf = (sizes: readonly number[], seed: number): Record<string, Uint8Array> =>
  Object.fromEntries(sizes.map((size, i) => [`out${i}`, bytes(size, seed + i)]))

const eight = Array.from({ length: 8 }, () => 64)

await describeGpu('webgpu', 'small inputs on WebGPU', ({ gpu }) => {
  const withSizes = async (
    sizes: readonly number[],
    work: (executor: Executor, counts: GpuCounts & { writes: number }) => Promise<void>,
  ): Promise<void> => {
    const backend = await createWebGpuBackend({ gpu })
    const counts = Object.assign(countGpu(backend.device), { writes: 0 })
    const { queue } = backend.device
    const writeBuffer = queue.writeBuffer.bind(queue)
    queue.writeBuffer = (...given) => {
      counts.writes++
      writeBuffer(...given)
    }
    const executor = await createExecutor(planGraph(graphOf(sizes), backend.profile), backend)
    await work(executor, counts)
    await executor.destroy()
    await backend.destroy()
    expect(counts.errors).toEqual([])
  }

  it.each<[string, readonly number[], boolean]>([
    ['one', [64], true],
    ['eight', eight, true],
    ['64 KiB', [65_536], true],
    ['nine', [...eight, 64], false],
    ['a word more than 64 KiB', [65_540], false],
    ['of which one is no whole number of words', [64, 6], false],
  ])('%s', (_, sizes, isDirect) =>
    withSizes(sizes, async (executor, counts) => {
      const began = counts.commands
      for (let seed = 1; seed <= 8; seed++) {
        const [writes, commands] = [counts.writes, counts.commands]
        const inputs = inputsOf(sizes, seed)
        const { outputs } = await executor.run({ inputs })
        expect(outputs).toEqual(outputsOf(sizes, seed))
        expect(counts.writes > writes).toBe(isDirect)
        // With staging, at least one copy goes in where one comes out.
        expect(counts.commands - commands).toBeGreaterThanOrEqual(isDirect ? 1 : 2)
        // A run encodes its own commands at first, later those of the next one, and once both.
        if (sizes.length === 1 && (seed === 1 || seed > 5)) expect(counts.commands - commands).toBe(isDirect ? 1 : 2)
      }
      if (sizes.length === 1) expect(counts.commands - began).toBe(9 * (isDirect ? 1 : 2))
    }),
  )

  /** What an earlier run uploaded is read by its second submission, which waits for a host pass. */
  it('runs that are under way together keep their inputs apart', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const graph = parseGraph({
      version: 1,
      resources: [
        { id: 'a', kind: 'buffer', size: 64 },
        { id: 'b', kind: 'buffer', size: 128 },
      ],
      passes: [
        { id: 'load', kind: 'upload', to: 'a', input: 'given' },
        { id: 'get', kind: 'readback', from: 'a', output: 'seen' },
        { id: 'think', kind: 'host', consumes: ['seen'], produces: [{ input: 'made', size: 64 }], body: 'think' },
        { id: 'put', kind: 'upload', to: { resource: 'b', size: 64 }, input: 'made' },
        { id: 'keep', kind: 'copy', from: 'a', to: { resource: 'b', offset: 64 }, after: ['put'] },
        { id: 'save', kind: 'readback', from: 'b', output: 'result' },
      ],
    })
    const executor = await createExecutor(planGraph(graph, backend.profile), backend)
    const runs = Array.from({ length: 12 }, async (_, seed) => {
      const { outputs } = await executor.run({
        inputs: { given: bytes(64, seed) },
        bodies: {
          think: async ({ outputs: seen, inputs: made }: HostBodyContext) => {
            await new Promise((resolve) => setTimeout(resolve, 5))
            made['made']!.set(seen['seen']!)
          },
        },
      })
      expect(outputs['result']).toEqual(Uint8Array.from([...bytes(64, seed), ...bytes(64, seed)]))
    })
    await Promise.all(runs)
    await executor.destroy()
    await backend.destroy()
  })
})
