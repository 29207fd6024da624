/**
 * A sweep for very many blocks of which some must be apart, where two colours do not do. In a heap for each colour, heaps are at their fullest
 * at different times: random graphs of 30 000 to 100 000 passes took 1.5 to 1.7 times the bytes alive at most. In some more heaps, where each
 * has a share of what is alive and an item goes where it fits best, they take 1.1 times as many.
 */
import { int32Array } from '../../graph/typed-arrays.ts'
import type { ItemsApart } from './item-colours.ts'
import { emptyHeaps, sweepHeaps, type SweepLimits, type Swept, type SweptItems } from './sweep-heaps.ts'
import type { SweptTimes } from './swept-tops.ts'

/** Numbers of heaps beyond the colours: with fewer, rules keep items out of what is free, and with more, the shares are small. */
const moreHeaps = 8

/**
 * Undefined where a heap has more free gaps than there may be, or rules keep an item out of all heaps. O(blocks · (heaps · gaps) + pairs).
 *
 * @param mostLive the most bytes alive at a time
 */
export function sweepInShares(
  times: SweptTimes,
  items: SweptItems,
  { first, other }: ItemsApart,
  colours: number,
  mostLive: number,
  limits: SweepLimits,
): Swept | undefined {
  const { padded } = times
  const { itemOf, groupOf } = items
  const heaps = emptyHeaps(colours + moreHeaps)
  const share = Math.floor(mostLive / heaps.length)
  /** By heap: one more than the last item that has a rival in it. */
  const taken = int32Array(heaps.length)
  return sweepHeaps(times, items, heaps, limits, (block, heapOf) => {
    const item = itemOf[block]!
    for (let e = first[item]!; e < first[item + 1]!; e++) {
      const heap = heapOf[other[e]!]!
      if (heap >= 0) taken[heap] = item + 1
    }
    const group = groupOf(block)
    let sizeBytes = group ? 0 : padded[block]!
    if (group) for (const member of group) sizeBytes += padded[member]!
    let best = -1
    let bestRoom = 0
    for (let h = 0; h < heaps.length; h++) {
      if (taken[h] === item + 1) continue
      const room = heaps[h]!.roomBeside(sizeBytes, share)
      // The least that is left free, or else the least growth.
      if (best >= 0 && (room >= 0 ? bestRoom >= 0 && room >= bestRoom : bestRoom >= room)) continue
      best = h
      bestRoom = room
    }
    return best
  })
}
