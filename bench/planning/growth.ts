/** Large graphs, validation included: 10^4 and 10^5 passes in every shape on every profile; `--million` adds 10^6, in a process each. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseGraph, planGraph, profiles } from 'memkit-gpu'
import { shapes } from './shapes.ts'
import { printByProfile, printHeading, printRow } from './table.ts'

export function printGrowth(sizes: readonly number[], repeats: number): void {
  for (const objective of ['submissions', 'balanced'] as const) {
    printHeading(`large graphs, parse and plan, ${objective}, ms`)
    for (const count of sizes)
      for (const [shape, make] of Object.entries(shapes)) {
        const document = make(count)
        printByProfile(`${shape} of ${count} passes`, (profile) => {
          let best = Infinity
          for (let k = 0; k < repeats; k++) {
            const start = performance.now()
            planGraph(parseGraph(document), profile, { objective })
            best = Math.min(best, performance.now() - start)
          }
          return best
        })
      }
  }
}

export function printMillion(): void {
  printHeading('10^6 passes, submissions, in processes of their own', ['s', 'MiB'])
  for (const shape of Object.keys(shapes))
    for (const name of Object.keys(profiles)) {
      const entry = import.meta.resolve('memkit-gpu')
      const made = fileURLToPath(new URL('./shapes.ts', import.meta.url))
      const code =
        `const { parseGraph, planGraph, profiles } = await import('${entry}'); const { shapes } = await import('${made}'); ` +
        `const document = shapes['${shape}'](1e6); const start = performance.now(); ` +
        `planGraph(parseGraph(document), profiles['${name}'], { objective: 'submissions' }); ` +
        'console.log((performance.now() - start) / 1000, process.resourceUsage().maxRSS / 1024)'
      const said = execFileSync(
        process.execPath,
        ['--max-old-space-size=8192', '--import', 'tsx', '--input-type=module', '-e', code],
        { encoding: 'utf8' },
      )
      const [seconds, mebibytes] = said.split(' ').map(Number) as [number, number]
      printRow(`${shape}, ${name}`, [seconds.toFixed(2), mebibytes.toFixed(0)])
    }
}
