/**
 * Traces by the published rules of the format: the fields that each phase of event has, slices of a thread one inside another
 * (Perfetto drops others), and flows that begin and end in a slice of their thread.
 */
import { inspectTrace } from 'memkit-gpu/inspect'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { golden } from './support.ts'

const number = z.number().finite()
const place = { pid: z.int(), tid: z.int(), ts: number.min(0) }
const common = { name: z.string().min(1), ...place }
const args = z.record(z.string(), z.unknown())
const events = [
  z.strictObject({ ph: z.literal('X'), ...common, cat: z.string(), dur: number.min(0), args }),
  z.strictObject({ ph: z.literal('i'), ...common, cat: z.string(), s: z.enum(['g', 'p', 't']), args }),
  z.strictObject({ ph: z.literal('s'), ...common, cat: z.string(), id: z.int() }),
  z.strictObject({ ph: z.literal('f'), ...common, cat: z.string(), id: z.int(), bp: z.literal('e') }),
  z.strictObject({ ph: z.literal('C'), ...common, args: z.record(z.string(), number) }),
  z.strictObject({
    ph: z.literal('M'),
    ...place,
    name: z.enum(['process_name', 'thread_name']),
    args: z.strictObject({ name: z.string() }),
  }),
  z.strictObject({
    ph: z.literal('M'),
    ...place,
    name: z.literal('thread_sort_index'),
    args: z.strictObject({ sort_index: z.int() }),
  }),
] as const
const trace = z.strictObject({
  traceEvents: z.array(z.union(events)),
  displayTimeUnit: z.enum(['ms', 'ns']),
  otherData: z.record(z.string(), z.string()),
})
type Slice = { readonly ts: number; readonly dur: number }

const nested = (slices: readonly Slice[]): boolean =>
  slices.every((a) =>
    slices.every(({ ts, dur }) => {
      const [begin, end] = [ts, ts + dur]
      const apart = a.ts >= end - 1e-6 || begin >= a.ts + a.dur - 1e-6
      const inside = (a.ts >= begin && a.ts + a.dur <= end + 1e-6) || (begin >= a.ts && end <= a.ts + a.dur + 1e-6)
      return apart || inside
    }),
  )

describe.each(['quick-start', 'multi-queue', 'host-pass', 'history', 'many-uploads', 'textures'])('%s', (name) => {
  const { plan, graph } = golden(name)
  const measured = {
    submissions: plan.submissions.map(({ queue }, submission) => ({
      submission,
      queue,
      startNs: 1000 * submission + 7,
      endNs: 1000 * submission + 900,
    })),
  }

  it.each([
    ['planned', undefined],
    ['measured', measured],
  ])('is a trace, %s', (_, timings) => {
    const { traceEvents } = trace.parse(JSON.parse(inspectTrace(plan, { graph, ...(timings && { timings }) })))
    const slices = traceEvents.filter((event) => event.ph === 'X')
    const onThread = (tid: number) => slices.filter((slice) => slice.pid === 1 && slice.tid === tid)
    for (const tid of new Set(slices.map((slice) => slice.tid))) expect(nested(onThread(tid))).toBe(true)
    for (const flow of traceEvents.filter(({ ph }) => ph === 's' || ph === 'f'))
      expect(onThread(flow.tid).some(({ ts, dur }) => flow.ts >= ts && flow.ts <= ts + dur)).toBe(true)
  })

  it('has each command, submission and wait once', () => {
    const { traceEvents } = trace.parse(JSON.parse(inspectTrace(plan, { graph })))
    const count = (wanted: string, phases = 'X') =>
      traceEvents.filter((event) => 'cat' in event && event.cat === wanted && phases.includes(event.ph)).length
    expect(count('submission')).toBe(plan.submissions.length)
    expect(count('submission', 'sf')).toBe(2 * plan.submissions.reduce((sum, { waits }) => sum + waits.length, 0))
    expect(count('barrier')).toBe(plan.report.barriers.count)
  })
})
