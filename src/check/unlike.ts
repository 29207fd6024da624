/** Comparison of plain data. */

/**
 * The path of the first part in which two pieces of plain data differ, such as `.targets[0].format`; undefined where they are
 * equal. A field that is undefined equals one that is not there. −0 is not 0. What is equal makes nothing: a plan may have 10^5 draws.
 */
export function firstUnlike(expected: unknown, found: unknown): string | undefined {
  if (typeof expected !== 'object' || typeof found !== 'object' || expected === null || found === null)
    return Object.is(expected, found) ? undefined : ''
  if (Array.isArray(expected)) return Array.isArray(found) ? firstUnlikeEntry(expected, found) : ''
  if (Array.isArray(found)) return ''
  const [wanted, given] = [expected as Fields, found as Fields]
  for (const key in wanted) {
    const unlike = firstUnlike(wanted[key], given[key])
    if (unlike !== undefined) return `.${key}${unlike}`
  }
  for (const key in given) if (given[key] !== undefined && !Object.hasOwn(wanted, key)) return `.${key}`
  return undefined
}

type Fields = Readonly<Record<string, unknown>>

function firstUnlikeEntry(expected: readonly unknown[], found: readonly unknown[]): string | undefined {
  if (expected.length !== found.length) return ''
  for (let i = 0; i < expected.length; i++) {
    const unlike = firstUnlike(expected[i], found[i])
    if (unlike !== undefined) return `[${i}]${unlike}`
  }
  return undefined
}

/** Whether two lists have the same entries in the same order. */
export const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])
