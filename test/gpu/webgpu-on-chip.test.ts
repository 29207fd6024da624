/** Attachments that live inside render passes only are made such that a device can keep them on the chip. */
import { beforeAll, afterAll, expect, it } from 'vitest'
import { createExecutor, parseGraph, planGraph, profiles, type GraphDocument } from '../../src/index.ts'
import { onChipTextures } from '../../src/backends/webgpu/on-chip.ts'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'

const attachment = { kind: 'texture', format: 'rgba8unorm', size: [8, 8] } as const
type Pass = GraphDocument['passes'][number]

/** Four samples and a depth, drawn in two passes that merge, resolved to a picture; then `more`. */
const graphOf = (more: readonly Pass[] = [], colorLoad: 'clear' | 'load' = 'clear') =>
  parseGraph({
    version: 1,
    resources: [
      { id: 'samples', ...attachment, sampleCount: 4 },
      { id: 'depth', kind: 'texture', format: 'depth32float', size: [8, 8], sampleCount: 4 },
      { id: 'picture', ...attachment },
      { id: 'other', ...attachment },
    ],
    passes: [
      ...(colorLoad === 'load'
        ? [
            {
              id: 'clear',
              kind: 'render' as const,
              body: 'nothing',
              color: [{ use: 'samples', load: 'clear' as const }],
            },
          ]
        : []),
      {
        id: 'draw',
        kind: 'render',
        body: 'nothing',
        color: [{ use: 'samples', load: colorLoad, clearValue: [1, 0.2, 0, 1], resolve: 'picture' }],
        depth: { use: 'depth', load: 'clear', clearValue: 1 },
      },
      ...more,
      { id: 'get', kind: 'readback', from: 'picture', output: 'picture' },
    ],
  })

const idsOnChip = (graph: ReturnType<typeof graphOf>): string[] => {
  const plan = planGraph(graph, profiles.webgpu)
  const onChip = onChipTextures(plan)
  return plan.placements
    .filter(({ texture }) => texture !== undefined && onChip.has(texture))
    .map(({ resource }) => resource)
}

it('are those that each pass clears and discards: not what is resolved to, nor what is loaded or stored', () => {
  expect(idsOnChip(graphOf())).toEqual(['samples', 'depth'])
  expect(idsOnChip(graphOf([], 'load'))).toEqual(['depth'])
})

it('are not those that another command reads', () => {
  const read: Pass[] = [
    {
      id: 'use',
      kind: 'render',
      body: 'nothing',
      color: [{ use: 'other', load: 'clear' }],
      uses: [{ use: 'samples', as: 'sampled' }],
      sideEffects: true,
    },
  ]
  expect(idsOnChip(graphOf(read))).not.toContain('samples')
})

await describeGpu('webgpu', 'on the chip', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(() => backend.destroy())

  it('are textures of that usage where the API has it, and the picture is what it is without', async () => {
    const { errors } = countGpu(backend.device)
    const usages: number[] = []
    const createTexture = backend.device.createTexture.bind(backend.device)
    backend.device.createTexture = (descriptor) => {
      usages.push(descriptor.usage)
      return createTexture(descriptor)
    }
    const executor = await createExecutor(planGraph(graphOf(), backend.profile), backend)
    const bodies = { nothing: () => undefined }
    for (let run = 0; run < 2; run++) {
      const { outputs } = await executor.run({ bodies })
      expect([...outputs['picture']!.subarray(0, 4)]).toEqual([255, 51, 0, 255])
    }
    await executor.destroy()
    expect(errors).toEqual([])
    const { GPUTextureUsage: known } = globalThis as { GPUTextureUsage?: object }
    const transient = usages.filter((usage) => (usage & 0x20) !== 0)
    expect(transient).toEqual(known && 'TRANSIENT_ATTACHMENT' in known ? [0x30, 0x30] : [])
  })
})
