/** A plan, or a run of it, as a trace that Perfetto and Chrome open: the JSON format of trace events. */
import type { FrameGraph } from '../graph/document.ts'
import type { Plan } from '../plan/document.ts'
import type { Clock, InspectTimings } from './model/clock.ts'
import { modelOf, type Model } from './model/index.ts'
import { liveBytes } from './model/live.ts'
import { spanOf } from './model/holdings.ts'
import { bytesText, commandLabel } from './model/words.ts'
import { stepText } from './scene/draw-host.ts'

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
const queueThread = (queue: number) => ({ pid: 1, tid: 10 + queue })

/**
 * A trace as JSON text: a thread for the host and for each queue, with its submissions and commands; arrows for waits; a counter
 * of the transient bytes alive. O(plan · log).
 */
export function inspectTrace(plan: Plan, { graph, timings }: InspectTraceOptions = {}): string {
  const model = modelOf(plan, graph, timings)
  const clock = model.measured ?? model.planned
  const events = [
    ...names(model),
    ...submissions(model, clock),
    ...commands(model, clock),
    ...hostSteps(model, clock),
    ...waits(model, clock),
    ...counters(model, clock),
  ]
  const measured = clock.unit === 'ns'
  const { name, profile, hash } = plan
  const otherData = {
    plan: name,
    profile,
    hash,
    times: measured ? 'measured by submission' : 'planned: a step is 1 µs',
  }
  return `${JSON.stringify({ traceEvents: events, displayTimeUnit: measured ? 'ns' : 'ms', otherData })}\n`
}

/** µs of a time of the clock. */
const micros = ({ unit }: Clock, time: number): number => (unit === 'ns' ? time / 1000 : Math.round(time * 1000) / 1000)

const slice = (clock: Clock, begin: number, end: number) => ({
  ph: 'X',
  ts: micros(clock, begin),
  dur: Math.max(0, micros(clock, end) - micros(clock, begin)),
})

function names({ plan }: Model): TraceEvent[] {
  const named = (what: string, where: object, name: string) =>
    ({ ph: 'M', ts: 0, name: what, ...where, args: { name } }) as unknown as TraceEvent
  const order = (where: object, index: number) =>
    ({ ph: 'M', ts: 0, name: 'thread_sort_index', ...where, args: { sort_index: index } }) as unknown as TraceEvent
  return [
    named('process_name', { ...device, tid: 0 }, `${plan.name} for ${plan.profile}`),
    named('process_name', { ...memory, tid: 0 }, 'memory'),
    named('thread_name', host, 'host'),
    order(host, 0),
    ...plan.queues.flatMap(({ kinds }, q) => [
      named('thread_name', queueThread(q), `queue ${q} (${kinds.join('+')})`),
      order(queueThread(q), q + 1),
    ]),
  ]
}

const submissions = ({ plan }: Model, clock: Clock): TraceEvent[] =>
  plan.submissions.map(({ queue, waits, commands }, s) => ({
    name: `submission ${s}`,
    cat: 'submission',
    ...slice(clock, clock.submissionBegin[s]!, clock.submissionEnd[s]!),
    ...queueThread(queue),
    args: { waits, commands: commands.length },
  }))

const commands = ({ commands, plan, touches, holdings }: Model, clock: Clock): TraceEvent[] =>
  commands.map(({ submission, command }, c) => ({
    name: commandLabel(command),
    cat: command.op,
    ...slice(clock, clock.commandBegin[c]!, clock.commandEnd[c]!),
    ...queueThread(plan.submissions[submission]!.queue),
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
      ? { ...about, ph: 'i', s: 't', ts: micros(clock, clock.stepBegin[k]!) }
      : { ...about, ...slice(clock, clock.stepBegin[k]!, clock.stepEnd[k]!) }
  })

/** Flow arrows begin inside the slice that they leave and end inside the one that they reach. */
function waits({ plan }: Model, clock: Clock): TraceEvent[] {
  let id = 0
  return plan.submissions.flatMap(({ queue, waits }, s) =>
    waits.flatMap((w): TraceEvent[] => {
      id++
      const flow = { name: 'wait', cat: 'wait', id }
      const [from, to] = [queueThread(plan.submissions[w]!.queue), queueThread(queue)]
      return [
        { ...flow, ph: 's', ts: micros(clock, clock.submissionBegin[w]!), ...from },
        { ...flow, ph: 'f', bp: 'e', ts: micros(clock, clock.submissionBegin[s]!), ...to },
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
    ts: micros(clock, time),
    args: { bytes: bytes[k]! },
  }))
}
