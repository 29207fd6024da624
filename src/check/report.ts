/** The report's numbers, counted again from the plan itself. */
import type { Command, Plan } from '../planner/plan.ts'
import type { Machine } from './machine.ts'
import { reject } from './rejection.ts'

export function checkReport(machine: Machine): void {
  const { plan, resolved } = machine
  const { report } = plan
  const same = (what: string, told: number, counted: number) => {
    if (told !== counted) reject('REPORT', `The report says ${told} for ${what}, but the plan has ${counted}`)
  }
  same('submissions.count', report.submissions.count, plan.submissions.length)
  same('barriers.count', report.barriers.count, countCommands(plan, (command) => command.op === 'barrier'))
  same('passes.declared', report.passes.declared, resolved.graph.passes.length)
  same('memory.persistentBytes', report.memory.persistentBytes, persistentBytes(plan))
  if (report.submissions.lowerBound > report.submissions.count) reject('REPORT', 'The report puts the lower bound of submissions above their count')
  if (report.barriers.lowerBound > report.barriers.count) reject('REPORT', 'The report puts the lower bound of barriers above their count')
  if (report.memory.lowerBoundBytes > report.memory.peakBytes) reject('REPORT', 'The report puts the lower bound of memory above its peak')
}

function countCommands(plan: Plan, wanted: (command: Command) => boolean): number {
  let count = 0
  for (const { commands } of plan.submissions) for (const command of commands) if (wanted(command)) count++
  return count
}

function persistentBytes(plan: Plan): number {
  let bytes = 0
  for (const { lifetime, sizeBytes } of plan.placements) if (lifetime === 'persistent') bytes += sizeBytes
  return bytes
}
