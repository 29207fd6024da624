/**
 * Abilities of queues: which commands each kind can run. This table is the checker's own; a test compares it with the
 * planner's.
 */
import type { QueueKind } from '../graph/document.ts'
import type { Command, PlanUse } from '../plan/document.ts'

/** Whether a queue can run a command. Every queue runs transfers and barriers; shaders need compute, draws need graphics. */
export function runsOn(kinds: readonly QueueKind[], command: Command): boolean {
  switch (command.op) {
    case 'dispatch':
    case 'scatter':
      return kinds.includes('compute')
    case 'render':
    case 'mipmap':
      return kinds.includes('graphics')
    case 'custom':
    case 'external':
      return bodyRunsOn(kinds, command.uses)
    default:
      return true
  }
}

/**
 * Whether a queue can run a body: it draws if it uses vertices or indices, and computes if it uses anything that is not copied.
 */
function bodyRunsOn(kinds: readonly QueueKind[], uses: readonly PlanUse[]): boolean {
  let computes = false
  for (const { as } of uses) {
    if (as === 'vertex' || as === 'index' || as === 'attachment') return kinds.includes('graphics')
    if (as !== 'copy-src' && as !== 'copy-dst') computes = true
  }
  return !computes || kinds.includes('compute')
}
