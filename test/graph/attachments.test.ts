/** What no device can draw to is refused when the document is parsed, with the names of pass and resource. */
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../src/graph/document.ts'
import { textureFormatNames } from '../../src/graph/formats.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { thrown } from '../support/thrown.ts'

type Resource = Extract<GraphDocument['resources'][number], { kind: 'texture' }>
type Render = Extract<GraphDocument['passes'][number], { kind: 'render' }>

const texture = (id: string, more: Partial<Resource> = {}): Resource => ({
  id,
  kind: 'texture',
  format: 'rgba8unorm',
  size: [8, 8],
  ...more,
})

const render = (resources: readonly Resource[], pass: Partial<Render>): GraphDocument => ({
  version: 1,
  resources: [...resources],
  passes: [{ id: 'draw', kind: 'render', body: 'nothing', sideEffects: true, ...pass }],
})

const color = (...uses: unknown[]): Partial<Render> => ({
  color: uses.map((use) => ({ use, load: 'clear' })) as Render['color'] & {},
})
const depth = (use: unknown): Partial<Render> => ({ depth: { use, load: 'clear' } as Render['depth'] & {} })
const resolve = (use: unknown, to: unknown): Partial<Render> => ({
  color: [{ use, load: 'clear', resolve: to }] as Render['color'] & {},
})

const plain = texture('plain')
const deep = texture('deep', { format: 'depth32float' })
const samples = texture('samples', { sampleCount: 4 })
const array = texture('array', { size: [8, 8, 6] })
const volume = texture('volume', { size: [8, 8, 4], dimension: '3d', mipLevelCount: 3 })
const both = texture('both', { format: 'depth24plus-stencil8' })

interface Refusal {
  readonly resources: readonly Resource[]
  readonly pass: Partial<Render>
  readonly code: string
  /** After `passes[0]`. */
  readonly at: string
  readonly names: readonly string[]
}

const refusals: Record<string, Refusal> = {
  'no attachment': { resources: [], pass: {}, code: 'WRONG_KIND', at: '', names: [] },
  'another size': {
    resources: [plain, texture('small', { size: [8, 4] })],
    pass: color('plain', 'small'),
    code: 'SIZE_MISMATCH',
    at: '.color[1].use',
    names: ['plain', 'small'],
  },
  'depth of another size': {
    resources: [plain, { ...deep, size: [16, 8] }],
    pass: { ...color('plain'), ...depth('deep') },
    code: 'SIZE_MISMATCH',
    at: '.depth.use',
    names: ['plain', 'deep'],
  },
  'sizes that agree at other levels only': {
    resources: [plain, texture('mips', { mipLevelCount: 2 })],
    pass: color('plain', { resource: 'mips', mipLevel: 1 }),
    code: 'SIZE_MISMATCH',
    at: '.color[1].use',
    names: ['plain', 'mips'],
  },
  'another number of layers': {
    resources: [plain, array],
    pass: color('plain', 'array'),
    code: 'SIZE_MISMATCH',
    at: '.color[1].use',
    names: ['plain', 'array'],
  },
  'another number of samples': {
    resources: [samples, deep],
    pass: { ...color('samples'), ...depth('deep') },
    code: 'SIZE_MISMATCH',
    at: '.depth.use',
    names: ['samples', 'deep'],
  },
  'a part of the width': {
    resources: [plain],
    pass: color({ resource: 'plain', size: [4, 8, 1] }),
    code: 'OUT_OF_RANGE',
    at: '.color[0].use',
    names: ['plain'],
  },
  'a part of the height': {
    resources: [deep],
    pass: depth({ resource: 'deep', origin: [0, 4, 0] }),
    code: 'OUT_OF_RANGE',
    at: '.depth.use',
    names: ['deep'],
  },
  'a 1d texture': {
    resources: [texture('line', { dimension: '1d', size: [8] })],
    pass: color('line'),
    code: 'WRONG_KIND',
    at: '.color[0].use',
    names: ['line'],
  },
  'colour in "depth"': {
    resources: [plain],
    pass: depth('plain'),
    code: 'WRONG_KIND',
    at: '.depth.use',
    names: ['plain'],
  },
  'depth in "color"': {
    resources: [deep],
    pass: color('deep'),
    code: 'WRONG_KIND',
    at: '.color[0].use',
    names: ['deep'],
  },
  'one aspect of two': {
    resources: [both],
    pass: depth({ resource: 'both', aspect: 'depth-only' }),
    code: 'WRONG_KIND',
    at: '.depth.use',
    names: ['both'],
  },
  'resolving one sample': {
    resources: [plain, texture('to')],
    pass: resolve('plain', 'to'),
    code: 'WRONG_KIND',
    at: '.color[0].resolve',
    names: ['plain', 'to'],
  },
  'resolving to several samples': {
    resources: [samples, { ...samples, id: 'to' }],
    pass: resolve('samples', 'to'),
    code: 'WRONG_KIND',
    at: '.color[0].resolve',
    names: ['samples', 'to'],
  },
  'resolving to another size': {
    resources: [samples, texture('to', { size: [4, 8] })],
    pass: resolve('samples', 'to'),
    code: 'SIZE_MISMATCH',
    at: '.color[0].resolve',
    names: ['samples', 'to'],
  },
  'resolving to several layers': {
    resources: [samples, array],
    pass: resolve('samples', 'array'),
    code: 'SIZE_MISMATCH',
    at: '.color[0].resolve',
    names: ['samples', 'array'],
  },
  'resolving to another format': {
    resources: [samples, texture('to', { format: 'bgra8unorm' })],
    pass: resolve('samples', 'to'),
    code: 'WRONG_KIND',
    at: '.color[0].resolve',
    names: ['samples', 'to'],
  },
  'resolving to the sRGB twin': {
    resources: [samples, texture('to')],
    pass: resolve('samples', { resource: 'to', format: 'rgba8unorm-srgb' }),
    code: 'WRONG_KIND',
    at: '.color[0].resolve',
    names: ['samples', 'to'],
  },
  'resolving whole numbers': {
    resources: [{ ...samples, format: 'rgba8uint' }, texture('to', { format: 'rgba8uint' })],
    pass: resolve('samples', 'to'),
    code: 'WRONG_KIND',
    at: '.color[0].resolve',
    names: ['samples', 'to'],
  },
}

describe.each(Object.entries(refusals))('a render pass with %s', (_, { resources, pass, code, at, names }) => {
  it(`is refused with ${code}`, () => {
    const error = thrown(() => parseGraph(render(resources, pass)))
    expect({ code: error.code, phase: error.phase, path: error.path }).toEqual({
      code,
      phase: 'parse',
      path: `passes[0]${at}`,
    })
    for (const name of ['draw', ...names]) expect(error.message).toContain(JSON.stringify(name))
  })
})

describe('a render pass may have', () => {
  it.each<[string, readonly Resource[], Partial<Render>]>([
    ['several layers of each', [array, { ...deep, size: [8, 8, 6] }], { ...color('array'), ...depth('deep') }],
    [
      'one layer of one and all of another',
      [array, deep],
      { ...color({ resource: 'array', origin: [0, 0, 3], size: [8, 8, 1] }), ...depth('deep') },
    ],
    [
      'levels of one size',
      [volume, texture('quarter', { size: [4, 4, 2] })],
      color({ resource: 'volume', mipLevel: 1 }, 'quarter'),
    ],
    ['a view as sRGB', [plain], color({ resource: 'plain', format: 'rgba8unorm-srgb' })],
    ['samples that are resolved', [samples, plain], resolve('samples', 'plain')],
    ['both aspects by name', [deep], depth({ resource: 'deep', aspect: 'depth-only' })],
  ])('%s', (_, resources, pass) => {
    expect(() => parseGraph(render(resources, pass))).not.toThrow()
  })
})

const accepted = (document: (format: Resource['format']) => GraphDocument): string[] =>
  textureFormatNames.filter((format) => {
    try {
      parseGraph(document(format))
      return true
    } catch {
      return false
    }
  })

const size: Resource['size'] = [120, 120]
const plainColor = textureFormatNames.filter((format) => !/^(depth|stencil|bc|etc|eac|astc)/.test(format))

it('formats that can be drawn to are those of WebGPU', () => {
  expect(accepted((format) => render([texture('t', { format, size })], color('t')))).toEqual(
    plainColor.filter((format) => !format.endsWith('snorm') && format !== 'rgb9e5ufloat'),
  )
  expect(accepted((format) => render([texture('t', { format, size })], depth('t')))).toEqual(
    textureFormatNames.filter((format) => /^(depth|stencil)/.test(format)),
  )
})

it('formats of several samples are those of WebGPU', () => {
  const refused = plainColor.filter((format) => /^(r32[us]int|rg32|rgba32|.*snorm$|rgb9)/.test(format))
  expect(
    accepted((format) => ({ version: 1, resources: [texture('t', { format, sampleCount: 4 })], passes: [] })),
  ).toEqual(
    textureFormatNames.filter(
      (format) => (plainColor.includes(format) && !refused.includes(format)) || /^(depth|stencil)/.test(format),
    ),
  )
})

const store = (resource: Resource): GraphDocument => ({
  version: 1,
  resources: [resource],
  shaders: [{ id: 's', wgsl: '' }],
  passes: [
    {
      id: 'store',
      kind: 'compute',
      shader: 's',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [{ group: 0, binding: 0, use: resource.id, as: 'storage-texture', access: 'write' }],
      sideEffects: true,
    },
  ],
})

it('formats that some device can store to are all plain colour but sRGB and the shared exponent', () => {
  expect(accepted((format) => store(texture('t', { format, size })))).toEqual(
    plainColor.filter((format) => !format.endsWith('-srgb') && format !== 'rgb9e5ufloat'),
  )
})

it('samples are no storage texture', () => {
  const error = thrown(() => parseGraph(store(samples)))
  expect([error.code, error.path]).toEqual(['WRONG_KIND', 'passes[0].bindings[0].use'])
  expect(error.message).toMatch(/^Pass "store", binding 0 of group 0, "samples": a multisampled texture cannot/)
})

it('a shader or body sees at least one byte', () => {
  const resources: GraphDocument['resources'] = [{ id: 'bytes', kind: 'buffer', size: 16 }]
  const use = { use: { resource: 'bytes', offset: 4, size: 0 }, as: 'copy-src' } as const
  const error = thrown(() =>
    parseGraph({ version: 1, resources, passes: [{ id: 'look', kind: 'custom', body: 'b', uses: [use] }] }),
  )
  expect([error.code, error.path]).toEqual(['OUT_OF_RANGE', 'passes[0].uses[0].use'])
  expect(error.message).toMatch(/^Pass "look", "bytes": a use as "copy-src" needs at least one byte/)
})
