import { formatPlan, objectives, planGraph, type FrameGraph, type DeviceProfile, type Plan } from '../../index.ts'
import { checkTargets, readGraph, writeBytes } from '../files.ts'
import { profileIsFile, readProfile } from '../profile.ts'
import type { Terminal } from '../terminal.ts'
import { bytes, choice, maxInput, parseOptions, UsageError } from '../usage.ts'

export async function planCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json', {
    profile: { type: 'string', default: 'dummy' },
    objective: { type: 'string', default: 'balanced' },
    json: { type: 'boolean', default: false },
    text: { type: 'boolean', default: false },
    out: { type: 'string' },
    ...maxInput,
  })
  if (values.json && values.text) throw new UsageError('--json and --text exclude each other')
  if (values.profile === '-' && subject === '-') throw new UsageError('standard input can be read only once')
  const objective = choice('--objective', values.objective, objectives)
  const source = { terminal, maxBytes: bytes('--max-input', values['max-input']) }
  if (values.out !== undefined)
    await checkTargets('--out', [values.out], profileIsFile(values.profile) ? [subject, values.profile] : [subject])
  const profile = await readProfile(values.profile, source)
  const graph = await readGraph(subject, source)
  const plan = planWatched(graph, profile, objective, terminal)
  const content = values.json ? `${JSON.stringify(plan)}\n` : formatPlan(plan)
  if (values.out === undefined) await terminal.print(content)
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
