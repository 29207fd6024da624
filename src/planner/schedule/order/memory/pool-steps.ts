// Hot path: integer way and node ids and typed arrays only.
import { float64Array, int32Array } from '../../../../graph/typed-arrays.ts'

/**
 * Steps by which ways go on, each with one node. The best come first: those with the fewest bytes, then those behind which the fewest stay alive, then
 * in the order in which they were added. A binary heap (Williams 1964), because only some of the first are asked for: O(steps) to begin, and O(log steps)
 * for each.
 */
export class PoolSteps {
  count = 0
  readonly way: Int32Array
  readonly node: Int32Array
  /** Bytes of all pools. */
  readonly bytes: Float64Array
  private readonly liveBytes: Float64Array
  private readonly heap: Int32Array
  /** Steps that were not asked for yet. */
  private left = 0

  constructor(most: number) {
    this.way = int32Array(most)
    this.node = int32Array(most)
    this.bytes = float64Array(most)
    this.liveBytes = float64Array(most)
    this.heap = int32Array(most)
  }

  clear(): void {
    this.count = 0
  }

  add(way: number, node: number, bytes: number, liveBytes: number): void {
    const step = this.count++
    this.way[step] = way
    this.node[step] = node
    this.bytes[step] = bytes
    this.liveBytes[step] = liveBytes
  }

  /** Begins to give the steps, once all were added. */
  begin(): void {
    this.left = this.count
    for (let step = 0; step < this.count; step++) this.heap[step] = step
    for (let at = (this.count >> 1) - 1; at >= 0; at--) this.sink(at, this.heap[at]!)
  }

  /** The best of the steps that were not given yet; −1 where all were. */
  next(): number {
    const { heap } = this
    if (this.left === 0) return -1
    const best = heap[0]!
    const last = heap[--this.left]!
    if (this.left > 0) this.sink(0, last)
    return best
  }

  /** Puts a step at a place of the heap, or as far below it as better ones move up. */
  private sink(from: number, step: number): void {
    const { heap, left } = this
    let at = from
    for (let down = 2 * at + 1; down < left; down = 2 * at + 1) {
      if (down + 1 < left && this.isBefore(heap[down + 1]!, heap[down]!)) down++
      if (this.isBefore(step, heap[down]!)) break
      heap[at] = heap[down]!
      at = down
    }
    heap[at] = step
  }

  private isBefore(one: number, other: number): boolean {
    const { bytes, liveBytes } = this
    if (bytes[one] !== bytes[other]) return bytes[one]! < bytes[other]!
    if (liveBytes[one] !== liveBytes[other]) return liveBytes[one]! < liveBytes[other]!
    return one < other
  }
}
