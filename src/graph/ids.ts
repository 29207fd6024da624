/** Ids to integers, and the nearest known id for a message. */
import { duplicateId } from '../errors.ts'

/** Index of every id. @throws MemkitError DUPLICATE_ID naming both places. */
export function indexIds(items: readonly { readonly id: string }[], what: string, list: string): Map<string, number> {
  const index = new Map<string, number>()
  for (let i = 0; i < items.length; i++) {
    const { id } = items[i]!
    index.set(id, i)
    if (index.size === i) {
      const first = items.findIndex((item) => item.id === id)
      throw duplicateId(what, id, `${list}[${i}].id`, `${list}[${first}]`)
    }
  }
  return index
}

/** How many candidates a "did you mean" looks at: messages stay cheap however large the document is. */
const candidateCap = 20_000

/** The known id nearest to `wanted` by edit distance, or undefined where none is near (more than half of it differs). */
export function nearestId(wanted: string, known: Iterable<string>): string | undefined {
  if (wanted.length > 64) return undefined
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(wanted.length / 2)) + 1
  let looked = 0
  for (const candidate of known) {
    if (looked++ >= candidateCap) break
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue
    const distance = editDistance(wanted, candidate)
    if (distance < bestDistance) {
      bestDistance = distance
      best = candidate
    }
  }
  return best
}

/** Levenshtein distance, two rows, O(a·b). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
