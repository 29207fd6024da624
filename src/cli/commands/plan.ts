import { formatPlan, planGraph, type FrameGraph, type DeviceProfile, type Plan } from '../../index.ts'
import { readGraph, writeBytes } from '../files.ts'
import { readProfile } from '../profile.ts'
import type { Terminal } from '../terminal.ts'
import { choice, parseOptions, UsageError } from '../usage.ts'

export async function planCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json', {
    profile: { type: 'string', default: 'dummy' },
    objective: { type: 'string', default: 'submissions' },
    json: { type: 'boolean', default: false },
    text: { type: 'boolean', default: false },
    out: { type: 'string' },
  })
  if (values.json && values.text) throw new UsageError('--json and --text exclude each other')
  if (values.profile === '-' && subject === '-') throw new UsageError('standard input can be read only once')
  const objective = choice('--objective', values.objective, ['submissions', 'memory'])
  const profile = await readProfile(values.profile, terminal)
  const graph = await readGraph(subject, terminal)
  const plan = planWatched(graph, profile, objective, terminal)
  const content = values.json ? `${JSON.stringify(plan)}\n` : formatPlan(plan)
  if (values.out === undefined) terminal.print(content)
  else await writeBytes(values.out, content)
}

export function planWatched(
  graph: FrameGraph,
  profile: DeviceProfile,
  objective: Plan['objective'],
  terminal: Terminal,
): Plan {
  const onPhase = (phase: string): void => terminal.progress(`planning ${graph.passes.length} passes: ${phase}`)
  const plan = planGraph(graph, profile, { objective, onPhase })
  terminal.progress('')
  return plan
}
