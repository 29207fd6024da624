/** Symbolic contents of a buffer, a heap or an output. */
import type { Contents } from './contents.ts'
import { exactRuns, type Extent, type Rows } from './extents.ts'
import {
  concat,
  firstHole,
  fromLeaves,
  leaf,
  onlyPiece,
  read,
  replace,
  slice,
  visitPieces,
  type Rope,
  type VisitPiece,
} from './rope.ts'
import { ofRope, ropeOf, type Snapshot } from './snapshot.ts'
import { UNDEFINED, type Bytes, type ValueTable } from './values.ts'

/** Contents of bytes, which are a rope of pieces. */
export class ByteContents implements Contents {
  private rope: Rope
  /** Whether some pieces may stand for rows that are not contiguous. */
  private hasRows = false
  private readonly values: ValueTable

  constructor(size: number, value: number, values: ValueTable) {
    this.values = values
    this.rope = leaf(value, size, 0, values)
  }

  read(extent: Extent): Snapshot {
    const { runs, rows, size } = extent
    if (runs!.length === 2 && !this.hasRows && !rows) return { rope: this.rope, at: runs![0]!, size }
    const together = rows && runs!.length === 2 ? this.rowsAt(runs![0]!, size, rows) : undefined
    if (together) return ofRope(together)
    const exact = exactRuns(extent)
    let all = slice(this.rope, 0, 0, this.values)
    for (let i = 0; i < exact.length; i += 2)
      all = concat(all, this.plain(exact[i]!, exact[i]! + exact[i + 1]!), this.values)
    return ofRope(all)
  }

  write(extent: Extent, content: Snapshot): void {
    const rope = ropeOf(content, this.values)
    const { rows } = extent
    // Rows of one value are stored as one piece. The bytes between the rows become undefined: plans do not rely on them.
    const one = rows !== undefined && extent.runs!.length === 2 ? onlyPiece(read(rope)) : undefined
    if (rows && one) {
      this.hasRows = true
      const value = this.values.pitched(one.value, one.index, rows)
      this.rope = replace(this.rope, extent.runs![0]!, leaf(value, extent.runs![1]!, 0, this.values), this.values)
      return
    }
    const runs = exactRuns(extent)
    let at = 0
    for (let i = 0; i < runs.length; i += 2) {
      const length = runs[i + 1]!
      this.rope = replace(this.rope, runs[i]!, slice(rope, at, at + length, this.values), this.values)
      at += length
    }
  }

  /** Rows that one write stored as one piece (or the last rows of them), in tight order; undefined where that is not so. */
  private rowsAt(begin: number, size: number, { tight, pitch }: Rows): Rope | undefined {
    const end = begin + (size / tight - 1) * pitch + tight
    let together: Rope | undefined
    visitPieces(this.rope, begin, end, this.values, (from, to, value, index) => {
      const rows = this.values.rowsOf(value)
      if (from !== begin || to !== end || rows?.tight !== tight || rows.pitch !== pitch || index % pitch !== 0) return
      together = this.ofRows(rows, (index / pitch) * tight, size)
    })
    return together
  }

  /** The bytes of the value that was written as these rows. */
  private ofRows(rows: Bytes & Rows, at: number, size: number): Rope {
    return slice(leaf(rows.value, at + size, rows.index, this.values), at, at + size, this.values)
  }

  /** Bytes begin … end, where each row of a piece of rows is a piece of its own. */
  private plain(begin: number, end: number): Rope {
    if (!this.hasRows) return slice(this.rope, begin, end, this.values)
    const leaves: Rope[] = []
    visitPieces(this.rope, begin, end, this.values, (from, to, value, index) => {
      const rows = this.values.rowsOf(value)
      if (!rows) {
        leaves.push(leaf(value, to - from, index, this.values))
        return
      }
      for (let at = index; at < index + to - from;) {
        const [row, column] = [Math.floor(at / rows.pitch), at % rows.pitch]
        const isGap = column >= rows.tight
        const length = Math.min((isGap ? rows.pitch : rows.tight) - column, index + to - from - at)
        leaves.push(
          isGap ? leaf(UNDEFINED, length, 0, this.values) : this.ofRows(rows, row * rows.tight + column, length),
        )
        at += length
      }
    })
    return fromLeaves(leaves, this.values)
  }

  /** Sets all bytes: to the first bytes of the values of some pieces, in ascending order, and between them to what is undefined. */
  lay<Piece extends { readonly begin: number; readonly end: number }>(
    pieces: readonly Piece[],
    valueOf: (piece: Piece) => number,
  ): void {
    const { values } = this
    const leaves: Rope[] = []
    let at = 0
    for (const piece of pieces) {
      const { begin, end } = piece
      if (begin > at) leaves.push(leaf(UNDEFINED, begin - at, 0, values))
      leaves.push(leaf(valueOf(piece), end - begin, 0, values))
      at = end
    }
    leaves.push(leaf(UNDEFINED, this.rope.size - at, 0, values))
    this.rope = fromLeaves(leaves, values)
  }

  /** Makes bytes begin … end undefined. */
  forget(begin: number, end: number): void {
    this.rope = replace(this.rope, begin, leaf(UNDEFINED, end - begin, 0, this.values), this.values)
  }

  visit(begin: number, end: number, visit: VisitPiece): void {
    visitPieces(this.rope, begin, end, this.values, visit)
  }

  firstHole({ runs }: Extent): readonly [number, number] | undefined {
    for (let i = 0; i < runs!.length; i += 2) {
      const hole = firstHole(this.rope, runs![i]!, runs![i]! + runs![i + 1]!)
      if (hole) return hole
    }
    return undefined
  }
}
