/** Every copy that moves bytes says why it is not merely another name. */
import { expect, it } from 'vitest'
import { buffer, decisionsOf, planOf, type Passes, type Resources } from './support.ts'

const texture = (id: string, more: object = {}): Resources[number] => ({
  id,
  kind: 'texture',
  format: 'rgba8unorm',
  size: [64, 4],
  ...more,
})
const bytes = 1024
const copy = (more: object = {}): Passes[number] => ({ id: 'copy', kind: 'copy', from: 'a', to: 'b', ...more })
const load = (to = 'a'): Passes[number] => ({ id: `load ${to}`, kind: 'upload', to, input: to })
const get = (from: string): Passes[number] => ({ id: `get ${from}`, kind: 'readback', from, output: from })

interface Case {
  readonly reason: string
  readonly resources: Resources
  readonly passes: Passes
}

const half = (resource: string, offset = 0) => ({ resource, offset, size: bytes / 2 })
const stencil = (resource: string) => ({ resource, aspect: 'stencil-only' as const })
const cases: readonly Case[] = [
  {
    reason: 'Its side effects ask for the copy itself',
    resources: [buffer('a'), buffer('b')],
    passes: [load(), copy({ sideEffects: true }), get('b')],
  },
  {
    reason: 'It copies within one resource',
    resources: [buffer('a')],
    passes: [load(), copy({ from: half('a'), to: half('a', bytes / 2) }), get('a')],
  },
  {
    reason: 'One side is a buffer and the other a texture',
    resources: [buffer('a'), texture('b')],
    passes: [load(), copy(), get('b')],
  },
  {
    reason: 'One side is a buffer and the other a texture',
    resources: [texture('a'), buffer('b')],
    passes: [load(), copy(), get('b')],
  },
  {
    reason: 'One side is persistent or imported and keeps its own memory',
    resources: [buffer('a', bytes, { lifetime: 'persistent' }), buffer('b')],
    passes: [copy(), get('b')],
  },
  {
    reason: 'One side is persistent or imported and keeps its own memory',
    resources: [buffer('a'), buffer('b', bytes, { lifetime: 'imported' })],
    passes: [load(), copy()],
  },
  {
    reason: 'It copies a part, or into a part, of a resource',
    resources: [buffer('a'), buffer('b', bytes / 2)],
    passes: [load(), copy({ from: half('a') }), get('b')],
  },
  {
    reason: 'It copies a part, or into a part, of a resource',
    resources: [buffer('a', bytes / 2), buffer('b')],
    passes: [load(), load('b'), copy({ to: half('b') }), get('b')],
  },
  {
    reason: 'It copies a part, or into a part, of a resource',
    resources: ['a', 'b'].map((id) => texture(id, { format: 'depth24plus-stencil8' })),
    passes: [
      { id: 'load', kind: 'upload', to: stencil('a'), input: 'a' },
      copy({ from: stencil('a'), to: stencil('b') }),
      { id: 'get', kind: 'readback', from: stencil('b'), output: 'b' },
    ],
  },
  {
    reason: 'The two sides ask for different memory',
    resources: [buffer('a'), buffer('b', bytes, { memory: 'upload' })],
    passes: [load(), copy(), get('b')],
  },
  {
    reason: 'The two textures differ in format, size or levels',
    resources: [texture('a'), texture('b', { format: 'rgba8unorm-srgb' })],
    passes: [load(), copy(), get('b')],
  },
  {
    reason: 'Both sides live on and one of them is written again',
    resources: [buffer('a'), buffer('b')],
    passes: [load(), copy(), { id: 'again', kind: 'fill', to: half('a'), value: 1 }, get('a'), get('b')],
  },
]

it.each(cases.map((one, i) => ({ ...one, i })))('$i: $reason', ({ reason, resources, passes }) => {
  const plan = planOf(resources, passes)
  expect(decisionsOf(plan, 'FORWARD_REFUSED')).toMatchObject([{ passes: ['copy'], reason }])
  expect(decisionsOf(plan, 'FORWARDED')).toEqual([])
})

it('ten thousand refusals for one reason are one entry', () => {
  const count = 10_000
  const passes: Passes = [load()]
  for (let i = 0; i < count; i++)
    passes.push({
      id: `c${i}`,
      kind: 'copy',
      from: { resource: 'a', offset: 4 * (i % 256), size: 4 },
      to: { resource: 'b', offset: 4 * i, size: 4 },
    })
  passes.push(get('b'))
  const plan = planOf([buffer('a'), buffer('b', 4 * count)], passes)
  const refused = decisionsOf(plan, 'FORWARD_REFUSED')
  expect(refused).toHaveLength(1)
  expect(refused[0]!.passes).toHaveLength(count)
})
