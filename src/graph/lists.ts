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
