/** One-time costs of a process, in processor time: the import of the built package, and its first plan. */
import { execFileSync } from 'node:child_process'
import { shapes } from './shapes.ts'
import { printHeading, printRow } from './table.ts'

export function printCold(): void {
  printHeading('a new process, cpu ms', [])
  const entry = import.meta.resolve('memkit-gpu')
  const spent = 'const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }; '
  const cold = (code: string): number =>
    Math.min(
      ...Array.from({ length: 7 }, () =>
        Number(execFileSync(process.execPath, ['--input-type=module', '-e', spent + code], { encoding: 'utf8' })),
      ),
    )
  printRow('import', [cold(`const before = spent(); await import('${entry}'); console.log(spent() - before)`)])
  printRow('first plan, 30 passes', [
    cold(
      `const { parseGraph, planGraph, profiles } = await import('${entry}'); ` +
        `const document = ${JSON.stringify(shapes['chain']!(30))}; ` +
        'const before = spent(); planGraph(parseGraph(document), profiles.dummy); console.log(spent() - before)',
    ),
  ])
}
