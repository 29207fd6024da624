/** A frontier of plans for people: a table, and a drawing. */
import { counted } from '../errors.ts'
import type { Plan } from '../index.ts'
import { amount, inUnits } from '../plan/format/words.ts'

/** One line a plan, with the bounds that hold for all of them. */
export function frontierTable(plans: readonly Plan[]): string {
  const rows = plans.map(({ report: { submissions, barriers, memory } }) => [
    String(submissions.count),
    String(barriers.count),
    String(memory.peakBytes),
    inUnits(memory.peakBytes),
    noteOf(memory),
  ])
  const head = ['submissions', 'barriers', 'peak bytes', '', '']
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)))
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, column) => (column < 4 ? cell.padStart(widths[column]!) : cell))
      .join('  ')
      .trimEnd(),
  )
  const { memory } = plans[0]!.report
  const bounds =
    `any order needs ${amount(memory.anyOrderLowerBoundBytes ?? 0)} or more; declared order ${amount(memory.declaredOrderBytes ?? 0)}; ` +
    `without aliasing ${amount(memory.withoutAliasingBytes)}`
  return `${lines.join('\n')}\n${bounds}\n`
}

const noteOf = ({ peakBytes, anyOrderLowerBoundBytes }: Plan['report']['memory']): string =>
  peakBytes === anyOrderLowerBoundBytes ? 'no order needs less memory' : ''

const size = { width: 640, height: 400, left: 110, right: 120, top: 30, bottom: 50 }

/** Peak over barriers, a dot a plan and a colour a number of submissions; dashed, what no order can go below. */
export function frontierSvg(plans: readonly Plan[]): string {
  const points = plans.map(({ report: { submissions, barriers, memory } }) => ({
    submissions: submissions.count,
    barriers: barriers.count,
    peak: memory.peakBytes,
  }))
  const bound = plans[0]!.report.memory.anyOrderLowerBoundBytes ?? 0
  const mostBarriers = Math.max(1, ...points.map(({ barriers }) => barriers))
  const mostBytes = Math.max(1, bound, ...points.map(({ peak }) => peak))
  const x = (barriers: number) => round(size.left + (barriers / mostBarriers) * (size.width - size.left - size.right))
  const y = (bytes: number) =>
    round(size.height - size.bottom - (bytes / mostBytes) * (size.height - size.top - size.bottom))
  const kinds = [...new Set(points.map(({ submissions }) => submissions))]
  const colour = (submissions: number) => `hsl(${(210 + 137 * kinds.indexOf(submissions)) % 360} 65% 45%)`
  const bottom = size.height - size.bottom
  const right = size.width - size.right
  const text = (at: number, line: number, anchor: string, words: string) =>
    `  <text x="${at}" y="${line}" text-anchor="${anchor}">${words}</text>`
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `  <rect width="${size.width}" height="${size.height}" fill="white"/>`,
    `  <path d="M${size.left} ${size.top}V${bottom}H${right}" fill="none" stroke="black"/>`,
    text(right, bottom + 35, 'end', 'barriers'),
    text(size.left - 8, size.top - 12, 'end', 'peak'),
    text(size.left - 8, y(mostBytes) + 4, 'end', inUnits(mostBytes)),
    text(x(mostBarriers), bottom + 18, 'middle', String(mostBarriers)),
    text(size.left, bottom + 18, 'middle', '0'),
    `  <path d="M${size.left} ${y(bound)}H${right}" stroke="gray" stroke-dasharray="4 4"/>`,
    // Two numbers on one another can be read by nobody.
    ...(y(bound) - y(mostBytes) < 14 ? [] : [text(size.left - 8, y(bound) + 4, 'end', inUnits(bound))]),
    // Beside the plot, where no line crosses them.
    ...kinds.map(
      (kind, k) =>
        `  <text x="${right + 14}" y="${size.top + 4 + 16 * k}" fill="${colour(kind)}">${counted(kind, 'submission')}</text>`,
    ),
  ]
  for (const kind of kinds) {
    const own = points.filter(({ submissions }) => submissions === kind)
    const steps = own.map(({ barriers, peak }, k) =>
      k === 0 ? `M${x(barriers)} ${y(peak)}` : `H${x(barriers)}V${y(peak)}`,
    )
    lines.push(`  <path d="${steps.join('')}" fill="none" stroke="${colour(kind)}"/>`)
    for (const { barriers, peak } of own)
      lines.push(
        `  <circle cx="${x(barriers)}" cy="${y(peak)}" r="4" fill="${colour(kind)}"><title>${counted(kind, 'submission')}, ${counted(barriers, 'barrier')}, ${amount(peak)}</title></circle>`,
      )
  }
  return `${lines.join('\n')}\n</svg>\n`
}

const round = (value: number): number => Math.round(value * 10) / 10
