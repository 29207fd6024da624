/** The report of a plan as text. */
import { counted } from '../../errors.ts'
import type { Names } from './names.ts'
import { amount, listed, named } from './words.ts'
import type { Plan } from '../document.ts'

/** Most resources alive at the peak that are named one by one. */
const mostAlive = 64

export function reportLines({ report }: Plan, names: Names): string[] {
  const { submissions, memory, makespan, transfers, barriers, passes } = report
  const peak = memory.peakAt ? ` at ${names.command(memory.peakAt)}` : ''
  const alive = memory.peakLive?.map(
    ({ resource, version, sizeBytes }) => `${named(resource)}#${version} ${sizeBytes} B`,
  )
  const counts = [
    `passes: ${passes.declared} declared, ${passes.planned} planned, ${passes.culled} culled`,
    `submissions: ${submissions.count} (lower bound ${submissions.lowerBound}, ${submissions.proven ? 'proven' : 'not proven'})`,
    ...(makespan ? [makespanText(makespan)] : []),
    `barriers: ${barriers.count} (lower bound ${barriers.lowerBound})`,
    `transfers: ${transfers.declared} declared → ${counted(transfers.commands, 'command')}, ` +
      `${counted(transfers.regions, 'region')}, ${transfers.bytesMoved} B moved of ${transfers.bytesDeclared} B declared`,
  ]
  return [
    counts.join('; '),
    `memory: peak ${amount(memory.peakBytes)}${peak}; ${bounds(memory)}`,
    ...(alive ? [`alive at the peak: ${listed(alive, mostAlive).join(', ') || 'nothing'}`] : []),
  ]
}

const makespanText = ({
  estimate,
  ifShared = estimate,
  lowerBound,
  unit,
}: NonNullable<Plan['report']['makespan']>): string => {
  const shared = ifShared > estimate ? `, ${ifShared} if queues share the device` : ''
  return `makespan: about ${estimate} ${unit}${shared} (lower bound ${lowerBound} for these costs)`
}

/** Each figure with what it is a bound of. */
function bounds(memory: Plan['report']['memory']): string {
  const { lowerBoundBytes, proven, anyOrderLowerBoundBytes, declaredOrderBytes } = memory
  return [
    `lower bound ${amount(lowerBoundBytes)} for this schedule, ${proven ? 'proven for it' : 'not met'}`,
    ...(anyOrderLowerBoundBytes === undefined ? [] : [`${amount(anyOrderLowerBoundBytes)} for any order`]),
    ...(declaredOrderBytes === undefined ? [] : [`${amount(declaredOrderBytes)} in declared order`]),
    `${amount(memory.withoutAliasingBytes)} without aliasing`,
    `${amount(memory.persistentBytes)} persistent`,
  ].join('; ')
}
