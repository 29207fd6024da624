/** Shaders read and write whole words: what else touches the rest of one has to be ordered with them. */
import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/check/index.ts'
import type { GraphDocument } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { sealed } from './support/by-hand.ts'

type Passes = GraphDocument['passes']

/** A shader uses bytes 0 … 2 of a buffer of so many bytes, then one byte is uploaded at `offset`. */
function planned(as: 'storage' | 'storage-read' | 'uniform', offset: number, size = 16) {
  const use = { group: 0, binding: 0, use: { resource: 'a', offset: 0, size: 2 }, as }
  const graph = parseGraph({
    version: 1,
    resources: [{ id: 'a', kind: 'buffer', size, lifetime: 'persistent' }],
    shaders: [{ id: 's', wgsl: 'never compiled' }],
    passes: [
      {
        id: 'word',
        kind: 'compute',
        shader: 's',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [use],
        sideEffects: true,
      },
      { id: 'byte', kind: 'upload', to: { resource: 'a', offset, size: 1 }, input: 'x' },
    ] as unknown as Passes,
  })
  const plan = planGraph(graph, profiles.vulkan)
  const check = (changed: typeof plan) => checkPlan(graph, changed, profiles.vulkan)
  return { plan, check }
}

describe.each(['storage', 'storage-read', 'uniform'] as const)('a use as %s that ends inside a word', (as) => {
  it('F9: is refused beside a copy to the rest of the word, without the barrier between them', () => {
    const { plan, check } = planned(as, 3)
    expect(check(plan)).toEqual({ ok: true })
    expect(plan.report.barriers.count).toBe(1)
    const broken = structuredClone({ ...plan, hash: plan.hash })
    const { commands } = broken.submissions[0]!
    commands[commands.findIndex(({ op }) => op === 'barrier')] = { op: 'barrier', before: [], after: [] }
    expect(check(sealed(broken))).toMatchObject({ ok: false, code: 'RACE' })
  })

  it('leaves other words alone', () => {
    const { plan, check } = planned(as, 4)
    expect(plan.report.barriers.count).toBe(0)
    expect(check(plan)).toEqual({ ok: true })
  })

  it('ends with its memory', () => {
    const { plan, check } = planned(as, 1, 2)
    expect(check(plan)).toEqual({ ok: true })
  })
})
