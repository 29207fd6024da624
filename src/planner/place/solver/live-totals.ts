/**
 * Live totals of each heap over time, with alignments: their peaks bound the sizes of the heaps from below. Sections are in ranges that
 * know their largest total, and what was added to all of them at once, so that a long life costs no more than its ranges.
 */
import { alignUp, type Model } from './model.ts'
import { float64Array } from '../../../graph/typed-arrays.ts'

/** Sections of a range: 2 to this power. */
const RANGE_BITS = 4

/** The totals of one heap. */
interface Totals {
  /** By section, without what was added to its whole range. */
  readonly own: Float64Array
  /** By range: the largest of `own`, and what was added to all of its sections. */
  readonly most: Float64Array
  readonly added: Float64Array
}

export class LiveTotals {
  readonly peak: Float64Array
  private readonly totals: readonly Totals[]
  private readonly size: Float64Array
  private readonly model: Model

  constructor(model: Model, heaps: number) {
    const sectionCount = model.sections === null ? 1 : model.sections.count
    const ranges = (sectionCount >> RANGE_BITS) + 1
    this.model = model
    this.peak = float64Array(heaps)
    this.totals = Array.from({ length: heaps }, () => ({
      own: float64Array(sectionCount),
      most: float64Array(ranges),
      added: float64Array(ranges),
    }))
    this.size = model.size.map((size, i) => alignUp(size, model.align[i]!))
  }

  get sum(): number {
    return this.peak.reduce((sum, peak) => sum + peak, 0)
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
    const totals = this.totals[heap]!
    let peak = this.peak[heap]!
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const from = sections === null ? 0 : sections.low[block]!
      const to = sections === null ? 1 : sections.high[block]!
      const by = sign * this.size[block]!
      for (let s = from; s < to;) {
        const range = s >> RANGE_BITS
        const end = Math.min(to, (range + 1) << RANGE_BITS)
        peak = Math.max(peak, changeRange(totals, range, s, end, by))
        s = end
      }
    }
    this.peak[heap] = peak
  }

  /** The growth of a heap's peak when an item joins it, as far as it is of interest: where it is more than `limit`, any that is more. */
  growth(item: number, heap: number, limit = Infinity): number {
    const { members, sections } = this.model
    const totals = this.totals[heap]!
    const mostOfInterest = limit + this.peak[heap]!
    let most = 0
    for (let k = members.first[item]!; k < members.first[item + 1]!; k++) {
      const block = members.values[k]!
      const from = sections === null ? 0 : sections.low[block]!
      const to = sections === null ? 1 : sections.high[block]!
      for (let s = from; s < to;) {
        const range = s >> RANGE_BITS
        const end = Math.min(to, (range + 1) << RANGE_BITS)
        most = Math.max(most, mostOfRange(totals, range, s, end) + this.size[block]!)
        if (most > mostOfInterest) return most - this.peak[heap]!
        s = end
      }
    }
    return Math.max(0, most - this.peak[heap]!)
  }
}

const isWhole = (range: number, from: number, to: number): boolean =>
  from === range << RANGE_BITS && to === (range + 1) << RANGE_BITS

/** Adds to the sections `from … to − 1` of a range, and returns the largest total among them. */
function changeRange(totals: Totals, range: number, from: number, to: number, by: number): number {
  const { own, most, added } = totals
  if (isWhole(range, from, to)) return most[range]! + (added[range]! += by)
  let changed = -Infinity
  for (let s = from; s < to; s++) changed = Math.max(changed, (own[s]! += by))
  if (changed >= most[range]!) most[range] = changed
  else if (by < 0) {
    const start = range << RANGE_BITS
    most[range] = mostOf(own, start, Math.min(own.length, start + (1 << RANGE_BITS)))
  }
  return changed + added[range]!
}

function mostOfRange({ own, most, added }: Totals, range: number, from: number, to: number): number {
  return (isWhole(range, from, to) ? most[range]! : mostOf(own, from, to)) + added[range]!
}

function mostOf(own: Float64Array, from: number, to: number): number {
  let most = -Infinity
  for (let s = from; s < to; s++) most = Math.max(most, own[s]!)
  return most
}
