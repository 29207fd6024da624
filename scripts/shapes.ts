/**
 * No document is a bomb: shapes of graphs, each at n and at 2n, and what planning, checking and memory grow by.
 *
 *     npx tsx scripts/shapes.ts [name part] [--scale 1] [--share 1/1]
 *
 * `--share 2/3` takes the second of every three shapes, for several processes side by side. Each figure is the time of a process of its own, or its CPU time where that is less: other programs count as little as they can. A shape fails where twice the document costs more than
 * 2.6 times the time, or more than half a second for each MB of text above 1 MB. Exits 1 where one fails.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checkPlan, parseGraphText, planGraph, profiles } from '../src/index.ts'
import { shapes } from '../test/support/shapes/index.ts'

const mostGrowth = 2.6
/** Below this many milliseconds a difference is noise. */
const leastMs = 60

interface Figures {
  readonly mb: number
  readonly parse: number
  readonly plan: number
  readonly check: number
  /** Most memory of the process above what it took before, in times of the text: with its plan, and with all. */
  readonly planMemory: number
  readonly memory: number
}

function measure(name: string, n: number): Figures {
  const { make, profile = 'dummy', refused = false } = shapes[name]!
  // The small one first, so that both sizes meet compiled code.
  for (const size of [Math.ceil(n / 8), Math.ceil(n / 8)]) attempt(JSON.stringify(make(size)), profile, refused)
  const text = JSON.stringify(make(n))
  const before = process.memoryUsage().rss
  const figures = attempt(text, profile, refused)
  const memory = (peak: number) => (peak - before) / text.length
  return { mb: text.length / 1e6, ...figures, planMemory: memory(figures.planned), memory: memory(mostMemory()) }
}

/** A clock that starts now: ms that passed, or that this process worked, whichever is less. */
function clock(): () => number {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return Math.min(performance.now() - start, (user + system) / 1000)
  }
}

const mostMemory = (): number => process.resourceUsage().maxRSS * 1024

function attempt(text: string, profileName: keyof typeof profiles, refused: boolean) {
  const profile = profiles[profileName]
  const now = clock()
  let [parse, plan, check, planned] = [0, 0, 0, 0]
  try {
    const graph = parseGraphText(text)
    parse = now()
    const made = planGraph(graph, profile)
    plan = now() - parse
    planned = mostMemory()
    const result = checkPlan(graph, made, profile)
    check = now() - parse - plan
    if (!result.ok) throw new Error(`${result.code}: ${result.message}`)
  } catch (error) {
    if (!refused) throw error
    if (parse === 0) parse = now()
    else plan = now() - parse
  }
  return { parse, plan, check, planned: planned || mostMemory() }
}

const [first = '', ...rest] = process.argv.slice(2)
if (first === '--measure') {
  console.log(JSON.stringify(measure(rest[0]!, Number(rest[1]))))
} else {
  const scale = Number(process.argv[process.argv.indexOf('--scale') + 1]) || 1
  const [share = 1, shares = 1] = (process.argv[process.argv.indexOf('--share') + 1] ?? '').split('/').map(Number)
  const names = Object.keys(shapes)
    .filter((name) => first.startsWith('--') || name.includes(first))
    .filter((_, i) => !process.argv.includes('--share') || i % shares === share - 1)
  let failed = 0
  console.log(
    'shape                                      MB   parse    plan   check  mem: plan, all   growth: parse plan check',
  )
  for (const name of names) {
    const n = Math.ceil(shapes[name]!.n * scale)
    const [small, large] = [figures(name, n), figures(name, 2 * n)]
    if (typeof small === 'string' || typeof large === 'string') {
      failed++
      console.log(`${name.padEnd(38)} FAILED: ${typeof small === 'string' ? small : String(large)}`)
      continue
    }
    const growth = (['parse', 'plan', 'check'] as const).map((key) =>
      large[key] < leastMs ? 0 : large[key] / Math.max(small[key], leastMs / mostGrowth),
    )
    const slow = (['plan', 'check'] as const).some((key) => large[key] > 500 * Math.max(1, large.mb))
    const bad = growth.some((by) => by > mostGrowth) || slow || large.memory * large.mb > 40 * Math.max(large.mb, 2)
    if (bad) failed++
    const number = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width)
    console.log(
      `${name.padEnd(38)} ${number(large.mb, 6, 2)} ${number(large.parse, 7)} ${number(large.plan, 7)} ${number(large.check, 7)} ` +
        `${number(large.planMemory, 4)}x ${number(large.memory, 4)}x            ${growth.map((by) => number(by, 5, 2)).join(' ')}${bad ? '  BAD' : ''}`,
    )
  }
  console.log(`${names.length} shapes, ${failed} bad`)
  process.exitCode = failed > 0 ? 1 : 0
}

function figures(name: string, n: number): Figures | string {
  const child = spawnSync(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), '--measure', name, String(n)],
    { encoding: 'utf8', timeout: 60_000, maxBuffer: 2 ** 24 },
  )
  if (child.status === 0) return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as Figures
  return (
    child.signal ??
    child.stderr.split('\n').find((line) => /error|exceeded|fatal/i.test(line)) ??
    `status ${child.status}`
  )
}
