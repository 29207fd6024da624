/** The entries of a row that stand elsewhere in another row of the same entries. */

/**
 * The fewest entries that must be taken out and put elsewhere to make one order of the other.
 * @param places for each entry of the one row, its place in the other; all different
 * @returns indices into `places`, ascending. O(n log n): all but a longest ascending subsequence.
 */
export function movedEntries(places: readonly number[]): number[] {
  const ends: number[] = []
  const before = new Array<number>(places.length).fill(-1)
  places.forEach((place, i) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (places[ends[middle]!]! < place) low = middle + 1
      else high = middle
    }
    before[i] = low === 0 ? -1 : ends[low - 1]!
    ends[low] = i
  })
  const kept = new Set<number>()
  for (let i = ends.at(-1) ?? -1; i !== -1; i = before[i]!) kept.add(i)
  return [...places.keys()].filter((i) => !kept.has(i))
}
