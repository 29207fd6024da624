/**
 * The pieces of a box, with rows put together: a column of a texture is a piece for each of its rows in tight order, and one where another
 * texture holds it.
 */
import type { Box } from './extents.ts'
import { visitPieces, type Rope, type VisitPiece } from './rope.ts'
import { UNDEFINED, type ValueTable } from './values.ts'

/** Rows of one slice of a box, whose first bytes lie `stride` bytes apart in a value, from byte `index` of it on. */
export interface EqualRows {
  readonly slice: number
  readonly row: number
  readonly count: number
  readonly value: number
  readonly index: number
  readonly stride: number
}

/**
 * Calls `visitPiece` or, for several rows, `visitEqual` for what a box gets: the bytes of a rope from `begin` on, in tight order. Pieces
 * begin and end at bytes of the box.
 */
export function visitRows(
  rope: Rope,
  begin: number,
  { low, high }: Box,
  values: ValueTable,
  visitPiece: VisitPiece,
  visitEqual: (rows: EqualRows) => void,
): void {
  const rowBytes = high[2] - low[2]
  const rows = high[1] - low[1]
  /** Rows that wait for the next: the first of them, and how many. */
  let [first, count, value, index, stride] = [0, 0, UNDEFINED, 0, 0]
  const endRows = () => {
    if (count === 1) visitPiece(first * rowBytes, (first + 1) * rowBytes, value, index)
    else if (count > 1) visitEqual({ slice: Math.floor(first / rows), row: first % rows, count, value, index, stride })
    count = 0
  }
  visitPieces(rope, begin, begin + rows * rowBytes * (high[0] - low[0]), values, (from, to, found, at) => {
    const row = (from - begin) / rowBytes
    const isRow = to - from === rowBytes && Number.isInteger(row) && values.isPlain(found)
    const isNext = isRow && count > 0 && found === value && row % rows !== 0
    if (isNext && (count === 1 || at === index + count * stride)) {
      if (count === 1) stride = at - index
      count++
      return
    }
    endRows()
    if (isRow) [first, count, value, index] = [row, 1, found, at]
    else visitPiece(from - begin, to - begin, found, at)
  })
  endRows()
}
