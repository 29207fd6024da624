import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles, type Plan } from '../../src/planner/index.ts'
import type { CommandOf } from '../../src/plan/document.ts'
import { sealed } from '../check/support/by-hand.ts'
import { commandsOf, compute, planOf, type Passes, type Resources } from './support.ts'

const oneQueue = { ...profiles.vulkan, queues: [profiles.vulkan.queues[0]] }

const picture = { id: 'picture', kind: 'texture', format: 'r32float', size: [4, 4] } as const
const depth = { id: 'depth', kind: 'texture', format: 'depth32float', size: [4, 4] } as const
const result = { id: 'result', kind: 'buffer', size: 1024, lifetime: 'persistent' } as const
const other = { id: 'other', kind: 'buffer', size: 1024, lifetime: 'persistent' } as const

const part = (at: number) => ({ resource: 'result', offset: at * 256, size: 256 })
const draw = { id: 'draw', kind: 'render', color: [{ use: 'picture', load: 'clear' }], body: 'draw' } as const
const look = (id: string, use: string, at: number) =>
  compute(id, [], [], {
    bindings: [
      { group: 0, binding: 0, use, as: 'sampled' },
      { group: 0, binding: 1, use: part(at), as: 'storage', access: 'write' },
    ],
  })

function planned(resources: unknown[], passes: unknown[]): { plan: Plan; barriers: CommandOf<'barrier'>[] } {
  const plan = planOf(resources as Resources, passes as Passes, oneQueue)
  const barriers = commandsOf(plan, 'barrier')
  expect(plan.report.barriers).toEqual({ count: barriers.length, lowerBound: barriers.length })
  return { plan, barriers }
}

const changes = ({ transitions = [] }: CommandOf<'barrier'>) => transitions.map(({ from, to }) => `${from} → ${to}`)

describe('layouts of textures', () => {
  it('are shared by readers that want different ones: no barrier parts them', () => {
    const { barriers } = planned(
      [picture, result, other],
      [
        draw,
        look('look', 'picture', 0),
        { id: 'keep', kind: 'copy', from: 'picture', to: { resource: 'other', offset: 0 } },
      ],
    )
    expect(barriers.map(changes)).toEqual([['undefined → color'], ['color → storage']])
    expect(barriers[1]!.after).toEqual(['copy-read', 'sampled-read'])
  })

  it('stay those of depth where one reads it as an attachment and one samples it', () => {
    const { barriers } = planned(
      [picture, depth, result],
      [
        { id: 'shape', kind: 'render', depth: { use: 'depth', load: 'clear' }, body: 'draw' },
        { ...draw, depth: { use: 'depth', load: 'load', readOnly: true } },
        look('fog', 'depth', 0),
        { id: 'get', kind: 'readback', from: 'picture', output: 'out' },
      ],
    )
    expect(barriers.flatMap(changes)).toEqual(
      expect.arrayContaining(['undefined → depth', 'depth → depth-read', 'undefined → color', 'color → copy-src']),
    )
    expect(barriers).toHaveLength(3)
  })

  it('come with a barrier that stands there anyway, for what can wait for it', () => {
    const { barriers } = planned(
      [picture, result, other],
      [
        draw,
        { id: 'fill', kind: 'fill', to: 'other', value: 1 },
        { id: 'copy', kind: 'copy', from: { resource: 'other', offset: 0, size: 256 }, to: part(3) },
        { id: 'look', kind: 'compute', shader: 's', entryPoint: 'main', workgroups: [1, 1, 1], sideEffects: true },
        { id: 'see', kind: 'custom', uses: [{ use: 'result', as: 'copy-src' }], body: 'see', sideEffects: true },
        { id: 'get', kind: 'readback', from: 'picture', output: 'out' },
      ],
    )
    expect(barriers.map(changes)).toEqual([['undefined → color'], ['color → copy-src']])
  })

  it('are those of all levels that one shader sees, though a neighbour wants but one of them otherwise', () => {
    const { barriers } = planned(
      [{ ...picture, mipLevelCount: 2 }, result, other],
      [
        { id: 'upload', kind: 'upload', to: 'picture', input: 'in' },
        look('look', 'picture', 0),
        { id: 'keep', kind: 'copy', from: { resource: 'picture', mipLevel: 1 }, to: { resource: 'other', offset: 0 } },
      ],
    )
    expect(changes(barriers[1]!)).toEqual(['copy-dst → storage', 'copy-dst → storage'])
  })

  it('are kept apart by level where nobody sees both', () => {
    const { barriers } = planned(
      [{ ...picture, mipLevelCount: 2 }, result, other],
      [
        { id: 'upload', kind: 'upload', to: 'picture', input: 'in' },
        {
          ...look('look', 'picture', 0),
          bindings: [
            { group: 0, binding: 0, use: { resource: 'picture', mipLevel: 0 }, as: 'sampled' },
            { group: 0, binding: 1, use: part(0), as: 'storage', access: 'write' },
          ],
        },
        { id: 'keep', kind: 'copy', from: { resource: 'picture', mipLevel: 1 }, to: { resource: 'other', offset: 0 } },
      ],
    )
    expect(changes(barriers[1]!).toSorted()).toEqual(['copy-dst → copy-src', 'copy-dst → sampled'])
  })
})

describe('the first layout of what several queues write parts of', () => {
  const part = (dimension: '2d' | '3d', at: 0 | 1) =>
    dimension === '2d'
      ? { resource: 'atlas', origin: [8 * at, 0, 0], size: [8, 16, 1] }
      : { resource: 'atlas', origin: [0, 0, at], size: [16, 16, 1] }

  it.each(['2d', '3d'] as const)('is given once, and the others wait for it (%s)', (dimension) => {
    const graph = parseGraph({
      version: 1,
      resources: [
        { id: 'atlas', kind: 'texture', format: 'r32float', size: [16, 16, 2], dimension },
        { ...other, size: 4096 },
      ],
      passes: [
        { id: 'a', kind: 'upload', to: part(dimension, 0), input: 'in', queue: 'transfer' },
        { id: 'b', kind: 'copy', from: { resource: 'other', offset: 0 }, to: part(dimension, 1), queue: 'compute' },
        { id: 'get a', kind: 'readback', from: part(dimension, 0), output: 'a', queue: 'graphics' },
        { id: 'get b', kind: 'readback', from: part(dimension, 1), output: 'b', queue: 'graphics' },
      ] as unknown as Passes,
    })
    const plan = planGraph(graph, profiles.vulkan)
    expect(checkPlan(graph, plan, profiles.vulkan)).toEqual({ ok: true })
    expect(plan.report.barriers.count).toBe(1)
    expect(plan.submissions.map(({ waits }) => waits)).toEqual([[], [0], [1]])
    const { waits: _, ...second } = plan.submissions[1]!
    const hasty = { ...plan, submissions: [plan.submissions[0]!, { ...second, waits: [] }, plan.submissions[2]!] }
    expect(checkPlan(graph, sealed(hasty), profiles.vulkan)).toMatchObject({ ok: false, code: 'RACE' })
  })
})

describe('barriers', () => {
  it('say once that what was uploaded may be read, however many read it later', () => {
    const step = (id: string, from: string, to: string) => ({
      id,
      kind: 'render',
      color: [{ use: to, load: 'discard' }],
      uses: [
        { use: from, as: 'sampled' },
        { use: 'other', as: 'uniform' },
      ],
      body: 'draw',
    })
    const { barriers } = planned(
      [picture, { ...picture, id: 'second' }, { ...picture, id: 'third' }, other],
      [
        { id: 'frame', kind: 'upload', to: 'other', input: 'frame' },
        { ...draw, uses: [{ use: 'other', as: 'uniform' }] },
        step('across', 'picture', 'second'),
        step('down', 'second', 'third'),
        { id: 'get', kind: 'readback', from: 'third', output: 'out' },
      ],
    )
    expect(barriers.filter(({ before }) => before.includes('copy-write'))).toHaveLength(1)
  })
})
