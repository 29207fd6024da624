/**
 * First fit and best fit: items are laid one after another in a given order, each at the lowest (or tightest) place between the
 * neighbours that are laid already.
 *
 * Hot loop: typed arrays and integer ids; buffers belong to the `Layer`, and are reused from order to order. One order costs
 * O(sum of neighbours × log), whatever the number of bytes.
 */
import type { Lists, Model } from './model.ts'
import { alignUp, baseFor, layMembers } from './model.ts'
import { float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'

export interface Layout {
  /** Offset of each block, in units. */
  offset: Float64Array
  /** Heap of each item. */
  heap: Int32Array
  /** Sizes of the heaps that were opened. */
  heapSize: Float64Array
  /** Sum of the heap sizes. */
  peak: number
}

export type Fit = 'first' | 'best'

export interface Layer {
  /**
   * Lays the items of `order` in at most `heaps` heaps, where `assigned` fixes the heap of an item, or is −1. Null if an item
   * finds no place.
   */
  lay(order: Int32Array, fit: Fit, heaps: number, assigned: Int32Array): Layout | null
}

const NOWHERE = -1

export function createLayer(model: Model, conflicts: Lists): Layer {
  const { count, itemCount, size, align, itemOf, members, apart, limit } = model
  const placed = uint8Array(itemCount)
  const offset = float64Array(count)
  const heap = int32Array(itemCount)
  let starts = float64Array(64)
  let ends = float64Array(64)

  /** Collects the occupied intervals around a block in one heap: starts and ends, each in ascending order. */
  const gather = (block: number, inHeap: number): number => {
    const from = conflicts.first[block]!
    const to = conflicts.first[block + 1]!
    if (to - from > starts.length) {
      starts = float64Array(2 * (to - from))
      ends = float64Array(2 * (to - from))
    }
    const own = itemOf[block]!
    let occupied = 0
    for (let k = from; k < to; k++) {
      const other = conflicts.values[k]!
      const item = itemOf[other]!
      if (placed[item] === 0 || heap[item] !== inHeap || item === own) continue
      starts[occupied] = offset[other]!
      ends[occupied++] = offset[other]! + size[other]!
    }
    if (occupied <= 24) {
      insertionSort(starts, occupied)
      insertionSort(ends, occupied)
    } else {
      starts.subarray(0, occupied).sort()
      ends.subarray(0, occupied).sort()
    }
    return occupied
  }

  /**
   * The lowest offset, not below `least`, at which `length` units are free, given the number of `occupied` intervals collected.
   */
  const lowest = (occupied: number, least: number, length: number, alignment: number): number => {
    let at = alignUp(least, alignment)
    // Starts and ends are sorted separately: before the j-th start, everything above the j least ends is free.
    for (let j = 0; j < occupied; j++) {
      if (starts[j]! - at >= length) return at
      if (ends[j]! > at) at = alignUp(ends[j]!, alignment)
    }
    return at
  }

  /** The offset whose gap leaves the fewest units over; an offset above everything only if no gap suffices. */
  const tightest = (occupied: number, length: number, alignment: number): number => {
    let best = NOWHERE
    let bestLeft = Infinity
    let at = 0
    for (let j = 0; j < occupied; j++) {
      const left = starts[j]! - at - length
      if (left >= 0 && left < bestLeft) {
        bestLeft = left
        best = at
      }
      if (ends[j]! > at) at = alignUp(ends[j]!, alignment)
    }
    return best === NOWHERE ? at : best
  }

  /** Base of an item in a heap, or NOWHERE. */
  const baseIn = (item: number, inHeap: number, fit: Fit): number => {
    const start = members.first[item]!
    const length = members.first[item + 1]! - start
    const highest = model.highestBase[item]!
    let base = model.lowestBase[item]!
    if (length === 1) {
      const block = members.values[start]!
      const occupied = size[block]! > 0 ? gather(block, inHeap) : 0
      if (fit === 'best' && highest === Infinity) base = tightest(occupied, size[block]!, align[block]!)
      else base = lowest(occupied, base, size[block]!, align[block]!)
      return base > highest || base > limit - size[block]! ? NOWHERE : base
    }
    // Raise the base until every member is free at its offset. Bases only rise, so the first one that works is the lowest.
    let end = layMembers(model, item, base, offset)
    for (let p = 0, settled = 0; settled < length; p = (p + 1) % length) {
      if (base > highest || end > limit) return NOWHERE
      const block = members.values[start + p]!
      const at = offset[block]!
      const need = size[block]! > 0 ? lowest(gather(block, inHeap), at, size[block]!, align[block]!) : at
      if (need === at) {
        settled++
        continue
      }
      settled = 0
      base = baseFor(model, item, p, need)
      end = layMembers(model, item, base, offset)
    }
    return base > highest || end > limit ? NOWHERE : base
  }

  const isApart = (item: number, inHeap: number): boolean => {
    for (let k = apart.first[item]!; k < apart.first[item + 1]!; k++) {
      const other = apart.values[k]!
      if (placed[other] === 1 && heap[other] === inHeap) return false
    }
    return true
  }

  return {
    lay(order, fit, heaps, assigned) {
      placed.fill(0)
      const heapSize = float64Array(heaps)
      let opened = 0
      for (const item of order) {
        const forced = model.forcedHeap[item]! >= 0 ? model.forcedHeap[item]! : assigned[item]!
        let bestHeap = NOWHERE
        let bestBase = NOWHERE
        let bestGrowth = Infinity
        const from = forced >= 0 ? forced : 0
        const to = forced >= 0 ? forced : Math.min(heaps - 1, opened)
        for (let h = from; h <= to; h++) {
          // A heap is opened only for an item that fits nowhere else.
          if (h === opened && bestHeap !== NOWHERE) break
          if (!isApart(item, h)) continue
          const base = baseIn(item, h, fit)
          if (base === NOWHERE) continue
          const growth = Math.max(0, layMembers(model, item, base, offset) - heapSize[h]!)
          if (growth >= bestGrowth) continue
          bestGrowth = growth
          bestHeap = h
          bestBase = base
          if (growth === 0) break
        }
        if (bestHeap === NOWHERE) return null
        placed[item] = 1
        heap[item] = bestHeap
        heapSize[bestHeap]! += bestGrowth
        opened = Math.max(opened, bestHeap + 1)
        layMembers(model, item, bestBase, offset)
      }
      return {
        offset: offset.slice(),
        heap: heap.slice(),
        heapSize: heapSize.slice(0, opened),
        peak: heapSize.reduce((a, b) => a + b, 0),
      }
    },
  }
}

function insertionSort(values: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const value = values[i]!
    let k = i - 1
    while (k >= 0 && values[k]! > value) {
      values[k + 1] = values[k]!
      k--
    }
    values[k + 1] = value
  }
}
