/**
 * The effect of merging transfers: `npm run bench -- transfers [--rounds 5] [--scale 1] [--backends dummy,webgpu,vulkan]`.
 *
 * Many small uploads, device copies and readbacks on every backend that opens here, in one process, three ways: naive (each
 * transfer a graph of its own, run by itself), batched (one submission, one region for each) and planned. All three go
 * through the executor, warm: planning and opening are not timed. The ways take turns.
 *
 * One JSON line a backend, case and way, then a table. `--scale 0.1` makes every count a tenth. Times on the Dummy are those of
 * a simulation on the CPU: compare its commands and regions, not its milliseconds.
 */
import { parseArgs } from 'node:util'
import type { Backend } from '../../src/backends/backend.ts'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createVulkanBackend } from '../../src/backends/vulkan/index.ts'
import { createWebGpuBackend } from '../../src/backends/webgpu/index.ts'
import { getGpu, useVulkanDriver } from '../../test/support/gpu/index.ts'
import { timeWays, type Timed } from '../webgpu/measure.ts'
import { batchedWay, copyCase, naiveWay, plannedWay, readbackCase, uploadCase, type Work } from './ways.ts'

const KiB = 1024

interface Row extends Timed, Work {
  readonly backend: string
  readonly case: string
}

export interface BenchOptions {
  readonly rounds?: number
  readonly scale?: number
  readonly backends?: readonly string[]
}

const openers: Readonly<Record<string, () => Promise<Backend>>> = {
  dummy: async () => createDummyBackend(),
  webgpu: async () => createWebGpuBackend({ gpu: (await getGpu()).gpu }),
  vulkan: async () => createVulkanBackend({ loader: useVulkanDriver().loader }),
}

export async function bench({ rounds = 5, scale = 1, backends = Object.keys(openers) }: BenchOptions = {}): Promise<
  Row[]
> {
  const scaled = (count: number) => Math.max(16, Math.round(count * scale))
  const cases = [
    uploadCase(scaled(10_000), 4 * KiB),
    copyCase(scaled(10_000), 4 * KiB),
    readbackCase(scaled(1000), 4 * KiB),
  ]
  const rows: Row[] = []
  for (const name of backends) {
    const backend = await open(name)
    if (!backend) continue
    for (const each of cases) {
      const ways = [await naiveWay(each, backend), await batchedWay(each, backend), await plannedWay(each, backend)]
      const timed = await timeWays(ways, rounds)
      timed.forEach((time, i) => {
        const row = { backend: backend.profile.name, case: each.name, ...time, ...ways[i]!.work }
        rows.push(row)
        const { medianMs, bestMs, firstMs: _, ...rest } = row
        console.log(JSON.stringify({ bench: 'transfers', ...rest, medianMs: round(medianMs), bestMs: round(bestMs) }))
      })
    }
    await backend.destroy()
  }
  return rows
}

async function open(name: string): Promise<Backend | undefined> {
  const opener = openers[name]
  if (!opener) throw new RangeError(`--backends takes ${Object.keys(openers).join(', ')}, not ${name}`)
  try {
    return await opener()
  } catch (error) {
    console.error(`skipped: ${name} does not open here (${error instanceof Error ? error.message : String(error)})`)
    return undefined
  }
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000

function printTable(rows: readonly Row[]): void {
  const texts = ['backend', 'case', 'way']
  const cells = [
    [...texts, 'median ms', 'best ms', 'submissions', 'commands', 'regions', 'MiB', '× planned'],
    ...rows.map((row, i) => {
      const planned = rows.find(
        (other) => other.backend === row.backend && other.case === row.case && other.way === 'planned',
      )!
      const before = rows[i - 1]
      return [
        before?.backend === row.backend ? '' : row.backend,
        before?.backend === row.backend && before.case === row.case ? '' : row.case,
        row.way,
        row.medianMs.toFixed(3),
        row.bestMs.toFixed(3),
        String(row.submissions),
        String(row.commands),
        String(row.regions),
        (row.bytes / (KiB * KiB)).toFixed(1),
        (row.medianMs / planned.medianMs).toFixed(2),
      ]
    }),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  console.log('')
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => (column < texts.length ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    backends: { type: 'string', default: Object.keys(openers).join(',') },
  },
})
printTable(
  await bench({ rounds: Number(values.rounds), scale: Number(values.scale), backends: values.backends.split(',') }),
)
