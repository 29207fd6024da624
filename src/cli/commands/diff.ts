import { diffPlans, formatPlanDiff, planGraph, profiles, type Plan } from '../../index.ts'
import { planningOptions, readPlanned, readPlanning, type Planned } from '../documents.ts'
import { profileIsFile } from '../profile.ts'
import type { Terminal } from '../terminal.ts'
import { bytes, maxInput, parsePair, UsageError } from '../usage.ts'

/** @returns 1 where the plans differ, as `diff` does */
export async function diffCommand(args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const { pair, values } = parsePair(args, 'graph.json or plan.json', {
    json: { type: 'boolean', default: false },
    ...planningOptions,
    ...maxInput,
  })
  const files = [...pair, ...(values.profile !== undefined && profileIsFile(values.profile) ? [values.profile] : [])]
  if (files.filter((file) => file === '-').length > 1) throw new UsageError('standard input can be read only once')
  const source = { terminal, maxBytes: bytes('--max-input', values['max-input']) }
  const planning = await readPlanning(values, source)
  const [a, b] = [await readPlanned(pair[0], planning, source), await readPlanned(pair[1], planning, source)]
  const isFree = planning.profile === undefined && planning.options.objective === undefined
  const diff = diffPlans(isFree ? planLike(a, b) : a.plan, isFree ? planLike(b, a) : b.plan)
  await terminal.print(values.json ? `${JSON.stringify(diff)}\n` : formatPlanDiff(diff))
  return diff.equal ? 0 : 1
}

/** A graph beside a plan is planned for the device and the objective of that plan, where nothing else was asked for. */
function planLike({ plan, graph }: Planned, other: Planned): Plan {
  const { profile, objective } = other.plan
  if (graph === undefined || other.graph !== undefined || !Object.hasOwn(profiles, profile)) return plan
  return planGraph(graph, profiles[profile as keyof typeof profiles], { objective })
}
