/** JSON of plain data in pieces: that of a plan may have ten times the bytes of its graph, and who hashes it needs no more than a part at once. */

/** Lists up to this length, and what holds no longer one, are one piece. */
const few = 16

/** Calls `visit` with texts that together are `JSON.stringify(value)`; only data without `toJSON`. O(size · depth). */
export function visitJson(value: unknown, visit: (text: string) => void): void {
  if (!hasLongList(value)) visit(JSON.stringify(value))
  else if (Array.isArray(value)) visitEntries(value, visit)
  else visitFields(value as Readonly<Record<string, unknown>>, visit)
}

function visitEntries(list: readonly unknown[], visit: (text: string) => void): void {
  let [before, together]: [string, unknown[]] = ['[', []]
  const end = () => {
    if (together.length > 0) visit(before + JSON.stringify(together).slice(1, -1))
    if (together.length > 0) before = ','
    together = []
  }
  for (const entry of list) {
    if (!hasLongList(entry)) {
      if (together.push(entry) === few) end()
      continue
    }
    end()
    visit(before)
    visitJson(entry, visit)
    before = ','
  }
  end()
  visit(before === '[' ? '[]' : ']')
}

function visitFields(fields: Readonly<Record<string, unknown>>, visit: (text: string) => void): void {
  let before = '{'
  for (const key of Object.keys(fields)) {
    if (fields[key] === undefined) continue
    visit(`${before}${JSON.stringify(key)}:`)
    visitJson(fields[key], visit)
    before = ','
  }
  visit('}')
}

/**
 * Whether the lists of plain data hold at most so many entries together. Objects that stand in fields of others are not looked into:
 * in plans those are small. O(most).
 */
export function hasFewEntries(value: unknown, most: number): boolean {
  let left = most
  const isFew = (list: readonly unknown[]): boolean => {
    if ((left -= list.length) < 0) return false
    // Lists are of numbers, or of objects.
    if (typeof list[0] !== 'object') return true
    for (let i = 0; i < list.length; i++) if (!hasFew(list[i])) return false
    return true
  }
  const hasFew = (one: unknown): boolean => {
    if (Array.isArray(one)) return isFew(one)
    for (const key in one as object) {
      const part = (one as Readonly<Record<string, unknown>>)[key]
      if (Array.isArray(part) && !isFew(part)) return false
    }
    return true
  }
  return typeof value !== 'object' || hasFew(value)
}

function hasLongList(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.length > few || (typeof value[0] === 'object' && value.some(hasLongList))
  const fields = value as Readonly<Record<string, unknown>>
  for (const key in fields) if (hasLongList(fields[key])) return true
  return false
}
