/** By pass: how many commands and steps of a plan carry it out; 0 for a pass that the plan leaves out. O(commands). */
import type { Plan } from '../plan/document.ts'
import type { ResolvedGraph } from './resolve.ts'

export function countCarriers({ submissions, timeline }: Plan, { graph, passIndex }: ResolvedGraph): Uint32Array {
  const counts = new Uint32Array(graph.passes.length)
  // A pass that the graph does not have is refused where it is carried out.
  const add = (id: string) => {
    const p = passIndex.get(id)
    if (p !== undefined) counts[p]!++
  }
  for (const { commands } of submissions)
    for (const command of commands) if (command.op !== 'barrier') command.passes.forEach(add)
  for (const step of timeline) if (step.do === 'host') add(step.pass)
  return counts
}
