/** Sorting by integer keys without a comparator. */
import { handBack, int32Array } from '../../graph/typed-arrays.ts'

/** Digits of a sort: counting is most of the work of a short one, and the number of digits that of a long one. */
const [fewDigits, manyDigits] = [256, 2048]
const mostOfFewDigits = 1024
/** Number of items up to which insertion is faster. */
const mostInserted = 48

/**
 * Sorts `order` by the keys of its items, which are whole numbers, ascending or descending; the sort is stable. A radix sort
 * from the lowest digit (Knuth, TAOCP 3, 5.2.5, algorithm R): O(n) for each factor of 2048 between the keys. Short orders are
 * sorted by insertion, and an order that is sorted is given back as it is.
 */
export function sortByKey(order: Int32Array, keys: Float64Array, isDescending = false): Int32Array {
  let least = Infinity
  let most = -Infinity
  let isSorted = true
  for (let k = 0, before = isDescending ? Infinity : -Infinity; k < order.length; k++) {
    const key = keys[order[k]!]!
    if (key < least) least = key
    if (key > most) most = key
    if (isDescending ? key > before : key < before) isSorted = false
    before = key
  }
  if (isSorted) return order
  const span = most - least
  if (span > Number.MAX_SAFE_INTEGER) {
    const sign = isDescending ? -1 : 1
    return order.slice().sort((a, b) => sign * (keys[a]! - keys[b]!))
  }
  if (order.length <= mostInserted) return inserted(order, keys, isDescending)
  const radix = order.length <= mostOfFewDigits ? fewDigits : manyDigits
  const perRadix = 1 / radix
  const digitOf = int32Array(order.length)
  const next = int32Array(radix + 1)
  let from = order
  let [to, spare] = [int32Array(order.length), int32Array(order.length)]
  for (let unit = 1; unit <= span; unit *= radix) {
    next.fill(0)
    // Powers of two: exact.
    const perUnit = 1 / unit
    for (let k = 0; k < from.length; k++) {
      const key = keys[from[k]!]!
      // A remainder of numbers that may be beyond 2^31 is a call, and many times as slow.
      const places = Math.floor((isDescending ? most - key : key - least) * perUnit)
      const digit = places - Math.floor(places * perRadix) * radix
      digitOf[k] = digit
      next[digit + 1]! += 1
    }
    for (let digit = 0; digit < radix; digit++) next[digit + 1]! += next[digit]!
    for (let k = 0; k < from.length; k++) to[next[digitOf[k]!]!++] = from[k]!
    from = to
    ;[to, spare] = [spare, to]
  }
  handBack(digitOf, next, to)
  return from
}

/** The same of an order that nothing uses any more. */
export function sortAgain(order: Int32Array, keys: Float64Array, descending = false): Int32Array {
  const sorted = sortByKey(order, keys, descending)
  if (sorted !== order) handBack(order)
  return sorted
}

function inserted(order: Int32Array, keys: Float64Array, descending: boolean): Int32Array {
  const sorted = int32Array(order.length)
  for (let k = 0; k < order.length; k++) {
    const item = order[k]!
    const key = keys[item]!
    let at = k
    for (; at > 0; at--) {
      const before = keys[sorted[at - 1]!]!
      if (descending ? before >= key : before <= key) break
      sorted[at] = sorted[at - 1]!
    }
    sorted[at] = item
  }
  return sorted
}
