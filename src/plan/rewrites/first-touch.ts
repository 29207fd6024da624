/**
 * Ranges of one memory in the order of their use, and which of them are the first to touch any of their bytes. Plain integers: there
 * may be 10^5.
 */
import { firstWhere } from '../../graph/lists.ts'

export class FirstTouch {
  private readonly begin: number[] = []
  private readonly end: number[] = []

  /** @returns the number of the range */
  add(begin: number, end: number): number {
    this.begin.push(begin)
    return this.end.push(end) - 1
  }

  /**
   * By range, 1 where no range before it touches a byte of it. Ranges paint the segments between all ends, each segment once, and
   * the next unpainted one is found by union-find. O(n log n).
   */
  find(): Uint8Array {
    const { begin, end } = this
    const ends = Float64Array.from([...begin, ...end]).sort()
    // Found by bisection: of a map, positions can be chosen that all have one hash.
    const positions = ends.filter((position, i) => position !== ends[i - 1])
    const numberOf = (position: number): number => firstWhere(positions, (other) => other >= position)
    const next = Int32Array.from({ length: positions.length + 1 }, (_, segment) => segment)
    const unpainted = (from: number): number => {
      let segment = from
      while (next[segment] !== segment) segment = next[segment] = next[next[segment]!]!
      return segment
    }
    return Uint8Array.from(begin, (from, i) => {
      const last = numberOf(end[i]!)
      let expected = numberOf(from)
      let isFirst = 1
      for (let segment = unpainted(expected); segment < last; segment = unpainted(expected)) {
        if (segment !== expected) isFirst = 0
        next[segment] = segment + 1
        expected = segment + 1
      }
      return expected < last ? 0 : isFirst
    })
  }
}
