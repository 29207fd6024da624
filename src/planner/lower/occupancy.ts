/** Occupancy of heaps over time: whether the gap between two transfers may be overwritten by a copy. */
import { once } from '../../plan/facts/once.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Lifetimes } from '../schedule/lifetimes.ts'
import type { Placements } from '../place/placements.ts'
import { float64Array } from '../../graph/typed-arrays.ts'

/** The owners of bytes of heaps over time. */
export interface Occupancy {
  /** Whether no value, except those in the region already, owns a byte of [begin, end) at that time. */
  gapIsFree(heap: number, begin: number, end: number, time: number): boolean
}

/**
 * @param hasSeveralQueues whether several queues run; then a gap is free only where no value ever owns it
 */
export function findOccupancy(
  graph: NormalGraph,
  placements: Placements,
  lifetimes: Lifetimes,
  hasSeveralQueues: boolean,
): Occupancy {
  const outlives = (v: number): boolean => graph.instanceTransient[placements.resource[v]!] === 0
  // Values are listed by heap, and the list of a heap is sorted, when one is first asked about: few plans have gaps.
  const listed = once(() => {
    const byHeap = placements.heaps.map(() => [] as number[])
    for (let v = 0; v < placements.heap.length; v++) if (placements.heap[v]! >= 0) byHeap[placements.heap[v]!]!.push(v)
    return byHeap
  })
  const reach: (Float64Array | undefined)[] = []
  const sortHeap = (heap: number): Float64Array => {
    const values = listed()[heap]!
    values.sort((a, b) => placements.offset[a]! - placements.offset[b]! || a - b)
    const ends = float64Array(values.length)
    let furthest = 0
    for (let k = 0; k < values.length; k++) {
      const v = values[k]!
      ends[k] = furthest = Math.max(furthest, placements.offset[v]! + placements.sizeBytes[v]!)
    }
    return (reach[heap] = ends)
  }
  return {
    gapIsFree(heap, begin, end, time) {
      if (begin >= end) return true
      const ends = reach[heap] ?? sortHeap(heap)
      const values = listed()[heap]!
      let low = 0
      for (let high = values.length; low < high;) {
        const middle = (low + high) >>> 1
        if (placements.offset[values[middle]!]! < end) low = middle + 1
        else high = middle
      }
      for (let k = low - 1; k >= 0 && ends[k]! > begin; k--) {
        const v = values[k]!
        if (placements.offset[v]! + placements.sizeBytes[v]! <= begin) continue
        // A buffer copy must not read memory of a placed texture, whether alive or not.
        if (hasSeveralQueues || outlives(v) || placements.texture[v]! >= 0) return false
        if (lifetimes.start[v]! <= time && time < lifetimes.end[v]!) return false
      }
      return true
    },
  }
}
