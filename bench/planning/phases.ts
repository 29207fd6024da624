/**
 * How long the phases of planning take: `npm run bench -- planning --phases [--sizes 1000,10000,100000] [--shapes chain,fan]
 * [--repeats 3] [--profile dummy] [--objective submissions]`.
 *
 * One JSON line a case (times in milliseconds, of the fastest repeat; of small graphs, the median of each phase over many), then a table. Validation of the parsed document is
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
/** Graphs up to this size take less than a pause of the machine, and are planned so many times. */
const [small, repeatsOfSmall] = [500, 600]

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

/** The median of each figure, without the first half, which pays for the compiler. */
function medianOf(samples: readonly Sample[]): Sample {
  const late = samples.slice(samples.length >> 1)
  const middle = (figure: (sample: Sample) => number): number =>
    late.map(figure).sort((a, b) => a - b)[late.length >> 1]!
  const names = Object.keys(late[0]!.phasesMs)
  return {
    totalMs: middle(({ totalMs }) => totalMs),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    phasesMs: Object.fromEntries(names.map((name) => [name, middle(({ phasesMs }) => phasesMs[name] ?? 0)])),
    report: late[0]!.report,
  }
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000

const rows: { shape: string; passes: number; best: Sample; medianMs: number }[] = []
// A first plan of every shape at a small size, so that no case pays for the compiler's warm-up.
for (const shape of values.shapes.split(',')) measure(shape, 2000)
for (const shape of values.shapes.split(',')) {
  for (const passes of values.sizes.split(',').map(Number)) {
    const isSmall = passes <= small
    const made = Array.from({ length: isSmall ? repeatsOfSmall : repeats }, () => measure(shape, passes))
    const samples = made.toSorted((a, b) => a.totalMs - b.totalMs)
    const best = isSmall ? medianOf(made) : samples[0]!
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

const shown = (ms: number): string => ms.toFixed(ms < 10 ? 3 : 1)
const phaseNames = [...new Set(rows.flatMap(({ best }) => Object.keys(best.phasesMs)))]
const cells = [
  ['shape', 'passes', 'total ms', 'median', 'cpu ms', '× of a tenth', ...phaseNames],
  ...rows.map(({ shape, passes, best, medianMs }) => {
    const tenth = rows.find((row) => row.shape === shape && row.passes * 10 === passes)
    return [
      shape,
      String(passes),
      shown(best.totalMs),
      shown(medianMs),
      shown(best.cpuMs),
      tenth ? (best.totalMs / tenth.best.totalMs).toFixed(1) : '',
      ...phaseNames.map((name) => shown(best.phasesMs[name] ?? 0)),
    ]
  }),
]
const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
console.log('')
for (const row of cells)
  console.log(
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  )
