/** The entries of a row that stand elsewhere in another row of the same entries. */
import { longestAscending } from '../../graph/lists.ts'

/**
 * The fewest entries that must be taken out and put elsewhere to make one order of the other.
 * @param places for each entry of the one row, its place in the other; all different
 * @returns indices into `places`, ascending. O(n log n): all but a longest ascending subsequence.
 */
export function movedEntries(places: readonly number[]): number[] {
  const kept = longestAscending(places)
  return [...places.keys()].filter((i) => !kept.has(i))
}
