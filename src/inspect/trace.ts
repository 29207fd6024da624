/** A plan, or a run of it, as a trace that Perfetto and Chrome open: the JSON format of trace events. */
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import { tellOf } from '../plan/validate/shape.ts'
import { takeShown, type Shown } from './given.ts'
import type { Clock, InspectTimings } from './model/clock.ts'
import { modelOf, type Model } from './model/index.ts'
import { liveBytes } from './model/live.ts'
import { spanOf } from './model/holdings.ts'
import { bytesText, commandLabel } from './model/words.ts'
import { stepText } from './scene/draw-host.ts'
import { nanoseconds, threadsOf, type Span, type Threads } from './trace-threads.ts'

/** Additions to the trace of a plan. */
export interface InspectTraceOptions {
  /** The document that was planned: its source, and the passes that were culled. */
  readonly graph?: FrameGraph
  /** A run's timings. Without them a step of the plan's order is drawn as long as a microsecond. */
  readonly timings?: InspectTimings
}

/** An event of the trace; times are in µs. */
type TraceEvent = Readonly<Record<string, unknown>> & { readonly ph: string; readonly pid: number }

const device = { pid: 1 }
const memory = { pid: 2 }
const host = { pid: 1, tid: 1 }
const threadOf = (thread: number) => ({ pid: 1, tid: 10 + thread })

/**
 * A trace as JSON text: a thread for the host and for each queue, with its submissions and commands (more than one where they overlap in
 * the times of a run); arrows for waits; a counter of the transient bytes alive. O(plan · log).
 */
export function inspectTrace(plan: Plan, options?: InspectTraceOptions): string {
  return tellOf(plan, (read) => traceText(read, takeShown(read, options)))
}

function traceText(plan: Plan, { graph, timings }: Shown): string {
  const model = modelOf(plan, graph, timings)
  const clock = model.measured ?? model.planned
  const threads = threadsOf(model, clock)
  const events = [
    ...names(model, threads),
    ...submissions(model, threads),
    ...commands(model, threads),
    ...hostSteps(model, clock),
    ...waits(model, threads),
    ...counters(model, clock),
  ]
  const measured = clock.unit === 'ns'
  const { name, profile, hash } = plan
  const otherData = {
    plan: name,
    profile,
    hash,
    times: measured ? `measured by ${timings?.passes?.length ? 'pass' : 'submission'}` : 'planned: a step is 1 µs',
  }
  return `${JSON.stringify({ traceEvents: events, displayTimeUnit: measured ? 'ns' : 'ms', otherData })}\n`
}

/**
 * µs of ns, in parts of 2^20: near enough for the ns to be rounded back, and exact in sums. Viewers that add a duration to a beginning
 * must meet what begins there: 0.1 + 0.2 is more than 0.3, and slices that overlap in part are dropped.
 */
const micros = (ns: number): number => Math.round((ns / 1000) * parts) / parts
const parts = 2 ** 20

const slice = ({ begin, end }: Span) => ({ ph: 'X', ts: micros(begin), dur: micros(end) - micros(begin) })

function names({ plan }: Model, { threads }: Threads): TraceEvent[] {
  const named = (what: string, where: object, name: string) =>
    ({ ph: 'M', ts: 0, name: what, ...where, args: { name } }) as unknown as TraceEvent
  const order = (where: object, index: number) =>
    ({ ph: 'M', ts: 0, name: 'thread_sort_index', ...where, args: { sort_index: index } }) as unknown as TraceEvent
  return [
    named('process_name', { ...device, tid: 0 }, `${plan.name || 'plan'} for ${plan.profile}`),
    named('process_name', { ...memory, tid: 0 }, 'memory'),
    named('thread_name', host, 'host'),
    order(host, 0),
    ...threads.flatMap(({ name }, t) => [named('thread_name', threadOf(t), name), order(threadOf(t), t + 1)]),
  ]
}

const submissions = ({ plan }: Model, threads: Threads): TraceEvent[] =>
  plan.submissions.map(({ waits, commands }, s) => ({
    name: `submission ${s}`,
    cat: 'submission',
    ...slice(threads.submissions[s]!),
    ...threadOf(threads.submissions[s]!.thread),
    args: { waits, commands: commands.length },
  }))

const commands = ({ commands, touches, holdings }: Model, threads: Threads): TraceEvent[] =>
  commands.map(({ command }, c) => ({
    name: commandLabel(command),
    cat: command.op,
    ...slice(threads.commands[c]!),
    ...threadOf(threads.commands[c]!.thread),
    args:
      command.op === 'barrier'
        ? { before: command.before, after: command.after }
        : {
            passes: command.passes,
            resources: [
              ...new Set(
                touches.byCommand[c]!.flatMap((h) => {
                  const held = holdings[h]!
                  return held.kind === 'version' ? [held.resource] : []
                }),
              ),
            ],
          },
  }))

const hostSteps = ({ plan }: Model, clock: Clock): TraceEvent[] =>
  plan.timeline.map((step, k) => {
    const about = {
      name: step.do === 'host' ? step.pass : step.do,
      cat: 'host',
      ...host,
      args: { what: stepText(step) },
    }
    return step.do === 'submit'
      ? { ...about, ph: 'i', s: 't', ts: micros(nanoseconds(clock, clock.stepBegin[k]!)) }
      : {
          ...about,
          ...slice({ begin: nanoseconds(clock, clock.stepBegin[k]!), end: nanoseconds(clock, clock.stepEnd[k]!) }),
        }
  })

/** Flow arrows begin in one submission and end in another: of their category, at their times, which is how viewers find them. */
function waits({ plan }: Model, { submissions }: Threads): TraceEvent[] {
  let id = 0
  return plan.submissions.flatMap(({ waits }, s) =>
    waits.flatMap((w): TraceEvent[] => {
      id++
      const flow = { name: 'wait', cat: 'submission', id }
      const [from, to] = [submissions[w]!, submissions[s]!]
      return [
        { ...flow, ph: 's', ts: micros(from.begin), ...threadOf(from.thread) },
        { ...flow, ph: 'f', bp: 'e', ts: micros(to.begin), ...threadOf(to.thread) },
      ]
    }),
  )
}

function counters(model: Model, clock: Clock): TraceEvent[] {
  const { holdings, touches, plan } = model
  const spans = holdings.map((held, h) => spanOf(held, touches.byHolding[h]!, clock))
  const { times, bytes } = liveBytes(holdings, spans)
  const { peakBytes } = plan.report.memory
  const name = `transient bytes alive (peak of the plan ${bytesText(peakBytes)})`
  return times.map((time, k) => ({
    ph: 'C',
    name,
    ...memory,
    tid: 0,
    ts: micros(nanoseconds(clock, time)),
    args: { bytes: bytes[k]! },
  }))
}
