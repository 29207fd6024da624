/** Handles that runs on Vulkan import: it is their numbers that name memory, whatever the objects around them. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type FrameGraph, type HostBodyContext } from '../../src/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

/** Counts up in shared memory by way of the host, so that runs side by side lose counts. */
const counter = parseGraph({
  version: 1,
  resources: [{ id: 'shared', kind: 'buffer', size: 256, lifetime: 'imported' }],
  passes: [
    { id: 'get', kind: 'readback', from: 'shared', output: 'before' },
    { id: 'add', kind: 'host', consumes: ['before'], produces: [{ input: 'after', size: 256 }], body: 'add' },
    { id: 'put', kind: 'upload', to: 'shared', input: 'after' },
  ],
})

const imported = { kind: 'buffer', size: 512, lifetime: 'imported' } as const
const picture = { kind: 'texture', format: 'rgba8unorm', size: [4, 4], lifetime: 'imported' } as const
const pairOf = (resource: typeof imported | typeof picture): FrameGraph =>
  parseGraph({
    version: 1,
    resources: [
      { id: 'one', ...resource },
      { id: 'other', ...resource },
    ],
    passes: [
      { id: 'clear', kind: 'fill', to: 'one', value: 0 },
      { id: 'copy', kind: 'copy', from: 'one', to: 'other' },
    ],
  })

await describeGpu('vulkan', 'imports on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  const open = (graph: FrameGraph) => createExecutor(planGraph(graph, suite.backend.profile), suite.backend)

  describe('F76: executors that share a buffer', () => {
    it('take turns, also where each run has a handle of its own', async () => {
      const executors = [await open(counter), await open(counter)]
      const buffer = suite.backend.createBuffer!(256)
      const add = async ({ outputs, inputs }: HostBodyContext) => {
        await delay(1)
        inputs['after']!.fill(outputs['before']![0]! + 1)
      }
      const run = (i: number) => executors[i % 2]!.run({ imports: { shared: { ...buffer.handle } }, bodies: { add } })
      const start = (await run(0)).outputs['before']![0]!
      const results = await Promise.all(Array.from({ length: 6 }, (_, i) => run(i)))
      expect(results.map(({ outputs }) => (outputs['before']![0]! - start) & 255)).toEqual([1, 2, 3, 4, 5, 6])
      for (const executor of executors) await executor.destroy()
      buffer.destroy()
    })

    it('do not where they use other bytes of it', async () => {
      const [outer, inner] = [await open(counter), await open(counter)]
      const [one, other] = [suite.backend.createBuffer!(256), suite.backend.createBuffer!(256)]
      const numberOf = ({ handle }: typeof one) => (handle as { buffer: bigint }).buffer
      expect(numberOf(one)).toBe(numberOf(other))
      let isIn = false
      const inside = { imports: { shared: { ...other.handle } }, bodies: { add: () => void (isIn = true) } }
      const add = async () => void (await inner.run(inside))
      await outer.run({ imports: { shared: one.handle }, bodies: { add } })
      expect(isIn).toBe(true)
      await Promise.all([outer.destroy(), inner.destroy()])
      one.destroy()
      other.destroy()
    })
  })

  describe('are refused before anything is submitted', () => {
    it.each([
      ['the same buffer in two objects', 0, 0],
      ['buffers that overlap', 0, 256],
      ['buffers that overlap, the later one first', 256, 0],
    ])('%s', async (_, one, other) => {
      const executor = await open(pairOf(imported))
      const whole = suite.backend.createBuffer!(2 ** 21)
      const { buffer } = whole.handle as { buffer: bigint }
      const run = (first: number, second: number) =>
        executor.run({ imports: { one: { buffer, offset: first }, other: { buffer, offset: second } } })
      await expect(run(one, other)).rejects.toMatchObject({ code: 'INVALID_IMPORT' })
      await run(0, 512)
      await executor.destroy()
      whole.destroy()
    })

    it('one image as two textures', async () => {
      const executor = await open(pairOf(picture))
      const imports = { one: { image: 5n }, other: { image: 5n } }
      await expect(executor.run({ imports })).rejects.toMatchObject({ code: 'INVALID_IMPORT', path: 'imports.other' })
      await executor.destroy()
    })

    it.each(['buffer', 'offset', 'image'])('F47: handles whose %s throws', async (field) => {
      const executor = await open(pairOf(field === 'image' ? picture : imported))
      const broken = Object.defineProperty({ buffer: 5n, image: 5n }, field, {
        get: () => {
          throw new Error('no')
        },
      })
      const run = executor.run({ imports: { one: broken, other: { buffer: 6n, image: 6n } } })
      await expect(run).rejects.toMatchObject({ code: 'INVALID_IMPORT', path: 'imports.one' })
      await executor.destroy()
    })
  })
})
