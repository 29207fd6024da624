/** Which staging heaps each submission uses, and which of them the host wants next: read off the plan's timeline once. */
import type { Command, Plan } from '../../../plan/document.ts'

export interface StagingUse {
  /** Staging heaps that must be unmapped before the submission. */
  readonly heaps: readonly number[]
  /** Of these, those whose next use is the host's: to be mapped again as soon as the device is done. */
  readonly mapAfter: readonly number[]
}

/** O(timeline + commands). */
export function stagingUses(plan: Plan): StagingUse[] {
  const staging = (heap: number) => plan.heaps[heap]!.memory === 'upload' || plan.heaps[heap]!.memory === 'readback'
  const used = plan.submissions.map(({ commands }) => [...new Set(commands.flatMap(heapsOf))].filter(staging))
  const mapAfter: number[][] = plan.submissions.map(() => [])
  // What comes next for each heap, found by walking two runs backwards: the second time around, what the next run does first.
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

function heapsOf(command: Command): number[] {
  switch (command.op) {
    case 'copy':
    case 'scatter':
      return [command.from, command.to]
    case 'fill':
      return [command.heap]
    case 'copy-to-texture':
      return [command.from]
    case 'copy-from-texture':
      return [command.to]
    case 'dispatch':
      return [
        ...command.bindings,
        ...(Array.isArray(command.workgroups) ? [] : [{ slice: command.workgroups }]),
      ].flatMap(sliceHeap)
    case 'custom':
      return command.uses.flatMap(sliceHeap)
    case 'render':
      return command.parts.flatMap(({ uses }) => uses.flatMap(sliceHeap))
    default:
      return []
  }
}

const sliceHeap = (use: object): number[] =>
  'slice' in use && 'heap' in (use.slice as object) ? [(use.slice as { heap: number }).heap] : []
