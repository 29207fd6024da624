/** Sorting by integer keys without a comparator. */
import { int32Array } from '../../graph/typed-arrays.ts'
import { handBack } from './reused-memory.ts'

/**
 * Most bits of a digit, by the number of items up to which they are the most: counting is most of the work of a short sort, and the number of
 * digits that of a long one.
 */
const mostBits = (items: number): number => (items <= 1024 ? 8 : items <= 16_384 ? 11 : 14)
/** Keys are sorted by so many of their bits at once, which are a number that V8 has in a register. */
const wordRadix = 2 ** 31

/** Number of items up to which insertion is faster. */
const mostInserted = 48

/**
 * Sorts `order` by the keys of its items, which are whole numbers, ascending or descending; the sort is stable. A radix sort
 * from the lowest digit (Knuth, TAOCP 3, 5.2.5, algorithm R): O(n) for each factor of 2048, or of 16384 where they are many, between the keys. Short orders are
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
  let sorted = order
  for (let unit = 1; unit <= span; unit *= wordRadix) {
    const words = int32Array(order.length)
    for (let k = 0; k < words.length; k++) {
      const key = keys[sorted[k]!]!
      const above = isDescending ? most - key : key - least
      words[k] = span < wordRadix ? above : digitAt(above, unit, wordRadix)
    }
    const before = sorted
    sorted = sortByWords(before, words, 32 - Math.clz32(Math.min(Math.floor(span / unit), wordRadix - 1)))
    if (before !== order) handBack(before)
  }
  return sorted
}

/** An order by the words of its places, of which so many bits differ; the words are used up. Both move together, so that each is read in a row. */
function sortByWords(order: Int32Array, words: Int32Array, wordBits: number): Int32Array {
  const count = order.length
  const bits = Math.ceil(wordBits / Math.ceil(wordBits / mostBits(count)))
  const mask = (1 << bits) - 1
  const next = int32Array(mask + 2)
  let [from, fromWords] = [order, words]
  let [to, toWords] = [int32Array(count), int32Array(wordBits > bits ? count : 0)]
  for (let shift = 0; shift < wordBits; shift += bits) {
    next.fill(0)
    for (let k = 0; k < count; k++) next[((fromWords[k]! >>> shift) & mask) + 1]! += 1
    for (let digit = 0; digit < mask; digit++) next[digit + 1]! += next[digit]!
    const isLast = shift + bits >= wordBits
    for (let k = 0; k < count; k++) {
      const word = fromWords[k]!
      const at = next[(word >>> shift) & mask]!++
      to[at] = from[k]!
      if (!isLast) toWords[at] = word
    }
    if (isLast) break
    ;[from, to] = [to, from === order ? int32Array(count) : from]
    ;[fromWords, toWords] = [toWords, fromWords]
  }
  handBack(next, fromWords, toWords)
  if (from !== order) handBack(from)
  return to
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
