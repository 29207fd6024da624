/** What one plan takes over from another: in few copies, and never what it should not have. */
import { parseGraph, planGraph, profiles, type FrameGraph, type Resource } from '../../src/index.ts'
import { keptContents } from '../../src/executor/kept.ts'
import { describe, expect, it } from 'vitest'

const profile = profiles.webgpu
const buffers = (ids: readonly string[], size = 100): Resource[] =>
  ids.map((id) => ({ id, kind: 'buffer', size, lifetime: 'persistent' }))
const graphOf = (resources: readonly Resource[], kind: 'upload' | 'readback'): FrameGraph =>
  parseGraph({
    version: 1,
    resources,
    passes: resources.map(({ id }) =>
      kind === 'upload' ? { id: `in-${id}`, kind, to: id, input: id } : { id: `out-${id}`, kind, from: id, output: id },
    ),
  })
const kept = (before: readonly Resource[], after: readonly Resource[]) =>
  keptContents(planGraph(graphOf(before, 'upload'), profile), 1, planGraph(graphOf(after, 'readback'), profile))
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `b${i}`)

describe('what is kept', () => {
  it.for([2, 20, 500])('is one copy for %i buffers that stay side by side, gaps and all', (count) => {
    const { buffers: copies } = kept(buffers(names(count)), buffers(names(count)))
    expect(copies).toHaveLength(1)
    expect(copies[0]!.sizeBytes).toBeGreaterThanOrEqual(100 * count)
  })

  it('leaves out what is new between two: it starts as zeros', () => {
    const { buffers: copies } = kept(buffers(['a', 'c']), buffers(['a', 'new', 'c']))
    const plan = planGraph(graphOf(buffers(['a', 'new', 'c']), 'readback'), profile)
    const { heap, offset } = plan.placements.find(({ resource }) => resource === 'new')!
    for (const { to, sizeBytes } of copies)
      expect(to.heap === heap && to.offset < offset! + 100 && offset! < to.offset + sizeBytes).toBe(false)
    expect(copies.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(200)
  })

  it('does not drag along what lies far between', () => {
    const far = [...buffers(['a']), ...buffers(['gone'], 1_000_000), ...buffers(['b'])]
    const { buffers: copies } = kept(far, buffers(['a', 'b']))
    expect(copies.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThan(1000)
  })
})
