/** Sorting by integer keys without a comparator. */
import { int32Array } from '../../../graph/typed-arrays.ts'

const radix = 2048

/**
 * Sorts `order` by the keys of its items, which are whole numbers, ascending or descending; the sort is stable. A radix sort
 * from the lowest digit (Knuth, TAOCP 3, 5.2.5, algorithm R): O(n) for each factor of 2048 between the keys.
 */
export function sortByKey(order: Int32Array, keys: Float64Array, descending = false): Int32Array {
  let least = Infinity
  let most = -Infinity
  for (let k = 0; k < order.length; k++) {
    const key = keys[order[k]!]!
    if (key < least) least = key
    if (key > most) most = key
  }
  const span = most - least
  if (!(span > 0)) return order
  if (span > Number.MAX_SAFE_INTEGER) {
    const sign = descending ? -1 : 1
    return order.slice().sort((a, b) => sign * (keys[a]! - keys[b]!))
  }
  const digitOf = new Uint16Array(order.length)
  const next = int32Array(radix + 1)
  let from = order
  let [to, spare] = [int32Array(order.length), int32Array(order.length)]
  for (let unit = 1; unit <= span; unit *= radix) {
    next.fill(0)
    for (let k = 0; k < from.length; k++) {
      const key = keys[from[k]!]!
      const digit = Math.floor((descending ? most - key : key - least) / unit) % radix
      digitOf[k] = digit
      next[digit + 1]! += 1
    }
    for (let digit = 0; digit < radix; digit++) next[digit + 1]! += next[digit]!
    for (let k = 0; k < from.length; k++) to[next[digitOf[k]!]!++] = from[k]!
    from = to
    ;[to, spare] = [spare, to]
  }
  return from
}
