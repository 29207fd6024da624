/**
 * The staging heaps that each submission uses, and those of them that the host accesses next: read off the plan's timeline
 * once.
 */
import type { Command, Plan } from '../../../plan/document.ts'
import { touchedBy } from '../../../plan/facts/touched.ts'

export interface StagingUse {
  /** Staging heaps that must be unmapped before the submission. */
  readonly heaps: readonly number[]
  /** Those of them whose next access is the host's: to be mapped again as soon as the device has finished. */
  readonly mapAfter: readonly number[]
}

/** The heaps that commands touch. Most are copies, of which no more is asked than the heap. */
function heapsOf(plan: Plan, commands: readonly Command[]): Set<number> {
  const heaps = new Set<number>()
  const others: Command[] = []
  for (const command of commands) {
    const { op } = command
    if (op === 'copy' || op === 'scatter') heaps.add(command.from).add(command.to)
    else if (op === 'copy-to-texture') heaps.add(command.from)
    else if (op === 'copy-from-texture') heaps.add(command.to)
    else if (op === 'fill') heaps.add(command.heap)
    else others.push(command)
  }
  for (const heap of touchedBy(plan, others).heaps) heaps.add(heap)
  return heaps
}

/** The staging uses of each submission. O(timeline + commands). */
export function stagingUses(plan: Plan): StagingUse[] {
  const staging = (heap: number) => plan.heaps[heap]!.memory === 'upload' || plan.heaps[heap]!.memory === 'readback'
  const used = plan.submissions.map(({ commands }) => [...heapsOf(plan, commands)].filter(staging))
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
}
