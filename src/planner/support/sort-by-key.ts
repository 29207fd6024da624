/** Sorting by integer keys without a comparator. */
import { int32Array } from '../../graph/typed-arrays.ts'
import { handBack } from './reused-memory.ts'

/** Bits of a digit: counting is most of the work of a short sort, and the number of digits that of a long one. */
const [fewBits, manyBits] = [8, 11]
const mostOfFewDigits = 1024
/** Keys that differ by less have digits that are bits of a 32-bit number. */
const wordSpan = 2 ** 31

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
  const bits = order.length <= mostOfFewDigits ? fewBits : manyBits
  const radix = 1 << bits
  const isWord = span < wordSpan
  const digitOf = int32Array(order.length)
  const next = int32Array(radix + 1)
  let from = order
  let [to, spare] = [int32Array(order.length), int32Array(order.length)]
  for (let unit = 1, shift = 0; unit <= span; unit *= radix, shift += bits) {
    next.fill(0)
    for (let k = 0; k < from.length; k++) {
      const key = keys[from[k]!]!
      const above = isDescending ? most - key : key - least
      const digit = isWord ? (above >>> shift) & (radix - 1) : digitAt(above, unit, radix)
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

/** A remainder of numbers that may be beyond 2^31 is a call, and many times as slow. Units and radices are powers of two: exact. */
function digitAt(above: number, unit: number, radix: number): number {
  const places = Math.floor(above / unit)
  return places - Math.floor(places / radix) * radix
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
