/** Most entries that are sorted by insertion. */
const mostInserted = 32

/**
 * Sorts the entries `from … to − 1` of an array in place. A few are sorted by insertion: V8 makes a view and calls into its library to sort them, and
 * copies them twice where it is given a function.
 */
export function sortPart(
  array: Int32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number = ascending,
): void {
  if (to - from > mostInserted) {
    array.subarray(from, to).sort(compare === ascending ? undefined : compare)
    return
  }
  for (let k = from + 1; k < to; k++) {
    const entry = array[k]!
    let at = k
    for (; at > from && compare(array[at - 1]!, entry) > 0; at--) array[at] = array[at - 1]!
    array[at] = entry
  }
}

const ascending = (a: number, b: number): number => a - b
