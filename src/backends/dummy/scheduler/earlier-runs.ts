/** Finds submissions that nothing orders after earlier runs of the plan, which touch the same memory. */
import { hazard, type MemkitError } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { queueWords, submissionWords } from '../../../plan/facts/plan-words.ts'

/**
 * Faults by submission. A prologue orders what follows it on its queue, and what waits for that. O(submissions · queues + waits).
 */
export function findRunFaults(plan: Plan): Map<number, MemkitError[]> {
  const { submissions, queues } = plan
  const faults = new Map<number, MemkitError[]>()
  const used = [...new Set(submissions.map(({ queue }) => queue))].sort((a, b) => a - b)
  const behind: Set<number>[] = []
  const onQueue = queues.map(() => new Set<number>())
  submissions.forEach(({ queue, prologue, waits }, s) => {
    const ordered = onQueue[queue]!
    for (const other of prologue?.afterRunsOn ?? []) ordered.add(other)
    for (const wait of waits) for (const other of behind[wait]!) ordered.add(other)
    behind.push(new Set(ordered))
    const open = used.filter((other) => !ordered.has(other))
    if (open.length > 0)
      faults.set(s, [
        hazard(
          `Nothing orders ${submissionWords(plan, s)} after what earlier runs did on ${open.map((q) => queueWords(plan, q)).join(' and ')}; a prologue is missing`,
          { submission: s, queues: open },
        ),
      ])
  })
  return faults
}
