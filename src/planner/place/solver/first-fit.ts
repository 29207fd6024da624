/**
 * First fit and best fit: items are laid one after another in a given order, each at the lowest (or tightest) place between the
 * neighbours that are laid already.
 *
 * Hot loop: typed arrays and integer ids; buffers belong to the `Layer`, and are reused from order to order. One order costs
 * O(sum of neighbours × log), whatever the number of bytes.
 */
import type { Lists, Model } from './model.ts'
import { baseFor, layMembers } from './model.ts'
import { float64Array, int32Array, uint8Array } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

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

export const NOWHERE = -1

/** Heaps to try for an item from which its neighbours are collected once for all of them. */
const manyHeaps = 8

export class Layer {
  protected readonly model: Model
  protected readonly conflicts: Lists
  protected readonly placed: Uint8Array
  protected readonly offset: Float64Array
  protected readonly heap: Int32Array
  /** Occupied intervals around a block: starts and ends, each in ascending order. */
  private starts = float64Array(64)
  private ends = float64Array(64)
  /** The block whose neighbours are in chains, one for each heap: the last of each, and by block the one before it. */
  private chained = NOWHERE
  private lastInHeap = int32Array(0)
  private before = int32Array(0)

  constructor(model: Model, conflicts: Lists) {
    this.model = model
    this.conflicts = conflicts
    this.placed = uint8Array(model.itemCount)
    this.offset = float64Array(model.count)
    this.heap = int32Array(model.itemCount)
  }

  /**
   * Lays the items of `order` in at most `heaps` heaps, where `assigned` fixes the heap of an item, or is −1. Null if an item
   * finds no place.
   */
  lay(order: Int32Array, fit: Fit, heaps: number, assigned: Int32Array): Layout | null {
    const { model, placed, heap, offset } = this
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
      if (to - from >= manyHeaps) this.chain(item, to + 1)
      else this.chained = NOWHERE
      for (let h = from; h <= to; h++) {
        // A heap is opened only for an item that fits nowhere else.
        if (h === opened && bestHeap !== NOWHERE) break
        if (!this.isApart(item, h)) continue
        const base = this.baseIn(item, h, fit)
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
  }

  /** Makes chains of the neighbours that are laid, of an item of one block. With many heaps, each would look through all of them. */
  protected chain(item: number, heaps: number): void {
    const { conflicts, placed, heap } = this
    const { members, itemOf } = this.model
    const start = members.first[item]!
    this.chained = NOWHERE
    if (members.first[item + 1]! - start > 1) return
    if (this.lastInHeap.length < heaps) this.lastInHeap = int32Array(2 * heaps)
    if (this.before.length === 0) this.before = int32Array(this.model.count)
    const { lastInHeap, before } = this
    const block = members.values[start]!
    lastInHeap.fill(NOWHERE, 0, heaps)
    for (let k = conflicts.first[block]!; k < conflicts.first[block + 1]!; k++) {
      const other = conflicts.values[k]!
      const neighbour = itemOf[other]!
      if (placed[neighbour] === 0) continue
      before[other] = lastInHeap[heap[neighbour]!]!
      lastInHeap[heap[neighbour]!] = other
    }
    this.chained = block
  }

  /** Collects the occupied intervals around a block in one heap, and returns their number. */
  private gather(block: number, inHeap: number): number {
    const { conflicts, placed, heap, offset } = this
    const { itemOf, size } = this.model
    const from = conflicts.first[block]!
    const to = conflicts.first[block + 1]!
    if (to - from > this.starts.length) {
      this.starts = float64Array(2 * (to - from))
      this.ends = float64Array(2 * (to - from))
    }
    const { starts, ends } = this
    const own = itemOf[block]!
    let occupied = 0
    if (block === this.chained) {
      for (let other = this.lastInHeap[inHeap]!; other !== NOWHERE; other = this.before[other]!) {
        starts[occupied] = offset[other]!
        ends[occupied++] = offset[other]! + size[other]!
      }
      return sorted(starts, ends, occupied)
    }
    for (let k = from; k < to; k++) {
      const other = conflicts.values[k]!
      const item = itemOf[other]!
      if (placed[item] === 0 || heap[item] !== inHeap || item === own) continue
      starts[occupied] = offset[other]!
      ends[occupied++] = offset[other]! + size[other]!
    }
    return sorted(starts, ends, occupied)
  }

  /**
   * The lowest offset, not below `least`, at which `length` units are free, given the number of `occupied` intervals collected.
   */
  private lowest(occupied: number, least: number, length: number, alignment: number): number {
    const { starts, ends } = this
    let at = roundUp(least, alignment)
    // Starts and ends are sorted separately: before the j-th start, everything above the j least ends is free.
    for (let j = 0; j < occupied; j++) {
      if (starts[j]! - at >= length) return at
      if (ends[j]! > at) at = roundUp(ends[j]!, alignment)
    }
    return at
  }

  /** The offset whose gap leaves the fewest units over; an offset above everything only if no gap suffices. */
  private tightest(occupied: number, length: number, alignment: number): number {
    const { starts, ends } = this
    let best = NOWHERE
    let bestLeft = Infinity
    let at = 0
    for (let j = 0; j < occupied; j++) {
      const left = starts[j]! - at - length
      if (left >= 0 && left < bestLeft) {
        bestLeft = left
        best = at
      }
      if (ends[j]! > at) at = roundUp(ends[j]!, alignment)
    }
    return best === NOWHERE ? at : best
  }

  /** Base of an item in a heap, or NOWHERE. */
  protected baseIn(item: number, inHeap: number, fit: Fit): number {
    const { members, size, align, limit, highestBase, lowestBase } = this.model
    const start = members.first[item]!
    if (members.first[item + 1]! - start > 1) return this.groupBaseIn(item, inHeap)
    const highest = highestBase[item]!
    const block = members.values[start]!
    const occupied = size[block]! > 0 ? this.gather(block, inHeap) : 0
    const base =
      fit === 'best' && highest === Infinity
        ? this.tightest(occupied, size[block]!, align[block]!)
        : this.lowest(occupied, lowestBase[item]!, size[block]!, align[block]!)
    return base > highest || base > limit - size[block]! ? NOWHERE : base
  }

  /** Raises the base of a group until every member is free at its offset. Bases only rise, so the first that works is the lowest. */
  private groupBaseIn(item: number, inHeap: number): number {
    const { model, offset } = this
    const { members, size, align, limit } = model
    const start = members.first[item]!
    const length = members.first[item + 1]! - start
    const highest = model.highestBase[item]!
    let base = model.lowestBase[item]!
    let end = layMembers(model, item, base, offset)
    for (let p = 0, settled = 0; settled < length; p = (p + 1) % length) {
      if (base > highest || end > limit) return NOWHERE
      const block = members.values[start + p]!
      const at = offset[block]!
      const need = size[block]! > 0 ? this.lowest(this.gather(block, inHeap), at, size[block]!, align[block]!) : at
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

  private isApart(item: number, inHeap: number): boolean {
    const { apart } = this.model
    for (let k = apart.first[item]!; k < apart.first[item + 1]!; k++) {
      const other = apart.values[k]!
      if (this.placed[other] === 1 && this.heap[other] === inHeap) return false
    }
    return true
  }
}

/** Sorts the intervals that were collected, starts and ends apart. @returns their number */
function sorted(starts: Float64Array, ends: Float64Array, occupied: number): number {
  if (occupied <= 24) {
    insertionSort(starts, occupied)
    insertionSort(ends, occupied)
  } else {
    starts.subarray(0, occupied).sort()
    ends.subarray(0, occupied).sort()
  }
  return occupied
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
