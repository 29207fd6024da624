/** The list in an order: itself where it has that already, as most have. O(n) then, else O(n log n). */
export function ordered<Entry>(list: readonly Entry[], compare: (a: Entry, b: Entry) => number): readonly Entry[] {
  for (let k = 1; k < list.length; k++) if (compare(list[k - 1]!, list[k]!) > 0) return list.toSorted(compare)
  return list
}
