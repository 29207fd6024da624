/** Symbolic contents of one memory: the bytes of a buffer, heap or output, or the texels of a texture. */
import { allTexels, boxBytes, exactRuns, linearRuns, type Box, type Extent, type Rows } from './extents.ts'
import {
  concat,
  firstHole,
  fromLeaves,
  leaf,
  read,
  replace,
  slice,
  visitPieces,
  type Rope,
  type VisitPiece,
} from './rope.ts'
import { ofRope, ropeOf, snapshotOfBoxes, whole, type Snapshot, type TexelSnapshot } from './snapshot.ts'
import { LevelContent } from './level-content.ts'
import { Piece, visitCells, type Grid } from './texel-tree.ts'
import type { TextureLayout } from './texture-layout.ts'
import { UNDEFINED, type Bytes, type ValueTable } from './values.ts'

export interface Contents {
  read(extent: Extent): Snapshot
  write(extent: Extent, content: Snapshot): void
  /** [begin, end] of the first undefined bytes of `extent`; for a texture, in its linear layout. */
  firstHole(extent: Extent): readonly [number, number] | undefined
}

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
    const isOne = rows !== undefined && read(rope).left === undefined && extent.runs!.length === 2
    if (isOne) {
      this.hasRows = true
      const value = this.values.pitched(rope.value, rope.index, rows)
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
  lay(pieces: readonly { readonly begin: number; readonly end: number; readonly value: number }[]): void {
    const { values } = this
    let at = 0
    const leaves = pieces.flatMap(({ begin, end, value }) => {
      const gap = leaf(UNDEFINED, begin - at, 0, values)
      at = end
      return [gap, leaf(value, end - begin, 0, values)]
    })
    this.rope = fromLeaves([...leaves, leaf(UNDEFINED, this.rope.size - at, 0, values)], values)
  }

  /** Sets bytes begin … end to the first bytes of a value. */
  fill(begin: number, end: number, value: number): void {
    this.rope = replace(this.rope, begin, leaf(value, end - begin, 0, this.values), this.values)
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

export class TexelContents implements Contents {
  private readonly layout: TextureLayout
  private readonly grids: readonly Grid[]
  private readonly values: ValueTable
  private readonly levels: LevelContent[]

  constructor(layout: TextureLayout, value: number, values: ValueTable) {
    this.layout = layout
    this.values = values
    this.grids = layout.levels
    this.levels = layout.levels.map(({ offset, rowBytes, sliceBytes }, level) =>
      LevelContent.of(pieceOf(value, offset, rowBytes, sliceBytes, values), this.grids[level]!, values),
    )
  }

  read({ boxes }: Extent): Snapshot {
    return snapshotOfBoxes(this.levels, boxes!)
  }

  write({ boxes }: Extent, content: Snapshot): void {
    if (content.texels && this.isSamePlace(boxes!, content)) {
      boxes!.forEach(({ level, low, high }, i) => {
        this.levels[level] = this.levels[level]!.with(content.texels[i]!, low, high)
      })
      return
    }
    const rope = ropeOf(content, this.values)
    let at = 0
    for (const box of boxes!) {
      const size = boxBytes(box)
      visitPieces(rope, at, at + size, this.values, (begin, end, value, index) =>
        this.put(box, begin - at, end - at, value, index),
      )
      at += size
    }
  }

  /** Sets the whole texture to one value. */
  fill(value: number): void {
    this.write(allTexels(this.layout), whole(value, this.layout.sizeBytes, this.values))
  }

  firstHole({ boxes }: Extent): readonly [number, number] | undefined {
    for (const { level, low, high } of boxes!) {
      if (!this.levels[level]!.mayHaveHoles) continue
      let hole: readonly [number, number] | undefined
      visitCells(this.levels[level]!.texels(), low, high, this.grids[level]!, (piece, from, to) => {
        if (hole || piece.value !== UNDEFINED) return
        const [begin, length] = linearRuns(this.layout, { level, low: from, high: to }) as [number, number]
        hole = [begin, begin + length]
      })
      if (hole) return hole
    }
    return undefined
  }

  private isSamePlace(boxes: readonly Box[], { boxes: others, texels }: TexelSnapshot): boolean {
    return (
      boxes.length === others.length &&
      boxes.every(({ level, low, high }, i) =>
        [0, 1, 2].every(
          (axis) =>
            low[axis] === others[i]!.low[axis] &&
            high[axis] === others[i]!.high[axis] &&
            this.grids[level]!.sizes[axis] === texels[i]!.grid.sizes[axis],
        ),
      )
    )
  }

  /** Sets bytes begin … end of a box, in tight order, to those of a value; whole slices and rows are set at once. */
  private put({ level, low, high }: Box, begin: number, end: number, value: number, index: number): void {
    const [z0, y0, x0] = low
    const rowBytes = high[2] - x0
    const sliceBytes = rowBytes * (high[1] - y0)
    const base = index - begin - z0 * sliceBytes - y0 * rowBytes - x0
    const piece = pieceOf(value, base, rowBytes, sliceBytes, this.values)
    const on = (from: [number, number, number], to: [number, number, number]) => {
      const isWhole = from.every((n, axis) => n === 0 && to[axis] === this.grids[level]!.sizes[axis])
      this.levels[level] = isWhole
        ? LevelContent.of(piece, this.grids[level]!, this.values)
        : this.levels[level]!.with(piece, from, to)
    }
    for (let at = begin; at < end;) {
      const z = z0 + Math.floor(at / sliceBytes)
      const y = y0 + Math.floor((at % sliceBytes) / rowBytes)
      const x = x0 + (at % rowBytes)
      const slices = at % sliceBytes === 0 ? Math.floor((end - at) / sliceBytes) : 0
      const rows = x === x0 ? Math.min(high[1] - y, Math.floor((end - at) / rowBytes)) : 0
      if (slices > 0) {
        on([z, y0, x0], [z + slices, high[1], high[2]])
        at += slices * sliceBytes
      } else if (rows > 0) {
        on([z, y, x0], [z + 1, y + rows, high[2]])
        at += rows * rowBytes
      } else {
        const bytes = Math.min(high[2] - x, end - at)
        on([z, y, x], [z + 1, y + 1, x + bytes])
        at += bytes
      }
    }
  }
}

/** A piece with the given strides between rows and slices, whose base is −`base`. */
function pieceOf(value: number, base: number, row: number, slice: number, values: ValueTable): Piece {
  if (values.isPlain(value)) return new Piece(value, base, row, slice)
  if (values.isEven(value)) return new Piece(value, 0, 0, 0)
  return new Piece(values.moved(value, -base), 0, row % 4, slice % 4)
}
