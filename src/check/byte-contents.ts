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
  unreadLeaf,
  visitPieces,
  type Rope,
  type Unread,
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

  /**
   * Sets all bytes: to the first bytes of the values of some pieces, in ascending order, and between them to what is undefined. Where they
   * are many, most of them are never looked at.
   */
  lay<Piece extends LaidPiece>(pieces: readonly Piece[], valueOf: (piece: Piece) => number): void {
    const { values } = this
    const { size } = this.rope
    const parts: Rope[] = []
    let at = 0
    for (let from = 0; from === 0 || from < pieces.length; from += laidTogether) {
      const to = Math.min(pieces.length, from + laidTogether)
      const end = to === pieces.length ? size : pieces[to - 1]!.end
      parts.push(unreadLeaf(end - at, new LaidPieces({ pieces, from, to, at, end }, valueOf, values)))
      at = end
    }
    this.rope = parts.length === 1 ? read(parts[0]!) : fromLeaves(parts, values)
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

/** Bytes begin … end of a memory, which hold the first bytes of one value. */
interface LaidPiece {
  readonly begin: number
  readonly end: number
}

/** Pieces that are read at once. */
const laidTogether = 32

/** Some pieces from a place of the memory to another. */
interface SomePieces<Piece> {
  readonly pieces: readonly Piece[]
  readonly from: number
  readonly to: number
  readonly at: number
  readonly end: number
}

/** Pieces that were laid, and what is undefined between them, computed when read: of a history, most runs are never looked at. */
class LaidPieces<Piece extends LaidPiece> implements Unread {
  private readonly some: SomePieces<Piece>
  private readonly valueOf: (piece: Piece) => number
  private readonly values: ValueTable

  constructor(some: SomePieces<Piece>, valueOf: (piece: Piece) => number, values: ValueTable) {
    this.some = some
    this.valueOf = valueOf
    this.values = values
  }

  read(): Rope {
    const { values } = this
    const { pieces, from, to, end: stop } = this.some
    const leaves: Rope[] = []
    let { at } = this.some
    for (let i = from; i < to; i++) {
      const { begin, end } = pieces[i]!
      if (begin > at) leaves.push(leaf(UNDEFINED, begin - at, 0, values))
      leaves.push(leaf(this.valueOf(pieces[i]!), end - begin, 0, values))
      at = end
    }
    if (stop > at) leaves.push(leaf(UNDEFINED, stop - at, 0, values))
    return fromLeaves(leaves, values)
  }

  /** Those of two memories differ, as far as can be told without reading them. */
  isMetBy(): boolean {
    return false
  }
}
