/**
 * The staging heaps that each submission uses, and those of them that the host accesses next: read off the plan's timeline
 * once.
 */
import type { Plan } from '../../../plan/document.ts'
import { oncePerPlan } from '../../../plan/facts/once.ts'
import { isStaging } from '../../../plan/facts/staging.ts'
import { heapsTouchedBy } from '../../../plan/facts/touched.ts'

export interface StagingUse {
  /** Staging heaps that must be unmapped before the submission. */
  readonly heaps: readonly number[]
  /** Those of them whose next access is the host's: to be mapped again as soon as the device has finished. */
  readonly mapAfter: readonly number[]
}

/** The staging uses of each submission. O(timeline + commands). */
export const stagingUses = oncePerPlan((plan: Plan): readonly StagingUse[] => {
  const staging = (heap: number) => isStaging(plan.heaps[heap]!.memory)
  const used = plan.submissions.map(({ commands }) => [...heapsTouchedBy(plan, commands)].filter(staging))
  const mapAfter: number[][] = plan.submissions.map(() => [])
  // Heaps whose next access is the host's, found by walking two runs backwards: the second walk knows what the next run does
  // first.
  const hostNext = new Set<number>()
  for (let round = 0; round < 2; round++) {
    for (const step of plan.timeline.toReversed()) {
      if (step.do === 'write' || step.do === 'read') for (const { heap } of step.copies) hostNext.add(heap)
      if (step.do !== 'submit') continue
      const heaps = used[step.submission]!
      if (round === 1) mapAfter[step.submission] = heaps.filter((heap) => hostNext.has(heap))
      for (const heap of heaps) hostNext.delete(heap)
    }
  }
  return used.map((heaps, i) => ({ heaps, mapAfter: mapAfter[i]! }))
})
