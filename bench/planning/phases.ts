/**
 * How long the phases of planning take: `npm run bench -- planning --phases [--sizes 1000,10000,100000] [--shapes chain,fan]
 * [--repeats 3] [--profile dummy] [--objective submissions]`.
 *
 * One JSON line a case (times in milliseconds, of the fastest repeat), then a table. Validation of the parsed document is
 * included as the phase "parse"; JSON.parse is not. "cpu" is processor time of all threads of the process (the garbage
 * collector's too): what is left to compare when other work shares the machine.
 */
import { parseArgs } from 'node:util'
import { parseGraph, planGraph, profiles } from 'memkit-gpu'
import { shapes } from './shapes.ts'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    shapes: { type: 'string', default: Object.keys(shapes).join(',') },
    repeats: { type: 'string', default: '3' },
    profile: { type: 'string', default: 'dummy' },
    objective: { type: 'string', default: 'submissions' },
    phases: { type: 'boolean', default: true },
  },
})
const profile = profiles[values.profile as keyof typeof profiles]
const objective = values.objective as 'submissions' | 'memory'
const repeats = Number(values.repeats)

interface Sample {
  readonly totalMs: number
  readonly cpuMs: number
  readonly phasesMs: Readonly<Record<string, number>>
  readonly report: ReturnType<typeof planGraph>['report']
}

/** One plan of a fresh document: parsed graphs remember what was worked out about them. */
function measure(shape: string, passCount: number): Sample {
  const document = shapes[shape]!(passCount)
  const phasesMs: Record<string, number> = {}
  const cpuStart = process.cpuUsage()
  const start = performance.now()
  let [phase, since] = ['parse', start]
  const enter = (next: string): void => {
    const now = performance.now()
    phasesMs[phase] = (phasesMs[phase] ?? 0) + now - since
    ;[phase, since] = [next, now]
  }
  const graph = parseGraph(document)
  const { report } = planGraph(graph, profile, { objective, onPhase: enter })
  enter('end')
  const cpu = process.cpuUsage(cpuStart)
  return { totalMs: since - start, cpuMs: (cpu.user + cpu.system) / 1000, phasesMs, report }
}

const round = (ms: number): number => Math.round(ms * 100) / 100

const rows: { shape: string; passes: number; best: Sample; medianMs: number }[] = []
// A first plan of every shape at a small size, so that no case pays for the compiler's warm-up.
for (const shape of values.shapes.split(',')) measure(shape, 2000)
for (const shape of values.shapes.split(',')) {
  for (const passes of values.sizes.split(',').map(Number)) {
    const samples = Array.from({ length: repeats }, () => measure(shape, passes)).sort((a, b) => a.totalMs - b.totalMs)
    const best = samples[0]!
    const medianMs = samples[Math.floor(samples.length / 2)]!.totalMs
    rows.push({ shape, passes, best, medianMs })
    const { submissions, memory, transfers, barriers } = best.report
    console.log(
      JSON.stringify({
        bench: 'planning',
        shape,
        passes,
        profile: profile.name,
        objective,
        totalMs: round(best.totalMs),
        medianMs: round(medianMs),
        cpuMs: round(best.cpuMs),
        phasesMs: Object.fromEntries(Object.entries(best.phasesMs).map(([name, ms]) => [name, round(ms)])),
        submissions: submissions.count,
        peakBytes: memory.peakBytes,
        lowerBoundBytes: memory.lowerBoundBytes,
        regions: transfers.regions,
        barriers: barriers.count,
      }),
    )
  }
}

const phaseNames = [...new Set(rows.flatMap(({ best }) => Object.keys(best.phasesMs)))]
const cells = [
  ['shape', 'passes', 'total ms', 'median', 'cpu ms', '× of a tenth', ...phaseNames],
  ...rows.map(({ shape, passes, best, medianMs }) => {
    const tenth = rows.find((row) => row.shape === shape && row.passes * 10 === passes)
    return [
      shape,
      String(passes),
      best.totalMs.toFixed(1),
      medianMs.toFixed(1),
      best.cpuMs.toFixed(1),
      tenth ? (best.totalMs / tenth.best.totalMs).toFixed(1) : '',
      ...phaseNames.map((name) => (best.phasesMs[name] ?? 0).toFixed(1)),
    ]
  }),
]
const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
console.log('')
for (const row of cells)
  console.log(
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  )
