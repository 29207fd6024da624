/** The nearest known name, for messages. */

/** Candidates that a "did you mean" looks at, so that messages stay cheap however large the document is. */
const candidateCap = 20_000

/**
 * The known id nearest to `wanted` by edit distance, whatever its capitals; where none is near (more than half of it differs), the first that
 * `wanted` begins; undefined where there is none either.
 */
export function nearestId(wanted: string, known: Iterable<string>): string | undefined {
  const { length } = wanted
  if (length > 64) return undefined
  const lowered = wanted.toLowerCase()
  let nearest: string | undefined
  let begun: string | undefined
  let least = length / 2 + 0.5
  let left = candidateCap
  for (const id of known) {
    if (left-- === 0) break
    if (id.slice(0, length).toLowerCase() === lowered) begun ??= id
    const distance = Math.abs(id.length - length) < least ? editDistance(lowered, id.toLowerCase()) : least
    if (distance < least) {
      least = distance
      nearest = id
    }
  }
  return nearest ?? begun
}

/** The name under which something that is missing may have been given: among those that nothing asked for. */
export function nearestSurplus(
  missing: string,
  given: Readonly<Record<string, unknown>>,
  asked: Iterable<string>,
): string | undefined {
  const wanted = new Set(asked)
  return nearestId(
    missing,
    Object.keys(given).filter((name) => !wanted.has(name)),
  )
}

/** The name under which a body may have been given: one like its own, or that of its pass. */
export function nearestBody(
  name: string,
  pass: string,
  given: Readonly<Record<string, unknown>>,
  needed: readonly string[],
): string | undefined {
  const isUnderPass = Object.hasOwn(given, pass) && !needed.includes(pass)
  return nearestSurplus(name, given, needed) ?? (isUnderPass ? pass : undefined)
}

/** Levenshtein distance of texts of up to 255 characters, two rows, O(a·b). Without allocations, because it is asked for many ids. */
function editDistance(a: string, b: string): number {
  for (let j = 0; j <= b.length; j++) row[j] = j
  for (let i = 1; i <= a.length; i++) {
    let diagonal = i - 1
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]!
      row[j] = Math.min(above + 1, row[j - 1]! + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1))
      diagonal = above
    }
  }
  return row[b.length]!
}

const row = new Uint8Array(256)
