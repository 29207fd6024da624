import { describe, expect, it } from 'vitest'
import { checkPlan, isMemkitError, parseGraph, planGraph, profiles } from '../../src/index.ts'
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

/** An external pass between uploads of a texture, for a device that orders commands by itself. */
const twice = parseGraph({
  version: 1,
  resources: [
    { id: 'word', kind: 'buffer', size: 4 },
    { id: 'row', kind: 'texture', format: 'rgba32sint', size: [15], dimension: '1d' },
    { id: 'bytes', kind: 'buffer', size: 260 },
  ],
  passes: [
    { id: 'load-bytes', kind: 'upload', to: 'bytes', input: 'bytes' },
    { id: 'load-word', kind: 'upload', to: 'word', input: 'word' },
    {
      id: 'change',
      kind: 'custom',
      body: 'change',
      uses: [
        { use: 'bytes', as: 'storage' },
        { use: { resource: 'row', mipLevel: 0, size: [10, 1, 1] }, as: 'copy-dst', access: 'update' },
      ],
    },
    { id: 'load-row', kind: 'upload', to: 'row', input: 'row' },
    {
      id: 'see',
      kind: 'external',
      body: 'see',
      uses: [{ use: { resource: 'bytes', offset: 24, size: 96 }, as: 'uniform' }],
    },
    { id: 'get-word', kind: 'readback', from: 'word', output: 'word' },
    { id: 'get-row', kind: 'readback', from: 'row', output: 'row' },
  ],
})

describe.each(Object.values(profiles))('on $name, a budget of the lowest peak that any objective finds', (profile) => {
  it('is kept by every objective', () => {
    const objectives = ['balanced', 'submissions', 'memory', 'overlap'] as const
    const peaks = objectives.map((objective) => planGraph(twice, profile, { objective }).report.memory.peakBytes)
    const memoryBudget = Math.min(...peaks)
    for (const objective of objectives) {
      const plan = planGraph(twice, profile, { objective, memoryBudget })
      expect(plan.report.memory.peakBytes).toBeLessThanOrEqual(memoryBudget)
      expect(checkPlan(twice, plan, profile)).toEqual({ ok: true })
    }
  })
})

it('a peak that meets the bound of its schedule is called proven, whichever placement met it', () => {
  const graph = parseGraph({
    version: 1,
    resources: [buffer('a', 3), buffer('b', 16)],
    passes: [
      { id: 'load-a', kind: 'upload', to: 'a', input: 'a' },
      { id: 'load-b', kind: 'upload', to: 'b', input: 'b' },
      { id: 'get-b', kind: 'readback', from: 'b', output: 'b' },
      { id: 'get-a', kind: 'readback', from: 'a', output: 'a' },
    ],
  })
  const { memory } = planGraph(graph, profiles.dummy, { objective: 'submissions' }).report
  expect(memory).toMatchObject({ peakBytes: 19, lowerBoundBytes: 19, proven: true })
})
