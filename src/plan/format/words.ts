/** Words and numbers of the plan text. */

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** Bytes as an exact number, from 1 KiB on followed by the largest binary unit: `12288 B (12 KiB)`. */
export function amount(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  let value = bytes
  let unit = -1
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  const rounded = Math.round(value * 100) / 100
  return `${bytes} B (${rounded === value ? '' : '≈'}${rounded} ${units[unit]})`
}

/** An id as it is, or quoted where it holds a space or a control character, so that a line stays one line. */
export const named = (id: string): string => (/^[^\s\p{C}"]+$/u.test(id) ? id : JSON.stringify(id))

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** The first few entries of a list, and how many more there are. */
export const cappedList = (items: readonly string[], most = 4): string[] =>
  items.length <= most ? [...items] : [...items.slice(0, most), `… ${items.length - most} more`]

export const capped = (items: readonly string[], most = 4): string => cappedList(items, most).join(', ')

/** Columns from which on what one line says is broken into several. */
export const widest = 116
