/**
 * The effect of the objectives on a device, in GPU time and memory:
 * `npm run bench -- objectives [--api vulkan,webgpu] [--kib 64,1024,16384] [--chains 24] [--length 8] [--rounds 15] [--branch 16] [--work 1,2000]`.
 *
 * - chains: independent chains of dispatches, declared chain after chain and side by side, planned for each objective. `submissions` has the
 *   fewest barriers, `memory` the lowest peak; `balanced` lies between.
 * - branches (Vulkan): two branches on one queue, and on two queues of different families where the device has them: merged into the fewest
 *   submissions, and cut for overlap, by costs that were measured (`costsFrom`).
 *
 * GPU times are from the device's clock, from the start of the first submission to the end of the last; the median of the rounds. The other
 * time is a run's part of a burst of runs, by the wall clock. Each plan is checked. Prints one JSON line a measurement, then a table.
 */
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Backend } from '../../src/backends/backend.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { checkPlan } from '../../src/check/index.ts'
import { createExecutor, type RunTimings } from '../../src/executor/index.ts'
import type { FrameGraph } from '../../src/graph/document.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { costsFrom } from '../../src/planner/costs-from.ts'
import { planGraph, type Plan, type PlanOptions } from '../../src/planner/index.ts'
import { getGpu, useVulkanDriver } from '../../test/support/gpu/index.ts'
import { branches, chains } from './chains.ts'

const { values } = parseArgs({
  options: {
    api: { type: 'string', default: 'vulkan,webgpu' },
    kib: { type: 'string', default: '64,1024,16384' },
    chains: { type: 'string', default: '24' },
    length: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '15' },
    branch: { type: 'string', default: '16' },
    work: { type: 'string', default: '1,2000' },
    device: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const numbers = (list: string): number[] => list.split(',').map(Number)

interface Row {
  readonly api: string
  readonly case: string
  readonly way: string
  readonly submissions: number
  readonly barriers: number
  readonly peakMiB: string
  readonly gpuMs: string
  readonly burstMs: string
}
const rows: Row[] = []

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1]!

/** Nanoseconds from the beginning of the first submission to the end of the last; NaN where the device has no clock. */
function gpuNs({ submissions }: RunTimings): number {
  if (!submissions || submissions.length === 0) return NaN
  return Math.max(...submissions.map(({ endNs }) => endNs)) - Math.min(...submissions.map(({ startNs }) => startNs))
}

async function measure(
  api: string,
  name: string,
  way: string,
  backend: Backend,
  graph: FrameGraph,
  plan: Plan,
): Promise<void> {
  const checked = checkPlan(graph, plan, backend.profile)
  if (!checked.ok) throw new Error(`${name}, ${way}: ${checked.message}`)
  const executor = await createExecutor(plan, backend, { framesInFlight: 2 })
  const gpu: number[] = []
  for (let i = 0; i < rounds + 3; i++) {
    const { timings } = await executor.run()
    if (i >= 3) gpu.push(gpuNs(timings))
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: rounds }, () => executor.run()))
  const burst = (performance.now() - start) / rounds
  await executor.destroy()
  const { submissions, barriers, memory } = plan.report
  const row = {
    api,
    case: name,
    way,
    submissions: submissions.count,
    barriers: barriers.count,
    peakMiB: (memory.peakBytes / 2 ** 20).toFixed(2),
    gpuMs: (median(gpu) / 1e6).toFixed(3),
    burstMs: burst.toFixed(3),
  }
  rows.push(row)
  console.log(JSON.stringify({ bench: 'objectives', device: backend.profile.name, ...row }))
}

async function chainsOn(api: string, backend: Backend): Promise<void> {
  for (const kib of numbers(values.kib))
    for (const declared of ['chain after chain', 'side by side'] as const) {
      const graph = parseGraph(chains(Number(values.chains), Number(values.length), kib * 1024, declared))
      const name = `${values.chains} × ${values.length}, ${kib} KiB, ${declared}`
      for (const objective of ['submissions', 'balanced', 'memory'] as const)
        await measure(api, name, objective, backend, graph, planGraph(graph, backend.profile, { objective }))
    }
}

/** The costs of the passes, measured one run after another. */
async function measuredCosts(backend: Backend, graph: FrameGraph): Promise<Record<string, number>> {
  const executor = await createExecutor(planGraph(graph, backend.profile), backend, { timings: 'passes' })
  const timings: RunTimings[] = []
  for (let i = 0; i < rounds; i++) timings.push((await executor.run()).timings)
  await executor.destroy()
  return costsFrom(timings)
}

async function branchesOn(api: string, backend: Backend): Promise<void> {
  for (const kib of numbers(values.kib))
    for (const work of numbers(values.work)) {
      const name = `branches of ${values.branch}, ${kib} KiB, ${work} rounds`
      const one = parseGraph(branches(Number(values.branch), kib * 1024, work, 'graphics'))
      for (const objective of ['balanced', 'submissions'] as const)
        await measure(
          api,
          name,
          `one queue, ${objective}`,
          backend,
          one,
          planGraph(one, backend.profile, { objective }),
        )
      const two = parseGraph(branches(Number(values.branch), kib * 1024, work, 'compute'))
      const costs = await measuredCosts(backend, two)
      const ways: [string, PlanOptions][] = [
        ['balanced', {}],
        ['overlap', { objective: 'overlap' }],
        ['overlap, measured costs', { objective: 'overlap', costs }],
      ]
      for (const [way, options] of ways) {
        const plan = planGraph(two, backend.profile, options)
        const queues = new Set(plan.submissions.map(({ queue }) => queue)).size
        const { makespan } = plan.report
        const estimate = makespan && options.costs ? `, estimated ${(makespan.estimate / 1e6).toFixed(3)} ms` : ''
        await measure(
          api,
          name,
          `${way}, ${queues} ${queues === 1 ? 'queue' : 'queues'}${estimate}`,
          backend,
          two,
          plan,
        )
      }
    }
}

export async function benchObjectives(): Promise<void> {
  const { loader, devices } = useVulkanDriver()
  console.log(`Vulkan: ${devices.map(({ name }) => name).join(', ')}`)
  const apis = values.api.split(',')
  if (apis.includes('vulkan')) {
    const backend = await createVulkanBackend({ loader, ...(values.device && { device: values.device }) })
    console.log(`queues: ${backend.profile.queues.map(({ kinds }) => kinds.join('+')).join(', ')}`)
    await chainsOn('vulkan', backend)
    await branchesOn('vulkan', backend)
    await backend.destroy()
  }
  if (apis.includes('webgpu')) {
    // Finds the driver for Dawn, which then opens a device with an exact clock.
    console.log(`WebGPU on ${(await getGpu()).runsOn}`)
    const backend = await createWebGpuBackend({ api: 'vulkan', timings: true })
    await chainsOn('webgpu', backend)
    await backend.destroy()
  }
  print()
}

function print(): void {
  const columns = ['api', 'case', 'way', 'submissions', 'barriers', 'peakMiB', 'gpuMs', 'burstMs'] as const
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => String(row[column]).length)))
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, k) => (k < 3 ? String(cell).padEnd(widths[k]!) : String(cell).padStart(widths[k]!))).join('  ')
  console.log(`\n${line(columns)}`)
  for (const row of rows) console.log(line(columns.map((column) => row[column])))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await benchObjectives()
