/**
 * Placement against its bounds and against what others do: `npm run bench -- placement [group…]`, groups: hard, permuted, planted,
 * frames, large. One process throughout; the first instance of each group runs cold, the rest as warm as the runtime made them.
 */
import { pathToFileURL } from 'node:url'
import { placeIntervals, type Effort, type PlacementBlock } from '../../src/planner/placement/index.ts'
import { checkPlacement } from '../../test/planner/placement/support/checkPlacement.ts'
import {
  frameGraphLike,
  hardInstances,
  largeTrace,
  plantedPacking,
} from '../../test/planner/placement/support/instances.ts'
import { Random } from '../../test/planner/placement/support/random.ts'
import { baselines } from './baselines.ts'

interface Measured {
  group: string
  instance: string
  blocks: number
  ms: number
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
  const started = performance.now()
  const result = placeIntervals({ blocks }, { effort })
  const ms = performance.now() - started
  const fault = checkPlacement({ blocks }, result)
  if (fault !== null) throw new Error(`${group} ${instance}: ${fault}`)
  const round = (value: number): number => Number(value.toFixed(4))
  const measured: Measured = {
    group,
    instance,
    blocks: blocks.length,
    ms: Number(ms.toFixed(1)),
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
  console.log(`at the cap: ${solved} of ${rows.length}; total ${total} ms, slowest ${Math.max(...times).toFixed(0)} ms`)
}

function benchPermuted(): void {
  const instances = hardInstances()
  if (instances === null) return
  const totals: number[] = []
  let solved = 0
  for (let seed = 1; seed <= 7; seed++) {
    let total = 0
    for (const { name, blocks, capBytes } of instances) {
      const shuffled = new Random(seed).shuffle([...blocks])
      const row = measure('permuted', `${name}, rows permuted ${seed}`, shuffled, 'default', false)
      if (row.peakBytes <= capBytes) solved++
      else console.log(`over the cap: ${JSON.stringify(row)}`)
      total += row.ms
    }
    totals.push(total)
  }
  const each = totals.map((total) => total.toFixed(0)).join(', ')
  console.log(`\nhard, rows permuted 7 times: at the cap ${solved} of ${7 * instances.length}; totals ${each} ms`)
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

function benchFrames(): void {
  for (const rounded of [true, false]) {
    const rows = Array.from({ length: 200 }, (_, k) => {
      const count = new Random(k).int(20, 500)
      const name = `${rounded ? 'sizes of 64 KiB' : 'sizes as they come'} ${k + 1}`
      return measure('frames', name, frameGraphLike(count, 1000 + k, rounded), 'default', k < 10)
    })
    report(rows.slice(0, 10))
    const times = rows.map((row) => row.ms)
    const proven = rows.filter((row) => row.proven && row.peakBytes === row.lowerBoundBytes).length
    const worst = Math.max(...rows.map((row) => row.ratio)).toFixed(4)
    console.log(
      `all ${rows.length}: bound met and proven ${proven}, worst peak÷bound ${worst}, ` +
        `p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, max ${Math.max(...times).toFixed(1)} ms`,
    )
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
    large: benchLarge,
  }
  const chosen = process.argv.slice(2).filter((name) => name in groups) as (keyof typeof groups)[]
  for (const name of chosen.length > 0 ? chosen : (Object.keys(groups) as (keyof typeof groups)[])) groups[name]()
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await benchPlacement()
