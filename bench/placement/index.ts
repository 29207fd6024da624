/**
 * Placement against its bounds and against what others do: `npm run bench -- placement [group…]`, groups: hard, permuted, planted,
 * frames, rules, peers, large. `peers FOLDER` also places the frame graph documents of a folder, as planned in their declared lifetimes. One process throughout. Frames are timed in a warm process, after 200 others, as in a program that plans
 * again and again; elsewhere the first instances pay for the compiler's warm-up.
 */
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { pathToFileURL } from 'node:url'
import {
  placeIntervals,
  type Effort,
  type PlacementBlock,
  type PlacementProblem,
  type PlacementResult,
} from '../../src/planner/place/solver/index.ts'
import { checkPlacement } from '../../test/planner/place/solver/support/check-placement.ts'
import {
  apartFrame,
  frameGraphLike,
  groupedFrame,
  hardInstances,
  largeTrace,
  plantedPacking,
} from '../../test/planner/place/solver/support/instances.ts'
import { Random } from '../../test/planner/place/solver/support/random.ts'
import { baselines } from './baselines.ts'
import { documentBlocks } from './documents.ts'
import { peers } from './peers.ts'

interface Measured {
  group: string
  instance: string
  blocks: number
  ms: number
  /** Processor time of all threads, the compiler's and the collector's too: what is left to compare on a busy machine. */
  cpuMs: number
  steps: number
  peakBytes: number
  lowerBoundBytes: number
  ratio: number
  proven: boolean
  method: string
  /** Peak over the same bound of each baseline; absent where they would take too long. */
  others?: Record<string, number>
}

const MOST_BLOCKS_FOR_BASELINES = 10_000

function measure(group: string, instance: string, blocks: PlacementBlock[], effort: Effort, compare = true): Measured {
  return measureProblem(group, instance, { blocks }, effort, compare)
}

function measureProblem(
  group: string,
  instance: string,
  problem: PlacementProblem,
  effort: Effort,
  compare: boolean,
): Measured {
  const { blocks } = problem
  const cpuStarted = process.cpuUsage()
  const started = performance.now()
  const result = placeIntervals(problem, { effort })
  const ms = performance.now() - started
  const cpu = process.cpuUsage(cpuStarted)
  const fault = checkPlacement(problem, result)
  if (fault !== null) throw new Error(`${group} ${instance}: ${fault}`)
  const round = (value: number): number => Number(value.toFixed(4))
  const measured: Measured = {
    group,
    instance,
    blocks: blocks.length,
    ms: Number(ms.toFixed(1)),
    cpuMs: (cpu.user + cpu.system) / 1000,
    steps: result.steps,
    peakBytes: result.peakBytes,
    lowerBoundBytes: result.lowerBoundBytes,
    ratio: round(result.peakBytes / result.lowerBoundBytes),
    proven: result.proven,
    method: result.method,
  }
  if (compare && blocks.length <= MOST_BLOCKS_FOR_BASELINES) {
    measured.others = {}
    for (const { name, peakOf } of baselines) measured.others[name] = round(peakOf(blocks) / result.lowerBoundBytes)
  }
  return measured
}

function report(rows: Measured[]): void {
  const others = baselines.map(({ name }) => name.padStart(24)).join('')
  console.log(`\n${rows[0]!.group.padEnd(26)}  blocks       ms    steps  peak÷bound proven${others}`)
  for (const row of rows) {
    const cells = baselines.map(({ name }) => String(row.others?.[name] ?? '').padStart(24)).join('')
    const numbers = `${String(row.blocks).padStart(8)} ${row.ms.toFixed(1).padStart(8)} ${String(row.steps).padStart(8)}`
    const proven = row.proven ? 'yes' : 'no'
    console.log(
      `${row.instance.padEnd(26)}${numbers} ${row.ratio.toFixed(4).padStart(11)} ${proven.padStart(6)}${cells}`,
    )
  }
  for (const row of rows) console.log(JSON.stringify(row))
}

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0)
const cpuSummary = (rows: Measured[]): string => {
  const times = rows.map((row) => row.cpuMs)
  const p99 = quantile(times, 0.99).toFixed(1)
  return `processor time ${sum(times).toFixed(0)} ms in all, p99 ${p99} ms, most ${Math.max(...times).toFixed(1)} ms`
}
const quantile = (values: number[], q: number): number => {
  const sorted = values.slice().sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}

function benchHard(): void {
  const instances = hardInstances()
  if (instances === null) return console.log('\nhard instances: absent beside the repository, skipped')
  const rows = instances.map(({ name, blocks }) => measure('hard', name, blocks, 'default'))
  report(rows)
  const solved = rows.filter((row, k) => row.peakBytes <= instances[k]!.capBytes).length
  const times = rows.map((row) => row.ms)
  const total = sum(times).toFixed(0)
  console.log(
    `at the cap: ${solved} of ${rows.length}; total ${total} ms, slowest ${Math.max(...times).toFixed(0)} ms; ${cpuSummary(rows)}`,
  )
}

function benchPermuted(): void {
  const instances = hardInstances()
  if (instances === null) return
  const totals: number[] = []
  const rows: Measured[] = []
  let solved = 0
  for (let seed = 1; seed <= 7; seed++) {
    let total = 0
    for (const { name, blocks, capBytes } of instances) {
      const shuffled = new Random(seed).shuffle([...blocks])
      const row = measure('permuted', `${name}, rows permuted ${seed}`, shuffled, 'default', false)
      if (row.peakBytes <= capBytes) solved++
      else console.log(`over the cap: ${JSON.stringify(row)}`)
      rows.push(row)
      total += row.ms
    }
    totals.push(total)
  }
  const each = totals.map((total) => total.toFixed(0)).join(', ')
  console.log(
    `\nhard, rows permuted 7 times: at the cap ${solved} of ${7 * instances.length}; totals ${each} ms; ${cpuSummary(rows)}`,
  )
  console.log(JSON.stringify({ group: 'permuted', solved, of: 7 * instances.length, totalsMs: totals }))
}

function benchPlanted(): void {
  for (const count of [60, 100, 200, 400]) {
    const rows = Array.from({ length: 10 }, (_, k) => {
      const kind = k % 2 === 0 ? 'straight' : 'pinwheels'
      const effort = count > 200 ? 15_000_000 : 10_000_000
      return measure(`planted ${count}`, `${kind} ${k + 1}`, plantedPacking(count, 100 + k, k % 2 === 1), effort)
    })
    report(rows)
    const found = rows.filter((row) => row.ratio === 1).length
    console.log(`optimum found: ${found} of 10; slowest ${Math.max(...rows.map((row) => row.ms)).toFixed(0)} ms`)
  }
}

/** Frames of 20 to 500 resources: alignment, and whether sizes are rounded up to 64 KiB. */
const FRAMES: readonly [name: string, alignment: number, rounded: boolean][] = [
  ['sizes of 64 KiB', 65_536, true],
  ['as they come, 64 KiB', 65_536, false],
  ['as they come, 256 B', 256, false],
  ['as they come, 1 B', 1, false],
]

function benchFrames(): void {
  const frame = (seed: number, alignment: number, rounded: boolean): PlacementBlock[] =>
    frameGraphLike(new Random(seed).int(20, 500), seed, rounded).map((block) => ({ ...block, alignment }))
  for (let seed = 1; seed <= 50; seed++) {
    for (const [, alignment, rounded] of FRAMES) placeIntervals({ blocks: frame(seed, alignment, rounded) })
  }
  for (const [name, alignment, rounded] of FRAMES) {
    // A thousand, so that ten are slower than the 99th percentile, and not two.
    const rows = Array.from({ length: 1000 }, (_, k) => {
      const seed = 1000 + k
      return measure('frames', `${name} ${seed}`, frame(seed, alignment, rounded), 'default', k < 5)
    })
    report(rows.slice(0, 5))
    for (const row of rows.slice(5).filter(({ proven }) => !proven)) console.log(JSON.stringify(row))
    const times = rows.map((row) => row.ms)
    const proven = rows.filter((row) => row.proven && row.peakBytes === row.lowerBoundBytes).length
    const worst = Math.max(...rows.map((row) => row.ratio)).toFixed(4)
    console.log(
      `${name}, ${rows.length} from seed 1000, process warmed by 200 others: bound met and proven ${proven}, worst peak÷bound ${worst}, ` +
        `p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, max ${Math.max(...times).toFixed(1)} ms, ` +
        `most steps ${Math.max(...rows.map((row) => row.steps))}; ${cpuSummary(rows)}`,
    )
  }
}

/** Groups side by side and blocks apart. The bound knows little of these rules, so much of the distance may be its own. */
function benchRules(): void {
  const kinds: readonly [name: string, make: (count: number, seed: number) => PlacementProblem][] = [
    ['30 % in groups', (count, seed) => groupedFrame(count, seed, 0.3)],
    ['80 % in groups', (count, seed) => groupedFrame(count, seed, 0.8)],
    ['apart', apartFrame],
  ]
  for (const [name, make] of kinds) {
    const rows = Array.from({ length: 40 }, (_, k) => {
      const problem = make(new Random(k).int(30, 400), 100 + k)
      return measureProblem('rules', `${name} ${100 + k}`, problem, 'default', false)
    })
    for (const row of rows) console.log(JSON.stringify(row))
    const ratios = rows.map((row) => row.ratio)
    console.log(
      `${name}, ${rows.length}: proven ${rows.filter((row) => row.proven).length}, peak÷bound mean ` +
        `${(sum(ratios) / rows.length).toFixed(4)}, worst ${Math.max(...ratios).toFixed(4)}, slowest ${Math.max(...rows.map((row) => row.ms)).toFixed(0)} ms`,
    )
  }
}

/** Peak over the bound and milliseconds of ours and of the peers, each answer checked. */
function benchPeers(): void {
  const rows: [name: string, blocks: PlacementBlock[]][] = []
  for (const [name, alignment, rounded] of FRAMES) {
    for (const count of [20, 60, 150]) {
      const blocks = frameGraphLike(count, count, rounded).map((block) => ({ ...block, alignment }))
      rows.push([`${count} resources, ${name}`, blocks])
    }
  }
  rows.push(['planted packing, 60', plantedPacking(60, 100, true)])
  for (const { name, blocks } of hardInstances() ?? []) rows.push([`hard ${name}`, blocks])
  const at = process.argv.indexOf('peers')
  const folder = at < 0 ? undefined : process.argv[at + 1]
  if (folder !== undefined && existsSync(folder)) rows.push(...documentBlocks(folder))
  for (const { name, source } of peers) console.log(`${name}: ${source}`)
  const names = ['ours', ...peers.map((peer) => peer.name)]
  console.log(`\npeak ÷ bound, ms${' '.repeat(22)}${names.map((name) => name.padStart(18)).join('')}`)
  for (const [name, blocks] of rows) {
    let bound = 0
    const cells = names.map((_, k) => {
      const run = (): PlacementResult => (k === 0 ? placeIntervals({ blocks }) : peers[k - 1]!.place(blocks))
      // Small ones warm, as in a program that plans again and again.
      if (blocks.length < 150) run()
      const started = performance.now()
      const result = run()
      const ms = performance.now() - started
      const fault = checkPlacement({ blocks }, result)
      if (fault !== null) throw new Error(`${names[k]} on ${name}: ${fault}`)
      if (k === 0) bound = result.lowerBoundBytes
      return `${(result.peakBytes / bound).toFixed(4)} ${ms.toFixed(1).padStart(8)}`.padStart(18)
    })
    console.log(`${name.padEnd(38)}${cells.join('')}`)
  }
}

function benchLarge(): void {
  report([
    measure('large', 'short-lived', largeTrace(10_000, 1), 'default'),
    measure('large', 'short-lived, 256 B', largeTrace(10_000, 2, 0, 256), 'default'),
    measure('large', '1 % long-lived', largeTrace(10_000, 3, 0.01), 'default'),
    measure('large', 'short-lived', largeTrace(100_000, 4), 'default'),
    measure('large', 'short-lived, 256 B', largeTrace(100_000, 5, 0, 256), 'default'),
    measure('large', '0.1 % long-lived', largeTrace(100_000, 6, 0.001), 'default'),
    measure('large', '1 % long-lived', largeTrace(100_000, 7, 0.01), 'default'),
  ])
}

/** Prints tables and one JSON line per instance. */
export async function benchPlacement(): Promise<void> {
  const groups = {
    hard: benchHard,
    permuted: benchPermuted,
    planted: benchPlanted,
    frames: benchFrames,
    rules: benchRules,
    peers: benchPeers,
    large: benchLarge,
  }
  const chosen = process.argv.slice(2).filter((name) => name in groups) as (keyof typeof groups)[]
  console.log(`load average ${loadavg()[0]!.toFixed(2)}, Node ${process.version}`)
  for (const name of chosen.length > 0 ? chosen : (Object.keys(groups) as (keyof typeof groups)[])) groups[name]()
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await benchPlacement()
