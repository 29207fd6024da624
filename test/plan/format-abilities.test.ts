/** A plan made for one device runs on another only where that has the formats: what lacks is told before anything is submitted. */
import {
  createExecutor,
  frameGraph,
  parsePlan,
  planGraph,
  profiles,
  type DeviceProfile,
  type FrameGraph,
} from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { expect, it } from 'vitest'

type Formats = NonNullable<DeviceProfile['formats']>

const everything = ['attachment', 'storage-read', 'storage-write', 'storage-read-write', 'multisampled', '3d'] as const

/** A device like the preset, whose formats are these. */
const deviceWith = (formats: Formats): DeviceProfile => ({ ...profiles.webgpu, name: 'less', formats })

const target = { format: 'rg11b10ufloat', size: [4, 4] } as const
const drawn = frameGraph('drawn')
  .texture('picture', target)
  .render('draw', { color: [{ use: 'picture', load: 'clear' }], draws: [] })
  .readback('picture', { output: 'out' })
  .build()
const resolved = frameGraph('resolved')
  .texture('samples', { format: 'rgba8unorm', size: [4, 4], sampleCount: 4 })
  .texture('picture', { format: 'rgba8unorm', size: [4, 4] })
  .render('draw', { color: [{ use: 'samples', load: 'clear', resolve: 'picture' }], draws: [] })
  .readback('picture', { output: 'out' })
  .build()
const deep = frameGraph('deep')
  .texture('depths', { format: 'depth32float', size: [4, 4] })
  .render('draw', { depth: { use: 'depths', load: 'clear' }, draws: [] })
  .readback('depths', { output: 'out' })
  .build()
const stored = (access: 'read' | 'write' | 'read-write') =>
  frameGraph('stored')
    .texture('picture', { format: 'r32uint', size: [4, 4], lifetime: 'persistent' })
    .shader('code', { wgsl: '' })
    .compute('store', {
      shader: 'code',
      workgroups: [1, 1, 1],
      bindings: [{ group: 0, binding: 0, use: 'picture', as: 'storage-texture', access }],
      sideEffects: true,
    })
    .build()
const levels = frameGraph('levels')
  .texture('photo', { format: 'rgba8unorm', size: [4, 4], mipLevelCount: 2, lifetime: 'persistent' })
  .upload({ resource: 'photo', mipLevel: 0 }, { input: 'in' })
  .mipmap('photo', { id: 'lower' })
  .build()
const blocks = frameGraph('blocks')
  .texture('volume', { format: 'bc1-rgba-unorm', size: [4, 4, 2], dimension: '3d', lifetime: 'persistent' })
  .upload('volume', { id: 'load', input: 'in' })
  .build()
const custom = frameGraph('custom')
  .texture('picture', { format: 'rgba8unorm', size: [4, 4], lifetime: 'persistent' })
  .custom('draw', { uses: [{ use: 'picture', as: 'attachment' }] })
  .build()

const without = (lacks: string) => everything.filter((ability) => ability !== lacks)

it.each<[string, FrameGraph, Formats, { resource: string; pass?: string; format: string; lacks?: string }]>([
  ['a format', drawn, {}, { resource: 'picture', format: 'rg11b10ufloat' }],
  [
    'drawing',
    drawn,
    { rg11b10ufloat: [] },
    { resource: 'picture', pass: 'draw', format: 'rg11b10ufloat', lacks: 'attachment' },
  ],
  [
    'drawing to depth',
    deep,
    { depth32float: [] },
    { resource: 'depths', pass: 'draw', format: 'depth32float', lacks: 'attachment' },
  ],
  [
    'drawing by a body',
    custom,
    { rgba8unorm: [] },
    { resource: 'picture', pass: 'draw', format: 'rgba8unorm', lacks: 'attachment' },
  ],
  [
    'samples',
    resolved,
    { rgba8unorm: without('multisampled') },
    { resource: 'samples', format: 'rgba8unorm', lacks: 'multisampled' },
  ],
  [
    'mipmaps',
    levels,
    { rgba8unorm: [] },
    { resource: 'photo', pass: 'lower', format: 'rgba8unorm', lacks: 'attachment' },
  ],
  [
    'reading in storage',
    stored('read'),
    { r32uint: without('storage-read') },
    { resource: 'picture', pass: 'store', format: 'r32uint', lacks: 'storage-read' },
  ],
  [
    'writing in storage',
    stored('write'),
    { r32uint: without('storage-write') },
    { resource: 'picture', pass: 'store', format: 'r32uint', lacks: 'storage-write' },
  ],
  [
    'both in storage',
    stored('read-write'),
    { r32uint: without('storage-read-write') },
    { resource: 'picture', pass: 'store', format: 'r32uint', lacks: 'storage-read-write' },
  ],
  ['blocks in 3d', blocks, { 'bc1-rgba-unorm': [] }, { resource: 'volume', format: 'bc1-rgba-unorm', lacks: '3d' }],
])('a plan of the preset is refused by a device that lacks %s', async (_, graph, formats, details) => {
  const plan = planGraph(graph, profiles.webgpu)
  const profile = deviceWith(formats)
  const refusal = {
    code: 'UNSUPPORTED_FORMAT',
    phase: 'plan',
    path: expect.stringMatching(/^(textures|submissions)\[/),
    details,
  }
  expect(() => parsePlan(plan, profile)).toThrow(
    expect.objectContaining({ ...refusal, details: expect.objectContaining(details) }),
  )
  const backend = createDummyBackend({ profile })
  await expect(createExecutor(plan, backend)).rejects.toMatchObject(refusal)
  await backend.destroy()
})

it.each([
  ['drawn', drawn, { rg11b10ufloat: ['attachment'] }],
  ['resolved', resolved, { rgba8unorm: ['attachment', 'multisampled'] }],
  ['stored', stored('write'), { r32uint: ['storage-write'] }],
  ['levels', levels, { rgba8unorm: ['attachment'] }],
  ['blocks', blocks, { 'bc1-rgba-unorm': ['3d'] }],
] satisfies [string, FrameGraph, Formats][])(
  '%s: a device that has just what is used takes it',
  (_, graph, formats) => {
    expect(parsePlan(planGraph(graph, profiles.webgpu), deviceWith(formats)).name).toBe(graph.name)
  },
)
