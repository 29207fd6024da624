/** Coverage of a box by other boxes: one sweep over rows, with a segment tree over the columns at which boxes begin or end. */
import { int32Array, uint8Array } from '../../graph/typed-arrays.ts'

/** A box of blocks: columns x0 … x1 − 1 of rows y0 … y1 − 1. */
export interface Rectangle {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/**
 * The first part of `box`, row by row, that none of `boxes` covers; undefined where all of it is covered. O(m log m) for m
 * boxes, all of which intersect `box`.
 */
export function firstUncovered(box: Rectangle, boxes: readonly Rectangle[]): Rectangle | undefined {
  if (boxes.length === 0) return box
  const columns = sorted([box.x0, box.x1, ...boxes.flatMap(({ x0, x1 }) => [x0, x1])], box.x0, box.x1)
  const rows = sorted([box.y0, box.y1, ...boxes.flatMap(({ y0, y1 }) => [y0, y1])], box.y0, box.y1)
  const columnAt = new Map(columns.map((x, i) => [x, i]))
  const begin = boxes.slice().sort((a, b) => a.y0 - b.y0)
  const end = boxes.slice().sort((a, b) => a.y1 - b.y1)
  const covered = new Coverage(columns.length - 1)
  const change = ({ x0, x1 }: Rectangle, by: 1 | -1) =>
    covered.change(columnAt.get(Math.max(x0, box.x0))!, columnAt.get(Math.min(x1, box.x1))!, by)
  let begun = 0
  let ended = 0
  for (let row = 0; row + 1 < rows.length; row++) {
    for (; begun < begin.length && begin[begun]!.y0 <= rows[row]!; begun++) change(begin[begun]!, 1)
    for (; ended < end.length && end[ended]!.y1 <= rows[row]!; ended++) change(end[ended]!, -1)
    const gap = covered.firstGap()
    if (gap) return { x0: columns[gap[0]]!, x1: columns[gap[1]]!, y0: rows[row]!, y1: rows[row + 1]! }
  }
  return undefined
}

/** The distinct values from `low` to `high`, in ascending order. */
function sorted(values: number[], low: number, high: number): number[] {
  const inside = Float64Array.from(values.filter((n) => n >= low && n <= high)).sort()
  return Array.from(inside).filter((n, i) => n !== inside[i - 1])
}

/** Number of boxes on each cell of a row, as a segment tree that knows whether a cell is free. */
class Coverage {
  private readonly cells: number
  /** Number of boxes that cover the whole node, but not the whole of its parent. */
  private readonly count: Int32Array
  private readonly full: Uint8Array

  constructor(cells: number) {
    this.cells = cells
    this.count = int32Array(4 * cells)
    this.full = uint8Array(4 * cells)
  }

  change(from: number, to: number, by: 1 | -1, node = 1, low = 0, high = this.cells): void {
    if (from >= high || to <= low) return
    if (from <= low && to >= high) this.count[node]! += by
    else {
      const middle = (low + high) >> 1
      this.change(from, to, by, 2 * node, low, middle)
      this.change(from, to, by, 2 * node + 1, middle, high)
    }
    const { count, full } = this
    const isInner = high - low > 1
    full[node] = count[node]! > 0 || (isInner && full[2 * node]! & full[2 * node + 1]!) ? 1 : 0
  }

  /** Begin and end of the first free cells. */
  firstGap(): [number, number] | undefined {
    if (this.full[1]) return undefined
    const from = this.firstFree()
    let to = from + 1
    while (to < this.cells && this.isFree(to)) to++
    return [from, to]
  }

  private firstFree(): number {
    let [node, low, high] = [1, 0, this.cells]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      node *= 2
      if (this.full[node]) {
        node += 1
        low = middle
      } else high = middle
    }
    return low
  }

  private isFree(cell: number): boolean {
    let [node, low, high] = [1, 0, this.cells]
    while (high - low > 1) {
      if (this.count[node]! > 0) return false
      const middle = (low + high) >> 1
      node *= 2
      if (cell >= middle) {
        node += 1
        low = middle
      } else high = middle
    }
    return !this.full[node]
  }
}
