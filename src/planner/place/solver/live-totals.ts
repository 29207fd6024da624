/**
 * Live totals of each heap over time, with alignments: their peaks bound the sizes of the heaps from below. A tree over the sections
 * knows the largest total of each node, and what was added to all of a node's sections at once, so that a long life costs
 * O(log sections).
 */
import { type Model } from './model.ts'
import { float64Array } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Children of a node: 2 to this power. */
const bits = 3
const children = 1 << bits

/** Sizes of blocks as live totals count them. */
export function alignedSizes({ count, size, align }: Model): Float64Array {
  const aligned = float64Array(count)
  for (let block = 0; block < count; block++) aligned[block] = roundUp(size[block]!, align[block]!)
  return aligned
}

export class LiveTotals {
  readonly peak: Float64Array
  private readonly model: Model
  private readonly size: Float64Array
  /** First node of each level: sections, then what is above them, up to a level of one family; then the number of all nodes. */
  private readonly level: number[] = [0]
  /** By heap and node: the largest total of its sections, without what was added to nodes above it. */
  private readonly most: Float64Array
  /** By heap and node above the sections: what was added to all of its sections at once. */
  private readonly added: Float64Array

  /** @param size by `alignedSizes` */
  constructor(model: Model, heaps: number, size: Float64Array) {
    this.model = model
    this.size = size
    const sectionCount = model.sections === null ? 1 : model.sections.count
    let nodeCount = 0
    for (let width = Math.max(1, sectionCount); ; width = (width + children - 1) >> bits) {
      // Each level is padded to whole families, so that a node never has children of another level.
      nodeCount += (width + children - 1) & -children
      this.level.push(nodeCount)
      if (width <= children) break
    }
    this.peak = float64Array(heaps)
    this.most = float64Array(heaps * nodeCount)
    this.added = float64Array(heaps * nodeCount)
  }

  get sum(): number {
    let sum = 0
    for (let heap = 0; heap < this.peak.length; heap++) sum += this.peak[heap]!
    return sum
  }

  add(item: number, heap: number): void {
    this.change(item, heap, 1)
  }

  /** Takes an item off without updating the peak. */
  remove(item: number, heap: number): void {
    this.change(item, heap, -1)
  }

  private change(item: number, heap: number, sign: 1 | -1): void {
    const { members, sections } = this.model
    let peak = this.peak[heap]!
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const from = sections === null ? 0 : sections.low[block]!
      const to = sections === null ? 1 : sections.high[block]!
      peak = Math.max(peak, this.changeRange(heap, from, to, sign * this.size[block]!))
    }
    this.peak[heap] = peak
  }

  /** The growth of a heap's peak when an item joins it, as far as it is of interest: where it is more than `limit`, any that is more. */
  growth(item: number, heap: number, limit = Infinity): number {
    const { members, sections } = this.model
    const mostOfInterest = limit + this.peak[heap]!
    let most = 0
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const from = sections === null ? 0 : sections.low[block]!
      const to = sections === null ? 1 : sections.high[block]!
      most = Math.max(most, this.mostOfRange(heap, from, to) + this.size[block]!)
      if (most > mostOfInterest) break
    }
    return Math.max(0, most - this.peak[heap]!)
  }

  /** Adds to sections `from … to − 1`, and returns the largest total among them. */
  private changeRange(heap: number, from: number, to: number, by: number): number {
    const { level } = this
    const first = heap * level[level.length - 1]!
    const top = level.length - 2
    // The largest changed totals of the nodes `low − 1` and `high`, of which only parts are in the range.
    let [left, right] = [-Infinity, -Infinity]
    for (let l = 0, low = from, high = to; ; l++) {
      const base = first + level[l]!
      const middle = l === top ? high : Math.min(high, (low + children - 1) & -children)
      left = Math.max(left, this.addTo(base + low, base + middle, by, l > 0))
      const rest = Math.max(middle, high & -children)
      right = Math.max(right, this.addTo(base + rest, base + high, by, l > 0))
      if (l === top) return Math.max(left, right)
      const above = first + level[l + 1]!
      const hasLeft = left !== -Infinity
      low = (low + children - 1) >> bits
      high >>= bits
      if (hasLeft) left = this.learn(above + low - 1, base + ((low - 1) << bits), left, by)
      // Where both ends are in one node, it has learnt of both.
      if (right !== -Infinity) right = this.learn(above + high, base + (high << bits), right, by)
    }
  }

  /** Adds to whole nodes, and returns the largest total of them. */
  private addTo(from: number, to: number, by: number, isAbove: boolean): number {
    const { most, added } = this
    let changed = -Infinity
    for (let node = from; node < to; node++) {
      if (isAbove) added[node]! += by
      changed = Math.max(changed, (most[node]! += by))
    }
    return changed
  }

  /** Updates a node some of whose sections changed, and returns the largest total of these. */
  private learn(node: number, child: number, changed: number, by: number): number {
    const { most, added } = this
    const total = changed + added[node]!
    if (total >= most[node]!) most[node] = total
    else if (by < 0) most[node] = this.mostOf(child, child + children) + added[node]!
    return total
  }

  private mostOfRange(heap: number, from: number, to: number): number {
    const { level, added } = this
    const first = heap * level[level.length - 1]!
    const top = level.length - 2
    let [left, right] = [-Infinity, -Infinity]
    for (let l = 0, low = from, high = to; ; l++) {
      const base = first + level[l]!
      const middle = l === top ? high : Math.min(high, (low + children - 1) & -children)
      left = Math.max(left, this.mostOf(base + low, base + middle))
      right = Math.max(right, this.mostOf(base + Math.max(middle, high & -children), base + high))
      if (l === top) return Math.max(left, right)
      const above = first + level[l + 1]!
      low = (low + children - 1) >> bits
      high >>= bits
      if (left !== -Infinity) left += added[above + low - 1]!
      if (right !== -Infinity) right += added[above + high]!
    }
  }

  private mostOf(from: number, to: number): number {
    const { most } = this
    let largest = -Infinity
    for (let node = from; node < to; node++) largest = Math.max(largest, most[node]!)
    return largest
  }
}
