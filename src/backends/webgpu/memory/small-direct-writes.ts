/**
 * Small inputs that the queue writes to where they belong, without staging. A mapping costs three calls and a promise in every run;
 * `writeBuffer` costs one call, and a copy by the host that only large inputs notice.
 */
import type { Plan } from '../../../plan/document.ts'
import { planDirectWrites } from '../../../plan/rewrites/direct-writes.ts'

/** The most writes, and the most bytes of all together: each write costs as much as a copy command, and Dawn copies bytes at 2 GB/s. */
const mostWrites = 8
const mostBytes = 64 * 1024
/** Offsets and sizes of `writeBuffer` are multiples of this. */
const wordBytes = 4

/**
 * The plan for runs whose inputs are all written by the queue; undefined where they are too large, or one goes elsewhere than to a buffer.
 * @param shadowed heaps that have a shadow buffer
 */
export function smallDirectWrites(plan: Plan, shadowed: ReadonlySet<number>): Plan | undefined {
  if (!hasFewInputs(plan)) return undefined
  const direct = planDirectWrites(plan, (heap) => !shadowed.has(heap))?.direct
  return direct?.timeline.every(
    (step) =>
      step.do !== 'write' ||
      step.copies.every(
        ({ heap, offset, size }) =>
          direct.heaps[heap]!.memory === 'device' && offset % wordBytes === 0 && size % wordBytes === 0,
      ),
  )
    ? direct
    : undefined
}

function hasFewInputs({ timeline }: Plan): boolean {
  let writes = 0
  let bytes = 0
  for (const step of timeline) {
    if (step.do !== 'write') continue
    writes += step.copies.length
    if (writes > mostWrites) return false
    for (const { size } of step.copies) bytes += size
  }
  return writes > 0 && bytes <= mostBytes
}
