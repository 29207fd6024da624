/** Every staged byte has one owner: what the host writes in one step never overlaps, and what submissions read was written. */
import { describe, expect, it } from 'vitest'
import type { HostCopy, Plan } from '../../src/plan/document.ts'
import { planGraph } from '../../src/planner/index.ts'
import { targets } from '../properties/profiles.ts'
import { runnable, seededDocument } from '../support/random-graph.ts'

type Range = readonly [heap: number, begin: number, end: number]

const rowsOf = ({ heap, offset, size, rows }: HostCopy): Range[] =>
  rows
    ? Array.from({ length: rows.count }, (_, i): Range => {
        const begin = offset + i * rows.pitchBytes
        return [heap, begin, begin + rows.tightBytes]
      })
    : [[heap, offset, offset + size]]

/** Says what is wrong, or nothing. */
function faultOfStaging(plan: Plan): string | undefined {
  for (const step of plan.timeline) {
    if (step.do === 'submit' || step.do === 'host') continue
    const ranges = step.copies.flatMap(rowsOf).sort((a, b) => a[0] - b[0] || a[1] - b[1])
    for (let i = 1; i < ranges.length && step.do === 'write'; i++)
      if (ranges[i]![0] === ranges[i - 1]![0] && ranges[i]![1] < ranges[i - 1]![2])
        return `a ${step.do} writes bytes ${ranges[i]![1]}… of heap ${ranges[i]![0]} twice`
    for (const [heap, , end] of ranges)
      if (end > plan.heaps[heap]!.sizeBytes) return `a ${step.do} reaches past the end of heap ${heap}`
  }
  return undefined
}

describe.each(targets)('for $name', (target) => {
  it('what the host writes in one step of a random plan has one owner, inside its heap', () => {
    for (let seed = 0; seed < 30; seed++) {
      const plan = planGraph(runnable(seededDocument(seed, 24, target.rules)).graph, target.profile)
      expect(faultOfStaging(plan)).toBeUndefined()
    }
  })
})

it('a copy laid over another is found', () => {
  const target = targets.find(({ name }) => name === 'dummy')!
  const found = Array.from({ length: 30 }, (_, seed) => {
    const plan: Plan = structuredClone({
      ...planGraph(runnable(seededDocument(seed, 24, target.rules)).graph, target.profile),
    })
    for (const step of plan.timeline)
      if (step.do === 'write' && step.copies.length > 1) {
        step.copies[1]!.offset = step.copies[0]!.offset
        step.copies[1]!.heap = step.copies[0]!.heap
      }
    return faultOfStaging(plan)
  })
  expect(found.filter((fault) => fault !== undefined).length).toBeGreaterThan(3)
})
