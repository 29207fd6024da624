/**
 * Textures that outlive a run are brought back to their rest layout by the last submission that touches them, which waits for
 * the others that do where the plan had no need to.
 */
import type { Plan } from '../document.ts'
import { layoutsAfter, type Transition } from '../facts/image-layouts.ts'
import { touchedBy } from '../facts/touched.ts'

export interface Closing {
  readonly transitions: Transition[]
  /** Submissions on other queues to wait for, besides the planned ones. */
  readonly waits: number[]
}

export function closings(plan: Plan): Closing[] {
  const closings: Closing[] = plan.submissions.map(() => ({ transitions: [], waits: [] }))
  if (plan.textures.every(({ lifetime }) => lifetime === 'transient')) return closings
  const layouts = layoutsAfter(plan, plan.submissions.keys())
  const touched = plan.submissions.map(({ commands }) => touchedBy(plan, commands).textures)
  const clocks = completedBefore(plan)
  plan.textures.forEach((_, texture) => {
    const transitions = layouts.toRest(texture)
    if (transitions.length === 0) return
    const last = touched.findLastIndex((textures) => textures.has(texture))
    const closing = closings[last]!
    closing.transitions.push(...transitions)
    plan.submissions.forEach(({ queue }, s) => {
      const isOrdered = queue === plan.submissions[last]!.queue || clocks[last]![queue]! >= s
      if (touched[s]!.has(texture) && !isOrdered && !closing.waits.includes(s)) closing.waits.push(s)
    })
  })
  return closings
}

/** By submission, then queue: the latest submission that has completed when it starts; −1 for none. */
function completedBefore(plan: Plan): number[][] {
  const starts: number[][] = []
  const ends: number[][] = []
  const latest = plan.queues.map(() => -1)
  plan.submissions.forEach(({ queue, waits }, s) => {
    const start = plan.queues.map(() => -1)
    const join = (clock: readonly number[]): void => clock.forEach((t, q) => (start[q] = Math.max(start[q]!, t)))
    for (const t of waits) join(ends[t]!)
    const end = start.slice()
    if (latest[queue]! >= 0) ends[latest[queue]!]!.forEach((t, q) => (end[q] = Math.max(end[q]!, t)))
    end[queue] = s
    starts.push(start)
    ends.push(end)
    latest[queue] = s
  })
  return starts
}
