/** The nearest known name, for messages. */

/** Candidates that a "did you mean" looks at, so that messages stay cheap however large the document is. */
const candidateCap = 20_000

/** The known id nearest to `wanted` by edit distance, whatever its capitals; undefined where none is near (more than half of it differs). */
export function nearestId(wanted: string, known: Iterable<string>): string | undefined {
  if (wanted.length > 64) return undefined
  let best: string | undefined
  let bestDistance = Math.floor(wanted.length / 2) + 1
  let looked = 0
  for (const candidate of known) {
    if (looked++ >= candidateCap) break
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue
    const distance = editDistance(wanted.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      bestDistance = distance
      best = candidate
    }
  }
  return best
}

/** Levenshtein distance of texts of up to 255 characters, two rows, O(a·b). Without allocations, because it is asked for many ids. */
function editDistance(a: string, b: string): number {
  for (let j = 0; j <= b.length; j++) row[j] = j
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]!
      row[j] = Math.min(above + 1, row[j - 1]! + 1, diagonal + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1))
      diagonal = above
    }
  }
  return row[b.length]!
}

const row = new Uint8Array(256)
