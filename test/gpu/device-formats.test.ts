/** The profile of a live device says what the device does: of every format, what is planned for it runs, and what is not is refused. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Backend } from '../../src/backends/backend.ts'
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { isMemkitError } from '../../src/errors.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { canBeStorage, canMultisample, isRenderable } from '../../src/graph/format-uses.ts'
import { formatInfo, hasMipmaps, textureFormatNames, type TextureFormat } from '../../src/graph/formats.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

type Texture = Extract<GraphDocument['resources'][number], { kind: 'texture' }>
type Pass = GraphDocument['passes'][number]

interface Use {
  readonly may: (format: TextureFormat) => boolean
  readonly texture?: Partial<Texture>
  readonly pass: (format: TextureFormat) => Pass
}

const draw = (format: TextureFormat): Pass => {
  const { depth, stencil } = formatInfo(format)
  const common = { id: 'pass', kind: 'render', body: 'nothing', sideEffects: true } as const
  const attachment = { use: 't', load: 'clear' } as const
  return depth || stencil ? { ...common, depth: attachment } : { ...common, color: [attachment] }
}
const store = (access: 'read' | 'write' | 'read-write'): Use => ({
  may: canBeStorage,
  pass: () => ({
    id: 'pass',
    kind: 'custom',
    body: 'nothing',
    sideEffects: true,
    uses: [{ as: 'storage-texture', use: 't', access }],
  }),
})
const sample: Use['pass'] = () => ({
  id: 'pass',
  kind: 'custom',
  body: 'nothing',
  sideEffects: true,
  uses: [{ as: 'sampled', use: 't' }],
})

const uses: Record<string, Use> = {
  sampled: { may: () => true, pass: sample },
  'sampled in 3d': {
    may: (format) => !formatInfo(format).depth && !formatInfo(format).stencil && !/^(etc2|eac)/.test(format),
    texture: { dimension: '3d', size: [120, 120, 2] },
    pass: sample,
  },
  attachment: { may: isRenderable, pass: draw },
  'attachment of four samples': { may: canMultisample, texture: { sampleCount: 4 }, pass: draw },
  'storage to write': store('write'),
  'storage to read': store('read'),
  'storage to read and write': store('read-write'),
  mipmaps: {
    may: hasMipmaps,
    texture: { mipLevelCount: 3 },
    pass: () => ({ id: 'pass', kind: 'mipmap', texture: 't', sideEffects: true }),
  },
}

/** 120 texels are whole blocks of every format. Persistent, so that what is used without being written is there. */
const graphOf = (format: TextureFormat, { texture, pass }: Use) =>
  parseGraph({
    version: 1,
    resources: [{ id: 't', kind: 'texture', format, size: [120, 120], lifetime: 'persistent', ...texture }],
    passes: [pass(format)],
  })

/** What happened to each format: `runs`, or the code of the error. */
async function tried(backend: Backend, use: Use): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const format of textureFormatNames) {
    if (!use.may(format)) continue
    const graph = graphOf(format, use)
    try {
      const executor = await createExecutor(planGraph(graph, backend.profile), backend)
      try {
        await executor.run({ inputs: {}, bodies: { nothing: () => undefined } })
        found[format] = 'runs'
      } finally {
        await executor.destroy()
      }
    } catch (error) {
      found[format] = isMemkitError(error) ? error.code : String(error)
    }
    // Whatever this device lacks, others may have.
    expect(() => planGraph(graph, profiles.dummy)).not.toThrow()
  }
  return found
}

const agrees = (found: Record<string, string>) => {
  expect(Object.values(found)).toContain('runs')
  expect(Object.entries(found).filter(([, what]) => what !== 'runs' && what !== 'UNSUPPORTED_FORMAT')).toEqual([])
}

await describeGpu('vulkan', 'formats on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  it.each(Object.entries(uses))('%s', async (_, use) => {
    agrees(await tried(suite.backend, use))
  })
})

await describeGpu('webgpu', 'formats on WebGPU', ({ gpu }) => {
  let backend: WebGpuBackend
  beforeAll(async () => {
    backend = await createWebGpuBackend({ gpu })
  })
  afterAll(async () => backend.destroy())
  it.each(Object.entries(uses))('%s', async (_, use) => {
    agrees(await tried(backend, use))
  })

  it('has no more than the features of a bare device', async () => {
    const adapter = (await gpu.requestAdapter())!
    const device = await adapter.requestDevice()
    const bare = await createWebGpuBackend({ gpu, device })
    try {
      for (const use of Object.values(uses)) agrees(await tried(bare, use))
      expect(bare.profile.formats!['bc1-rgba-unorm']).toBeUndefined()
      expect(bare.profile.formats!.rg11b10ufloat).toEqual([])
    } finally {
      await bare.destroy()
      device.destroy()
    }
  })
})
