/**
 * Where two lists of writes may leave different texels. A texel is what the newest write on it left: so it is the same where the same writes
 * are on it in the same order, and writes of disjoint boxes may come in any order.
 */
import { shareTexels, type Corners } from './extents.ts'
import { BoxTree, Entries } from './latest-boxes.ts'
import type { Triple } from './texel-tree.ts'

/** Boxes that are looked at one by one. */
const mostBoxes = 32

/** Pairs of writes of another order are tested one by one as long as there are so few for each write. */
const fewPairs = 16

/**
 * Boxes outside of which two lists of writes, the newest first, leave the same; undefined where they are too many to be told.
 *
 * @param names of the writes of both lists: equal ones are the same write
 */
export function differencesOf(
  ours: readonly Corners[],
  theirs: readonly Corners[],
  [ourNames, theirNames]: readonly [Int32Array, Int32Array],
): Corners[] | undefined {
  const boxes: Corners[] = []
  const isMatched = new Uint8Array(ours.length)
  /** By write of theirs: the same in ours; −1 where there is none. */
  const same = new Int32Array(theirs.length).fill(-1)
  const byName = new Map<number, number[]>()
  for (let i = ours.length - 1; i >= 0; i--) {
    const list = byName.get(ourNames[i]!)
    if (list) list.push(i)
    else byName.set(ourNames[i]!, [i])
  }
  for (let j = 0; j < theirs.length; j++) {
    const i = byName.get(theirNames[j]!)?.pop()
    if (i === undefined) boxes.push(theirs[j]!)
    else {
      same[j] = i
      isMatched[i] = 1
    }
    if (boxes.length > mostBoxes) return undefined
  }
  for (let i = 0; i < ours.length; i++) {
    if (!isMatched[i]) boxes.push(ours[i]!)
    if (boxes.length > mostBoxes) return undefined
  }
  return addReordered(
    boxes,
    ours,
    same.filter((i) => i >= 0),
  )
}

/** Adds what two writes share whose order is another: `order` has the places in `ours` of the writes, as the other list has them. */
function addReordered(boxes: Corners[], ours: readonly Corners[], order: Int32Array): Corners[] | undefined {
  // Insertion into a sorted list passes each pair of another order once.
  const sorted = Int32Array.from(order)
  let pairs = 0
  for (let j = 1; j < sorted.length; j++) {
    const place = sorted[j]!
    let at = j
    for (; at > 0 && sorted[at - 1]! > place; at--) {
      const other = sorted[at - 1]!
      sorted[at] = other
      const [a, b] = [ours[place]!, ours[other]!]
      if (shareTexels(a, b)) boxes.push(sharedBox(a, b))
    }
    sorted[at] = place
    pairs += j - at
    if (boxes.length > mostBoxes) return undefined
    if (pairs > fewPairs * order.length) return isReordered(ours, order) ? undefined : boxes
  }
  return boxes
}

/**
 * Whether two writes that share texels have another order, by divide and conquer: of two halves of the list, no write of the second comes
 * before one of the first that it touches. O(n log² n) where boxes are spread out.
 */
function isReordered(ours: readonly Corners[], order: Int32Array): boolean {
  const go = (from: number, to: number): boolean => {
    if (to - from < 2) return false
    const middle = (from + to) >> 1
    if (go(from, middle) || go(middle, to)) return true
    const entries = new Entries(middle - from)
    for (let k = from; k < middle; k++) entries.set(k - from, ours[order[k]!]!, order[k]!)
    const tree = new BoxTree(entries)
    for (let k = middle; k < to; k++) if (tree.highest(ours[order[k]!]!, order[k]!) > order[k]!) return true
    return false
  }
  return go(0, order.length)
}

/** The intersection of two boxes. */
export const sharedBox = (a: Corners, b: Corners): Corners => ({
  low: a.low.map((n, axis) => Math.max(n, b.low[axis]!)) as unknown as Triple,
  high: a.high.map((n, axis) => Math.min(n, b.high[axis]!)) as unknown as Triple,
})
