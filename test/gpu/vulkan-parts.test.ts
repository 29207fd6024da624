/** Different parts of one texture on Vulkan: no barrier parts those who use them, and the validation layer has nothing to say. */
import { expect, it } from 'vitest'
import type { Body } from '../../src/backends/backend.ts'
import { createExecutor } from '../../src/executor/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

type Passes = GraphDocument['passes']
type Box = readonly [x: number, y: number, z: number, width: number, height: number]

const noise = (bytes: number, seed: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

await describeGpu('vulkan', 'parts of a texture on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)

  /** Runs the passes over a texture of 16 × 16 × 2 texels and some more; tells how many barriers the plan has. */
  const barriersOf = async (
    passes: Passes,
    dimension: '2d' | '3d' = '2d',
    lifetime: 'transient' | 'persistent' = 'transient',
  ): Promise<number> => {
    const graph = parseGraph({
      version: 1,
      resources: [
        { id: 'atlas', kind: 'texture', format: 'r32float', size: [16, 16, 2], dimension, lifetime },
        { id: 'buffer', kind: 'buffer', size: 4096, lifetime: 'persistent' },
        { id: 'small', kind: 'texture', format: 'r32float', size: [4, 4], lifetime: 'persistent' },
      ],
      passes,
    })
    const plan = planGraph(graph, suite.backend.profile)
    const inputs = Object.fromEntries(plan.inputs.map(({ name, sizeBytes }, i) => [name, noise(sizeBytes, i)]))
    const body: Body = () => undefined
    const executor = await createExecutor(plan, suite.backend)
    try {
      const got = await executor.run({ inputs, bodies: { body } })
      const wanted = await referenceRun(graph, inputs, { bodies: { body } })
      expect(got.outputs).toEqual(wanted.outputs)
    } finally {
      await executor.destroy()
    }
    return plan.report.barriers.count
  }

  const part = ([x, y, z, width, height]: Box) => ({
    resource: 'atlas',
    origin: [x, y, z] as [number, number, number],
    size: [width, height, 1] as [number, number, number],
  })
  const upload = (box: Box, i: number): Passes[number] => ({
    id: `up${i}`,
    kind: 'upload',
    to: part(box),
    input: `in${i}`,
  })
  const get: Passes[number] = { id: 'get', kind: 'readback', from: 'atlas', output: 'all' }
  const quarters: Box[] = [0, 8].flatMap((x) => [0, 8].map((y): Box => [x, y, 0, 8, 8]))

  it.each(['2d', '3d'] as const)('uploads of a %s picture go side by side into one', async (dimension) => {
    const layer: Box = [0, 0, 1, 16, 16]
    // One gives the first layout, one stands before the readback.
    expect(await barriersOf([...[...quarters, layer].map(upload), get], dimension)).toBe(2)
  })

  it('a part is copied out while another is filled and a third copied in', async () => {
    const passes: Passes = [
      { id: 'load', kind: 'upload', to: 'atlas', input: 'in' },
      { id: 'out', kind: 'copy', from: part([1, 1, 0, 4, 4]), to: 'small' },
      { id: 'zero', kind: 'fill', to: part([8, 0, 0, 4, 16]), value: 0 },
      { id: 'in', kind: 'copy', from: { resource: 'buffer', offset: 0, size: 64 }, to: part([2, 5, 0, 4, 4]) },
      get,
      { id: 'see', kind: 'readback', from: 'small', output: 'small' },
    ]
    expect(await barriersOf(passes)).toBe(3)
  })

  it.each(['2d', '3d'] as const)('layers of a %s texture are drawn to side by side', async (dimension) => {
    const draw = (layer: number): Passes[number] => ({
      id: `draw${layer}`,
      kind: 'render',
      color: [{ use: part([0, 0, layer, 16, 16]), load: 'clear', clearValue: [0.25 + layer, 0, 0, 0] }],
      body: 'body',
    })
    expect(await barriersOf([draw(0), draw(1), get], dimension)).toBe(2)
  })

  it('what outlives the run needs no first layout, so its parts need no barrier at all', async () => {
    expect(await barriersOf(quarters.map(upload), '2d', 'persistent')).toBe(0)
  })
})
