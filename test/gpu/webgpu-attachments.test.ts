/** What Dawn makes of attachments that WebGPU allows, held against the reference. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor, execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { integerClears } from '../support/clear-values.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

await describeGpu('webgpu', 'attachments on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  const expectAsReference = async (document: unknown) => {
    const graph = parseGraph(document)
    const bodies = { nothing: () => undefined }
    const { outputs } = await execute(graph, backend, { bodies })
    expect(outputs).toEqual((await referenceRun(graph, {}, { bodies })).outputs)
  }

  it('keeps the other slices of a volume when one of them is discarded', async () => {
    const clear = (slice: number, store: 'store' | 'discard', red: number) => ({
      id: `${store}-${slice}`,
      kind: 'render',
      color: [
        {
          use: { resource: 'volume', origin: [0, 0, slice], size: [5, 3, 1] },
          load: 'clear',
          clearValue: [red, 0, 0, 0],
          store,
        },
      ],
      draws: [],
      sideEffects: true,
    })
    await expectAsReference({
      version: 1,
      resources: [{ id: 'volume', kind: 'texture', format: 'r16uint', size: [5, 3, 3], dimension: '3d' }],
      passes: [
        clear(0, 'store', 7),
        clear(1, 'discard', 8),
        clear(2, 'store', 9),
        clear(1, 'store', 10),
        { id: 'get', kind: 'readback', from: 'volume', output: 'texels' },
      ],
    })
  })

  it('refuses to resolve samples into a slice of a volume, before anything runs', async () => {
    const graph = parseGraph({
      version: 1,
      resources: [
        { id: 'samples', kind: 'texture', format: 'rgba8unorm', size: [4, 4], sampleCount: 4 },
        {
          id: 'volume',
          kind: 'texture',
          format: 'rgba8unorm',
          size: [4, 4, 3],
          dimension: '3d',
          lifetime: 'persistent',
        },
      ],
      passes: [
        {
          id: 'draw',
          kind: 'render',
          color: [
            { use: 'samples', resolve: { resource: 'volume', origin: [0, 0, 1], size: [4, 4, 1] }, load: 'clear' },
          ],
          draws: [],
        },
      ],
    })
    await expect(createExecutor(planGraph(graph, backend.profile), backend)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      details: { passes: ['draw'] },
    })
  })

  it.each([
    ['a picture', {}, {}],
    ['a slice of a volume', { size: [3, 2, 4], dimension: '3d' }, { origin: [0, 0, 2], size: [3, 2, 1] }],
    ['three layers', { size: [3, 2, 5] }, { origin: [0, 0, 1], size: [3, 2, 3] }],
    ['a level', { size: [6, 4], mipLevelCount: 2 }, { mipLevel: 1 }],
  ] as const)('clears ten bits of %s', async (_, shape, part) => {
    const clear = (id: string, use: unknown, clearValue: readonly number[]) => ({
      id,
      kind: 'render',
      color: [
        { use, load: 'clear', clearValue },
        { use: 'beside', load: 'clear', clearValue: [1, 2, 3, 4] },
      ],
      body: 'nothing',
    })
    const size = 'size' in part ? part.size : [3, 2, 1]
    const graph = {
      version: 1,
      resources: [
        { id: 'bits', kind: 'texture', format: 'rgb10a2uint', size: [3, 2], ...shape },
        { id: 'beside', kind: 'texture', format: 'rgba8uint', size },
      ],
      passes: [
        { id: 'zero', kind: 'fill', to: 'bits', value: 0 },
        clear('most', { resource: 'bits', ...part }, [1023, 256, 255, 3]),
        { id: 'get', kind: 'readback', from: 'bits', output: 'bits' },
        clear('above', { resource: 'bits', ...part }, [5000, 0.5, 700.9, 200]),
        { id: 'get-again', kind: 'readback', from: 'bits', output: 'again' },
        { id: 'get-beside', kind: 'readback', from: 'beside', output: 'beside' },
      ],
    }
    await expectAsReference(graph)
  })

  it('clears integers to what the format holds of the value', () => expectAsReference(integerClears()))
})
