/** Who owns which bytes of a heap when: answers whether a gap between two transfers may be copied over. */
import type { Lifetimes } from './lifetimes.ts'
import type { Layout } from './place-values.ts'

export interface Occupancy {
  /** True when no value other than those already in the region owns a byte of [begin, end) at that time. */
  gapIsFree(heap: number, begin: number, end: number, time: number): boolean
}

/**
 * @param concurrent several queues run: then a gap is free only where nobody ever owns it.
 */
export function findOccupancy(
  layout: Layout,
  lifetimes: Lifetimes,
  outlives: Uint8Array,
  concurrent: boolean,
): Occupancy {
  const byHeap = layout.heaps.map(() => [] as number[])
  layout.heap.forEach((heap, v) => {
    if (heap >= 0) byHeap[heap]!.push(v)
  })
  const reach = byHeap.map((values) => {
    values.sort((a, b) => layout.offset[a]! - layout.offset[b]! || a - b)
    const ends = new Float64Array(values.length)
    let furthest = 0
    for (let k = 0; k < values.length; k++) {
      const v = values[k]!
      ends[k] = furthest = Math.max(furthest, layout.offset[v]! + layout.sizeBytes[v]!)
    }
    return ends
  })
  return {
    gapIsFree(heap, begin, end, time) {
      if (begin >= end) return true
      const values = byHeap[heap]!
      let low = 0
      for (let high = values.length; low < high;) {
        const middle = (low + high) >>> 1
        if (layout.offset[values[middle]!]! < end) low = middle + 1
        else high = middle
      }
      for (let k = low - 1; k >= 0 && reach[heap]![k]! > begin; k--) {
        const v = values[k]!
        if (layout.offset[v]! + layout.sizeBytes[v]! <= begin) continue
        if (concurrent || outlives[v] || (lifetimes.start[v]! <= time && time < lifetimes.end[v]!)) return false
      }
      return true
    },
  }
}
