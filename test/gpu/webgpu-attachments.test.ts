/** What Dawn makes of attachments that WebGPU allows, held against the reference. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { execute } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { referenceRun } from '../../src/reference/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

await describeGpu('webgpu', 'attachments on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  const expectAsReference = async (document: unknown) => {
    const graph = parseGraph(document)
    const { outputs } = await execute(graph, backend)
    expect(outputs).toEqual((await referenceRun(graph)).outputs)
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
})
