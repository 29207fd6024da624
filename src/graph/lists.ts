/** Lists: by key, and of the length that they have in the end. */

/**
 * A list that stays, without the room in which it grew: V8 gives a list that is pushed to room for seventeen entries at once, and half as
 * many again later.
 */
export const fitted = <Entry>(list: readonly Entry[]): Entry[] => list.slice()

/** Appends to the list of a key. A spread of the list before would make n entries of one key cost n². */
export function push<Key, Entry>(lists: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const list = lists.get(key)
  if (list) list.push(entry)
  else lists.set(key, [entry])
}

/** Whether two lists have the same entries in the same order. */
export function isSameList<Entry>(a: ArrayLike<Entry>, b: ArrayLike<Entry>): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The index of the first entry that something holds of, as it then does of all that follow; the length where it holds of none. O(log n) */
export function firstWhere<Entry>(list: ArrayLike<Entry>, holds: (entry: Entry) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(list[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Places of a longest ascending subsequence; numbers below 0 are in none. Patience sorting (Fredman, On computing the length of longest
 * increasing subsequences, 1975). O(n log n)
 */
export function longestAscending(numbers: readonly number[]): Set<number> {
  /** For each length, the place where the subsequence of that length with the least end ends. */
  const ends: number[] = []
  const earlier = new Array<number>(numbers.length).fill(-1)
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i]! < 0) continue
    const length = firstWhere(ends, (end) => numbers[end]! >= numbers[i]!)
    if (length > 0) earlier[i] = ends[length - 1]!
    ends[length] = i
  }
  const places = new Set<number>()
  for (let i = ends.at(-1) ?? -1; i >= 0; i = earlier[i]!) places.add(i)
  return places
}
