/** Passes whose body draws by itself, as another engine does, name what it draws to as a use. */
import { describe, expect, it } from 'vitest'
import { parseGraph, planGraph, profiles, type GraphDocument } from '../../src/index.ts'
import { thrown } from '../support/thrown.ts'

type Texture = Extract<GraphDocument['resources'][number], { kind: 'texture' }>
type Use = NonNullable<Extract<GraphDocument['passes'][number], { kind: 'external' }>['uses']>[number]

const drawing = (texture: Partial<Texture>, use: Partial<Use> = {}, kind: 'external' | 'custom' = 'external') =>
  ({
    version: 1,
    resources: [
      { id: 'target', kind: 'texture', format: 'rgba8unorm', size: [8, 8], ...texture },
      { id: 'bytes', kind: 'buffer', size: 256 },
    ],
    passes: [
      { id: 'scene', kind, body: 'scene', sideEffects: true, uses: [{ use: 'target', as: 'attachment', ...use }] },
    ],
  }) as GraphDocument

describe('refused, with the place', () => {
  it.each<[string, Partial<Texture>, Partial<Use>, RegExp, string]>([
    ['a buffer', {}, { use: 'bytes' }, /"attachment" needs a texture, not a buffer/, '.use'],
    [
      'a format that nothing draws to',
      { format: 'bc1-rgba-unorm' },
      {},
      /bc1-rgba-unorm cannot be rendered to/,
      '.use',
    ],
    ['a texture of one dimension', { size: [8], dimension: '1d' }, {}, /2d or 3d texture, not 1d/, '.use'],
    [
      'one aspect of two',
      { format: 'depth24plus-stencil8' },
      { use: { resource: 'target', aspect: 'depth-only' } },
      /leave "aspect" out/,
      '.use',
    ],
    ['a colour that is only read', {}, { access: 'read' }, /rgba8unorm is a colour; leave "access" out/, '.access'],
    ['the memory of an input', {}, { access: 'write', inPlace: true }, /leave "inPlace" out/, '.inPlace'],
    ['what was never there', {}, { access: 'read-write' }, /before anything writes it/, '.use'],
  ])('%s', (_, texture, use, words, field) => {
    const error = thrown(() => planGraph(parseGraph(drawing(texture, use)), profiles.webgpu))
    expect(error.message).toMatch(words)
    expect(error.path).toBe(`passes[0].uses[0]${field}`)
  })

  it('in a render pass, whose attachments have fields', () => {
    const document = drawing({})
    document.resources.push({ id: 'other', kind: 'texture', format: 'rgba8unorm', size: [8, 8] })
    document.passes = [
      {
        id: 'scene',
        kind: 'render',
        body: 'scene',
        color: [{ use: 'target', load: 'clear' }],
        uses: [{ use: 'other', as: 'attachment' }],
      },
    ]
    const error = thrown(() => parseGraph(document))
    expect([error.code, error.path]).toEqual(['WRONG_KIND', 'passes[0].uses[0].as'])
    expect(error.message).toMatch(/in "color" and "depth"/)
  })

  it('as a binding of a shader', () => {
    const document = drawing({})
    document.shaders = [{ id: 'mix' }]
    document.passes = [
      {
        id: 'mix',
        kind: 'compute',
        shader: 'mix',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'target', as: 'attachment' }],
      },
    ]
    expect(thrown(() => parseGraph(document)).message).toMatch(/"attachment" is not a way to bind/)
  })
})

describe('planned', () => {
  it.each(['external', 'custom'] as const)('a texture that a pass of kind %s draws to can be an attachment', (kind) => {
    const { textures } = planGraph(parseGraph(drawing({}, {}, kind)), profiles.vulkan)
    expect(textures.map(({ usage }) => usage)).toEqual([['attachment']])
  })

  it.each<[Texture['format'], Use['access'], string]>([
    ['rgba8unorm', undefined, 'color'],
    ['rgba16float', 'update', 'color'],
    ['depth32float', undefined, 'depth'],
    ['depth24plus-stencil8', 'write', 'depth'],
    ['stencil8', 'write', 'depth'],
  ])('%s with access %s is brought into the layout %s', (format, access, layout) => {
    const plan = planGraph(parseGraph(drawing({ format }, access ? { access } : {})), profiles.vulkan)
    const [barrier] = plan.submissions.flatMap(({ commands }) => commands)
    expect(barrier).toMatchObject({ op: 'barrier', transitions: [{ from: 'undefined', to: layout }] })
  })

  it('on a queue that draws, though the body uses nothing else', () => {
    const { queues, submissions } = planGraph(parseGraph(drawing({})), profiles.vulkan)
    expect(queues[submissions[0]!.queue]!.kinds).toContain('graphics')
  })
})
