/**
 * Ranges of one memory in the order of their use, and which of them are the first to touch any of their bytes. Plain integers: there
 * may be 10^5.
 */
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
    const number = new Map<number, number>()
    for (const position of ends) if (!number.has(position)) number.set(position, number.size)
    const next = Int32Array.from({ length: number.size + 1 }, (_, segment) => segment)
    const unpainted = (from: number): number => {
      let segment = from
      while (next[segment] !== segment) segment = next[segment] = next[next[segment]!]!
      return segment
    }
    return Uint8Array.from(begin, (from, i) => {
      const last = number.get(end[i]!)!
      let expected = number.get(from)!
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
