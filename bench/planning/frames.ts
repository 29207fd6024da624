/**
 * What planning costs an engine each frame: small graphs from scratch, the same graph again, an edited one, and the first plan of a
 * process. One table; times are minimums in milliseconds, of processor time where a process is started for them.
 */
import { execFileSync } from 'node:child_process'
import { createPlanner, editGraph, parseGraph, patchGraph, planGraph, profiles } from 'memkit-gpu'
import { shapes } from './shapes.ts'

/** The least time of some work, after enough of it to be compiled. */
function least(work: (k: number) => void, repeats: number): number {
  let best = Infinity
  for (let k = 0; k < repeats; k++) {
    const start = performance.now()
    work(k)
    best = Math.min(best, performance.now() - start)
  }
  return best
}

const rows: [string, ...string[]][] = [['case', ...Object.keys(profiles)]]
const add = (name: string, measure: (profile: (typeof profiles)[keyof typeof profiles]) => number): void => {
  rows.push([name, ...Object.values(profiles).map((profile) => measure(profile).toFixed(4))])
}

const objectives = ['balanced', 'submissions', 'memory'] as const
export function printFrames(): void {
  for (const count of [10, 30, 100])
    for (const [shape, make] of Object.entries(shapes))
      for (const objective of objectives)
        add(`${shape} of ${count}, parse and plan, ${objective}`, (profile) => {
          const documents = Array.from({ length: 100 }, () => make(count))
          return least((k) => void planGraph(parseGraph(documents[k]!), profile, { objective }), 100)
        })
  const small = parseGraph(shapes['random']!(30))
  add('the same graph of 30 again', (profile) => {
    const planner = createPlanner(profile)
    planner.plan(small)
    return least(() => void planner.plan(small), 2000)
  })
  add('an equal graph of 30, parsed', (profile) => {
    const planner = createPlanner(profile)
    const equal = Array.from({ length: 100 }, () => parseGraph(shapes['random']!(30)))
    return least((k) => void planner.plan(equal[k]!), 100)
  })
  const large = parseGraph(shapes['random']!(20_000))
  const removed = editGraph(large, ({ passes }) => void passes.splice(5, 1))
  rows.push([
    'edit: pass 5 of 20 000 removed',
    least(() => void editGraph(large, ({ passes }) => void passes.splice(5, 1)), 50).toFixed(4),
  ])
  rows.push(['its patches applied', least(() => void patchGraph(large, removed.patches), 50).toFixed(4)])
  const entry = import.meta.resolve('memkit-gpu')
  const cold = (code: string): string =>
    String(
      Math.min(
        ...Array.from({ length: 5 }, () =>
          Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })),
        ),
      ),
    )
  const spent = 'const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }; '
  rows.push([
    'import, cpu',
    cold(`${spent} const before = spent(); await import('${entry}'); console.log(spent() - before)`),
  ])
  rows.push([
    'first plan of a process, 30 passes, cpu',
    cold(
      `${spent} const { parseGraph, planGraph, profiles } = await import('${entry}'); const document = ${JSON.stringify(shapes['chain']!(30))}; ` +
        'const before = spent(); planGraph(parseGraph(document), profiles.dummy); console.log(spent() - before)',
    ),
  ])
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  console.log('')
  for (const row of rows)
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[i]!))).join('  '))
}
