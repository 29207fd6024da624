/** What only some devices can do with a format, or in one pass, is refused when planned: by pass, resource and the profile's field. */
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import type { TextureFormat } from '../../src/graph/formats.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { parseProfile } from '../../src/plan/parse-profile.ts'
import type { DeviceProfile, FormatAbility } from '../../src/plan/profile.ts'
import { thrown } from '../support/thrown.ts'

type Pass = GraphDocument['passes'][number]
type Texture = Extract<GraphDocument['resources'][number], { kind: 'texture' }>

const able = (format: TextureFormat, ...abilities: FormatAbility[]): DeviceProfile =>
  parseProfile({ ...profiles.dummy, formats: { [format]: abilities } })
const limited = (limits: Partial<DeviceProfile['limits']>): DeviceProfile =>
  parseProfile({ ...profiles.dummy, limits: { ...profiles.dummy.limits, ...limits } })

const document = (textures: readonly Texture[], passes: readonly Pass[]) =>
  parseGraph({
    version: 1,
    resources: [...textures],
    passes: [...passes],
    shaders: [{ id: 's', wgsl: '' }],
  })
const texture = (id: string, format: TextureFormat, more: Partial<Texture> = {}): Texture => ({
  id,
  kind: 'texture',
  format,
  size: [8, 8],
  lifetime: 'persistent',
  ...more,
})
const draw = (...color: string[]): Pass => ({
  id: 'pass',
  kind: 'render',
  body: 'b',
  sideEffects: true,
  color: color.map((use) => ({ use, load: 'clear' })),
})
const store = (access: 'read' | 'write' | 'read-write'): Pass => ({
  id: 'pass',
  kind: 'compute',
  shader: 's',
  entryPoint: 'main',
  sideEffects: true,
  workgroups: [1, 1, 1],
  bindings: [{ group: 0, binding: 0, as: 'storage-texture', use: 't', access }],
})
const custom = (access: 'read' | 'write' | 'read-write'): Pass => ({
  id: 'pass',
  kind: 'custom',
  body: 'b',
  sideEffects: true,
  uses: [{ as: 'storage-texture', use: 't', access }],
})
const depth: Pass = {
  id: 'pass',
  kind: 'render',
  body: 'b',
  sideEffects: true,
  depth: { use: 't', load: 'clear' },
}

describe('an ability that the device lacks', () => {
  it.each<[FormatAbility, TextureFormat, Pass, string]>([
    ['attachment', 'rg11b10ufloat', draw('t'), '.color[0].use'],
    ['attachment', 'rgba8unorm', draw('t'), '.color[0].use'],
    ['attachment', 'depth32float-stencil8', depth, '.depth.use'],
    ['attachment', 'rg11b10ufloat', { id: 'pass', kind: 'mipmap', texture: 't' }, '.texture'],
    ['attachment', 'rgba8snorm', { id: 'pass', kind: 'mipmap', texture: 't' }, '.texture'],
    ['storage-write', 'bgra8unorm', store('write'), '.bindings[0].use'],
    ['storage-read', 'bgra8unorm', store('read'), '.bindings[0].use'],
    ['storage-read-write', 'rgba8unorm', store('read-write'), '.bindings[0].use'],
    ['storage-read-write', 'rg16float', custom('read-write'), '.uses[0].use'],
    ['storage-write', 'r8unorm', custom('write'), '.uses[0].use'],
  ])('%s of %s', (ability, format, pass, at) => {
    const mips = pass.kind === 'mipmap' ? { mipLevelCount: 2 } : {}
    const graph = document([texture('t', format, mips)], [pass])
    const others = (['attachment', 'storage-read', 'storage-write', 'storage-read-write'] as const).filter(
      (name) => name !== ability,
    )
    const error = thrown(() => planGraph(graph, able(format, ...others)))
    expect(error).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      phase: 'plan',
      details: { pass: 'pass', resource: 't', format, lacks: ability, field: `formats["${format}"]` },
    })
    expect(error).toMatchObject({ path: expect.stringMatching(/^passes\[0\]/) })
    expect((error as Error).message).toContain(at)
    const profile = able(format, ability, 'attachment')
    const plan = planGraph(graph, profile)
    expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
    // The checker finds it out by itself.
    expect(checkPlan(graph, plan, able(format, ...others))).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
  })

  it.each<[string, Texture, FormatAbility[], FormatAbility | undefined, string]>([
    ['the format itself', texture('t', 'bc7-rgba-unorm'), [], undefined, 'resources[0].format'],
    [
      'several samples',
      texture('t', 'r8uint', { sampleCount: 4 }),
      ['attachment'],
      'multisampled',
      'resources[0].sampleCount',
    ],
    [
      'volumes of blocks',
      texture('t', 'bc1-rgba-unorm', { dimension: '3d', size: [8, 8, 8] }),
      [],
      '3d',
      'resources[0].dimension',
    ],
    [
      'a declared attachment',
      texture('t', 'rgba8unorm', { usage: ['attachment'] }),
      [],
      'attachment',
      'resources[0].usage[0]',
    ],
    [
      'a declared storage texture',
      texture('t', 'r8unorm', { usage: ['sampled', 'storage'] }),
      ['attachment'],
      'storage-write',
      'resources[0].usage[1]',
    ],
  ])('of a texture: %s', (_, resource, has, lacks, path) => {
    const graph = document([resource], [])
    const format = lacks === undefined ? 'r8unorm' : resource.format
    expect(thrown(() => planGraph(graph, able(format, ...has)))).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      path,
      details: { resource: 't', format: resource.format, lacks },
    })
    expect(() => planGraph(graph, able(resource.format, ...has, ...(lacks ? [lacks] : [])))).not.toThrow()
    for (const profile of Object.values(profiles)) expect(() => planGraph(graph, profile)).not.toThrow()
  })
})

describe('how much one render pass draws to', () => {
  it.each<[TextureFormat[], number]>([
    [['r8unorm'], 1],
    [['rgba8unorm'], 8],
    [['bgra8unorm-srgb'], 8],
    [['rgba8uint'], 4],
    [['rgb10a2unorm'], 8],
    [['rg11b10ufloat'], 8],
    [['rgba32float'], 16],
    // WebGPU's own example of alignment: in this order 1 + 3 + 4 + 8 + 1 bytes.
    [['r8unorm', 'r32float', 'rgba8unorm', 'r8unorm'], 17],
    [['r8unorm', 'rg16float', 'r8unorm', 'r32uint'], 12],
  ])('%j is counted as WebGPU does: %i bytes', (formats, bytes) => {
    const ids = formats.map((_, i) => `t${i}`)
    const graph = document(
      formats.map((format, i) => texture(`t${i}`, format)),
      [draw(...ids)],
    )
    const enough = limited({ maxColorAttachmentBytesPerSample: bytes })
    const plan = planGraph(graph, enough)
    expect(checkPlan(graph, plan, enough)).toEqual({ ok: true })
    if (bytes === 1) return
    const less = limited({ maxColorAttachmentBytesPerSample: bytes - 1 })
    const error = thrown(() => planGraph(graph, less))
    expect(error).toMatchObject({
      code: 'OVER_LIMIT',
      path: 'passes[0].color',
      details: { value: bytes, limitName: 'maxColorAttachmentBytesPerSample' },
    })
    expect((error as Error).message).toContain('"pass"')
    expect(checkPlan(graph, plan, less)).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
  })

  it('counts attachments', () => {
    const ids = ['a', 'b', 'c']
    const graph = document(
      ids.map((id) => texture(id, 'rgba8unorm')),
      [draw(...ids)],
    )
    const plan = planGraph(graph, limited({ maxColorAttachments: 3 }))
    expect(() => planGraph(graph, limited({ maxColorAttachments: 2 }))).toThrow(
      expect.objectContaining({ code: 'OVER_LIMIT', path: 'passes[0].color' }),
    )
    expect(checkPlan(graph, plan, limited({ maxColorAttachments: 2 }))).toMatchObject({ code: 'DEVICE_RULE' })
  })
})

describe('one pass on parts of one texture, where what is written is used as nothing else', () => {
  const slices = (id: string, slice: number, mipLevel = 0) => ({
    resource: id,
    mipLevel,
    origin: [0, 0, slice] as [number, number, number],
    size: [8 >> mipLevel, 8 >> mipLevel, 1] as [number, number, number],
  })
  const volume = texture('t', 'rgba8unorm', { dimension: '3d', size: [8, 8, 8], mipLevelCount: 2 })
  const array = texture('t', 'rgba8unorm', { size: [8, 8, 4], mipLevelCount: 2 })
  const drawBeside = (use: object, as: 'sampled' | 'storage-texture'): Pass => ({
    ...(draw() as Extract<Pass, { kind: 'render' }>),
    color: [{ use: slices('t', 0), load: 'clear' }],
    uses: [{ as, use: use as never, ...(as === 'sampled' ? {} : { access: 'write' as const }) }],
  })
  const dispatch: Pass = {
    ...(store('write') as Extract<Pass, { kind: 'compute' }>),
    bindings: [
      { group: 0, binding: 0, as: 'sampled', use: slices('t', 0) },
      { group: 0, binding: 1, as: 'storage-texture', access: 'write', use: slices('t', 1) },
    ],
  }
  it.each<[string, Texture, Pass, boolean]>([
    ['another slice of a level, sampled', volume, drawBeside(slices('t', 1), 'sampled'), false],
    ['another slice of a level, stored to', volume, drawBeside(slices('t', 1), 'storage-texture'), false],
    ['another level of a volume', volume, drawBeside(slices('t', 0, 1), 'sampled'), true],
    ['another layer', array, drawBeside(slices('t', 1), 'sampled'), true],
    ['another level of a layer', array, drawBeside(slices('t', 0, 1), 'sampled'), true],
    ['two slices of a level in a dispatch', volume, dispatch, false],
    ['two layers in a dispatch', array, dispatch, true],
  ])('%s', (_, resource, pass, allowed) => {
    const graph = document([resource], [pass])
    const free = planGraph(graph, profiles.dummy)
    expect(checkPlan(graph, free, profiles.dummy)).toEqual({ ok: true })
    const strict = { ...profiles.dummy, rules: { ...profiles.dummy.rules, exclusiveUsagePerScope: true } }
    const rejects = checkPlan(graph, free, strict)
    if (allowed) {
      expect(rejects).toEqual({ ok: true })
      expect(checkPlan(graph, planGraph(graph, profiles.webgpu), profiles.webgpu)).toEqual({ ok: true })
      return
    }
    expect(rejects).toMatchObject({ ok: false, code: 'DEVICE_RULE' })
    expect(thrown(() => planGraph(graph, strict))).toMatchObject({
      code: 'RULE_FORBIDS',
      details: { pass: 'pass', resource: 't', rule: 'exclusiveUsagePerScope' },
    })
  })
})

it('a multisampled texture is copied as a whole, on whatever device', () => {
  const copy = (size: [number, number, number]): readonly Pass[] => [
    { id: 'pass', kind: 'copy', from: { resource: 'a', size }, to: { resource: 'b', size } },
  ]
  for (const format of ['rgba8unorm', 'depth32float'] as const) {
    const samples = ['a', 'b'].map((id) => texture(id, format, { sampleCount: 4 }))
    expect(() => document(samples, copy([8, 8, 1]))).not.toThrow()
    expect(thrown(() => document(samples, copy([8, 4, 1])))).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'passes[0].from',
      details: { pass: 'pass', resource: 'a' },
    })
    const larger = [samples[0]!, { ...samples[1]!, size: [16, 8] as [number, number] }]
    expect(thrown(() => document(larger, copy([8, 8, 1])))).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'passes[0].to',
    })
  }
})

it('samples are copied between formats of colour, and with depth or stencil within one format', () => {
  const copyOf = (from: TextureFormat, to: TextureFormat, aspect: 'all' | 'depth-only' = 'all') =>
    document(
      [texture('a', from, { sampleCount: 4 }), texture('b', to, { sampleCount: 4 })],
      [{ id: 'pass', kind: 'copy', from: { resource: 'a', aspect }, to: 'b' }],
    )
  expect(() => copyOf('rgba8unorm', 'rgba8uint')).not.toThrow()
  expect(() => copyOf('depth24plus-stencil8', 'depth24plus-stencil8')).not.toThrow()
  for (const [from, to] of [
    ['rgba8uint', 'depth32float'],
    ['depth32float', 'r32float'],
    ['depth24plus-stencil8', 'depth32float-stencil8'],
  ] as const)
    expect(thrown(() => copyOf(from, to))).toMatchObject({ code: 'WRONG_KIND', details: { pass: 'pass' } })
  expect(thrown(() => copyOf('depth24plus-stencil8', 'depth32float', 'depth-only'))).toMatchObject({
    code: 'WRONG_KIND',
  })
})

it('a multisampled texture is filled as a whole, on whatever device', () => {
  const fill = (to: Extract<Pass, { kind: 'fill' }>['to']): readonly Pass[] => [
    { id: 'pass', kind: 'fill', to, value: 0 },
  ]
  const combined = texture('a', 'depth24plus-stencil8', { sampleCount: 4 })
  expect(() => document([combined], fill({ resource: 'a', aspect: 'stencil-only' }))).not.toThrow()
  for (const format of ['rgba8unorm', 'depth32float'] as const) {
    const samples = [texture('a', format, { sampleCount: 4 })]
    expect(() => document(samples, fill({ resource: 'a', size: [8, 8, 1] }))).not.toThrow()
    expect(thrown(() => document(samples, fill({ resource: 'a', size: [8, 4, 1] })))).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'passes[0].to',
      details: { pass: 'pass', resource: 'a' },
    })
  }
})
