/** Comparison of plain data. */

/**
 * The path of the first part in which two pieces of plain data differ, such as `.targets[0].format`; undefined where they are
 * equal. A field that is undefined equals one that is not there. −0 is not 0.
 */
export function firstUnlike(expected: unknown, found: unknown, path = ''): string | undefined {
  if (typeof expected !== 'object' || typeof found !== 'object' || expected === null || found === null)
    return Object.is(expected, found) ? undefined : path
  if (Array.isArray(expected) !== Array.isArray(found)) return path
  if (Array.isArray(expected) && expected.length !== (found as unknown[]).length) return path
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const step = Array.isArray(expected) ? `[${key}]` : `.${key}`
    const [a, b] = [(expected as Record<string, unknown>)[key], (found as Record<string, unknown>)[key]]
    const unlike = firstUnlike(a, b, path + step)
    if (unlike !== undefined) return unlike
  }
  return undefined
}
