/**
 * Traces of the examples read by the engine that Chrome's own performance panel reads traces with: threads by name, commands inside
 * their submissions, durations, and arrows for waits.
 */
import { createExecutor, planGraph, profiles, type FrameGraph, type Plan, type RunTimings } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { inspectTrace } from 'memkit-gpu/inspect'
import { Handlers, TraceModel, type Types } from '@paulirish/trace_engine'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { makeGeometry } from '../../examples/deferred/geometry.ts'
import { deferredGraph } from '../../examples/deferred/graph.ts'
import { graph as quickStart } from '../../examples/quick-start/graph.ts'
import { graph as blur } from '../../examples/snapshot/graph.ts'
import { golden } from './support.ts'

const { Renderer, Samples, Flows, Meta, AuctionWorklets, LayerTree, NetworkRequests, UserTimings, Workers } =
  Handlers.ModelHandlers

/** What the engine makes of a trace; it may complain of nothing. */
async function read(trace: string) {
  const complaints = (['warn', 'error', 'assert'] as const).map((way) => vi.spyOn(console, way))
  const { traceEvents } = JSON.parse(trace) as { traceEvents: Types.Events.Event[] }
  const handlers = { Meta, Renderer, Samples, Flows, AuctionWorklets, LayerTree, NetworkRequests, UserTimings, Workers }
  const model = TraceModel.Model.createWithSubsetOfHandlers(handlers)
  await model.parse(traceEvents)
  const { data } = model.parsedTrace()!
  for (const spy of complaints) {
    expect(spy).not.toHaveBeenCalled()
    spy.mockRestore()
  }
  const threads = [...data.Renderer.processes.values()].flatMap(({ threads }) => [...threads.values()])
  return { data, threads, events: traceEvents }
}
type Read = Awaited<ReturnType<typeof read>>
type Node = NonNullable<Read['threads'][number]['tree']>['roots'] extends Set<infer Of> ? Of : never

const nameOf = ({ entry }: Node): string => entry.name
const roots = ({ threads }: Read): Node[] => threads.flatMap(({ tree }) => [...(tree?.roots ?? [])])

/** Submissions with the names of what is inside, in the order of the plan. */
const submissionsOf = (found: Read) =>
  roots(found)
    .filter(({ entry }) => entry.cat === 'submission')
    .sort((a, b) => Number(nameOf(a).slice(11)) - Number(nameOf(b).slice(11)))

const examples: readonly (readonly [string, FrameGraph, keyof typeof profiles])[] = [
  ['the quick start', quickStart, 'vulkan'],
  ['the snapshot example', blur, 'webgpu'],
  ['the deferred frame', deferredGraph({ width: 320, height: 180 }, makeGeometry()), 'vulkan'],
  ['a frame on three queues', golden('multi-queue').graph, 'dummy'],
  ['a pass of the host', golden('host-pass').graph, 'dummy'],
]

describe.each(examples)('the trace of %s', (_, graph, profile) => {
  const plan = planGraph(graph, profiles[profile])
  const commands = plan.submissions.map(({ commands }) =>
    commands.map((command) => (command.op === 'barrier' ? 'barrier' : command.passes[0]!)),
  )

  it('has a thread for the host and each queue, and submissions with their commands inside', async () => {
    const found = await read(inspectTrace(plan, { graph }))
    const names = found.threads.map(({ name }) => name)
    for (const [q, { kinds }] of plan.queues.entries())
      if (plan.submissions.some(({ queue }) => queue === q)) expect(names).toContain(`queue ${q} (${kinds.join('+')})`)
    if (plan.timeline.length > 0) expect(names).toContain('host')
    const submissions = submissionsOf(found)
    expect(submissions.map(nameOf)).toEqual(plan.submissions.map((_, s) => `submission ${s}`))
    expect(submissions.map(({ children }) => children.map((child) => nameOf(child).replace(/ \+\d+$/, '')))).toEqual(
      commands,
    )
  })

  it('has an arrow for each wait', async () => {
    const { data } = await read(inspectTrace(plan, { graph }))
    const arrows = data.Flows.flows.map((flow) => flow.map(({ name }) => name))
    const waits = plan.submissions.flatMap(({ waits }, s) => waits.map((w) => [`submission ${w}`, `submission ${s}`]))
    expect(arrows).toHaveLength(waits.length)
    expect(arrows).toEqual(expect.arrayContaining(waits))
  })

  it('counts the bytes alive, up to the peak of the plan at most, and ends with none', async () => {
    const { events } = await read(inspectTrace(plan, { graph }))
    const counted = events.filter(({ ph }) => (ph as string) === 'C') as unknown as { args: { bytes: number } }[]
    const bytes = counted.map(({ args }) => args.bytes)
    expect(Math.max(...bytes)).toBeLessThanOrEqual(plan.report.memory.peakBytes)
    expect(bytes.at(-1)).toBe(0)
  })
})

async function timingsOf(plan: Plan): Promise<RunTimings> {
  const backend = createDummyBackend()
  const executor = await createExecutor(plan, backend, { timings: 'passes' })
  const inputs = Object.fromEntries(plan.inputs.map(({ name, sizeBytes }) => [name, new Uint8Array(sizeBytes)]))
  const bodies = Object.fromEntries(plan.bodies.map(({ name }) => [name, () => undefined]))
  const { timings } = await executor.run({ inputs, bodies })
  await executor.destroy()
  await backend.destroy()
  return timings
}

it('has the durations that a run measured', async () => {
  const { graph, plan } = golden('multi-queue')
  const timings = await timingsOf(plan)
  const found = submissionsOf(await read(inspectTrace(plan, { graph, timings })))
  expect(found.map(({ entry }) => Math.round(entry.dur! * 1000))).toEqual(
    timings.submissions!.map(({ startNs, endNs }) => Math.round(endNs - startNs)),
  )
})

it('keeps every submission, pass and arrow whatever the times are: what overlaps is on threads of its own', async () => {
  const { graph, plan } = golden('multi-queue')
  const ids = [
    ...new Set(plan.submissions.flatMap(({ commands }) => commands.flatMap((c) => ('passes' in c ? c.passes : [])))),
  ]
  const time = fc.tuple(fc.double({ min: 0, max: 900, noNaN: true }), fc.nat(300))
  const times = fc.array(time, {
    minLength: plan.submissions.length + ids.length,
    maxLength: plan.submissions.length + ids.length,
  })
  await fc.assert(
    fc.asyncProperty(times, async (drawn) => {
      const next = drawn.map(([startNs, ns]) => ({ startNs, endNs: startNs + ns }))
      const submissions = plan.submissions.map(({ queue }, submission) => ({ submission, queue, ...next[submission]! }))
      const passes = ids.map((pass, k) => ({ pass, ...next[plan.submissions.length + k]! }))
      const found = await read(inspectTrace(plan, { graph, timings: { submissions, passes } }))
      const count = (ph: string) => found.events.filter((event) => (event.ph as string) === ph).length
      const nested = (nodes: readonly Node[]): number => nodes.reduce((sum, node) => sum + 1 + nested(node.children), 0)
      expect(nested(roots(found))).toBe(count('X'))
      const slices = roots(found).filter(({ entry }) => entry.cat !== 'host')
      for (const { entry, children } of slices) {
        if (children.length > 0) expect(entry.cat).toBe('submission')
        for (const { entry: inner, children: deeper } of children) {
          expect(deeper).toEqual([])
          expect(inner.ts + inner.dur!).toBeLessThanOrEqual(entry.ts + entry.dur! + 1e-6)
        }
      }
    }),
    { numRuns: 100 },
  )
})
