/** The outputs of a plan that can be read where the device put them. */
import type { Plan } from '../plan/document.ts'
import { visitAccesses } from '../plan/facts/accesses.ts'
import type { StagingPlace } from './inputs.ts'
import type { OutputSlot } from './outputs.ts'

/** The range of staging that is an output, and the step of the timeline at which the host maps it last in a run. */
export interface LendablePlace extends StagingPlace {
  readonly step: number
  readonly sizeBytes: number
}

/**
 * By index of the output. Outputs whose rows are padded or that are spread over staging are left out, and so are those whose heap is
 * used again later in the run, because the host unmaps it for that. O(commands and host copies).
 */
export function lendableOutputs(plan: Plan, slots: readonly OutputSlot[]): ReadonlyMap<number, LendablePlace> {
  const lastReads = lastReadsOf(plan)
  const isLast = new Map<string, boolean>()
  plan.timeline.forEach((step, i) => {
    if (step.do !== 'read') return
    for (const { name, heap } of step.copies) isLast.set(name, isLast.get(name) !== false && lastReads.get(heap) === i)
  })
  const places = new Map<number, LendablePlace>()
  slots.forEach(({ name, place, sizeBytes }, i) => {
    if (place && isLast.get(name)) places.set(i, { ...place, sizeBytes, step: lastReads.get(place.heap)! })
  })
  return places
}

/** By readback heap: the step that reads it last, where no submission behind it touches the heap. */
function lastReadsOf(plan: Plan): ReadonlyMap<number, number> {
  const { heaps, timeline, submissions } = plan
  const lastReads = new Map<number, number>()
  const touched = new Set<number>()
  for (let i = timeline.length - 1; i >= 0; i--) {
    const step = timeline[i]!
    if (step.do === 'submit')
      for (const command of submissions[step.submission]!.commands)
        visitAccesses(plan, command, {
          bytes: (heap) => void touched.add(heap),
          texels() {},
          transition() {},
        })
    if (step.do !== 'read') continue
    for (const { heap } of step.copies)
      if (heaps[heap]!.memory === 'readback' && !touched.has(heap) && !lastReads.has(heap)) lastReads.set(heap, i)
    for (const { heap } of step.copies) touched.add(heap)
  }
  return lastReads
}
