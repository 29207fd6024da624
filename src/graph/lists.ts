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
