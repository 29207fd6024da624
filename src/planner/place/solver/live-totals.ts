/**
 * Live totals of each heap over time, with alignments: their peaks bound the sizes of the heaps from below. Sections are in ranges that
 * know their largest total, and what was added to all of them at once, so that a long life costs no more than its ranges.
 */
import { type Model } from './model.ts'
import { float64Array } from '../../../graph/typed-arrays.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Sections of a range: 2 to this power. */
const rangeBits = 4

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
  private readonly sectionCount: number
  private readonly rangeCount: number
  /** By heap and section: the total, without what was added to its whole range. */
  private readonly own: Float64Array
  /** By heap and range: the largest of `own`, and what was added to all of its sections. */
  private readonly most: Float64Array
  private readonly added: Float64Array

  /** @param size by `alignedSizes` */
  constructor(model: Model, heaps: number, size: Float64Array) {
    this.model = model
    this.size = size
    this.sectionCount = model.sections === null ? 1 : model.sections.count
    this.rangeCount = (this.sectionCount >> rangeBits) + 1
    this.peak = float64Array(heaps)
    this.own = float64Array(heaps * this.sectionCount)
    this.most = float64Array(heaps * this.rangeCount)
    this.added = float64Array(heaps * this.rangeCount)
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
      const by = sign * this.size[block]!
      for (let s = from; s < to;) {
        const range = s >> rangeBits
        const end = Math.min(to, (range + 1) << rangeBits)
        peak = Math.max(peak, this.changeRange(heap, range, s, end, by))
        s = end
      }
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
      for (let s = from; s < to;) {
        const range = s >> rangeBits
        const end = Math.min(to, (range + 1) << rangeBits)
        most = Math.max(most, this.mostOfRange(heap, range, s, end) + this.size[block]!)
        if (most > mostOfInterest) return most - this.peak[heap]!
        s = end
      }
    }
    return Math.max(0, most - this.peak[heap]!)
  }

  /** Adds to the sections `from … to − 1` of a range, and returns the largest total among them. */
  private changeRange(heap: number, range: number, from: number, to: number, by: number): number {
    const { own, most, added } = this
    const at = heap * this.rangeCount + range
    if (isWhole(range, from, to)) return most[at]! + (added[at]! += by)
    const first = heap * this.sectionCount
    let changed = -Infinity
    for (let s = first + from; s < first + to; s++) changed = Math.max(changed, (own[s]! += by))
    if (changed >= most[at]!) most[at] = changed
    else if (by < 0) {
      const start = range << rangeBits
      most[at] = this.mostOf(first + start, first + Math.min(this.sectionCount, start + (1 << rangeBits)))
    }
    return changed + added[at]!
  }

  private mostOfRange(heap: number, range: number, from: number, to: number): number {
    const at = heap * this.rangeCount + range
    const first = heap * this.sectionCount
    return (isWhole(range, from, to) ? this.most[at]! : this.mostOf(first + from, first + to)) + this.added[at]!
  }

  private mostOf(from: number, to: number): number {
    const { own } = this
    let most = -Infinity
    for (let k = from; k < to; k++) most = Math.max(most, own[k]!)
    return most
  }
}

const isWhole = (range: number, from: number, to: number): boolean =>
  from === range << rangeBits && to === (range + 1) << rangeBits
