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
})
