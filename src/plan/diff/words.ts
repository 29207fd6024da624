/** The differences of two plans in words. */
import { printable } from '../../errors.ts'
import { amount, quoted } from '../format/words.ts'
import type { FigureDifference, PlanDifference } from './types.ts'

/** Most addresses that are told one by one. */
const mostAddresses = 8

export function figureLines({ figure, before, after }: FigureDifference): string[] {
  if (figure === 'text') return ['  the texts of the plans differ']
  const isBytes = /[bB]ytes/.test(figure)
  const shown = (value: FigureDifference['before']) =>
    value === undefined
      ? 'not said'
      : isBytes && typeof value === 'number'
        ? amount(value)
        : figure === 'report.memory.peakAt'
          ? // A name as the text of plans has it, in quotes where it needs them.
            printable(String(value))
          : quoted(String(value)).slice(1, -1)
  const percent =
    isBytes && typeof before === 'number' && typeof after === 'number' && before > 0
      ? Math.round(((after - before) / before) * 1000) / 10
      : 0
  const change = percent === 0 ? '' : ` (${percent > 0 ? '+' : ''}${percent} %)`
  return [`  ${figure.replace(/^report\./, '')}: ${shown(before)} → ${shown(after)}${change}`]
}

/** Lines of one difference, each with its sign. */
export function differenceLines({ area, kind, id, before = '', after = '' }: PlanDifference): string[] {
  const each = (sign: string, text: string): string[] =>
    text.split('\n').map((line, i) => `  ${sign} ${i === 0 ? '' : '  '}${line.trim()}`)
  if (area === 'addresses') return [`  ${id}: ${before || 'nowhere'} → ${after || 'nowhere'}`]
  if (kind === 'added') return each('+', after)
  if (kind === 'removed') return each('-', before)
  if (kind === 'moved') return [`  ↕ ${id}: was ${placeText(before)}, is ${placeText(after)}`]
  const [was, is] = [before.split('\n'), after.split('\n')]
  // Only the lines that differ are shown, under the first.
  const head = was[0] === is[0] ? [`    ${is[0]}`] : [`  - ${was[0]}`, `  + ${is[0]}`]
  return [
    ...head,
    ...was.filter((line, i) => i > 0 && !is.includes(line)).map((line) => `  -   ${line.trim()}`),
    ...is.filter((line, i) => i > 0 && !was.includes(line)).map((line) => `  +   ${line.trim()}`),
  ]
}

const placeText = (behind: string): string => (behind === '' ? 'first' : `behind ${behind}`)

export function addressLines(differences: readonly PlanDifference[]): string[] {
  const shown = differences.slice(0, mostAddresses).flatMap(differenceLines)
  const more = differences.length - shown.length
  return more === 0 ? shown : [...shown, `  … ${more} more`]
}
