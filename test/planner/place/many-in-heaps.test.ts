import { describe, expect, it } from 'vitest'
import { checkPlan, parseGraph, planGraph, profiles } from 'memkit-gpu'

describe('values that are alive together and fill several heaps', () => {
  it('are placed, however many they are', () => {
    const ids = Array.from({ length: 1400 }, (_, i) => `b${i}`)
    const graph = parseGraph({
      version: 1,
      resources: ids.map((id) => ({ id, kind: 'buffer', size: 1_000_000 })),
      passes: [
        ...ids.map((id) => ({ id: `upload-${id}`, kind: 'upload' as const, to: id, input: id })),
        {
          id: 'read',
          kind: 'custom',
          body: 'b',
          sideEffects: true,
          uses: ids.map((id) => ({ use: id, as: 'storage-read' as const })),
        },
      ],
    })
    const plan = planGraph(graph, profiles.webgpu)
    expect(plan.heaps.filter(({ memory }) => memory === 'device')).toHaveLength(6)
    expect(checkPlan(graph, plan, profiles.webgpu)).toMatchObject({ ok: true })
  })
})
