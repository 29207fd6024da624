/**
 * No document is a bomb: shapes of graphs, each at n and at 2n, and what planning, checking and memory grow by.
 *
 *     npx tsx scripts/shapes.ts [name part] [--scale 1] [--jobs 1] [--share 1/1]
 *
 * `--jobs` are processes side by side; `--share 2/3` takes the second of every three shapes. Times are those of the built code in a
 * process for each size, or its CPU time where that is less: other programs count as little as they can. A shape fails
 * - where twice the document costs more than 2.6 times the time. Growth is that of the shortest of several runs that begin with a
 *   collected heap; where it is above the limit, 2n and 4n are compared too. What belongs to a size (a cache that is full, a heap that is
 *   made larger) is over there, and what grows faster than the document has become worse;
 * - above 1 MB of text, where the first run plans or checks for more than half a second a MB, or takes more than 40 times its memory;
 * - where it throws, or is refused though it has no fault.
 * Shapes of buffers are planned for every objective too, with and without a budget. The last line counts the failures, which are the exit
 * code too.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { shapes } from '../test/support/shapes/index.ts'
import type { Figures, ObjectiveFigures, Times } from '../test/support/shapes/measure.ts'
import type { Shape } from '../test/support/shapes/parts.ts'

const mostGrowth = 2.6
const mostMsOfMb = 500
const mostMemory = 40
/** Below this many milliseconds a difference is noise. */
const leastMs = 60
/** ms after which a process counts as hanging. */
const patienceMs = 100_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    share: { type: 'string', default: '1/1' },
  },
})
const [share = 1, shares = 1] = values.share.split('/').map(Number)
const folder = mkdtempSync(join(tmpdir(), 'shapes-'))
const program = join(folder, 'measure.mjs')

/** The figures that a process prints for a size, or the words for what went wrong. */
function figures<T>(name: string, n: number, ...options: string[]): Promise<T | string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--expose-gc', program, name, String(n), ...options], {
      timeout: patienceMs,
    })
    let [out, errors] = ['', '']
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
    child.on('close', (status, signal) => {
      if (status === 0) return resolve(JSON.parse(out) as T)
      resolve(signal ?? errors.split('\n').find((line) => /error|exceeded|fatal/i.test(line)) ?? `status ${status}`)
    })
  })
}

const grown = (small: number, large: number): number =>
  large < leastMs ? 0 : large / Math.max(small, leastMs / mostGrowth)

const phases = ['parse', 'plan', 'check'] as const
const cell = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width)
const nameWidth = 54

/** One row, and whether it is bad. */
interface Row {
  readonly text: string
  readonly isBad: boolean
}

const row = (name: string, text: string, faults: readonly string[]): Row => ({
  text: `${name.padEnd(nameWidth)} ${text}${faults.length > 0 ? `  FAIL: ${faults.join(', ')}` : ''}`,
  isBad: faults.length > 0,
})

/** The growths of several times, measured at sizes of which each is twice the one before; the last is 4n, where it has to be asked. */
interface Growth<Key extends string> {
  readonly text: string
  readonly faults: string[]
  readonly keys: readonly Key[]
}

function growths<Key extends string>(
  keys: readonly Key[],
  times: readonly Readonly<Record<Key, number>>[],
): Growth<Key> {
  const faults: string[] = []
  const texts = keys.map((key) => {
    const all = times.slice(1).map((large, i) => grown(times[i]![key], large[key]))
    if (all.every((by) => by > mostGrowth)) faults.push(`${key} grows`)
    return all[0]! > mostGrowth && all.length > 1 ? all.map((by) => cell(by, 5, 2)).join(' then') : cell(all[0]!, 5, 2)
  })
  return { text: texts.join(' '), faults, keys }
}

const isSuspicious = <Key extends string>(
  keys: readonly Key[],
  [small, large]: readonly Readonly<Record<Key, number>>[],
) => keys.some((key) => grown(small![key], large![key]) > mostGrowth)

async function rowOf(name: string, n: number): Promise<Row> {
  const all: Figures[] = []
  for (const size of [n, 2 * n, 4 * n]) {
    if (
      size === 4 * n &&
      !isSuspicious(
        phases,
        all.map(({ best }) => best),
      )
    )
      break
    const one = await figures<Figures>(name, size)
    if (typeof one === 'string') return row(name, '', [one])
    all.push(one)
  }
  const large = all[1]!
  const { text, faults } = growths(
    phases,
    all.map(({ best }) => best),
  )
  const timesOf = ({ parse, plan, check }: Times) => `${cell(parse, 5)} ${cell(plan, 5)} ${cell(check, 5)}`
  for (const key of ['plan', 'check'] as const)
    if (large.first[key] > mostMsOfMb * Math.max(1, large.mb)) faults.push(`${key} is slow`)
  if (large.memory * large.mb > mostMemory * Math.max(1, large.mb)) faults.push('memory')
  return row(
    name,
    `${cell(large.mb, 6, 2)} ${timesOf(large.first)}  ${timesOf(large.best)} ${cell(large.planMemory, 4)}x ${cell(large.memory, 4)}x   ${text}`,
    faults,
  )
}

async function rowsOfObjectives(name: string, n: number): Promise<Row[]> {
  const all: ObjectiveFigures[] = []
  const both = ['plan', 'check'] as const
  for (const size of [n, 2 * n, 4 * n]) {
    if (
      size === 4 * n &&
      !Object.keys(all[0]!).some((key) =>
        isSuspicious(
          both,
          all.map((one) => one[key]!),
        ),
      )
    )
      break
    const one = await figures<ObjectiveFigures>(name, size, '--objectives')
    if (typeof one === 'string') return [row(`${name}: objectives`, '', [one])]
    all.push(one)
  }
  const mb = JSON.stringify(shapes[name]!.make(2 * n)).length / 1e6
  return Object.entries(all[1]!).map(([objective, { plan, check }]) => {
    const { text, faults } = growths(
      both,
      all.map((one) => one[objective]!),
    )
    if (plan > mostMsOfMb * Math.max(1, mb)) faults.push('plan is slow')
    if (check > mostMsOfMb * Math.max(1, mb)) faults.push('check is slow')
    return row(
      `  ${objective}: ${name}`,
      `${cell(mb, 6, 2)} ${' '.repeat(17)}  ${' '.repeat(5)} ${cell(plan, 5)} ${cell(check, 5)} ${' '.repeat(20)}${text}`,
      faults,
    )
  })
}

/** Whether a shape is of buffers alone, and has no fault. */
const isOfBuffers = ({ make, refused }: Shape): boolean =>
  !refused && (make(4) as { resources: { kind: string }[] }).resources.every(({ kind }) => kind === 'buffer')

await build({
  entryPoints: [fileURLToPath(new URL('../test/support/shapes/measure.ts', import.meta.url))],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
})
const names = Object.keys(shapes)
  .filter((name) => name.includes(positionals[0] ?? ''))
  .filter((_, i) => i % shares === share - 1)
const tasks = names.flatMap((name) => {
  const n = Math.ceil(shapes[name]!.n * Number(values.scale))
  const one = async () => [await rowOf(name, n)]
  return isOfBuffers(shapes[name]!) ? [one, () => rowsOfObjectives(name, n)] : [one]
})
let [failed, rows] = [0, 0]
console.log(`${'shape at 2n'.padEnd(nameWidth)}     MB   first run: ms     best: ms           memory of    growth of`)
console.log(`${' '.repeat(nameWidth)}        parse  plan check  parse  plan check  plan   all   parse  plan check`)
const work = async () => {
  for (let task = tasks.shift(); task; task = tasks.shift())
    for (const { text, isBad } of await task()) {
      console.log(text)
      rows++
      if (isBad) failed++
    }
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
rmSync(folder, { recursive: true })
console.log(`${names.length} shapes, ${rows} rows, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
