import { describe, expect, it } from 'vitest'
import { checkPlan, isMemkitError, planGraph, profiles } from '../../src/index.ts'
import { thrown } from '../support/thrown.ts'
import { buffer, compute, graphOf } from './support.ts'

const kib = 1024
/** Chains declared side by side: level by level they need a buffer each, one after the other two in all. */
function chains(count: number, length: number) {
  const resources = []
  const passes = []
  for (let i = 0; i < length; i++)
    for (let c = 0; c < count; c++) {
      resources.push(buffer(`b${c}-${i}`, 4 * kib))
      passes.push(compute(`p${c}-${i}`, i === 0 ? [] : [`b${c}-${i - 1}`], [`b${c}-${i}`]))
    }
  for (let c = 0; c < count; c++) {
    resources.push(buffer(`r${c}`, 256, { lifetime: 'persistent' }))
    passes.push(compute(`keep${c}`, [`b${c}-${length - 1}`], [`r${c}`]))
  }
  return graphOf(resources, passes)
}

describe.each(Object.values(profiles))('on $name, a memory budget', (profile) => {
  const graph = chains(6, 5)

  it('is kept, with more barriers the smaller it is', () => {
    let barriers = -1
    for (const budget of [48, 32, 24, 16, 8].map((n) => n * kib)) {
      const plan = planGraph(graph, profile, { memoryBudget: budget })
      expect(checkPlan(graph, plan, profile)).toEqual({ ok: true })
      expect(plan.report.memory.peakBytes).toBeLessThanOrEqual(budget)
      expect(plan.report.barriers.count).toBeGreaterThanOrEqual(barriers)
      barriers = plan.report.barriers.count
    }
    if (profile.rules.explicitBarriers) expect(barriers).toBeGreaterThan(10)
  })

  it('that no order can keep is OVER_BUDGET, which says what is alive at the best peak', () => {
    const error = thrown(() => planGraph(graph, profile, { memoryBudget: 8 * kib - 1 }))
    expect(isMemkitError(error) && error.code).toBe('OVER_BUDGET')
    expect(error).toMatchObject({
      phase: 'plan',
      details: {
        budget: 8 * kib - 1,
        peakBytes: 8 * kib,
        anyOrderLowerBoundBytes: 8 * kib,
        alive: [{ sizeBytes: 4 * kib }, { sizeBytes: 4 * kib }],
      },
    })
    expect(String(error)).toMatch(/no order of the passes needs less than 8192.*Alive there: "b\d-\d" 4096 B/)
  })

  it.each([-1, 0.5, NaN, '8'])('of %s is refused', (memoryBudget) => {
    const error = thrown(() => planGraph(graph, profile, { memoryBudget: memoryBudget as number }))
    expect(error).toMatchObject({ code: 'INVALID_OPTION' })
  })
})
