/** The heap that each item may go to where some must be apart: a colouring in breadth-first order, two colours wherever two will do. */
import { int32Array, int32Slice, noIndices } from '../../graph/typed-arrays.ts'
import { lowestBit } from '../support/bits.ts'
import type { Pairs } from './pairs.ts'

/** Rows of the items that each item must be apart from; what is laid side by side is one item, that of its first block. */
export interface ItemsApart {
  readonly first: Int32Array
  readonly other: Int32Array
}

export function itemsApart(count: number, { one, other: others }: Pairs, itemOf: Int32Array): ItemsApart {
  const first = int32Array(count + 1)
  for (let k = 0; k < one.length; k++) {
    first[itemOf[one[k]!]! + 1]! += 1
    first[itemOf[others[k]!]! + 1]! += 1
  }
  for (let i = 0; i < count; i++) first[i + 1]! += first[i]!
  const other = int32Array(first[count]!)
  const next = int32Slice(first, 0, count)
  for (let k = 0; k < one.length; k++) {
    const [a, b] = [itemOf[one[k]!]!, itemOf[others[k]!]!]
    other[next[a]!++] = b
    other[next[b]!++] = a
  }
  return { first, other }
}

/** All 32 bits. */
const everyColour = -1

/** Colours of items: the heaps that they may go to. */
export interface ItemColours {
  readonly count: number
  /** Whether an item is in the component with the most items. */
  isInLargest(item: number): boolean
  /**
   * The heap of an item: its colour; without one, that which it makes grow least. Of a component with two colours the first item that is
   * asked for chooses, and the others follow.
   */
  heapOf(item: number, heaps: readonly { growth(sizeBytes: number): number }[], sizeBytes: number): number
}

/** Undefined where more colours are needed than the bits of a word tell apart. O(items + pairs). */
export function colourItems(count: number, { first, other }: ItemsApart): ItemColours | undefined {
  const colour = noIndices(count)
  const component = noIndices(count)
  /** Colours of each component. */
  const used: number[] = []
  /** 1 where the two colours of a component are turned round, −1 where nobody has chosen. */
  const turned: number[] = []
  const queue = int32Array(count)
  let most = 2
  let largest = -1
  let itemsOfLargest = 0
  for (let seed = 0; seed < count; seed++) {
    if (component[seed]! >= 0 || first[seed] === first[seed + 1]) continue
    const c = used.length
    let colours = 1
    component[seed] = c
    queue[0] = seed
    let tail = 1
    for (let head = 0; head < tail; head++) {
      const item = queue[head]!
      let taken = 0
      for (let e = first[item]!; e < first[item + 1]!; e++) {
        const neighbour = other[e]!
        if (colour[neighbour]! >= 0) taken |= 1 << colour[neighbour]!
        if (component[neighbour]! >= 0) continue
        component[neighbour] = c
        queue[tail++] = neighbour
      }
      if (taken === everyColour) return undefined
      colour[item] = lowestBit(~taken)
      colours = Math.max(colours, colour[item]! + 1)
    }
    if (tail > itemsOfLargest) [largest, itemsOfLargest] = [c, tail]
    used.push(colours)
    turned.push(colours === 2 ? -1 : 0)
    most = Math.max(most, colours)
  }
  return {
    count: most,
    isInLargest: (item) => component[item] === largest,
    heapOf(item, heaps, sizeBytes) {
      const c = component[item]!
      if (c >= 0 && turned[c]! >= 0) return turned[c] === 1 ? 1 - colour[item]! : colour[item]!
      let best = 0
      for (let h = 1; h < (c < 0 ? heaps.length : 2); h++)
        if (heaps[h]!.growth(sizeBytes) < heaps[best]!.growth(sizeBytes)) best = h
      if (c >= 0) turned[c] = Number(best !== colour[item])
      return best
    },
  }
}
