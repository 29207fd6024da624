/** Words and numbers of the plan text. */
import { printable } from '../../errors.ts'
import { sha256Hex } from '../hash.ts'
import type { Plan } from '../document.ts'
import { hundredths, largestUnit } from './byte-units.ts'

/** Bytes in the largest binary unit: `12 KiB`, `≈8.63 KiB`. */
export function inUnits(bytes: number): string {
  const [value, unit] = largestUnit(bytes)
  const rounded = hundredths(value)
  return `${rounded === value ? '' : '≈'}${rounded} ${unit}`
}

/** Bytes as an exact number, from 1 KiB on followed by the largest binary unit: `12288 B (12 KiB)`. */
export const amount = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${bytes} B (${inUnits(bytes)})`)

/**
 * Ids that need no quotes have none of the characters that the text itself is made of: `#`, `~`, `:`, `+`, `@`, brackets, commas.
 * Scripts by number: what counts as a letter differs between versions of Unicode.
 */
const plainId =
  /^[\w$\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u1fff\u3040-\ud7ff\u{20000}-\u{3ffff}][\w$./\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u3040-\ud7ff\u{20000}-\u{3ffff}]*$/u

/** An id as it is, or as a JSON string where it is not plain, so that a line stays one line and says which id is meant. */
export const named = (id: string): string => (plainId.test(id) && printable(id) === id ? id : quoted(id))

/** A JSON string in which controls, marks of direction and odd spaces are escaped too. */
export const quoted = (text: string): string => printable(JSON.stringify(text))

/** 64 bits of the SHA-256 of some lines: what stands for the rest of a long list, and for the text of a shader. */
export const digest = (lines: readonly string[]): string => sha256Hex(lines.join('\n')).slice(0, 16)

/** A list, of which the entries behind the first `most` are a number and a digest. */
export const listed = (items: readonly string[], most: number): string[] =>
  items.length <= most
    ? [...items]
    : [...items.slice(0, most), `… ${items.length - most} more (digest ${digest(items.slice(most))})`]

/** Most names that stand in one line. */
const mostInLine = 8

/** The names of a list in one line. */
export const inLine = (items: readonly string[], most = mostInLine): string => listed(items, most).join(', ')

/** Most lines of one list: regions of a copy, uses of a pass. */
export const mostLines = 64

/** Columns from which on what one line says is broken into several. */
export const widest = 116

/** The first line of a plan's text. */
export function headLine({ name, profile, explicitBarriers, objective }: Plan): string {
  // Plans of earlier releases do not say.
  const barriers =
    explicitBarriers === undefined ? [] : [explicitBarriers ? 'explicit barriers' : 'no explicit barriers']
  return [`plan ${quoted(name)} for ${named(profile)}`, ...barriers, `objective ${objective}`].join(', ')
}
