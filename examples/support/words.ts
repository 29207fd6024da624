/** Numbers for people. */

const units = ['B', 'KiB', 'MiB', 'GiB'] as const

/** `1.5 MiB`: three digits are enough to read. */
export function bytes(count: number): string {
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10))
  return `${Number((count / 1024 ** unit).toPrecision(3))} ${units[unit]}`
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** A table of two columns, the first as wide as it must be. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n')
}
