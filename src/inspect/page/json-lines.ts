/** A document as lines, short values in one, with the line of each element that can be gone to. */

export interface JsonLines {
  readonly lines: readonly string[]
  /** Line by JSON path, of elements of arrays: `passes[3]`, `submissions[0].commands[2]`. */
  readonly lineOf: ReadonlyMap<string, number>
}

/** A value whose JSON is no longer than this stays in its line. */
const widest = 92
/** Elements deeper than this cannot be gone to. */
const deepest = 4

export function jsonLines(document: unknown): JsonLines {
  const lines: string[] = []
  const lineOf = new Map<string, number>()
  const write = (value: unknown, path: string, depth: number, head: string, tail: string): void => {
    const indent = '  '.repeat(depth)
    if (typeof value !== 'object' || value === null || isShort(value)) {
      lines.push(`${indent}${head}${JSON.stringify(value)}${tail}`)
      return
    }
    const isArray = Array.isArray(value)
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
    lines.push(`${indent}${head}${isArray ? '[' : '{'}`)
    entries.forEach(([key, inner], k) => {
      const place = isArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
      if (isArray && depth < deepest) lineOf.set(place, lines.length)
      write(inner, place, depth + 1, isArray ? '' : `${JSON.stringify(key)}: `, k < entries.length - 1 ? ',' : '')
    })
    lines.push(`${indent}${isArray ? ']' : '}'}${tail}`)
  }
  write(document, '', 0, '', '')
  return { lines, lineOf }
}

/** Whether the JSON of a value is short, found without writing more of it than that. */
function isShort(value: object): boolean {
  let left = widest
  const visit = (inner: unknown): boolean => {
    if (typeof inner === 'object' && inner !== null) {
      left -= 2
      return Object.entries(inner).every(([key, child]) => {
        left -= (Array.isArray(inner) ? 0 : key.length + 3) + 1
        return left >= 0 && visit(child)
      })
    }
    left -= typeof inner === 'string' ? inner.length + 2 : String(inner).length
    return left >= 0
  }
  return visit(value)
}
