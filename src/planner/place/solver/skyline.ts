/**
 * The skyline heuristic: repeatedly takes the lowest valley of the blocks laid so far and places the block of best rank that
 * lives wholly within it, or fills the valley up to its lower edge where there is none. (Best-fit skyline of strip packing,
 * Burke et al. 2004, with given horizontal positions.) Near-linear: O(n log n) where lifetimes are short compared with the
 * whole.
 *
 * Hot loop: typed arrays and integer ids; a segment tree over blocks in order of their starts finds the block for a valley.
 */
import type { Boxes } from './boxes.ts'
import { layMembers, type Model } from './model.ts'
import { float64Array, int32Array, int32From, uint8Array } from '../../../graph/typed-arrays.ts'
import { handBack } from '../../support/reused-memory.ts'
import { roundUp } from '../../../plan/multiples.ts'

const NONE = -1

/** Most tree nodes examined for one valley before the best block so far is taken. */
const mostVisits = 400

/**
 * Offsets of all blocks, laid by rank (an order of items, best first); null if they exceed the limit, or fixed boxes overlap.
 * Fixed items keep their offsets, and all other items go above those that they are alive with.
 */
export function laySkyline(model: Model, boxes: Boxes, order: Int32Array): Float64Array | null {
  const { itemCount } = model
  const { low, high, size, align } = boxes
  const sectionCount = model.sections!.count
  const base = float64Array(itemCount)
  const rank = int32Array(itemCount)
  for (let place = 0; place < order.length; place++) rank[order[place]!] = place
  const free: number[] = []
  const pinned: number[] = []
  for (let item = 0; item < itemCount; item++) {
    base[item] = model.lowestBase[item]!
    if (low[item]! >= high[item]!) continue
    if (model.highestBase[item] === Infinity) free.push(item)
    else pinned.push(item)
  }
  const ground = groundOf(model, boxes, base, pinned)
  if (ground === null) return null
  const skyline = new Skyline(ground)
  const tree = new ValleyTree(int32From(free), low, high, rank, sectionCount)
  for (let left = free.length; left > 0;) {
    const from = skyline.lowest()
    const item = tree.take(from, skyline.segmentEnd[from]!)
    if (item === NONE) {
      skyline.fill(from)
      continue
    }
    left--
    base[item] = roundUp(skyline.height[from]!, align[item]!)
    const top = base[item]! + size[item]!
    if (top > model.limit) return null
    skyline.cover(from, low[item]!, high[item]!, top)
  }
  const offset = float64Array(model.count)
  for (let item = 0; item < itemCount; item++) layMembers(model, item, base[item]!, offset)
  skyline.handBack()
  tree.handBack()
  handBack(base, rank, ground)
  return offset
}

/** Top of the fixed items in each section; null if some overlap. */
function groundOf(model: Model, { low, high }: Boxes, base: Float64Array, pinned: number[]): Float64Array | null {
  const ground = float64Array(model.sections!.count)
  pinned.sort((a, b) => base[a]! - base[b]! || a - b)
  const scratch = float64Array(pinned.length > 0 ? model.count : 0)
  for (const item of pinned) {
    const top = layMembers(model, item, base[item]!, scratch)
    for (let s = low[item]!; s < high[item]!; s++) {
      if (ground[s]! > base[item]!) return null
      ground[s] = top
    }
  }
  return ground
}

/** Segments of equal height, each identified by its first section. */
class Skyline {
  readonly segmentEnd: Int32Array
  readonly height: Float64Array
  private readonly segmentBefore: Int32Array
  private readonly isSegment: Uint8Array
  private readonly heap: SegmentHeap
  private readonly sectionCount: number

  constructor(ground: Float64Array) {
    const sectionCount = ground.length
    this.sectionCount = sectionCount
    this.segmentEnd = int32Array(sectionCount + 1)
    this.segmentBefore = int32Array(sectionCount + 1).fill(NONE)
    this.height = float64Array(sectionCount + 1)
    this.isSegment = uint8Array(sectionCount + 1)
    this.heap = new SegmentHeap(this.height, this.isSegment)
    for (let s = 0, before = NONE; s < sectionCount;) {
      let end = s + 1
      while (end < sectionCount && ground[end] === ground[s]) end++
      this.add(s, end, ground[s]!, before)
      before = s
      s = end
    }
  }

  /** Ends its use. */
  handBack(): void {
    this.heap.handBack()
    handBack(this.segmentEnd, this.segmentBefore, this.height, this.isSegment)
  }

  /** The lowest segment, which is no longer in the heap: it is to be filled or covered. */
  lowest(): number {
    return this.heap.pop()
  }

  /** Fills a valley up to its lower edge, and joins it with that segment. */
  fill(from: number): void {
    const { height, segmentEnd, segmentBefore, isSegment, sectionCount } = this
    const to = segmentEnd[from]!
    const before = segmentBefore[from]!
    const bank = Math.min(before === NONE ? Infinity : height[before]!, to === sectionCount ? Infinity : height[to]!)
    let joinedFrom = from
    let joinedTo = to
    let joinedBefore = before
    if (before !== NONE && height[before] === bank) {
      isSegment[from] = 0
      joinedFrom = before
      joinedBefore = segmentBefore[before]!
    }
    if (to < sectionCount && height[to] === bank) {
      isSegment[to] = 0
      joinedTo = segmentEnd[to]!
    }
    this.add(joinedFrom, joinedTo, bank, joinedBefore)
  }

  /** Raises the sections `start … end − 1` of a segment to `top`. */
  cover(from: number, start: number, end: number, top: number): void {
    const to = this.segmentEnd[from]!
    const at = this.height[from]!
    let before = this.segmentBefore[from]!
    this.isSegment[from] = 0
    if (start > from) {
      this.add(from, start, at, before)
      before = from
    }
    this.add(start, end, top, before)
    if (end < to) this.add(end, to, at, start)
  }

  private add(from: number, to: number, at: number, before: number): void {
    this.isSegment[from] = 1
    this.segmentEnd[from] = to
    this.segmentBefore[from] = before
    if (to < this.sectionCount) this.segmentBefore[to] = from
    this.height[from] = at
    this.heap.push(from, at)
  }
}

/** A binary heap of segments by height, then by position; entries whose segment has changed are skipped. */
class SegmentHeap {
  /** Height of entry k at 2k, and start of its segment at 2k + 1. */
  private entries: Float64Array
  private count = 0
  private readonly height: Float64Array
  private readonly isSegment: Uint8Array

  constructor(height: Float64Array, isSegment: Uint8Array) {
    this.height = height
    this.isSegment = isSegment
    this.entries = float64Array(2 * height.length)
  }

  /** Ends its use. */
  handBack(): void {
    handBack(this.entries)
  }

  push(start: number, height: number): void {
    if (2 * this.count === this.entries.length) this.widen()
    const { entries } = this
    let k = this.count++
    while (k > 0) {
      const parent = (k - 1) >> 1
      const above = entries[2 * parent]!
      if (above < height || (above === height && entries[2 * parent + 1]! <= start)) break
      entries[2 * k] = above
      entries[2 * k + 1] = entries[2 * parent + 1]!
      k = parent
    }
    entries[2 * k] = height
    entries[2 * k + 1] = start
  }

  pop(): number {
    for (;;) {
      const height = this.entries[0]!
      const start = this.entries[1]!
      this.removeTop()
      if (this.isSegment[start] === 1 && this.height[start] === height) return start
    }
  }

  private removeTop(): void {
    const { entries } = this
    const count = --this.count
    const height = entries[2 * count]!
    const start = entries[2 * count + 1]!
    if (count === 0) return
    let k = 0
    for (;;) {
      let child = 2 * k + 1
      if (child >= count) break
      let least = entries[2 * child]!
      if (child + 1 < count) {
        const other = entries[2 * child + 2]!
        if (other < least || (other === least && entries[2 * child + 3]! < entries[2 * child + 1]!)) {
          child++
          least = other
        }
      }
      if (height < least || (height === least && start <= entries[2 * child + 1]!)) break
      entries[2 * k] = least
      entries[2 * k + 1] = entries[2 * child + 1]!
      k = child
    }
    entries[2 * k] = height
    entries[2 * k + 1] = start
  }

  private widen(): void {
    const { entries } = this
    this.entries = float64Array(2 * entries.length)
    this.entries.set(entries)
    handBack(entries)
  }
}

/** Items in order of start, then of rank, by counting. `rank` is a permutation of all items. */
function byLow(items: Int32Array, low: Int32Array, rank: Int32Array, sectionCount: number): Int32Array {
  const byRank = int32Array(rank.length).fill(NONE)
  for (const item of items) byRank[rank[item]!] = item
  const next = int32Array(sectionCount + 1)
  for (const item of items) next[low[item]! + 1]!++
  for (let s = 0; s < sectionCount; s++) next[s + 1]! += next[s]!
  const sorted = int32Array(items.length)
  for (const item of byRank) if (item !== NONE) sorted[next[low[item]!]!++] = item
  handBack(byRank, next)
  return sorted
}

/** Boxes in order of start, with the smallest end and the best rank of every subtree. */
class ValleyTree {
  private readonly items: Int32Array
  private readonly leaves: number
  /** Smallest end of tree node k at 2k, its best rank at 2k + 1, because both are read together. */
  private readonly node: Int32Array
  /** Number of boxes that start before each section. */
  private readonly startsBefore: Int32Array
  /** Nodes to examine: initially at most two per level, and one more for each step down. */
  private readonly stack = int32Array(128)

  constructor(items: Int32Array, low: Int32Array, high: Int32Array, rank: Int32Array, sectionCount: number) {
    this.items = byLow(items, low, rank, sectionCount)
    this.leaves = 1
    while (this.leaves < items.length) this.leaves *= 2
    this.node = int32Array(4 * this.leaves).fill(GONE)
    this.startsBefore = int32Array(sectionCount + 2)
    this.items.forEach((item, place) => {
      this.node[2 * (this.leaves + place)] = high[item]!
      this.node[2 * (this.leaves + place) + 1] = rank[item]!
      this.startsBefore[low[item]! + 1]!++
    })
    for (let s = 1; s <= sectionCount; s++) this.startsBefore[s]! += this.startsBefore[s - 1]!
    for (let k = this.leaves - 1; k > 0; k--) this.refresh(k)
  }

  /** Ends its use. */
  handBack(): void {
    handBack(this.items, this.node, this.startsBefore)
  }

  /** Computes a node from its children; false if it had the same values already. */
  private refresh(k: number): boolean {
    const { node } = this
    const end = Math.min(node[4 * k]!, node[4 * k + 2]!)
    const best = Math.min(node[4 * k + 1]!, node[4 * k + 3]!)
    if (end === node[2 * k] && best === node[2 * k + 1]) return false
    node[2 * k] = end
    node[2 * k + 1] = best
    return true
  }

  /** Removes and returns the box of best rank within sections `from … to − 1`; NONE if there is none. */
  take(from: number, to: number): number {
    const { node, stack, leaves } = this
    let depth = 0
    let a = this.startsBefore[from]! + leaves
    let b = this.startsBefore[to]! + leaves
    for (; a < b; a >>= 1, b >>= 1) {
      if (a & 1) stack[depth++] = a++
      if (b & 1) stack[depth++] = --b
    }
    let found = NONE
    let bestRank = GONE
    for (let visits = 0; depth > 0; visits++) {
      if (visits > mostVisits && found !== NONE) break
      const k = stack[--depth]!
      if (node[2 * k]! > to || node[2 * k + 1]! >= bestRank) continue
      if (k >= leaves) {
        found = k
        bestRank = node[2 * k + 1]!
        continue
      }
      // The half with the better rank is examined first.
      const promising = node[4 * k + 1]! <= node[4 * k + 3]! ? 2 * k : 2 * k + 1
      stack[depth++] = promising ^ 1
      stack[depth++] = promising
    }
    if (found === NONE) return NONE
    node[2 * found] = GONE
    node[2 * found + 1] = GONE
    let k = found >> 1
    while (k > 0 && this.refresh(k)) k >>= 1
    return this.items[found - leaves]!
  }
}

const GONE = 0x7fffffff
