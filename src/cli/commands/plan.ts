import { formatPlan, objectives, planFrontier, type FrameGraph, type DeviceProfile, type Plan } from '../../index.ts'
import { ofGraph, readGraph } from '../files.ts'
import { frontierSvg, frontierTable } from '../frontier.ts'
import { planShown, showingPhases } from '../planning-progress.ts'
import { profileIsFile, readProfile } from '../profile.ts'
import { checkTargets } from '../targets.ts'
import type { Terminal } from '../terminal.ts'
import { bytes, choice, maxInput, parseOptions, UsageError } from '../usage.ts'
import { writeBytes } from '../writing.ts'

/** Plans a graph, and prints or writes the plan, or the frontier. @throws UsageError for options that do not go together */
export async function planCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json', {
    profile: { type: 'string', default: 'dummy' },
    objective: { type: 'string' },
    'memory-budget': { type: 'string' },
    frontier: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    text: { type: 'boolean', default: false },
    out: { type: 'string' },
    ...maxInput,
  })
  if (values.json && values.text) throw new UsageError('--json and --text exclude each other')
  if (values.profile === '-' && subject === '-') throw new UsageError('standard input can be read only once')
  if (values.frontier && values.text)
    throw new UsageError('--frontier is a table, a drawing or --json; --text is for one plan')
  if (values.frontier && (values.objective !== undefined || values['memory-budget'] !== undefined))
    throw new UsageError('--frontier shows all objectives, and takes neither --objective nor --memory-budget')
  const objective = choice('--objective', values.objective ?? 'balanced', objectives)
  const budget = values['memory-budget']
  const memoryBudget = budget === undefined ? {} : { memoryBudget: bytes('--memory-budget', budget) }
  const source = { terminal, maxBytes: bytes('--max-input', values['max-input']) }
  if (values.out !== undefined)
    await checkTargets('--out', [values.out], profileIsFile(values.profile) ? [subject, values.profile] : [subject])
  const profile = await readProfile(values.profile, source)
  const graph = await readGraph(subject, source)
  const content = values.frontier
    ? frontierOf(graph, profile, { json: values.json, svg: values.out?.endsWith('.svg') ?? false }, terminal)
    : planOf(planShown(graph, profile, { objective, ...memoryBudget }, terminal), values)
  if (values.out === undefined) await terminal.print(content)
  else await writeBytes(values.out, content)
}

const planOf = (plan: Plan, { json, text }: { json: boolean; text: boolean }): string =>
  json ? `${JSON.stringify(plan)}\n` : formatPlan(plan, { detail: text ? 'complete' : 'summary' })

function frontierOf(
  graph: FrameGraph,
  profile: DeviceProfile,
  { json, svg }: { json: boolean; svg: boolean },
  terminal: Terminal,
): string {
  const plans = showingPhases(graph, terminal, (onPhase) =>
    ofGraph(graph, () => planFrontier(graph, profile, { onPhase })),
  )
  return json ? `${JSON.stringify(plans)}\n` : svg ? frontierSvg(plans) : frontierTable(plans)
}
