import { planFrontier, profiles } from '../../index.ts'
import { inspectDot, inspectHtml, inspectSvg, inspectTrace, type InspectHtmlOptions } from '../../inspect/index.ts'
import { planningOptions, readPlanned, readPlanning, type Planned, type Planning } from '../documents.ts'
import { showingPhases } from '../planning-progress.ts'
import { profileIsFile } from '../profile.ts'
import { checkTargets } from '../targets.ts'
import type { Terminal } from '../terminal.ts'
import { readTimings } from '../timings.ts'
import { bytes, maxInput, parseOptions, UsageError } from '../usage.ts'
import { writeBytes } from '../writing.ts'

const forms = ['html', 'svg', 'dot', 'trace'] as const
type Form = (typeof forms)[number]

/** Writes a plan in the forms that are asked for. @throws UsageError for options that do not go together */
export async function inspectCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { subject, values } = parseOptions(args, 'graph.json or plan.json', {
    html: { type: 'string' },
    svg: { type: 'string' },
    dot: { type: 'string' },
    trace: { type: 'string' },
    timings: { type: 'string' },
    before: { type: 'string' },
    frontier: { type: 'boolean', default: false },
    ...planningOptions,
    ...maxInput,
  })
  const targets = forms.flatMap((form) => (values[form] === undefined ? [] : [[form, values[form]] as const]))
  if (targets.length === 0)
    throw new UsageError('say what to make: --html FILE, --svg FILE, --dot FILE or --trace FILE')
  for (const option of ['before', 'frontier'] as const)
    if (values[option] && values.html === undefined) throw new UsageError(`--${option} is shown by --html only`)
  if (values.timings !== undefined && targets.every(([form]) => form === 'dot'))
    throw new UsageError('--timings is shown by --html, --svg and --trace only')
  const read = [subject, values.timings, values.before, values.profile].filter((file) => file !== undefined)
  if (read.filter((file) => file === '-').length > 1) throw new UsageError('standard input can be read only once')
  const documents = read.filter((file) => file !== values.profile || profileIsFile(file))
  const written = targets.map(([, file]) => file)
  await checkTargets(targets.length === 1 ? `--${targets[0]![0]}` : 'inspect', written, documents)

  const source = { terminal, maxBytes: bytes('--max-input', values['max-input']) }
  const planning = await readPlanning(values, source)
  const planned = await readPlanned(subject, planning, source)
  const before = values.before === undefined ? undefined : await readPlanned(values.before, planning, source)
  const timings = values.timings === undefined ? undefined : await readTimings(values.timings, planned.plan, source)
  const frontier = values.frontier ? frontierOf(subject, planned, planning, terminal) : undefined
  const options: InspectHtmlOptions = {
    ...graphOf(planned),
    ...(timings && { timings }),
    ...(frontier && { frontier }),
    ...(before && { before: { plan: before.plan, ...graphOf(before) } }),
  }
  for (const [form, file] of targets) await writeBytes(file, make[form](planned.plan, options))
}

const make: Readonly<Record<Form, (plan: Planned['plan'], options: InspectHtmlOptions) => string>> = {
  html: inspectHtml,
  svg: inspectSvg,
  dot: inspectDot,
  trace: inspectTrace,
}

const graphOf = ({ graph }: Planned): Pick<InspectHtmlOptions, 'graph'> => (graph === undefined ? {} : { graph })

function frontierOf(path: string, { graph }: Planned, { profile, options }: Planning, terminal: Terminal) {
  if (graph === undefined) throw new UsageError(`${path} is a plan already: --frontier needs the graph`)
  if (options.objective !== undefined || options.memoryBudget !== undefined)
    throw new UsageError('--frontier shows all objectives, and takes neither --objective nor --memory-budget')
  return showingPhases(graph, terminal, (onPhase) => planFrontier(graph, profile ?? profiles.dummy, { onPhase }))
}
