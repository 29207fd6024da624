/**
 * Transfers and run overhead beside hand-written WebGPU, in one process and on one device:
 * `npm run bench -- webgpu [--rounds 7] [--cases uploads,copies,big-upload,readbacks,overhead,draws]
 * [--scale 1] [--parts]`.
 *
 * One JSON line a case and way (times in milliseconds), then a table. `--scale 0.1` makes every case a tenth, for devices that
 * run on the CPU. `overhead` and `draws` measure CPU time, on Dawn's null backend, which executes nothing. `--parts` does one thing
 * only: it takes a run of `uploads` apart.
 */
import { parseArgs } from 'node:util'
import { allCases, bench, type Row } from './cases.ts'

function printTable(rows: readonly Row[]): void {
  const first = (name: string) => rows.find((row) => row.case === name)!
  const cells = [
    ['case', 'way', 'median ms', 'best ms', 'first ms', 'CPU ms', '× memkit-gpu', '× of firsts'],
    ...rows.map((row) => {
      const base = first(row.case)
      const ratio = row.ratio ?? row.medianMs / base.medianMs
      return [
        row === base ? row.case : '',
        row.way,
        row.medianMs.toFixed(3),
        row.bestMs.toFixed(3),
        row.firstMs?.toFixed(3) ?? '',
        row.cpuMs?.toFixed(4) ?? '',
        ratio.toFixed(2),
        row.firstMs && base.firstMs ? (row.firstMs / base.firstMs).toFixed(2) : '',
      ]
    }),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  console.log('')
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    cases: { type: 'string', default: allCases.join(',') },
    scale: { type: 'string', default: '1' },
    parts: { type: 'boolean', default: false },
  },
})
const rows = await bench({
  rounds: Number(values.rounds),
  cases: values.cases.split(','),
  scale: Number(values.scale),
  parts: values.parts,
})
if (rows.length > 0) printTable(rows)
