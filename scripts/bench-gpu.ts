/**
 * `npx tsx scripts/bench-gpu.ts [--scale 1] [--rounds 15] [--device NAME] [--only readback,upload,scattered,frame,overhead]`: what transfers
 * and runs cost on a real GPU, each beside what it is held against, as one table. `--scale 0.01` makes every size a hundredth, to see
 * on a device that runs on the CPU that it works.
 */
import { parseArgs } from 'node:util'
import { bench as benchVulkan, type BenchOptions } from '../bench/vulkan/index.ts'
import { bench as benchWebGpu } from '../bench/webgpu/cases.ts'

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '15' },
    device: { type: 'string' },
    only: { type: 'string', default: 'readback,upload,scattered,frame,overhead' },
  },
})
const scale = Number(values.scale)
const rounds = Number(values.rounds)
const wanted = new Set(values.only.split(','))

interface Line {
  readonly what: string
  readonly found: number
  readonly unit: string
  /** The goal: at most, or at least, so much. */
  readonly target: readonly ['≤' | '≥', number]
  readonly beside: string
}
const lines: Line[] = []

type Found = { readonly case: string; readonly way: string; readonly medianMs: number; readonly bestMs: number }
const find = (rows: readonly Found[], name: string, way: RegExp): Found | undefined =>
  rows.find((row) => row.case.startsWith(name) && way.test(row.way))

/** Adds how one way's speed compares with another's: bytes are the same, so it is the other's time ÷ its own. */
function compare(
  what: string,
  target: Line['target'],
  own: Found | undefined,
  others: readonly (Found | undefined)[],
): void {
  const other = others.find((row) => row !== undefined)
  if (!own || !other) return
  const found = target[0] === '≥' ? other.medianMs / own.medianMs : own.medianMs / other.medianMs
  const beside = `${own.medianMs.toFixed(3)} ms, ${other.way}: ${other.medianMs.toFixed(3)} ms`
  lines.push({ what, found, unit: '×', target, beside })
}
function limit(what: string, target: number, row: Found | undefined, unit: 'ms' | 'µs' = 'ms'): void {
  if (!row) return
  const found = unit === 'ms' ? row.medianMs : row.medianMs * 1000
  lines.push({ what, found, unit, target: ['≤', target], beside: `best ${row.bestMs.toFixed(3)} ms` })
}

const vulkanCases = ['readback', 'upload', 'scattered', 'overhead'].filter((name) => wanted.has(name))
if (vulkanCases.length > 0) {
  const options: BenchOptions = { scale, rounds, cases: vulkanCases, ...(values.device && { device: values.device }) }
  const rows = await benchVulkan(options)
  const yardsticks = (name: string) => [
    find(rows, name, /CUDA/),
    find(rows, name, /by hand: one copy (from|to) cached/),
  ]
  compare(
    '256 MiB read back in place (Vulkan)',
    ['≥', 0.85],
    find(rows, 'readback', /^in place/),
    yardsticks('readback'),
  )
  const plain = find(rows, 'readback', /^memory used again, 1 thread/)
  compare('  the same, beside memory used again', ['≥', 1], find(rows, 'readback', /^in place/), [plain])
  const most = find(rows, 'readback', /^memory used again, 4 threads/)
  compare('  an ordinary output, 4 threads beside 1', ['≥', 2], most, [plain])
  compare('1 GiB uploaded in place (Vulkan)', ['≥', 0.9], find(rows, 'upload', /^in place/), yardsticks('upload'))
  limit('10 000 × 4 KiB uploaded in place (Vulkan)', 1, find(rows, 'scattered', /resources in place/))
  const byHand = find(rows, 'overhead', /by hand/)
  const run = find(rows, 'overhead', /executor\.run/)
  if (run && byHand) {
    const over = { ...run, medianMs: run.medianMs - byHand.medianMs }
    limit('a run beyond submit and wait by hand (Vulkan)', 30, over, 'µs')
  }
}
const webGpuCaseOf = { readback: 'big-readback', scattered: 'uploads', frame: 'overhead' }
const webGpuCases = Object.entries(webGpuCaseOf).flatMap(([name, one]) => (wanted.has(name) ? [one] : []))
if (webGpuCases.length > 0) {
  const rows = await benchWebGpu({ scale, rounds, cases: webGpuCases })
  limit('10 000 × 4 KiB uploaded (WebGPU)', 7, find(rows, 'upload ', /^memkit-gpu$/))
  const again = find(rows, 'read back', /^memory used again/)
  compare('256 MiB read back in place (WebGPU)', ['≥', 2], find(rows, 'read back', /^in place/), [again])
  const mapped = find(rows, 'read back', /by hand/)
  compare('  the same, beside a copy that is mapped by hand', ['≥', 0.9], find(rows, 'read back', /^in place/), [
    mapped,
  ])
  const frame = (name: string) => [find(rows, name, /^memkit-gpu/), find(rows, name, /by hand/)] as const
  const [own, hand] = frame('50 passes, one run')
  compare('50 passes, one warm run (WebGPU)', ['≤', 0.9], own, [hand])
  const cpu = rows.find((row) => row.case.startsWith('50 passes, CPU') && /by hand/.test(row.way))
  if (cpu?.ratio !== undefined)
    lines.push({
      what: '  its CPU time (null backend)',
      found: 1 / cpu.ratio,
      unit: '×',
      target: ['≤', 0.9],
      beside: 'by hand',
    })
}

console.table(
  lines.map(({ what, found, unit, target: [relation, number], beside }) => ({
    what,
    found: `${found.toFixed(2)} ${unit}`,
    wanted: `${relation} ${number} ${unit}`,
    met: (relation === '≤' ? found <= number : found >= number) ? 'yes' : 'NO',
    beside,
  })),
)
