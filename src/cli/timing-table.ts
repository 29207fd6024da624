/** The times of a run's passes as a table. */
import type { RunTimings } from '../index.ts'

/** Passes in the order in which they ran, with their time and when they began, in µs; a sentence where the device gave none. */
export function tableOfTimes({ deviceNs, passes }: RunTimings): string {
  if (!passes) return 'no times of passes: this device has no clock\n'
  const us = (ns: number): string => (ns / 1000).toFixed(1)
  const rows = passes.map(({ pass, submission, startNs, endNs }) => [
    pass,
    String(submission),
    us(startNs),
    us(endNs - startNs),
  ])
  if (deviceNs !== undefined) rows.push(['the whole run', '', '', us(deviceNs)])
  const table = [['pass', 'submission', 'begins at µs', 'takes µs'], ...rows]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd()
  return `${table.map(line).join('\n')}\n`
}
