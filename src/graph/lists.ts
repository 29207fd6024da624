/** Lists by key. */

/** Appends to the list of a key. A spread of the list before would make n entries of one key cost n². */
export function push<Key, Entry>(lists: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const list = lists.get(key)
  if (list) list.push(entry)
  else lists.set(key, [entry])
}
