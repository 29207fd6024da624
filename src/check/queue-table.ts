/** What a queue can run, as the checker sees it: a table of its own, which a test holds against the planner's. */
import type { QueueKind } from '../graph/document.ts'
import type { Command, PlanUse } from '../plan/document.ts'

/** Every queue transfers and waits at barriers; shaders compute, and what draws needs graphics. */
export function runsOn(kinds: readonly QueueKind[], command: Command): boolean {
  switch (command.op) {
    case 'dispatch':
    case 'scatter':
      return kinds.includes('compute')
    case 'render':
    case 'mipmap':
      return kinds.includes('graphics')
    case 'custom':
      return bodyRunsOn(kinds, command.uses)
    default:
      return true
  }
}

/** A body draws if it uses vertices or indices, and computes if it uses anything that is not copied. */
function bodyRunsOn(kinds: readonly QueueKind[], uses: readonly PlanUse[]): boolean {
  let computes = false
  for (const { as } of uses) {
    if (as === 'vertex' || as === 'index') return kinds.includes('graphics')
    if (as !== 'copy-src' && as !== 'copy-dst') computes = true
  }
  return !computes || kinds.includes('compute')
}
