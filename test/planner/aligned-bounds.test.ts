/** Bounds for any order that know of alignment: met where it decides, and never above a plan. */
import { expect, it } from 'vitest'
import { parseGraph, planFrontier, planGraph, profiles, type GraphDocument, type Plan } from '../../src/index.ts'
import { objectives } from '../../src/plan/objectives.ts'
import { targets } from '../properties/profiles.ts'
import { seededGraph } from '../support/random-graph.ts'

const buffer = (id: string) => ({ id, kind: 'buffer' as const, size: 300 })
const graph: GraphDocument = {
  version: 1,
  resources: ['a', 'b', 'c'].map(buffer),
  passes: [
    { id: 'fill-a', kind: 'fill', to: 'a', value: 1 },
    { id: 'fill-b', kind: 'fill', to: 'b', value: 2 },
    { id: 'fill-c', kind: 'fill', to: 'c', value: 3 },
    {
      id: 'use',
      kind: 'custom',
      body: 'use',
      sideEffects: true,
      uses: ['a', 'b', 'c'].map((id) => ({ use: id, as: 'storage-read' as const })),
    },
    { id: 'read', kind: 'readback', from: 'a', output: 'out' },
  ],
}

it('is the least that three buffers at aligned places need', () => {
  const { memory } = planGraph(parseGraph(graph), profiles.vulkan).report
  expect(memory.anyOrderLowerBoundBytes).toBe(2 * 512 + 300)
  expect(memory.peakBytes).toBe(memory.anyOrderLowerBoundBytes)
})

it('is above no plan of random graphs', () => {
  let met = 0
  const hold = ({ report: { memory } }: Plan): void => {
    expect(memory.anyOrderLowerBoundBytes).toBeLessThanOrEqual(memory.peakBytes)
    if (memory.anyOrderLowerBoundBytes === memory.peakBytes) met++
  }
  for (const { name, profile, rules } of targets)
    if (/vulkan|one-queue|little-heaps/.test(name))
      for (let seed = 1; seed <= 12; seed++) {
        const { graph: one } = seededGraph(seed, 20, rules)
        for (const objective of objectives) hold(planGraph(one, profile, { objective }))
        planFrontier(one, profile).forEach(hold)
      }
  expect(met).toBeGreaterThan(100)
})

it('is the same where the search for an order has proven it, and where none was searched for', () => {
  for (const { name, profile, rules } of targets)
    if (/^(dummy|webgpu|vulkan)$/.test(name))
      for (let seed = 1; seed <= 20; seed++) {
        const { graph: one } = seededGraph(seed, 30, rules)
        const bounds = objectives.map(
          (objective) => planGraph(one, profile, { objective }).report.memory.anyOrderLowerBoundBytes,
        )
        expect(new Set(bounds).size, `${name}, seed ${seed}`).toBe(1)
      }
})
