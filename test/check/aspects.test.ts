/** What stands in a texel's depth and in its stencil is told apart by the checker. */
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles, type Plan } from '../../src/planner/index.ts'

const both = (id: string): GraphDocument['resources'][number] => ({
  id,
  kind: 'texture',
  format: 'depth32float-stencil8',
  size: [4, 2],
})
const stencil = (resource: string) => ({ resource, aspect: 'stencil-only' }) as const
const depth = (resource: string) => ({ resource, aspect: 'depth-only' }) as const

const planned = (passes: GraphDocument['passes'], resources = [both('a')]) => {
  const graph = parseGraph({ version: 1, resources, passes })
  const plan = planGraph(graph, profiles.dummy)
  return { plan, check: (changed: Plan) => checkPlan(graph, changed, profiles.dummy) }
}

/** Every region and slice of the plan with `change` applied to it. */
const changed = (plan: Plan, change: (region: Record<string, unknown>) => void): Plan => {
  const copy = structuredClone(plan) as Plan
  for (const { commands } of copy.submissions)
    for (const command of commands)
      if ('regions' in command)
        for (const region of command.regions) change(region as unknown as Record<string, unknown>)
  return copy
}

describe('aspects', () => {
  it('stencil brought in by pieces is the stencil that is read as a whole', () => {
    const half = (y: number) => ({
      ...stencil('a'),
      origin: [0, y, 0] as [number, number, number],
      size: [4, 1, 1] as [number, number, number],
    })
    const { plan, check } = planned([
      { id: 'upper', kind: 'upload', to: half(0), input: { name: 'in', offset: 0 } },
      { id: 'lower', kind: 'upload', to: half(1), input: { name: 'in', offset: 4 } },
      { id: 'get', kind: 'readback', from: stencil('a'), output: 'out' },
    ])
    expect(check(plan)).toEqual({ ok: true })
  })

  it('the stencil stays where depth is overwritten', () => {
    const { plan, check } = planned([
      { id: 'stencil', kind: 'upload', to: stencil('a'), input: 's' },
      { id: 'depth', kind: 'upload', to: depth('a'), input: 'd' },
      { id: 'get', kind: 'readback', from: stencil('a'), output: 'out' },
    ])
    expect(check(plan)).toEqual({ ok: true })
  })

  it('a readback of the other aspect is refused', () => {
    const { plan, check } = planned([
      { id: 'load', kind: 'upload', to: 'a', input: 'in' },
      { id: 'get', kind: 'readback', from: depth('a'), output: 'out' },
    ])
    const wrong = changed(plan, (region) => {
      if (region['aspect'] === 'depth-only') region['aspect'] = 'all'
    })
    expect(check(wrong)).toMatchObject({ ok: false })
  })

  it('a copy that takes the wrong aspect of its source is refused', () => {
    const { plan, check } = planned(
      [
        { id: 'load', kind: 'upload', to: 'a', input: 'in' },
        { id: 'move', kind: 'copy', from: stencil('a'), to: 'b' },
        { id: 'get', kind: 'readback', from: 'b', output: 'out' },
      ],
      [both('a'), { id: 'b', kind: 'texture', format: 'stencil8', size: [4, 2] }],
    )
    expect(check(plan)).toEqual({ ok: true })
    expect(check(changed(plan, (region) => delete region['fromAspect']))).toMatchObject({ ok: false })
  })

  describe('stencils of a fill, whose four bytes differ', () => {
    const filled = { id: 'four', kind: 'fill', to: 'bytes', value: 0x04030201 } as const
    const bytes = { id: 'bytes', kind: 'buffer', size: 16, lifetime: 'persistent' } as const

    it('are the same in one copy of all levels as level by level', () => {
      const levels = { ...both('a'), mipLevelCount: 3, lifetime: 'persistent' } as const
      const all = { ...stencil('a'), mipLevelCount: 3 }
      const { plan, check } = planned(
        [filled, { id: 'set', kind: 'copy', from: { resource: 'bytes', size: 11 }, to: all }],
        [levels, bytes],
      )
      expect(check(plan)).toEqual({ ok: true })
    })

    it.each([
      ['a depth of the same kind', { id: 'depth', kind: 'fill', to: 'a', value: 0 }],
      ['a depth of an input', { id: 'depth', kind: 'upload', to: depth('a'), input: 'd' }],
    ] as const)('are told from those of their neighbours beside %s', (_, first) => {
      const from = (texel: number) =>
        planned(
          [
            first,
            filled,
            { id: 'set', kind: 'copy', from: { resource: 'bytes', size: 8 }, to: stencil('a') },
            {
              id: 'get',
              kind: 'readback',
              from: { ...stencil('a'), origin: [texel, 0, 0], size: [2, 1, 1] },
              output: 'out',
            },
          ],
          [both('a'), bytes],
        )
      const { plan, check } = from(0)
      expect(check(plan)).toEqual({ ok: true })
      for (const texel of [1, 2]) expect(check(from(texel).plan)).toMatchObject({ code: 'WRONG_OUTPUT' })
    })

    it('are told apart where their texels are bytes of a buffer', () => {
      const from = (offset: number) =>
        planned(
          [
            { id: 'depth', kind: 'fill', to: 'a', value: 0 },
            filled,
            { id: 'set', kind: 'copy', from: { resource: 'bytes', size: 8 }, to: stencil('a') },
            { id: 'out', kind: 'copy', from: 'a', to: 'texels' },
            { id: 'get', kind: 'readback', from: { resource: 'texels', offset, size: 8 }, output: 'out' },
          ],
          [both('a'), bytes, { id: 'texels', kind: 'buffer', size: 64 }],
        )
      const { plan, check } = from(0)
      expect(check(plan)).toEqual({ ok: true })
      expect(check(from(32).plan)).toEqual({ ok: true })
      for (const offset of [4, 8]) expect(check(from(offset).plan)).toMatchObject({ code: 'WRONG_OUTPUT' })
    })
  })
})
