/** Live totals of heaps over time, and by how much they exceed the heaps' capacities. */
import { float64Array, int32Array } from '../../../graph/typed-arrays.ts'
import { type Model } from './model.ts'
import { roundUp } from '../../../plan/multiples.ts'

/** Parts in which a goal is taken off the capacities, each where it exceeds least. */
const partsOfGoal = 8

export class HeapLoads {
  readonly sections: number
  /** Sections of each block, `low … high − 1`. */
  readonly low: Int32Array
  readonly high: Int32Array
  /** Live totals, heap by heap. */
  readonly load: Float64Array
  readonly capacity: Float64Array
  /** By heap, the sum over its sections of what is above its capacity. */
  readonly excess: Float64Array
  /** Number of sections that were examined so far. */
  visits = 0
  private readonly model: Model
  private readonly heaps: number
  private readonly size: Float64Array

  constructor(model: Model, heaps: number) {
    const { count, sections } = model
    this.model = model
    this.heaps = heaps
    this.sections = sections === null ? 1 : sections.count
    this.low = sections === null ? int32Array(count) : sections.low
    this.high = sections === null ? int32Array(count).fill(1) : sections.high
    this.size = model.size.map((size, i) => roundUp(size, model.align[i]!))
    this.load = float64Array(heaps * this.sections)
    this.capacity = float64Array(heaps).fill(Infinity)
    this.excess = float64Array(heaps)
  }

  /** Loads of an assignment, with heaps of any size. */
  set(heap: Int32Array): void {
    this.load.fill(0)
    this.capacity.fill(Infinity)
    for (let item = 0; item < heap.length; item++) this.change(item, heap[item]!, 1)
    this.excess.fill(0)
  }

  /** Adds an item to a heap or takes it off, and returns by how much the excess grows. */
  change(item: number, h: number, sign: 1 | -1): number {
    const { model, load, size, low, high } = this
    const most = this.capacity[h]!
    const base = h * this.sections
    let grown = 0
    for (let k = model.members.first[item]!; k < model.members.first[item + 1]!; k++) {
      const block = model.members.values[k]!
      const by = sign * size[block]!
      const end = base + high[block]!
      for (let s = base + low[block]!; s < end; s++) {
        const was = load[s]!
        const is = was + by
        load[s] = is
        if (is > most) grown += is - most
        if (was > most) grown -= was - most
      }
      this.visits += high[block]! - low[block]!
    }
    this.excess[h]! += grown
    return grown
  }

  /** The result that `change` would have. */
  wouldGrow(item: number, h: number, sign: 1 | -1): number {
    const { model, load, size, low, high } = this
    const most = this.capacity[h]!
    const base = h * this.sections
    let grown = 0
    for (let k = model.members.first[item]!; k < model.members.first[item + 1]!; k++) {
      const block = model.members.values[k]!
      const by = sign * size[block]!
      const end = base + high[block]!
      for (let s = base + low[block]!; s < end; s++) {
        const over = load[s]! - most
        if (over + by > 0) grown += over + by
        if (over > 0) grown -= over
      }
      this.visits += high[block]! - low[block]!
    }
    return grown
  }

  peakOf(h: number): number {
    const { load, sections } = this
    let peak = 0
    for (let s = h * sections; s < (h + 1) * sections; s++) if (load[s]! > peak) peak = load[s]!
    this.visits += sections
    return peak
  }

  private excessOf(h: number): number {
    const { load, sections } = this
    const most = this.capacity[h]!
    let excess = 0
    for (let s = h * sections; s < (h + 1) * sections; s++) if (load[s]! > most) excess += load[s]! - most
    this.visits += sections
    return excess
  }

  /** Capacities that together are so much less than some peaks. */
  cutCapacities(peaks: Float64Array, cut: number): void {
    const { heaps, capacity, excess } = this
    capacity.set(peaks)
    for (let left = cut; left > 0;) {
      const part = Math.min(left, Math.max(1, Math.ceil(cut / partsOfGoal)))
      let best = -1
      let least = Infinity
      for (let h = 0; h < heaps; h++) {
        if (capacity[h]! < part) continue
        capacity[h]! -= part
        const grown = this.excessOf(h) - excess[h]!
        capacity[h]! += part
        if (grown >= least) continue
        least = grown
        best = h
      }
      if (best < 0) return
      capacity[best]! -= part
      excess[best]! += least
      left -= part
    }
  }

  /** Excess of all heaps together. */
  totalExcess(): number {
    let total = 0
    for (const excess of this.excess) total += excess
    return total
  }

  /** Gives room that a heap does not use to the one with the most excess. */
  passRoomOn(): void {
    const { heaps, capacity, excess } = this
    let fullest = 0
    for (let h = 1; h < heaps; h++) if (excess[h]! > excess[fullest]!) fullest = h
    if (excess[fullest]! <= 0) return
    let gained = 0
    for (let h = 0; h < heaps; h++) {
      if (excess[h]! > 0) continue
      const room = capacity[h]! - this.peakOf(h)
      if (room <= 0) continue
      capacity[h]! -= room
      gained += room
    }
    if (gained === 0) return
    capacity[fullest]! += gained
    excess[fullest] = this.excessOf(fullest)
  }
}
